import type { CloudTrailRecord } from '../record/record';
import type { ShowRecord } from './contribution';
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
  #last: { readonly record: CloudTrailRecord; readonly shown: string } | undefined;

  /** @param show without it, nothing is shown */
  constructor(private readonly show: ShowRecord | undefined) {}

  /**
   * Whether something is shown of a record of that time. Ask for all of its groups at once.
   *
   * @param names of each group and of what is counted of the record
   */
  isShown(plan: CorrelationPlan, timeMs: number, names: readonly string[]): boolean {
    if (this.show === undefined) return false;
    const period = periodStartMs(plan, timeMs);
    // Where one record more can undo an alert, all that is kept decides, and gives the same result in any order of arrival.
    let mayDecide = !plan.isMonotone;
    for (const name of names) {
      if (this.#isAmongFirst(`${plan.correlation.id} ${period} ${name}`, plan.enough)) mayDecide = true;
    }
    return mayDecide;
  }

  /** What is shown of a record, asked for several times in a row and made once; undefined if nothing is. */
  textOf(record: CloudTrailRecord): string | undefined {
    if (this.show === undefined) return undefined;
    if (this.#last?.record !== record) this.#last = { record, shown: this.show(record) };
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
