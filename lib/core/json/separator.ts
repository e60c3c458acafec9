import type { ByteWindow } from './byte-window';

/** A first key and its colon are looked for this far into a value. */
const MAX_OPENING_BYTES = 128;

/** More space than this between two values is not remembered. */
export const MAX_GAP_BYTES = 64;

/** No separator is longer. */
export const MAX_SEPARATOR_BYTES = MAX_GAP_BYTES + MAX_OPENING_BYTES;

const LINE_FEED = 0x0a;
const COLON = 0x3a;

/**
 * What stands between one value of a file and the next: the space, and how the other opens. Writers repeat themselves,
 * so it is taken from the two values before; for the first ones it is assumed that the file is compact.
 *
 *     in a list            ,{"eventVersion":
 *     right in the text    ⏎{                    if values have lines of their own; else as in a list
 *
 * It may stand inside a value too: where it is found, a value may end, and `JSON.parse` has the last word.
 */
export class Separator {
  private pattern: Buffer | undefined;
  private gapBytes = 0;

  constructor(private readonly place: 'list' | 'text') {}

  /**
   * Takes note of how the value at `start` follows the one that ended at `previousEnd` (-1 if none did). False if that
   * takes more bytes.
   */
  observe(window: ByteWindow, previousEnd: number, start: number): boolean {
    if (this.standsAt(window, previousEnd, start)) return true;
    const { bytes, base } = window;
    const from = start - base;
    const opening = bytes.subarray(from, from + MAX_OPENING_BYTES);
    const gap = this.gapOf(bytes, previousEnd - base, from);
    if (this.place === 'text' && gap.includes(LINE_FEED)) return this.remember(gap, opening.subarray(0, 1));
    const colon = opening.indexOf(COLON);
    if (colon < 0) {
      this.pattern = undefined;
      return opening.length === MAX_OPENING_BYTES;
    }
    return this.remember(gap, opening.subarray(0, colon + 1));
  }

  /** The first place after `start`, the whole separator being before `end`, where a value may end; -1 if none. */
  findEnd(window: ByteWindow, start: number, end: number): number {
    if (this.pattern === undefined) return -1;
    const found = window.slice(start + 1, end).indexOf(this.pattern);
    return found < 0 ? -1 : start + 1 + found;
  }

  private gapOf(bytes: Buffer, previousEnd: number, start: number): Buffer {
    if (previousEnd < 0 || start - previousEnd > MAX_GAP_BYTES) return COMPACT_GAPS[this.place];
    return bytes.subarray(previousEnd, start);
  }

  /** Whether the separator in mind stands between the two values again, as it nearly always does. */
  private standsAt(window: ByteWindow, previousEnd: number, start: number): boolean {
    const { pattern, gapBytes } = this;
    const { bytes, base } = window;
    if (pattern === undefined || previousEnd < base || start - previousEnd !== gapBytes) return false;
    const from = previousEnd - base;
    for (let at = 0; at < pattern.length; at++) {
      if (bytes[from + at] !== pattern[at]) return false;
    }
    return true;
  }

  private remember(gap: Buffer, opening: Buffer): true {
    this.pattern = Buffer.concat([gap, opening]);
    this.gapBytes = gap.length;
    return true;
  }
}

const COMPACT_GAPS = { list: Buffer.from(','), text: Buffer.from('\n') } as const;
