import type { CorrelationPlan } from './correlation-plan';

/** The start of the period in which an instant lies: periods are one timespan long and aligned to 1970. */
export function periodStartMs({ timespanMs }: CorrelationPlan, timeMs: number): number {
  return Math.floor(timeMs / timespanMs) * timespanMs;
}

/**
 * The periods in which contributions at these times may bring about an instant: their own, and the next, since a
 * contribution is in every window that ends less than a timespan after it. In order, each once.
 */
export function touchedPeriods(plan: CorrelationPlan, timesMs: readonly number[]): readonly number[] {
  const own = timesMs.map((timeMs) => periodStartMs(plan, timeMs));
  return [...new Set(own.flatMap((start) => [start, start + plan.timespanMs]))].sort(
    (one, other) => one - other,
  );
}
