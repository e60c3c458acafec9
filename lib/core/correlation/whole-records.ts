import type { CloudTrailRecord } from '../record/record';
import type { SpillStore } from '../record/spill-store';
import type { Kept } from './spooled-line';

/** Some of the bytes: in memory, or in the store. */
interface Piece {
  /** How many bytes are before it. */
  readonly from: number;
  readonly bytes?: Buffer;
  /** Where it begins in the store. */
  readonly offset?: number;
}

const PIECE_BYTES = 1024 * 1024;

/** The JSON of counted records, in bounded memory: the shown parts are made only for alerts. */
export class WholeRecords {
  readonly #pieces: Piece[] = [];
  /** The last of them. */
  #bytes = Buffer.alloc(0);
  #from = 0;
  #used = 0;
  /** The number of bytes of the pieces in memory, and the first of these pieces. */
  #held = 0;
  #firstHeld = 0;
  #last: Uint8Array | undefined;
  #lastKept: Kept | undefined;
  #store: SpillStore | undefined;

  /** @param maxHeld maximum number of bytes in memory */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld: number,
  ) {}

  /** Keeps a record, and returns where; the same one several times in a row is kept once. */
  add(whole: Uint8Array | undefined): Kept | undefined {
    if (whole === undefined) return undefined;
    if (whole !== this.#last) {
      this.#last = whole;
      this.#lastKept = { from: this.#append(whole), length: whole.length };
    }
    return this.#lastKept;
  }

  /** The record that is kept there. */
  recordAt({ from, length }: Kept): CloudTrailRecord {
    const { buffer, byteOffset, byteLength } = this.#read(from, length);
    const json = Buffer.from(buffer, byteOffset, byteLength).toString();
    return JSON.parse(json) as CloudTrailRecord;
  }

  #append(whole: Uint8Array): number {
    if (this.#used + whole.length > this.#bytes.length) this.#beginPiece(whole.length);
    this.#bytes.set(whole, this.#used);
    this.#used += whole.length;
    return this.#from + this.#used - whole.length;
  }

  #beginPiece(length: number): void {
    if (this.#held + length > this.maxHeld) this.#spill();
    this.#from += this.#used;
    this.#used = 0;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(length, Math.min(PIECE_BYTES, this.maxHeld)));
    this.#held += this.#bytes.length;
    this.#pieces.push({ from: this.#from, bytes: this.#bytes });
  }

  #spill(): void {
    for (; this.#firstHeld < this.#pieces.length; this.#firstHeld++) {
      const { from, bytes = this.#bytes } = this.#pieces[this.#firstHeld] as Piece;
      const end = this.#pieces[this.#firstHeld + 1]?.from ?? this.#from + this.#used;
      this.#store ??= this.openStore();
      this.#pieces[this.#firstHeld] = { from, offset: this.#store.append(bytes.subarray(0, end - from)) };
    }
    this.#held = 0;
  }

  #read(from: number, length: number): Uint8Array {
    const piece = this.#pieces[lastFrom(this.#pieces, from)];
    const at = from - (piece?.from ?? 0);
    if (piece?.bytes !== undefined) return piece.bytes.subarray(at, at + length);
    return this.#store?.read((piece?.offset ?? 0) + at, length) ?? new Uint8Array();
  }
}

/** The last piece that begins there or before. */
function lastFrom(pieces: readonly Piece[], place: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.from ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
