import fc from 'fast-check';
import type { Condition, WildcardPart } from '../../lib/core/rule/condition';
import { joinParts } from '../../lib/core/sigma/detection/sigma-string';
import { FIELDS, TEXTS } from './arbitrary-record';

const cased = fc.boolean();
const part: fc.Arbitrary<WildcardPart> = fc.oneof(
  fc.constantFrom<WildcardPart>({ any: true }, { one: true }),
  fc.constantFrom('a', 'b', 'Get', 'object', 'x', '5').map((piece) => ({ text: piece })),
);
const patterns = fc.array(fc.array(part, { maxLength: 4 }).map(joinParts), { minLength: 1, maxLength: 2 });
const relation = fc.constantFrom(
  'equals' as const,
  'startsWith' as const,
  'endsWith' as const,
  'contains' as const,
);
const operator = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const);
const expression = fc.constantFrom('^Get', 'object$', 'a.b', '[0-9]+', '^$', 'a|b', '(?i)^s3');

function atomOver(fields: readonly string[], texts: readonly string[]): fc.Arbitrary<Condition> {
  const field = fc.constantFrom(...fields);
  const values = fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: relation, field, values, cased }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wildcard' as const), field, patterns, cased }) },
    fc.record({
      kind: fc.constant('matches' as const),
      field,
      expression,
      flags: fc.constantFrom('', 'i', 's', 'im'),
    }),
    fc.record({
      kind: fc.constant('cidr' as const),
      field,
      ranges: fc.constantFrom(['10.0.0.0/8'], ['2001:db8::/32', '10.1.2.3'], ['0.0.0.0/0']),
    }),
    fc.record({ kind: fc.constant('compare' as const), field, operator, value: fc.constantFrom(5, 10, -1) }),
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('isNull' as const, 'exists' as const), field }),
    },
    fc.record({ kind: fc.constant('sameAs' as const), field, other: field, relation, cased }),
    fc
      .tuple(
        fc.constantFrom<readonly ['minute' | 'hour' | 'week' | 'year', ...number[]]>(
          ['minute', 5, 12, 53],
          ['hour', 5, 12],
          ['week', 5, 12, 53],
          ['year', 12, 2023],
        ),
        fc.nat(2),
      )
      .chain(([[part, ...values], at]) =>
        fc.record({
          kind: fc.constant('timePart' as const),
          field,
          part: fc.constant(part),
          operator: fc.constantFrom('eq' as const, 'lt' as const, 'gte' as const),
          value: fc.constant(values[at % values.length] as number),
        }),
      ),
    fc.record({
      kind: fc.constant('outsideAccount' as const),
      field,
      own: fc.constantFrom([], ['444455556666']),
    }),
    fc.record({ kind: fc.constant('keyword' as const), patterns, cased }),
    fc.record({ kind: fc.constant('keywordMatches' as const), expression, flags: fc.constant('') }),
  );
}

/** Condition trees of every kind, over these fields and values. */
export function conditionOver(fields: readonly string[], texts: readonly string[]): fc.Arbitrary<Condition> {
  return fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      atomOver(fields, texts),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('tree'), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
      fc.record({
        kind: fc.constantFrom('element' as const, 'document' as const),
        field: fc.constantFrom(...fields),
        of: tie('tree'),
      }),
    ),
  })).tree;
}

/** Condition trees over the fields and values of random records. */
export const arbitraryCondition = conditionOver(FIELDS, TEXTS);
