import type { SpillStore } from '../record/spill-store';
import type { RecordPlace } from './contribution';
import { LineBytes, LineHead, type LinePortion, type NewLine } from './spooled-line';

/** Lines that were moved to the store together, and what they name by numbers, a line of text each. */
interface Extent {
  readonly heads: Piece;
  readonly files: Piece;
  readonly lines: Piece;
}

interface Piece {
  readonly offset: number;
  readonly length: number;
}

/** About what a head or a file takes beside its text. */
const ENTRY_BYTES = 100;

/**
 * Lines of some groups, all or the latest of them in memory, as bytes: that many long-lived strings are work for the garbage
 * collector.
 */
export class LinePartition {
  #lines = new LineBytes(0);
  #used = 0;
  #spilled = 0;
  readonly #extents: Extent[] = [];
  /** The numbers of the heads of the lines in memory, by their texts, and of the files of their records. */
  readonly #heads = new Map<string, number>();
  readonly #files = new Map<RecordPlace, number>();

  /** The number of a head for the lines that are taken before the next `spill`. */
  headOf(text: string): number {
    const known = this.#heads.get(text);
    if (known !== undefined) return known;
    this.#heads.set(text, this.#heads.size);
    return this.#heads.size - 1;
  }

  /** Takes a line of a record of a file, and returns how many bytes it takes. */
  add(line: NewLine, place: RecordPlace): number {
    const length = LineBytes.lengthOf(line.textEnd - line.textFrom);
    const known = this.#files.get(place);
    const file = known ?? this.#files.size;
    if (known === undefined) this.#files.set(place, file);
    this.#makeRoom(length);
    this.#lines.write(this.#used, line, file);
    this.#used += length;
    return length + (known === undefined ? ENTRY_BYTES : 0);
  }

  /** How many bytes are in the store. */
  get spilled(): number {
    return this.#spilled;
  }

  /** Moves the lines in memory to a store, always the same one. */
  spill(store: SpillStore): void {
    if (this.#used === 0) return;
    const heads = Buffer.from([...this.#heads.keys()].join('\n'));
    const files = Buffer.from([...this.#files.keys()].map((file) => JSON.stringify(file)).join('\n'));
    const lines = this.#lines.bytes.subarray(0, this.#used);
    this.#extents.push({
      ...{ heads: appended(store, heads), files: appended(store, files), lines: appended(store, lines) },
    });
    this.#spilled += heads.length + files.length + lines.length;
    this.#used = 0;
    this.#heads.clear();
    this.#files.clear();
  }

  /** All lines, in the portions in which they were moved. */
  *portions(store: SpillStore | undefined): Generator<LinePortion, void> {
    for (const { heads, files, lines } of this.#extents) {
      const bytes = readFrom(store, lines);
      const memory = new LineBytes(bytes.length);
      memory.bytes.set(bytes);
      yield {
        heads: textsIn(readFrom(store, heads)).map((text) => new LineHead(text)),
        files: textsIn(readFrom(store, files)).map((text) => JSON.parse(text) as RecordPlace),
        ...{ lines: memory, end: bytes.length },
      };
    }
    const heads = [...this.#heads.keys()].map((text) => new LineHead(text));
    yield { heads, files: [...this.#files.keys()], lines: this.#lines, end: this.#used };
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#lines.bytes.length) return;
    const lines = new LineBytes(2 * (this.#used + length));
    lines.bytes.set(this.#lines.bytes.subarray(0, this.#used));
    this.#lines = lines;
  }
}

function appended(store: SpillStore, bytes: Uint8Array): Piece {
  return { offset: store.append(bytes), length: bytes.length };
}

function readFrom(store: SpillStore | undefined, { offset, length }: Piece): Buffer {
  const bytes = store?.read(offset, length) ?? new Uint8Array();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function textsIn(bytes: Buffer): readonly string[] {
  return bytes.toString().split('\n');
}
