/** The order of the fields changes when one of them has so many different values, or twice, four times as many. */
const FIRST_COUNT = 16;

/**
 * In which order masks are looked up for the fields of a record: those with few different values first. A value that was not
 * met before costs far more than all others, and mostly no rule is left when the turn of the last fields comes.
 */
export class MaskingOrder {
  private readonly counts: number[];
  private readonly fields: number[];
  private isStale = true;

  /** @param isMasking for each field whether it has masks */
  constructor(isMasking: readonly boolean[]) {
    this.counts = isMasking.map(() => 0);
    this.fields = [...isMasking.keys()].filter((field) => isMasking[field] === true);
  }

  /** Counts a value that a field did not have before. */
  count(field: number): void {
    const count = (this.counts[field] ?? 0) + 1;
    this.counts[field] = count;
    if (count >= FIRST_COUNT && (count & (count - 1)) === 0) this.isStale = true;
  }

  /** The fields in their order, if it may have changed since the last call. */
  take(): readonly number[] | undefined {
    if (!this.isStale) return undefined;
    this.isStale = false;
    return this.fields.sort((one, other) => this.countOf(one) - this.countOf(other) || one - other).slice();
  }

  private countOf(field: number): number {
    return this.counts[field] ?? 0;
  }
}
