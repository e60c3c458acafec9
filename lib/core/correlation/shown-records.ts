import type { CorrelationPlan } from './correlation-plan';
import { slotStartMs } from './score';

/** The maximum number of counts in memory; beyond it, counting restarts, and more records are shown. */
const MAX_COUNTS = 20_000;

/** This many records of a step may be shown beyond those that the bounds require, each earlier than all before it. */
const MAX_EARLIER = 20;

/** The shown records of one group and counted value in a period. */
interface Shown {
  count: number;
  earliestMs: number;
}

/** How many records of one group and counted value are shown, by period. Most come one period after the other. */
export class ShownCounter {
  /** @param isOfAll whether all of them are shown */
  constructor(readonly isOfAll = false) {}

  #period = Number.NaN;
  #shown: Shown = nothing();
  readonly #others = new Map<number, Shown>();

  of(period: number): Readonly<Shown> {
    if (period === this.#period) return this.#shown;
    if (this.#shown.count > 0) this.#others.set(this.#period, this.#shown);
    this.#period = period;
    this.#shown = this.#others.get(period) ?? nothing();
    return this.#shown;
  }

  /** Counts one more, of the period that was asked for. */
  add(timeMs: number): void {
    this.#shown.count += 1;
    this.#shown.earliestMs = Math.min(this.#shown.earliestMs, timeMs);
  }

  forget(): void {
    this.#period = Number.NaN;
    this.#shown = nothing();
    this.#others.clear();
  }
}

function nothing(): Shown {
  return { count: 0, earliestMs: Number.POSITIVE_INFINITY };
}

/**
 * What alerts show of counted records, made of those that may decide: of a group, period and counted value, the first ones, as
 * many as the bounds require, and of the steps of a sequence some that turn out to be earlier, for the earliest decide, and the
 * records of a file are in no order. Of a flood the rest is counted only.
 */
export class ShownRecords {
  readonly #counters = new Map<string, ShownCounter>();
  #counts = 0;

  /**
   * @param names of each group and of what is counted of a record
   * @param ruleId of the rule that the record satisfies: any record that concludes may turn out to decide
   */
  countersOf(
    { correlation }: CorrelationPlan,
    names: readonly string[],
    ruleId: string,
  ): readonly ShownCounter[] {
    return names.map((name) => {
      const own = `${correlation.id} ${name}`;
      const counter = this.#counters.get(own) ?? new ShownCounter(ruleId === correlation.concludedBy);
      this.#counters.set(own, counter);
      return counter;
    });
  }

  /** Whether alerts show anything of a record of that time. Of a score, other records change nothing. Ask for all of its groups at once. */
  isShown(plan: CorrelationPlan, timeMs: number, counters: readonly ShownCounter[]): boolean {
    const isScore = plan.correlation.kind === 'score';
    const period = isScore ? slotStartMs(plan, timeMs) : Math.floor(timeMs / plan.timespanMs);
    // Where one more record can undo an alert, every kept record decides, and gives the same result in any order of
    // arrival.
    let mayDecide = !plan.isMonotone;
    for (const counter of counters)
      if (this.#isAmongFirst(plan, counter, { period, timeMs })) mayDecide = true;
    return mayDecide;
  }

  #isAmongFirst(
    { enough, correlation: { kind } }: CorrelationPlan,
    counter: ShownCounter,
    { period, timeMs }: { readonly period: number; readonly timeMs: number },
  ): boolean {
    if (counter.isOfAll) return true;
    const { count, earliestMs } = counter.of(period);
    const isOfSteps = kind === 'temporal' || kind === 'temporal_ordered' || kind === 'score';
    // The first of a step is all that a score counts.
    const [most, mostEarlier] = kind === 'score' ? [1, Number.POSITIVE_INFINITY] : [enough, MAX_EARLIER];
    const isEarlier = isOfSteps && timeMs < earliestMs && count < most + mostEarlier;
    if (count >= most && !isEarlier) return false;
    if (count === 0) this.#countOne();
    // Counting may have begun again.
    counter.of(period);
    counter.add(timeMs);
    return true;
  }

  #countOne(): void {
    if (this.#counts === MAX_COUNTS) {
      for (const counter of this.#counters.values()) counter.forget();
      this.#counters.clear();
      this.#counts = 0;
    }
    this.#counts += 1;
  }
}
