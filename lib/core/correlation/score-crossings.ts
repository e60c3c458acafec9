import type { Contribution } from './contribution';
import { type CorrelationPlan, isWithin, periodStartMs } from './correlation-plan';
import type { Crossing } from './crossing';
import { type Score, scoreOf, slotStartMs } from './score';
import { inTimeOrder } from './window-counter';

/** How often the bound a further alert of the same period asks for. */
const FURTHER = 2;

/**
 * When the steps of one actor add up to a score, for contributions that `keepEnough` has cut down: of each period the first
 * instant, and a later one at which the score is twice the bound. What comes in one second is one alert.
 */
export function scoreCrossings(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Crossing[] {
  const ordered = inTimeOrder(plan, contributions);
  const crossings = new Map<number, Crossing[]>();
  let from = 0;
  for (const [place, { timeMs }] of ordered.entries()) {
    // The window takes in all of its last moment.
    if (ordered[place + 1]?.timeMs === timeMs) continue;
    while ((ordered[from]?.timeMs ?? timeMs) < slotStartMs(plan, timeMs) - plan.timespanMs) from += 1;
    const period = periodStartMs(plan, timeMs);
    const found = crossings.get(period) ?? [];
    if (found.length === FURTHER) continue;
    const window = ordered.slice(from, place + 1);
    const score = scoreOf(window, plan.ruleOf);
    if (!isWithin(plan.bounds, score.points / (found.length + 1))) continue;
    crossings.set(period, [...found, toCrossing(window, { period, score, isFurther: found.length > 0 })]);
  }
  return [...crossings.values()].flat();
}

function toCrossing(
  window: readonly Contribution[],
  {
    period,
    score,
    isFurther,
  }: { readonly period: number; readonly score: Score; readonly isFurther: boolean },
): Crossing {
  const last = window.at(-1) as Contribution;
  return {
    periodStartMs: period,
    instantMs: last.timeMs,
    count: score.rules.length,
    window: stepsOf(window),
    score,
    ...(isFurther ? { isFurther } : {}),
  };
}

/** The first of each step, and last the one that decided. */
function stepsOf(window: readonly Contribution[]): readonly Contribution[] {
  const byKey = new Map<string, Contribution>();
  for (const step of window) if (!byKey.has(step.countKey)) byKey.set(step.countKey, step);
  const steps = [...byKey.values()];
  const last = window.at(-1) as Contribution;
  return steps.at(-1) === last || steps.at(-1)?.timeMs === last.timeMs ? steps : [...steps, last];
}
