import type { RecordIdentity } from '../record/record-identity';
import { CONCLUSION, type Contribution } from './contribution';
import type { CorrelationPlan } from './correlation-plan';

/** Counts over a window that slides along event time. */
export interface WindowCounter {
  /** Adds a contribution; they come in the order of {@link inTimeOrder}. */
  add(contribution: Contribution): void;
  /** The count of the window that ends at `timeMs`, inclusive; never earlier than an added contribution. */
  countAt(timeMs: number): number;
}

/** The counter that a correlation needs. */
export function counterFor(plan: CorrelationPlan): WindowCounter {
  return plan.correlation.kind === 'temporal_ordered' ? new ChainCounter(plan) : new DistinctCounter(plan);
}

/** The order in which contributions are counted: by time, at one time by the rules' places, and then any fixed one. */
export function inTimeOrder(
  plan: CorrelationPlan,
  contributions: readonly Contribution[],
): readonly Contribution[] {
  const compare = orderAtOneTime(plan);
  return [...contributions].sort((one, other) => one.timeMs - other.timeMs || compare(one, other));
}

/**
 * The same for contributions of one time: below 0 if the first one is counted first. Those that an alert can show come first in
 * both directions; then the order is by event id and account, and within one record by the counted value. Copies of a record have none.
 *
 * @param direction -1 for the order from the last one on
 */
export function orderAtOneTime(
  plan: CorrelationPlan,
  direction: 1 | -1 = 1,
): (one: Contribution, other: Contribution) => number {
  const places = new Map(plan.ruleIds.map((id, place) => [id, place]));
  // The record is looked at only where it decides: to have it may take a while.
  const placeOf = (contribution: Contribution) =>
    places.get(contribution.ruleId ?? contribution.record.ruleId) ?? 0;
  return (one, other) =>
    (places.size < 2 ? 0 : direction * (placeOf(one) - placeOf(other))) ||
    Number(hasShown(other)) - Number(hasShown(one)) ||
    direction * compareIds(one, other);
}

function compareIds(one: Contribution, other: Contribution): number {
  const [identity, others] = [identityOf(one), identityOf(other)];
  if (identity.eventID !== others.eventID) return identity.eventID < others.eventID ? -1 : 1;
  if (identity.recipientAccountId !== others.recipientAccountId)
    return identity.recipientAccountId < others.recipientAccountId ? -1 : 1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

/** Whether an alert can show the record. */
export function hasShown(contribution: Contribution): boolean {
  return contribution.isShown ?? contribution.record.shown !== undefined;
}

function identityOf(contribution: Contribution): RecordIdentity {
  return contribution.identity ?? contribution.record;
}

/** Counts the different keys in the window. */
class DistinctCounter implements WindowCounter {
  /** By key in the order of their latest times: a key that comes again moves to the end. */
  readonly #latestMs = new Map<string, number>();

  constructor(private readonly plan: CorrelationPlan) {}

  add({ countKey, timeMs }: Contribution): void {
    if (countKey === CONCLUSION) return;
    this.#latestMs.delete(countKey);
    this.#latestMs.set(countKey, timeMs);
  }

  countAt(timeMs: number): number {
    for (const [key, latestMs] of this.#latestMs) {
      if (latestMs > timeMs - this.plan.timespanMs) break;
      this.#latestMs.delete(key);
    }
    return this.#latestMs.size;
  }
}

/**
 * Counts the rules in the window in the order in which they are listed: the longest chain.
 *
 * `starts[place][length]` is the latest start of a chain of that length which ends at the rule of that place. A chain
 * is within the window if its start is, and a later start stays longer.
 */
class ChainCounter implements WindowCounter {
  readonly #starts: number[][];

  constructor(private readonly plan: CorrelationPlan) {
    const lengths = plan.ruleIds.length + 1;
    this.#starts = plan.ruleIds.map(() => new Array<number>(lengths).fill(Number.NEGATIVE_INFINITY));
  }

  add({ countKey, timeMs }: Contribution): void {
    const place = this.plan.ruleIds.indexOf(countKey);
    const starts = this.#starts[place];
    if (starts === undefined) return;
    starts[1] = timeMs;
    for (let length = 2; length <= place + 1; length++) {
      const before = this.#starts.slice(0, place).map((earlier) => earlier[length - 1] as number);
      starts[length] = Math.max(starts[length] as number, ...before);
    }
  }

  countAt(timeMs: number): number {
    const isWithin = (startMs: number | undefined) => (startMs as number) > timeMs - this.plan.timespanMs;
    for (let length = this.plan.ruleIds.length; length > 0; length--) {
      if (this.#starts.some((starts) => isWithin(starts[length]))) return length;
    }
    return 0;
  }
}
