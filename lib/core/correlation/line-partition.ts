import { linesIn, type SpooledLine } from './spooled-line';

/** Keeps bytes outside of memory, such as in a file. */
export interface SpillStore {
  /** Appends bytes, and returns where they begin. */
  append(bytes: Uint8Array): number;
  read(offset: number, length: number): Uint8Array;
}

/** A piece of a partition in the store. */
interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** A character of a text is at most so many bytes of UTF-8. */
const MAX_UTF8_BYTES = 3;

/** Lines of some groups, all or the latest of them in memory. */
export class LinePartition {
  /** Lines that are not in the store yet, as bytes: so many strings that live for a while are work for the collector. */
  #bytes = Buffer.alloc(0);
  #used = 0;
  #spilled = 0;
  readonly #extents: Extent[] = [];

  /** Takes a line, and returns how many bytes it has. */
  add(line: string): number {
    this.#makeRoom(MAX_UTF8_BYTES * line.length);
    const written = this.#bytes.write(line, this.#used);
    this.#used += written;
    return written;
  }

  /** How many bytes are in the store. */
  get spilled(): number {
    return this.#spilled;
  }

  /** Moves what is in memory to a store, always the same one. */
  spill(store: SpillStore): void {
    if (this.#used === 0) return;
    const length = this.#used;
    this.#extents.push({ offset: store.append(this.#bytes.subarray(0, length)), length });
    this.#spilled += length;
    this.#used = 0;
  }

  /** All lines, as many at a time as were moved at a time. */
  *lines(store: SpillStore | undefined): Generator<readonly SpooledLine[], void> {
    for (const { offset, length } of this.#extents) {
      const bytes = store?.read(offset, length) ?? new Uint8Array();
      yield linesIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
    }
    yield linesIn(this.#bytes.toString('utf8', 0, this.#used));
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#bytes.length) return;
    const bytes = Buffer.alloc(2 * (this.#used + length));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
  }
}
