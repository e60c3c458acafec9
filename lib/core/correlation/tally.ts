import { CONCLUSION, type Contribution } from './contribution';
import { type CorrelationPlan, periodStartMs } from './correlation-plan';

/** The most counted values of a collection that are held; what is beyond them makes counts the least that there may be. */
export const MAX_TALLIED = 20_000;

/** How many more values the tallies of one collection may hold. */
export interface TallyRoom {
  left: number;
}

/** When a value was counted in a period for the first time, and for the last, in milliseconds since 1970. */
type Times = readonly [firstMs: number, lastMs: number];

/** A tally as JSON: it is kept between the batches of a search. */
export interface StoredTally {
  readonly isWhole: boolean;
  readonly calls: readonly string[];
  readonly counted: readonly (readonly [countKey: string, firstMs: number, lastMs: number])[];
}

/** What was counted in a part of time. Each of the values was counted at `firstMs`, at `lastMs`, or between them. */
export interface Counted {
  readonly count: number;
  /** Whether there may be more than that. */
  readonly orMore: boolean;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** From an instant on, which is out, to another, which is in. */
export interface TallySpan {
  readonly afterMs: number;
  readonly untilMs: number;
}

/** The calls of counted records: whether there are several is all that is asked. */
const MAX_CALLS = 2;

/**
 * How much there was of one group, beyond what decides its alerts: the different counted values of each period. Of correlations whose
 * bounds more records can undo, and of rules in a row, there is none: what decides is all that they count.
 */
export class Tally {
  readonly #periods = new Map<number, Map<string, Times>>();
  readonly #calls = new Set<string>();
  #isWhole = true;

  /** @param room shared by the tallies of a collection */
  constructor(
    private readonly plan: CorrelationPlan,
    private readonly room: TallyRoom = { left: MAX_TALLIED },
  ) {}

  /** Whether a correlation has tallies. */
  static isOf({ correlation: { kind }, isMonotone }: CorrelationPlan): boolean {
    return isMonotone && (kind === 'event_count' || kind === 'value_count');
  }

  /** The tally that {@link toJSON} returned. */
  static parse(plan: CorrelationPlan, { isWhole, calls, counted }: StoredTally, room?: TallyRoom): Tally {
    const tally = new Tally(plan, room);
    for (const [countKey, ...times] of counted) tally.#put(countKey, times);
    for (const call of calls) tally.#addCall(call);
    if (!isWhole) tally.leaveOut();
    return tally;
  }

  add(contribution: Contribution): void {
    const { countKey, timeMs } = contribution;
    if (countKey === CONCLUSION) return;
    this.#put(countKey, [timeMs, timeMs]);
    if (this.#calls.size < MAX_CALLS) this.#addCall(contribution.eventName ?? contribution.record.eventName);
  }

  /** Adds what another tally of the group has. */
  addAll(other: Tally): void {
    for (const values of other.#periods.values())
      for (const [countKey, times] of values) this.#put(countKey, times);
    for (const call of other.#calls) this.#addCall(call);
    if (!other.#isWhole) this.leaveOut();
  }

  /** Notes that more was counted than this tally has. */
  leaveOut(): void {
    this.#isWhole = false;
  }

  /** Whether all counted records are of one call, as far as is known. */
  get isOfOneCall(): boolean {
    return this.#calls.size < MAX_CALLS;
  }

  /** The different values of a span that begins in one period at the earliest and ends with the next one at the latest. */
  in({ afterMs, untilMs }: TallySpan): Counted {
    const values = new Set<string>();
    let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const start of new Set([afterMs, untilMs].map((timeMs) => periodStartMs(this.plan, timeMs))))
      for (const [countKey, [first, last]] of this.#periods.get(start) ?? []) {
        if (last <= afterMs || first > untilMs) continue;
        values.add(countKey);
        firstMs = Math.min(firstMs, first > afterMs ? first : last);
        lastMs = Math.max(lastMs, last <= untilMs ? last : first);
      }
    return { count: values.size, orMore: !this.#isWhole, firstMs, lastMs };
  }

  toJSON(): StoredTally {
    const counted = [...this.#periods.values()].flatMap((values) =>
      [...values].map(([countKey, times]) => [countKey, ...times] as const),
    );
    return { isWhole: this.#isWhole, calls: [...this.#calls], counted };
  }

  #addCall(call: string): void {
    if (this.#calls.size < MAX_CALLS) this.#calls.add(call);
  }

  #put(countKey: string, [firstMs, lastMs]: Times): void {
    const period = periodStartMs(this.plan, firstMs);
    const values = this.#periods.get(period) ?? new Map<string, Times>();
    if (values.size === 0) this.#periods.set(period, values);
    const known = values.get(countKey);
    if (known === undefined && this.room.left === 0) this.leaveOut();
    else if (known === undefined) {
      this.room.left -= 1;
      values.set(countKey, [firstMs, lastMs]);
    } else if (firstMs < known[0] || lastMs > known[1])
      values.set(countKey, [Math.min(firstMs, known[0]), Math.max(lastMs, known[1])]);
  }
}
