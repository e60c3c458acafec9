import type { Correlation, CountBound } from '../rule/correlation';
import { CONCLUSION, type Contribution, type CorrelationGroup, type CountedRecord } from './contribution';
import type { CollectedGroup } from './contribution-collector';
import { type CorrelationPlan, isWithin, periodStartMs } from './correlation-plan';
import type { Crossing } from './crossing';
import { keepEnough } from './keep-enough';
import type { Score } from './score';
import { scoreCrossings } from './score-crossings';
import type { Tally } from './tally';
import { counterFor, inTimeOrder } from './window-counter';

/**
 * When the records of one group satisfy a correlation. This is what correlations mean, on every engine:
 *
 * - **Event time.** Only `eventTime` counts, never the order or the time of arrival. A record whose `eventTime` is not
 *   ISO 8601 in UTC is not counted.
 * - **Once.** Records with the same `eventID` and `recipientAccountId` are one.
 * - **Groups.** A group is one combination of the text forms of the `groupBy` fields, letter by letter; a list is for
 *   each of its elements, so a record may be of several groups. A record that lacks one of the fields, or has null there,
 *   is of none. An alias is the field that it names for the rule which the record satisfies. Without `groupBy` the
 *   records of one recipient account are a group; with it, accounts are separate groups only if it names the account.
 * - **Instants and windows.** Every `eventTime` t of a counted record of the group is an instant. Its window is (t −
 *   timespan, t]: a record one whole timespan older is out, one of the same second is in.
 * - **Counts** of a window. `event_count`: records that satisfy any of the rules. `value_count`: different combinations
 *   of the text forms of `fields`; a record that lacks one is not counted. `temporal`: different rules that have a
 *   record. `temporal_ordered`: the most rules that have records in the order in which the rules are listed; at the same
 *   second any order is good, since CloudTrail's times are no finer. One record may count for several rules. `score`: the weights of
 *   the alerts on records, by severity, of each rule once, multiplied by the number of tactics; its groups are actors (score-actors.ts),
 *   and its window is a timespan before the slot of its end (score.ts): one to one and a quarter timespans.
 * - **Bounds.** An instant satisfies the correlation if all bounds hold of its window's count. The temporal kinds without
 *   bounds require all rules. A window without a record ends at no instant, so no crossing is found while there are no
 *   records.
 * - **Conclusion.** If the correlation has a concluding rule, whose records are not counted, only the times of its records are
 *   instants, and a crossing has no other records of it.
 * - **Alerts.** One for each group and *period*, a stretch of one timespan aligned to 1970, in which at least one instant
 *   satisfies the correlation. A continuing attack gives one alert per timespan, not one per record. A score gives a second one that
 *   names the first if it comes to twice the bound later in the period.
 *
 * Which periods these are follows from the set of records alone.
 */
