import type { ForeignItem } from '../aws/table/claim-store';

/** So many items are named; the rest is counted. */
const MAX_NAMED = 10;

/** A container reports once an hour, however many items it finds. */
const HOUR_MS = 3_600_000;

/** What a container found in the table of claims that no function of trailwatch wrote. */
export class ForeignItems {
  #items: ForeignItem[] = [];
  #takenAtMs = Number.NEGATIVE_INFINITY;

  note(item: ForeignItem): void {
    if (this.#items.length < MAX_NAMED) this.#items.push(item);
  }

  /** What was found since some were taken last; none within an hour of that. */
  take(nowMs: number): readonly ForeignItem[] {
    if (this.#items.length === 0 || nowMs - this.#takenAtMs < HOUR_MS) return [];
    const items = this.#items;
    this.#items = [];
    this.#takenAtMs = nowMs;
    return items;
  }
}
