import type { Condition } from '../../rule/condition';
import type { Correlation, CountBound } from '../../rule/correlation';
import { leastCount } from '../../rule/least-count';
import { isLeftOut, narrowingsOf, writtenCondition } from '../../rule/narrowed-condition';
import type { Rule } from '../../rule/rule';
import { type ComparedMeaning, compareConditions, type Direction } from './compare-conditions';

/** A rule or a correlation of a rule document. */
export type Meaning = Rule | Correlation;

/** The part of a condition that is compared. */
export type PartOf = (condition: Condition) => Condition;

/** What a rule looks for, with its tuning, and without what filters and allow lists leave out. */
export const soughtIn: PartOf = (condition) => ({
  kind: 'and',
  of: [
    writtenCondition(condition),
    ...narrowingsOf(condition).flatMap((each) => (isLeftOut(each) ? [] : [each.condition])),
  ],
});

/** Compares when a rule or a correlation raises alerts before and after. */
export function compareMeanings(before: Meaning, after: Meaning, part: PartOf): ComparedMeaning {
  if ('condition' in before && 'condition' in after)
    return compareConditions(part(before.condition), part(after.condition));
  if ('condition' in before || 'condition' in after) return { direction: 'unknown' };
  return compareCorrelations(before, after, part);
}

/** Every difference for itself; those that go opposite ways are not decided. */
function compareCorrelations(before: Correlation, after: Correlation, part: PartOf): ComparedMeaning {
  const counted = compareCounted(before, after, part);
  const isOther = (['aliases', 'fields', 'concludedBy'] as const).some(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  // with a bound that more records break, more records may also end an alert
  const isMonotone = [...before.bounds, ...after.bounds].every(isLeast);
  const directions = [
    isOther ? 'unknown' : 'same',
    compareKinds(before, after),
    ...counted.map(({ direction }) => direction),
    compareNumbers(before.timespanSeconds, after.timespanSeconds),
    compareBounds(before.bounds, after.bounds),
    compareGroups(before.groupBy, after.groupBy),
  ] as const;
  const direction = together(directions);
  if (direction !== 'same' && !isMonotone) return { direction: 'unknown' };
  return counted.find((each) => each.direction === direction) ?? { direction };
}

/** Events in one order are such events in any order. */
function compareKinds({ kind: before }: Correlation, { kind: after }: Correlation): Direction {
  if (before === after) return 'same';
  if (before === 'temporal' && after === 'temporal_ordered') return 'weaker';
  return before === 'temporal_ordered' && after === 'temporal' ? 'stronger' : 'unknown';
}

function compareCounted(
  { kind, rules: before }: Correlation,
  { kind: kindAfter, rules: after }: Correlation,
  part: PartOf,
): readonly ComparedMeaning[] {
  const ids = ({ id }: Rule): string => id;
  if (kind === 'temporal_ordered' && kindAfter === kind && before.map(ids).join() !== after.map(ids).join())
    return [{ direction: 'unknown' }];
  return [
    ...before.map((rule): ComparedMeaning => {
      const same = after.find(({ id }) => id === rule.id);
      return same === undefined ? { direction: 'weaker' } : compareMeanings(rule, same, part);
    }),
    ...after
      .filter(({ id }) => !before.some((rule) => rule.id === id))
      .map((): ComparedMeaning => ({ direction: 'stronger' })),
  ];
}

function together(directions: readonly Direction[]): Direction {
  const different = [...new Set(directions.filter((each) => each !== 'same'))];
  const [first = 'same'] = different;
  if (different.length < 2) return first;
  return different.every((each) => each === 'stronger' || each === 'changed') ? 'changed' : 'unknown';
}

function compareNumbers(before: number, after: number): Direction {
  return before === after ? 'same' : after < before ? 'weaker' : 'stronger';
}

function isLeast({ operator }: CountBound): boolean {
  return operator === 'gt' || operator === 'gte';
}

/** By the lowest count that satisfies all bounds. */
function compareBounds(before: readonly CountBound[], after: readonly CountBound[]): Direction {
  if (![...before, ...after].every(isLeast))
    return JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'unknown';
  return compareNumbers(-leastCount(before), -leastCount(after));
}

/** What all records without groups are grouped by. */
const RECIPIENT = 'recipientAccountId';

/** More fields make smaller groups, which reach fewer thresholds; fewer make larger ones, which raise one alert together. */
function compareGroups(before: readonly string[], after: readonly string[]): Direction {
  const [old, fresh] = [before, after].map((fields) => new Set(fields.length === 0 ? [RECIPIENT] : fields));
  if (old === undefined || fresh === undefined) return 'unknown';
  // a record without the field is in no group of it
  if (before.length !== after.length && old.size === fresh.size) return 'unknown';
  const lost = [...old].filter((field) => !fresh.has(field));
  const added = [...fresh].filter((field) => !old.has(field));
  if (lost.length > 0 && added.length > 0) return 'unknown';
  return added.length > 0 ? 'weaker' : lost.length > 0 ? 'changed' : 'same';
}
