import type { CountedFacts, ShowRecord } from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { periodStartMs } from './period';

/** So many counts are held; when there are more, counting begins again, and more records are shown. */
const MAX_COUNTS = 20_000;

/**
 * What alerts show of counted records, made of those that may decide: of a group, period and counted value, the first
 * as many as the bounds ask for. Of a flood the rest is counted only.
 */
export class ShownRecords {
  readonly #counts = new Map<string, number>();
  #last: { readonly facts: CountedFacts; readonly shown: string } | undefined;

  /** @param show without it, nothing is shown */
  constructor(private readonly show: ShowRecord | undefined) {}

  /**
   * What is shown of a record; undefined if nothing is. Ask for each of its groups.
   *
   * @param names of each group and of what is counted of the record
   */
  of(plan: CorrelationPlan, facts: CountedFacts, names: readonly string[]): string | undefined {
    if (this.show === undefined) return undefined;
    const period = periodStartMs(plan, facts.timeMs);
    // Where one record more can undo an alert, all that is kept decides, and gives the same result in any order of arrival.
    let mayDecide = !plan.isMonotone;
    for (const name of names) {
      if (this.#isAmongFirst(`${plan.correlation.id} ${period} ${name}`, plan.enough)) mayDecide = true;
    }
    if (!mayDecide) return undefined;
    if (this.#last?.facts.record !== facts.record) this.#last = { facts, shown: this.show(facts.record) };
    return this.#last.shown;
  }

  #isAmongFirst(name: string, most: number): boolean {
    const count = this.#counts.get(name) ?? 0;
    if (count >= most) return false;
    if (this.#counts.size >= MAX_COUNTS) this.#counts.clear();
    this.#counts.set(name, count + 1);
    return true;
  }
}
