import { CONCLUSION, type Contribution } from './contribution';
import { type CorrelationPlan, periodStartMs } from './correlation-plan';
import { slotKey } from './score';
import { hasShown, inTimeOrder, orderAtOneTime } from './window-counter';

/**
 * The contributions that decide; the rest change no crossing. Never more than a few for each period, however many
 * records there were: of an attack with 100,000 records and a threshold of 10, at most 20 a period.
 *
 *     period p − 1                     period p
 *     |───────────────────────────────|───────────────────────────────|
 *               (…………… the window of an instant ……………]
 *                what is later counts   what is earlier counts
 *
 * A window that ends in p takes the *end* of p − 1 and the *beginning* of p. So the first `enough` different keys of a
 * period, at their earliest, and the last `enough`, at their latest, decide as much as all of them: either they are all,
 * or the count is at `enough` anyway. Where a count may also be too high and a key can come again (values and rules,
 * with `lt`, `lte`, `eq` or `neq`), a repeated key is an instant of its own; and in a chain the middle counts, too.
 * There one contribution for each key and time is kept; of records that conclude, one for each time; and of a score, the first of
 * each step in a slot.
 *
 * It composes: `keepEnough(a ∪ b) = keepEnough(keepEnough(a) ∪ keepEnough(b))`, so every file may be cut down alone.
 */
export function keepEnough(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Contribution[] {
  return keepDeciding(plan, onePerId(contributions));
}

/** The same for contributions without duplicates. */
export function keepDeciding(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Contribution[] {
  const concluding = contributions.filter(({ countKey }) => countKey === CONCLUSION);
  if (concluding.length > 0) {
    const counted = contributions.filter(({ countKey }) => countKey !== CONCLUSION);
    const kept = firstOf(inTimeOrder(plan, concluding), ({ timeMs }) => String(timeMs));
    return inTimeOrder(plan, [...keepDeciding(plan, counted), ...kept]);
  }
  if (plan.correlation.kind === 'score')
    return firstOf(inTimeOrder(plan, contributions), (step) => slotKey(plan, step));
  if (!isDecidedAtTheEnds(plan)) {
    return firstOf(inTimeOrder(plan, contributions), ({ countKey, timeMs }) => `${timeMs} ${countKey}`);
  }
  const byTime = [...contributions].sort((one, other) => one.timeMs - other.timeMs);
  return [...byPeriod(plan, byTime).values()].flatMap((period) => {
    const keys = countKeysIn(plan, period);
    if (period.length <= 2 * plan.enough && keys === period.length) return inTimeOrder(plan, period);
    // With fewer keys, nothing more is found after the last of them.
    const most = Math.min(plan.enough, keys);
    const first = firstKeys(fromTheFirst(period), orderAtOneTime(plan), most);
    const last = firstKeys(fromTheLast(period), orderAtOneTime(plan, -1), most);
    return inTimeOrder(plan, [...new Set([...first, ...last])]);
  });
}

/** The contributions of each time. */
function* fromTheFirst(byTime: readonly Contribution[]): Iterable<readonly Contribution[]> {
  for (let from = 0, to = 0; from < byTime.length; from = to) {
    while (byTime[to]?.timeMs === byTime[from]?.timeMs && to < byTime.length) to += 1;
    yield byTime.slice(from, to);
  }
}

/** The same from the last time on. */
function* fromTheLast(byTime: readonly Contribution[]): Iterable<readonly Contribution[]> {
  for (let from = byTime.length, to = from; to > 0; to = from) {
    while (from > 0 && byTime[from - 1]?.timeMs === byTime[to - 1]?.timeMs) from -= 1;
    yield byTime.slice(from, to);
  }
}

/** How many different keys there are. If all differ, all of a few are among the first or the last. */
function countKeysIn({ correlation: { kind } }: CorrelationPlan, period: readonly Contribution[]): number {
  return kind === 'event_count' ? period.length : new Set(period.map(({ countKey }) => countKey)).size;
}

function isDecidedAtTheEnds({ correlation: { kind }, isMonotone }: CorrelationPlan): boolean {
  return kind === 'event_count' || (isMonotone && kind !== 'temporal_ordered');
}

/** Of a record that came twice, the first that an alert can show, wherever the others are. */
export function onePerId<T extends Contribution>(contributions: readonly T[]): readonly T[] {
  const byId = new Map<string, T>();
  for (const contribution of contributions) {
    const known = byId.get(contribution.id);
    if (known === undefined || (!hasShown(known) && hasShown(contribution)))
      byId.set(contribution.id, contribution);
  }
  return [...byId.values()];
}

function firstOf(
  contributions: Iterable<Contribution>,
  nameOf: (contribution: Contribution) => string,
): readonly Contribution[] {
  const named = new Map<string, Contribution>();
  for (const contribution of contributions) {
    const name = nameOf(contribution);
    if (!named.has(name)) named.set(name, contribution);
  }
  return [...named.values()];
}

/** The first contribution of each of the first `most` different keys: the order at one time is that of `compare`. */
function firstKeys(
  byTime: Iterable<readonly Contribution[]>,
  compare: (one: Contribution, other: Contribution) => number,
  most: number,
): Iterable<Contribution> {
  const found = new Map<string, Contribution>();
  for (const contributions of byTime) {
    const byKey = new Map<string, Contribution>();
    for (const contribution of contributions) {
      const { countKey } = contribution;
      const known = byKey.get(countKey);
      if (found.has(countKey) || (known !== undefined && compare(known, contribution) <= 0)) continue;
      byKey.set(countKey, contribution);
    }
    for (const one of smallest([...byKey.values()], compare, most - found.size)) found.set(one.countKey, one);
    if (found.size >= most) break;
  }
  return found.values();
}

/** The first `most` in an order. Of a flood in one second, few are sorted. */
function smallest<T>(all: readonly T[], compare: (one: T, other: T) => number, most: number): readonly T[] {
  if (all.length <= most) return all;
  const kept: T[] = [];
  for (const one of all) {
    const last = kept.at(-1);
    if (kept.length === most && last !== undefined && compare(one, last) > 0) continue;
    let at = kept.length;
    while (at > 0 && compare(one, kept[at - 1] as T) < 0) at -= 1;
    kept.splice(at, 0, one);
    if (kept.length > most) kept.pop();
  }
  return kept;
}

/** Contributions by the start of their period. */
export function byPeriod(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): ReadonlyMap<number, readonly Contribution[]> {
  const periods = new Map<number, Contribution[]>();
  for (const contribution of contributions) {
    const start = periodStartMs(plan, contribution.timeMs);
    const period = periods.get(start);
    if (period === undefined) periods.set(start, [contribution]);
    else period.push(contribution);
  }
  return periods;
}
