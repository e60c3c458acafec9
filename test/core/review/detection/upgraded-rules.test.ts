import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Route } from '../../../../lib/core/review/detection/decided-estate';
import { compareWithRoute, releasedRules } from '../../../../lib/core/review/detection/upgraded-rules';
import type { Direction } from '../../../../lib/core/review/meaning/compare-conditions';
import type { Meaning } from '../../../../lib/core/review/meaning/compare-meanings';
import type { RuleLine } from '../../../../lib/core/review/metadata/decisions';
import { hashRule } from '../../../../lib/core/review/metadata/rule-meaning';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import { isBelow, type Rule, type Severity } from '../../../../lib/core/rule/rule';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

const TEXTS = { title: '', description: '', author: '', status: '' };
const LISTS = { tags: [], falsePositives: [], references: [], firstSteps: [] };

function rule(id: string, condition: Condition, severity: Severity = 'high', more: Partial<Rule> = {}): Rule {
  return { id, name: id, ...TEXTS, ...LISTS, severity, condition, ...more };
}

function route(...rules: readonly Meaning[]): Route {
  const lineOf = (each: Meaning): RuleLine => ({
    ...{ key: each.name, id: each.id, severity: each.severity, hash: '', techniques: [] },
    ...('failureSeverity' in each && { failureSeverity: each.failureSeverity }),
    ...('minimumSeverity' in each && { minimumSeverity: each.minimumSeverity }),
    ...(each.trialUntil !== undefined && { trialUntil: each.trialUntil }),
  });
  return {
    ...{ construct: 'LogProcessor', account: undefined, region: undefined, file: '', logicalId: '' },
    ...{ leftOut: new Map(), everybody: new Map() },
    rules: new Map(rules.map((each) => [each.id, lineOf(each)])),
    meanings: () => new Map(rules.map((each) => [each.id, each])),
  };
}

const called = (...values: readonly string[]): Condition => ({
  kind: 'equals',
  field: 'eventName',
  values,
  cased: true,
});

function directionOf(before: Meaning, ...after: readonly Meaning[]): Direction {
  const old = route(before);
  const line = old.rules.get(before.id);
  if (line === undefined) throw new Error('the route has the rule');
  return compareWithRoute(old, route(...after), line).direction;
}

describe('a rule that a release made narrower', () => {
  const before = rule('a', called('A', 'B', 'C'));
  const narrower = rule('a', called('A'));

  it.each<readonly [string, readonly Rule[], Direction]>([
    ['is weaker where no other rule finds the rest', [rule('b', called('B'))], 'weaker'],
    [
      'loses nothing where others find the rest together',
      [rule('b', called('B')), rule('c', called('C', 'D'), 'critical')],
      'changed',
    ],
    ['is weaker where the others are less severe', [rule('b', called('B', 'C'), 'medium')], 'weaker'],
    [
      'is weaker where the other is on trial',
      [rule('b', called('B', 'C'), 'high', { trialUntil: '2099-01-01' })],
      'weaker',
    ],
    [
      'is weaker where the other raises less for failed calls',
      [rule('b', called('B', 'C'), 'high', { failureSeverity: 'low' })],
      'weaker',
    ],
    [
      'is weaker where the other raises no alert at its severity',
      [rule('b', called('B', 'C'), 'high', { minimumSeverity: 'critical' })],
      'weaker',
    ],
  ])('%s', (_words, others, expected) => {
    expect(directionOf(before, narrower, ...others)).toBe(expected);
  });

  it('shows a record that raised an alert, and raises none', () => {
    const [old, fresh] = [route(before), route(narrower, rule('b', called('B')))];
    expect(compareWithRoute(old, fresh, old.rules.get('a')!).example).toEqual({ eventName: 'C' });
  });
});

it('a rule with a lower severity is weaker, unless another one of the former severity finds the same', () => {
  const [before, lower] = [rule('a', called('A')), rule('a', called('A'), 'low')];
  expect(directionOf(before, lower)).toBe('weaker');
  expect(directionOf(before, lower, rule('b', called('A', 'B')))).not.toBe('weaker');
  expect(directionOf(before, rule('a', called('A', 'B')))).toBe('stronger');
});

it('a correlation that counts less is weaker, unless a rule finds each record that it no longer counts', () => {
  const counting = (...values: readonly string[]): Correlation => {
    const { condition: _, ...base } = rule('often', called());
    const lists = { groupBy: [], aliases: {}, fields: [], bounds: [{ operator: 'gte' as const, value: 3 }] };
    return {
      ...base,
      ...lists,
      kind: 'event_count',
      timespanSeconds: 60,
      generate: false,
      rules: [rule('one', called(...values))],
    };
  };
  expect(directionOf(counting('A', 'B'), counting('A'))).toBe('weaker');
  expect(directionOf(counting('A', 'B'), counting('A'), rule('b', called('B')))).toBe('unknown');
});

it('a rule is of the release only as the release has it', () => {
  const builtIn = { rules: [rule('a', called('A'))], correlations: [] };
  const line = {
    key: 'a',
    id: 'a',
    severity: 'high',
    hash: hashRule(builtIn.rules[0]!),
    techniques: [],
  } as const;
  const isReleased = releasedRules(() => builtIn);
  expect(isReleased(line)).toBe(true);
  expect(
    [
      { ...line, severity: 'low' as const },
      { ...line, hash: 'x' },
      { ...line, id: 'b' },
    ].map(isReleased),
  ).toEqual([false, false, false]);
});

const severity = fc.constantFrom<Severity>('low', 'high');
const record = arbitraryRecord.filter(
  ({ eventName, eventSource }) => !Array.isArray(eventName) && !Array.isArray(eventSource),
);

it('no verdict but weaker or unknown where a record that raised an alert raises none as severe', () => {
  let decided = 0;
  fc.assert(
    fc.property(
      fc.tuple(arbitraryCondition, severity),
      fc.array(fc.tuple(arbitraryCondition, severity), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.array(record, { minLength: 5, maxLength: 20 }),
      ([condition, of], others, isPart, records) => {
        const before = rule('0', condition, of);
        const after = others.map(([other, level], place) =>
          rule(`${place}`, isPart && place > 0 ? { kind: 'or', of: [other, condition] } : other, level),
        );
        const found = compareWithRoute(route(before), route(...after), route(before).rules.get('0')!);
        const raises = (rules: readonly Rule[], each: (typeof records)[number]): boolean =>
          rules.some((one) => !isBelow(one.severity, of) && toPredicate(one.condition)(each));
        const lost = records.filter((each) => raises([before], each) && !raises(after, each));
        if (found.direction === 'weaker' && found.example !== undefined)
          expect([raises([before], found.example), raises(after, found.example)]).toEqual([true, false]);
        else if (found.direction !== 'weaker' && found.direction !== 'unknown') {
          decided += 1;
          expect(lost).toEqual([]);
        }
      },
    ),
    { numRuns: 600 },
  );
  expect(decided).toBeGreaterThan(cases(60));
});
