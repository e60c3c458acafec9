import type { JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import type { ShowRecord } from './contribution';
import type { SpillStore } from './line-partition';
import type { Kept } from './spooled-line';

/** The JSON of records that were counted and not parsed, in bounded memory: what alerts show of them is made when one does. */
export class WholeRecords {
  #bytes = Buffer.alloc(0);
  #used = 0;
  /** How many bytes are in the store, and where each piece of them begins there. */
  #spilled = 0;
  readonly #pieces: { readonly from: number; readonly offset: number }[] = [];
  #last: Uint8Array | undefined;
  #lastKept: Kept | undefined;
  #store: SpillStore | undefined;

  /**
   * @param show makes what alerts show of a record; without it, no record is kept
   * @param maxHeld so many bytes are in memory
   */
  constructor(
    private readonly show: ShowRecord | undefined,
    private readonly openStore: () => SpillStore,
    private readonly maxHeld: number,
  ) {}

  /** Keeps a record, and tells where; asked for the same one several times in a row, it keeps it once. */
  add(whole: Uint8Array | undefined): Kept | undefined {
    if (whole === undefined || this.show === undefined) return undefined;
    if (whole !== this.#last) {
      this.#last = whole;
      this.#lastKept = { from: this.#append(whole), length: whole.length };
    }
    return this.#lastKept;
  }

  /** What an alert shows of the record that is kept there. */
  shownAt({ from, length }: Kept): string | undefined {
    const { buffer, byteOffset, byteLength } = this.#read(from, length);
    const json = Buffer.from(buffer, byteOffset, byteLength).toString();
    return this.show?.(JSON.parse(json) as JsonObject as CloudTrailRecord);
  }

  #append(whole: Uint8Array): number {
    if (this.#used + whole.length > this.#bytes.length) this.#makeRoom(whole.length);
    this.#bytes.set(whole, this.#used);
    this.#used += whole.length;
    return this.#spilled + this.#used - whole.length;
  }

  #makeRoom(length: number): void {
    if (this.#used + length > this.maxHeld) this.#spill();
    if (this.#used + length <= this.#bytes.length) return;
    const bytes = Buffer.alloc(2 * (this.#used + length));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
  }

  #spill(): void {
    if (this.#used === 0) return;
    this.#store ??= this.openStore();
    const offset = this.#store.append(this.#bytes.subarray(0, this.#used));
    this.#pieces.push({ from: this.#spilled, offset });
    this.#spilled += this.#used;
    this.#used = 0;
  }

  #read(from: number, length: number): Uint8Array {
    if (from >= this.#spilled) {
      const at = from - this.#spilled;
      return this.#bytes.subarray(at, at + length);
    }
    const piece = this.#pieces[lastFrom(this.#pieces, from)];
    return this.#store?.read((piece?.offset ?? 0) + from - (piece?.from ?? 0), length) ?? new Uint8Array();
  }
}

/** The last piece that begins there or before. */
function lastFrom(pieces: readonly { readonly from: number }[], place: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.from ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