export function findCrossings(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Crossing[] {
  return crossingsOf(plan, keepEnough(plan, contributions));
}

/** The same for contributions that {@link keepEnough} has cut down. */
export function crossingsOf(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Crossing[] {
  if (plan.correlation.kind === 'score') return scoreCrossings(plan, contributions);
  const ordered = inTimeOrder(plan, contributions);
  const counter = counterFor(plan);
  const crossings = new Map<number, Crossing>();
  let concludedMs: number | undefined;
  for (const [place, contribution] of ordered.entries()) {
    counter.add(contribution);
    const { timeMs, countKey } = contribution;
    if (countKey === CONCLUSION) concludedMs = timeMs;
    // The window takes in all of its last moment.
    if (ordered[place + 1]?.timeMs === timeMs) continue;
    if (plan.correlation.concludedBy !== undefined && concludedMs !== timeMs) continue;
    const period = periodStartMs(plan, timeMs);
    const count = counter.countAt(timeMs);
    if (crossings.has(period) || !isWithin(plan.bounds, count)) continue;
    crossings.set(period, {
      periodStartMs: period,
      instantMs: timeMs,
      count: Math.min(count, plan.enough),
      window: ordered
        .slice(windowStart(plan, ordered, place), place + 1)
        .filter((one) => one.countKey !== CONCLUSION || one.timeMs === timeMs),
    });
  }
  return [...crossings.values()];
}

/** The first place of the window that ends with the contribution at `place`, which is not far: only what decides is kept. */
function windowStart(
  { timespanMs }: CorrelationPlan,
  ordered: readonly Contribution[],
  place: number,
): number {
  const afterMs = (ordered[place]?.timeMs ?? 0) - timespanMs;
  let start = place;
  while (start > 0 && (ordered[start - 1]?.timeMs ?? afterMs) > afterMs) start -= 1;
  return start;
}

/** A group that satisfied its correlation in a period: the content of its alert. */
export interface Correlated {
  readonly correlation: Correlation;
  readonly bounds: readonly CountBound[];
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
  readonly known: {
    readonly instantMs: number;
    /** What was counted from the beginning of the window to the end of the period, or to a conclusion, as far as it is known. */
    readonly count: number;
    /** Whether there may be more than that. */
    readonly orMore?: true;
    /** The times of the first and the last of it, as far as they are known; of other counts the records have them. */
    readonly firstMs?: number;
    readonly lastMs?: number;
    /** Whether calls of different names count. */
    readonly isOfSeveralCalls?: true;
    /** Of a score: what its steps add up to. */
    readonly score?: Score;
    /** Whether the group satisfied the correlation earlier in the period. */
    readonly isFurther?: true;
    /** The counted records of the window, in their order: the last one decided. */
    readonly records: readonly CountedRecord[];
  };
}

/** A crossing as an alert describes it. */
export function toCorrelated(
  { plan, group, tally }: Pick<CollectedGroup, 'plan' | 'group' | 'tally'>,
  crossing: Crossing,
): Correlated {
  const { bounds } = plan;
  const { periodStartMs, instantMs, window, score, isFurther } = crossing;
  // A score lists no rules: its alert is about those of its steps.
  const correlation = score === undefined ? plan.correlation : { ...plan.correlation, rules: score.rules };
  const counted = countedOf(plan, crossing, tally);
  const several = tally?.isOfOneCall === false ? { isOfSeveralCalls: true as const } : {};
  const ofScore = { ...(score && { score }), ...(isFurther && { isFurther }) };
  const known = {
    ...{ instantMs, ...counted, ...several, ...ofScore },
    records: window.map(({ record }) => record),
  };
  return { correlation, bounds, group, periodStartMs, known };
}

/** As much as the tally has; without one, or where it was full before, what decided. */
function countedOf(
  plan: CorrelationPlan,
  { periodStartMs, instantMs, count, score, window }: Crossing,
  tally: Tally | undefined,
): Omit<Correlated['known'], 'instantMs' | 'records' | 'isOfSeveralCalls'> {
  const { timespanMs, correlation } = plan;
  if (score !== undefined) return { count, firstMs: window[0]?.timeMs ?? instantMs, lastMs: instantMs };
  const isConcluded = correlation.concludedBy !== undefined;
  const untilMs = isConcluded ? instantMs : periodStartMs + timespanMs - 1;
  const all = tally?.in({ afterMs: instantMs - timespanMs, untilMs });
  // Of nothing there is no first time: a conclusion alone satisfies a bound such as 0 or more.
  if (all === undefined || all.count === 0 || all.count < count)
    return { count, ...(mayBeMore(plan, count) ? { orMore: true } : {}) };
  const { orMore, ...counted } = all;
  // What concludes is the last that an alert tells of.
  const lastMs = isConcluded ? instantMs : counted.lastMs;
  return { ...counted, lastMs, ...(orMore ? { orMore } : {}) };
}

/** Of rules there are never more than the correlation lists. */
function mayBeMore({ correlation: { kind }, ruleIds, enough }: CorrelationPlan, count: number): boolean {
  const isOfRules = kind === 'temporal' || kind === 'temporal_ordered';
  return count >= enough && !(isOfRules && count >= ruleIds.length);
}
