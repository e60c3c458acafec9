import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { recordWith } from '../../../../lib/core/prefilter/prefilter-plan';
import { compareConditions, type Direction } from '../../../../lib/core/review/meaning/compare-conditions';
import { compareMeanings } from '../../../../lib/core/review/meaning/compare-meanings';
import type { Condition } from '../../../../lib/core/rule/condition';
import { mapLeaves } from '../../../../lib/core/rule/condition';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import { cases } from '../../../jest/cases';
import { conditionOver } from '../../../parity/arbitrary-condition';

const FIELDS = ['requestParameters.name', 'requestParameters.description', 'sourceIPAddress'];
const TEXTS = ['pay', 'payroll', 'Payroll', 'x', '10.1.2.3', '10.0.0.9', 'pay:roll'];
const condition = conditionOver(FIELDS, TEXTS);

type Leaf = Parameters<Parameters<typeof mapLeaves>[1]>[0];

/** Edits of one leaf, as people make them: a value more, less, longer or in another case, another operator, range or number. */
function mutated(leaf: Leaf, how: number): Condition {
  switch (leaf.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains': {
      const edits: readonly Condition[] = [
        { ...leaf, values: [...leaf.values, 'payroll'] },
        { ...leaf, values: leaf.values.slice(0, 1) },
        { ...leaf, values: leaf.values.map((value) => `${value}roll`) },
        { ...leaf, values: leaf.values.map((value) => value.slice(0, 2)) },
        { ...leaf, cased: !leaf.cased },
        { ...leaf, kind: 'contains' },
        { ...leaf, kind: 'equals' },
        {
          ...{ kind: 'matches', field: leaf.field, flags: '' },
          expression: `^(${leaf.values.map((value) => value.replaceAll('.', '\\.')).join('|')})$`,
        },
      ];
      return edits[how % edits.length] ?? leaf;
    }
    case 'cidr':
      return { ...leaf, ranges: how % 2 === 0 ? ['10.0.0.0/24'] : [...leaf.ranges, '10.0.0.0/7'] };
    case 'compare':
      return { ...leaf, value: leaf.value + (how % 3) - 1 };
    case 'matches':
      return { ...leaf, expression: how % 2 === 0 ? '^(pay|payroll)$' : '^pay$', flags: '' };
    default:
      return leaf;
  }
}

/** The same condition, written otherwise. */
function rewritten(of: Condition, how: number): Condition {
  const turned = (each: Condition): Condition => {
    if (each.kind === 'and' || each.kind === 'or')
      return { kind: each.kind, of: [...each.of].reverse().map(turned) };
    if (each.kind === 'not') return { ...each, of: turned(each.of) };
    return 'values' in each ? { ...each, values: [...each.values].reverse() } : each;
  };
  const ways: readonly Condition[] = [
    turned(of),
    { kind: 'not', of: { kind: 'not', of } },
    { kind: 'and', of: [of, of] },
    { kind: 'or', of: [turned(of), of] },
  ];
  return ways[how % ways.length] ?? of;
}

const value = fc.oneof(
  fc.constantFrom(...TEXTS, 'PAYROLL', 'payrollroll', 'pa'),
  fc.integer({ min: 0, max: 12 }),
);
const record: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), value), { minLength: 1, maxLength: 4 })
  .map((members) => recordWith(members.map(([field, each]) => [field.split('.'), each])));
const records = fc.array(record, { minLength: 10, maxLength: 30 });

describe('the direction of an edit of a rule', () => {
  it('is weaker or unknown wherever a record that raised an alert raises none', () => {
    const counts = new Map<Direction, number>();
    fc.assert(
      fc.property(condition, fc.nat(7), records, (before, how, tried) => {
        const after = mapLeaves(before, (leaf) => mutated(leaf, how));
        const { direction } = compareConditions(before, after);
        counts.set(direction, (counts.get(direction) ?? 0) + 1);
        const [old, fresh] = [toPredicate(before), toPredicate(after)];
        const lost = tried.filter((each) => old(each) && !fresh(each));
        const gained = tried.filter((each) => fresh(each) && !old(each));
        if (direction !== 'weaker' && direction !== 'unknown') expect(lost).toEqual([]);
        if (direction === 'same') expect(gained).toEqual([]);
      }),
      { numRuns: 3000 },
    );
    for (const direction of ['same', 'weaker', 'stronger'] as const)
      expect(counts.get(direction)).toBeGreaterThan(cases(100));
  });

  it('is never weaker nor stronger where the rule is only written otherwise', () => {
    fc.assert(
      fc.property(condition, fc.nat(3), (before, how) => {
        expect(['same', 'changed', 'unknown']).toContain(
          compareConditions(before, rewritten(before, how)).direction,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

const correlation = (changed: Partial<Correlation>): Correlation =>
  ({
    ...{ id: 'c', name: 'c', kind: 'temporal', groupBy: ['userIdentity.arn'], aliases: [], rules: [] },
    ...{ timespanSeconds: 600, fields: [], bounds: [{ operator: 'gte', value: 2 }], generate: false },
    ...changed,
  }) as unknown as Correlation;
const whole = (each: Condition): Condition => each;

it('knows that events in one order are such events in any order', () => {
  const [any, ordered] = [correlation({}), correlation({ kind: 'temporal_ordered' })];
  expect(compareMeanings(any, ordered, whole).direction).toBe('weaker');
  expect(compareMeanings(ordered, any, whole).direction).toBe('stronger');
  const longer = correlation({ kind: 'temporal_ordered', timespanSeconds: 6000 });
  expect(compareMeanings(any, longer, whole).direction).toBe('unknown');
  expect(compareMeanings(correlation({ kind: 'event_count' }), any, whole).direction).toBe('unknown');
});
