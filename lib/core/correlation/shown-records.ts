import type { CorrelationPlan } from './correlation-plan';
import { periodStartMs } from './period';

/** So many counts are held; when there are more, counting begins again, and more records are shown. */
const MAX_COUNTS = 20_000;

/** How many records of one group and counted value are shown, by the start of their period. */
export type ShownCounter = Map<number, number>;

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
      const counter = this.#counters.get(own) ?? new Map<number, number>();
      if (counter.size === 0) this.#counters.set(own, counter);
      return counter;
    });
  }

  /** Whether something is shown of a record of that time. Ask for all of its groups at once. */
  isShown(plan: CorrelationPlan, timeMs: number, counters: readonly ShownCounter[]): boolean {
    const period = periodStartMs(plan, timeMs);
    // Where one record more can undo an alert, all that is kept decides, and gives the same result in any order of arrival.
    let mayDecide = !plan.isMonotone;
    for (const counter of counters) if (this.#isAmongFirst(counter, period, plan.enough)) mayDecide = true;
    return mayDecide;
  }

  #isAmongFirst(counter: ShownCounter, period: number, most: number): boolean {
    const count = counter.get(period) ?? 0;
    if (count >= most) return false;
    if (count === 0) this.#countOne();
    counter.set(period, count + 1);
    return true;
  }

  #countOne(): void {
    if (this.#counts === MAX_COUNTS) {
      for (const counter of this.#counters.values()) counter.clear();
      this.#counters.clear();
      this.#counts = 0;
    }
    this.#counts += 1;
  }
}
