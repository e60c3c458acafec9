import { Choice, isValueObject, type Value } from '../../estate/values/value';
import type { Compare, Judgement } from '../model';

/** Maximum number of conditions in one property that are tried. */
const MAX_CONDITIONS = 6;

/**
 * Compares values once for each outcome of the conditions in them: `compare` gets no `Choice`. Outcomes that are judged
 * differently are unknown, unless none of them is weaker.
 */
export function perCondition(compare: Compare): Compare {
  return (before, after, judged) => {
    if (judged.same(before, after)) return { verdict: 'same', words: '' };
    const conditions = [...new Set([...conditionsOf(before), ...conditionsOf(after)])].sort();
    if (conditions.length === 0) return compare(before, after, judged);
    if (conditions.length > MAX_CONDITIONS)
      return { verdict: 'unknown', words: `more than ${MAX_CONDITIONS} conditions decide` };
    const outcomes = Array.from({ length: 2 ** conditions.length }, (_, bits) => {
      const holds = new Set(conditions.filter((_name, index) => (bits >> index) % 2 === 1));
      return compare(decided(before, holds), decided(after, holds), judged);
    });
    return merged(outcomes, conditions);
  };
}

function merged(outcomes: readonly Judgement[], conditions: readonly string[]): Judgement {
  const verdicts = new Set(outcomes.map(({ verdict }) => verdict));
  const [first] = outcomes;
  if (first !== undefined && verdicts.size === 1) {
    const { effect, ...rest } = first;
    return outcomes.every((each) => each.effect === effect) ? first : rest;
  }
  const bad = outcomes.find(({ verdict }) => verdict === 'weaker' || verdict === 'unknown');
  if (bad === undefined)
    return outcomes.find(({ verdict }) => verdict !== 'same') ?? { verdict: 'same', words: '' };
  return { verdict: 'unknown', words: `${bad.words}, as ${conditions.join(' and ')} decides` };
}

function conditionsOf(value: Value | undefined): readonly string[] {
  if (value instanceof Choice)
    return [value.condition, ...conditionsOf(value.one), ...conditionsOf(value.other)];
  if (Array.isArray(value)) return value.flatMap(conditionsOf);
  return isValueObject(value) ? Object.values(value).flatMap(conditionsOf) : [];
}

/** The value where some conditions hold, and the others do not. */
function decided(value: Value | undefined, holds: ReadonlySet<string>): Value | undefined {
  if (value instanceof Choice) return decided(holds.has(value.condition) ? value.one : value.other, holds);
  if (Array.isArray(value)) return value.flatMap((each) => decided(each, holds) ?? []);
  if (!isValueObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, each]) => {
    const left = decided(each, holds);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(members);
}
