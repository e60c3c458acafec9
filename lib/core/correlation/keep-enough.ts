import type { Contribution } from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { periodStartMs } from './period';
import { inTimeOrder } from './window-counter';

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
 * There one contribution for each key and time is kept.
 *
 * It composes: `keepEnough(a ∪ b) = keepEnough(keepEnough(a) ∪ keepEnough(b))`, so every file may be cut down alone.
 */
export function keepEnough(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Contribution[] {
  return keepDeciding(plan, onePerId(contributions));
}

/** The same for contributions of which none is there twice. */
export function keepDeciding(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Contribution[] {
  if (!isDecidedAtTheEnds(plan)) {
    return firstOf(inTimeOrder(plan, contributions), ({ countKey, timeMs }) => `${timeMs} ${countKey}`);
  }
  const byTime = [...contributions].sort((one, other) => one.timeMs - other.timeMs);
  return [...byPeriod(plan, byTime).values()].flatMap((period) => {
    if (period.length <= 2 * plan.enough && haveDifferentKeys(period)) return inTimeOrder(plan, period);
    const first = firstKeys(fromTheFirst(plan, period), plan.enough);
    const last = firstKeys(fromTheLast(plan, period), plan.enough);
    return inTimeOrder(plan, [...new Set([...first, ...last])]);
  });
}

/** The contributions in their order; those of one time are put in order when they are asked for, which most never are. */
function* fromTheFirst(plan: CorrelationPlan, byTime: readonly Contribution[]): Iterable<Contribution> {
  for (let from = 0, to = 0; from < byTime.length; from = to) {
    while (byTime[to]?.timeMs === byTime[from]?.timeMs && to < byTime.length) to += 1;
    yield* inTimeOrder(plan, byTime.slice(from, to));
  }
}

/** The same in the opposite order. */
function* fromTheLast(plan: CorrelationPlan, byTime: readonly Contribution[]): Iterable<Contribution> {
  for (let from = byTime.length, to = from; to > 0; to = from) {
    while (from > 0 && byTime[from - 1]?.timeMs === byTime[to - 1]?.timeMs) from -= 1;
    yield* [...inTimeOrder(plan, byTime.slice(from, to))].reverse();
  }
}

/** Then all of a few are among the first or the last. */
function haveDifferentKeys(period: readonly Contribution[]): boolean {
  return new Set(period.map(({ countKey }) => countKey)).size === period.length;
}

function isDecidedAtTheEnds({ correlation: { kind }, isMonotone }: CorrelationPlan): boolean {
  return kind === 'event_count' || (isMonotone && kind !== 'temporal_ordered');
}

function onePerId(contributions: readonly Contribution[]): readonly Contribution[] {
  return [...new Map(contributions.map((contribution) => [contribution.id, contribution])).values()];
}

function firstOf(
  contributions: Iterable<Contribution>,
  nameOf: (contribution: Contribution) => string,
  most = Number.POSITIVE_INFINITY,
): readonly Contribution[] {
  const named = new Map<string, Contribution>();
  for (const contribution of contributions) {
    const name = nameOf(contribution);
    if (!named.has(name)) named.set(name, contribution);
    if (named.size >= most) break;
  }
  return [...named.values()];
}

/** The first contribution of each of the first `most` different keys. */
function firstKeys(contributions: Iterable<Contribution>, most: number): readonly Contribution[] {
  return firstOf(contributions, ({ countKey }) => countKey, most);
}

function byPeriod(
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
