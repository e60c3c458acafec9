import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { ShownRecords } from '../../../lib/core/correlation/shown-records';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { correlationOf, RULES } from './random-correlation';

const CHAIN = { kind: 'temporal_ordered', rules: RULES.slice(0, 2), bounds: [] } as const;

/** At which of some seconds records come of which something is shown. */
function shownAt(seconds: readonly number[], changes: Partial<Correlation>): readonly number[] {
  const plan = planCorrelation(correlationOf({ timespanSeconds: 3600, ...changes }));
  const shown = new ShownRecords();
  const counters = shown.countersOf(plan, ['of one step'], RULES[0]?.id ?? '');
  return seconds.filter((second) => shown.isShown(plan, second * 1000, counters));
}

test('of the steps of a chain the earliest is shown, whatever the order of the file', () => {
  expect(shownAt([9, 8, 9, 7, 7, 3, 5], CHAIN)).toEqual([9, 8, 7, 3]);
  expect(shownAt([1, 2, 3, 4], CHAIN)).toEqual([1, 2]);
});

test('of a flood from the last to the first no more are shown than an alert describes', () => {
  const seconds = Array.from({ length: 1000 }, (_, at) => 2000 - at);
  expect(shownAt(seconds, CHAIN)).toHaveLength(22);
  expect(shownAt(seconds, { bounds: [{ operator: 'gte', value: 3 }] })).toHaveLength(3);
});

test('each period is one of its own', () => {
  expect(shownAt([7209, 7208, 9, 7207, 8, 7, 7208], CHAIN)).toEqual([7209, 7208, 9, 7207, 8, 7]);
});

test('of records that conclude all are shown: any may decide', () => {
  const plan = planCorrelation(correlationOf({ rules: RULES.slice(0, 2), concludedBy: RULES[1]?.id ?? '' }));
  const shown = new ShownRecords();
  const counters = shown.countersOf(plan, ['one'], RULES[1]?.id ?? '');
  expect([1, 2, 3, 4, 5].filter((second) => shown.isShown(plan, second * 1000, counters))).toHaveLength(5);
});
