import { median } from './interleaved';
import type { Runs, Usage } from './usage';

/** What of a run is compared. */
export type Measure = keyof Usage;

/** How a figure follows from the runs of two contenders. */
export interface Figure {
  readonly unit: 'x' | 's' | 'µs' | 'MB';
  /** Which contenders it needs. */
  readonly names: readonly string[];
  readonly measure: Measure;
  readonly of: (runs: Runs, facts: Readonly<Record<string, number>>, measure: Measure) => number;
}

/** What a figure may be. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** How many times as much one contender takes as another: the median of the ratios of each round. */
export function ratio(one: string, other: string, measure: Measure = 'wallMs'): Figure {
  const of: Figure['of'] = (runs, _facts, by) => median(pairs(runs, [one, other], by).map(([a, b]) => a / b));
  return { unit: 'x', names: [one, other], measure, of };
}

/** How many seconds more one contender takes than another: the median of the differences of each round. */
export function secondsOver(one: string, other: string): Figure {
  const of: Figure['of'] = (runs, _facts, by) =>
    median(pairs(runs, [one, other], by).map(([a, b]) => (a - b) / 1000));
  return { unit: 's', names: [one, other], measure: 'wallMs', of };
}

/** How many MB more of memory one contender has at its peak than another. */
export function megabytesOver(one: string, other: string): Figure {
  const of: Figure['of'] = (runs, _facts, by) => median(pairs(runs, [one, other], by).map(([a, b]) => a - b));
  return { unit: 'MB', names: [one, other], measure: 'peakMb', of };
}

/** The CPU time that one contender takes more than another for each of what a fact counts. */
export function microsecondsEach(one: string, without: string, fact: string): Figure {
  const of: Figure['of'] = (runs, facts, by) =>
    median(pairs(runs, [one, without], by).map(([a, b]) => (1000 * (a - b)) / (facts[fact] ?? Number.NaN)));
  return { unit: 'µs', names: [one, without], measure: 'cpuMs', of };
}

/** Whether a figure is what its goal asks for. */
export function isReached(figure: number, goal: Goal): boolean {
  return 'atMost' in goal ? figure <= goal.atMost : figure >= goal.atLeast;
}

/** By how much a figure misses its goal, as a share of the goal; 0 if it is reached. */
export function missedBy(figure: number, goal: Goal): number {
  if (isReached(figure, goal)) return 0;
  return 'atMost' in goal ? figure / goal.atMost - 1 : 1 - figure / goal.atLeast;
}

function pairs(
  runs: Runs,
  [one, other]: readonly [string, string],
  measure: Measure,
): readonly (readonly [number, number])[] {
  const others = runs.get(other) ?? [];
  return (runs.get(one) ?? []).map((usage, run) => [
    usage[measure] ?? Number.NaN,
    others[run]?.[measure] ?? Number.NaN,
  ]);
}
