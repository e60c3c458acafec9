import type { SpillStore } from '../record/spill-store';
import { LineHead, maxLineBytes, type NewLine, SpooledLine, writeLine } from './spooled-line';

/** Lines that were moved to the store together, and the texts of their heads. */
interface Extent {
  readonly heads: Piece;
  readonly lines: Piece;
}

interface Piece {
  readonly offset: number;
  readonly length: number;
}

/**
 * Lines of some groups, all or the latest of them in memory, as bytes: that many long-lived strings are work for the garbage
 * collector.
 */
export class LinePartition {
  #bytes = Buffer.alloc(0);
  #used = 0;
  #spilled = 0;
  readonly #extents: Extent[] = [];
  /** The numbers of the heads of the lines in memory, by their texts. */
  readonly #heads = new Map<string, number>();

  /** The number of a head for the lines that are taken before the next `spill`. */
  headOf(text: string): number {
    const known = this.#heads.get(text);
    if (known !== undefined) return known;
    this.#heads.set(text, this.#heads.size);
    return this.#heads.size - 1;
  }

  /** Takes a line, and returns how many bytes it has. */
  add(line: NewLine): number {
    this.#makeRoom(maxLineBytes(line.parts.text));
    const from = this.#used;
    this.#used = writeLine(this.#bytes, from, line);
    return this.#used - from;
  }

  /** How many bytes are in the store. */
  get spilled(): number {
    return this.#spilled;
  }

  /** Moves the lines in memory to a store, always the same one. */
  spill(store: SpillStore): void {
    if (this.#used === 0) return;
    const heads = Buffer.from([...this.#heads.keys()].join('\n'));
    const lines = this.#bytes.subarray(0, this.#used);
    this.#extents.push({ heads: appended(store, heads), lines: appended(store, lines) });
    this.#spilled += heads.length + lines.length;
    this.#used = 0;
    this.#heads.clear();
  }

  /** All lines, in the portions in which they were moved. */
  *lines(store: SpillStore | undefined): Generator<readonly SpooledLine[], void> {
    for (const { heads, lines } of this.#extents)
      yield linesIn(readFrom(store, heads).toString().split('\n'), readFrom(store, lines));
    yield linesIn([...this.#heads.keys()], this.#bytes.subarray(0, this.#used));
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#bytes.length) return;
    const bytes = Buffer.alloc(2 * (this.#used + length));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
  }
}

function appended(store: SpillStore, bytes: Uint8Array): Piece {
  return { offset: store.append(bytes), length: bytes.length };
}

function readFrom(store: SpillStore | undefined, { offset, length }: Piece): Buffer {
  const bytes = store?.read(offset, length) ?? new Uint8Array();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function linesIn(texts: readonly string[], bytes: Buffer): readonly SpooledLine[] {
  const heads = texts.map((text) => new LineHead(text));
  const lines: SpooledLine[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = new SpooledLine(heads[SpooledLine.headAt(bytes, at)] as LineHead, bytes, at);
    lines.push(line);
    at = line.end;
  }
  return lines;
}
