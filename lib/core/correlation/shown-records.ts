import type { CorrelationPlan } from './correlation-plan';

/** So many counts are held; when there are more, counting begins again, and more records are shown. */
const MAX_COUNTS = 20_000;

/** How many records of one group and counted value are shown, by period. Most come one period after the other. */
export class ShownCounter {
  #period = Number.NaN;
  #count = 0;
  readonly #others = new Map<number, number>();

  countOf(period: number): number {
    if (period === this.#period) return this.#count;
    if (this.#count > 0) this.#others.set(this.#period, this.#count);
    this.#period = period;
    this.#count = this.#others.get(period) ?? 0;
    return this.#count;
  }

  /** Counts one more, of the period that was asked for. */
  add(): void {
    this.#count += 1;
  }

  forget(): void {
    this.#period = Number.NaN;
    this.#count = 0;
    this.#others.clear();
  }
}

/**
 * What alerts show of counted records, made of those that may decide: of a group, period and counted value, the first
 * as many as the bounds ask for. Of a flood the rest is counted only.
 */
export class ShownRecords {
  readonly #counters = new Map<string, ShownCounter>();
  #counts = 0;

  /** @param names of each group and of what is counted of a record */
  countersOf(plan: CorrelationPlan, names: readonly string[]): readonly ShownCounter[] {
    return names.map((name) => {
      const own = `${plan.correlation.id} ${name}`;
      const counter = this.#counters.get(own) ?? new ShownCounter();
      this.#counters.set(own, counter);
      return counter;
    });
  }

  /** Whether something is shown of a record of that time. Ask for all of its groups at once. */
  isShown(plan: CorrelationPlan, timeMs: number, counters: readonly ShownCounter[]): boolean {
    const period = Math.floor(timeMs / plan.timespanMs);
    // Where one record more can undo an alert, all that is kept decides, and gives the same result in any order of arrival.
    let mayDecide = !plan.isMonotone;
    for (const counter of counters) if (this.#isAmongFirst(counter, period, plan.enough)) mayDecide = true;
    return mayDecide;
  }

  #isAmongFirst(counter: ShownCounter, period: number, most: number): boolean {
    const count = counter.countOf(period);
    if (count >= most) return false;
    if (count === 0) this.#countOne();
    // Counting may have begun again.
    counter.countOf(period);
    counter.add();
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
