import fc from 'fast-check';
import type {
  NumericMatcher,
  PatternMember,
  PatternObject,
  TextMatcher,
  ValueMatcher,
} from '../../../../lib/core/pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../../../lib/core/pattern/event-pattern/event-value';

const text = fc.constantFrom('a', 'ab', 'B', 'x*y', '\\', '5', 'true', '10.1.2.3', 'ß', '', '"', '\u0000');
const number = fc.constantFrom('5', '-1', '0.5', '1e3', '300.0').map((literal) => new JsonNumber(literal));
const wildcard = fc.constantFrom('a*', '*b', 'a*b', '\\*', '*');

const textMatcher: fc.Arbitrary<TextMatcher> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    relation: fc.constantFrom('prefix' as const, 'suffix' as const),
    ignoresCase: fc.boolean(),
    text,
  }),
  fc.record({
    kind: fc.constant('text' as const),
    relation: fc.constant('equals' as const),
    ignoresCase: fc.constant(true),
    text,
  }),
  fc.record({
    kind: fc.constant('text' as const),
    relation: fc.constant('wildcard' as const),
    ignoresCase: fc.constant(false),
    text: wildcard,
  }),
);

const numeric: fc.Arbitrary<NumericMatcher> = fc.oneof(
  fc
    .constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const)
    .chain((operator) =>
      number.map((one) => ({ kind: 'numeric' as const, bounds: [{ operator, number: one }] })),
    ),
  fc.constant({
    kind: 'numeric' as const,
    bounds: [
      { operator: '>' as const, number: new JsonNumber('0') },
      { operator: '<=' as const, number: new JsonNumber('5.0') },
    ],
  }),
);

const exceptTexts = textMatcher
  .filter((one) => (one.relation === 'equals' || !one.ignoresCase) && one.text !== '')
  .chain((one) => fc.array(fc.constant(one), { minLength: 1, maxLength: 2 }));
const except = fc.oneof(
  exceptTexts,
  fc.array(
    text.map((value) => ({ kind: 'equals' as const, value })),
    { minLength: 1, maxLength: 3 },
  ),
  fc.array(
    number.map((value) => ({ kind: 'equals' as const, value })),
    { minLength: 1, maxLength: 3 },
  ),
);

const matcher: fc.Arbitrary<ValueMatcher> = fc.oneof(
  fc
    .oneof(text, number, fc.boolean(), fc.constant(null))
    .map((value) => ({ kind: 'equals' as const, value })),
  textMatcher,
  numeric,
  except.map((one) => ({ kind: 'anythingBut' as const, except: one })),
  fc.boolean().map((exists) => ({ kind: 'exists' as const, exists })),
  fc.constantFrom('10.0.0.0/8', '2001:db8::/32').map((range) => ({ kind: 'cidr' as const, range })),
);

/** Valid patterns with every operator, `$or` inside one another, and names that meet. */
export const arbitraryEventPattern: fc.Arbitrary<PatternObject> = fc.letrec<{
  object: PatternObject;
  member: PatternMember;
}>((tie) => ({
  object: fc.array(tie('member'), { minLength: 1, maxLength: 3 }).map((members) => ({ members })),
  member: fc.oneof(
    { maxDepth: 2, depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('field' as const),
      key: fc.constantFrom('a', 'b', 'c', 'a.b'),
      matchers: fc.array(matcher, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('object' as const),
      key: fc.constantFrom('a', 'b', 'd'),
      of: tie('object'),
    }),
    fc.record({
      kind: fc.constant('or' as const),
      branches: fc.array(tie('object'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).object;
