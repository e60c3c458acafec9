import { MAX_FOREIGN_ITEMS } from '../../lib/core/alert/operational/operational-alert';
import type { ForeignItem } from '../aws/table/claim-store';

/** A container reports once an hour, however many items it finds. */
const HOUR_MS = 3_600_000;

/** What a container found in the table of claims that no function of trailwatch wrote. */
export class ForeignItems {
  #items = new Map<string, ForeignItem>();
  #takenAtMs = Number.NEGATIVE_INFINITY;

  /** An item that is found again is the same one. */
  note(item: ForeignItem): void {
    const key = `${item.window}\n${item.item}`;
    if (this.#items.size < MAX_FOREIGN_ITEMS && !this.#items.has(key)) this.#items.set(key, item);
  }

  /** What was found since some were taken last, as far as it is counted; none within an hour of that. */
  take(nowMs: number): readonly ForeignItem[] {
    if (this.#items.size === 0 || nowMs - this.#takenAtMs < HOUR_MS) return [];
    const items = [...this.#items.values()];
    this.#items.clear();
    this.#takenAtMs = nowMs;
    return items;
  }
}
