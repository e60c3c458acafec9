import type { ByteWindow } from './byte-window';

/** A first key and its colon are looked for this far into a value. */
const MAX_OPENING_BYTES = 128;

/** More space than this between two values is not remembered. */
export const MAX_GAP_BYTES = 64;

/** Maximum length of a separator: a line break, a time and the name of a log stream. */
export const MAX_SEPARATOR_BYTES = 560;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/** The first key of an object. */
const FIRST_KEY = /^\{\s{0,64}("[^"\\]{1,100}")\s{0,16}:/;

/** A line of a CloudWatch Logs export or of `aws logs tail` with an object: its time, and perhaps its stream. */
const TIMED_LINE = /^\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,16}[ \t](?:[^\s{]\S{0,511}[ \t])?\{/;
const TIMED_LINE_BYTES = 560;

/**
 * What is between one value of a file and the next: the space, and how the other opens. Writers repeat themselves,
 * so it is taken from the two values before; for the first ones it is assumed that the file is compact.
 *
 *     in a list            ,{"eventVersion":
 *     right in the text    ⏎{                    if values are on separate lines; else as in a list
 *
 * It may occur inside a value too: where it is found, a value may end, and `JSON.parse` decides.
 */
export class Separator {
  private pattern: Buffer | undefined;
  private gapBytes = 0;
  private isTimed = false;

  constructor(private readonly place: 'list' | 'text') {}

  /** Notes how the value at `start` follows the one that ended at `previousEnd` (-1 if none did). False if more bytes are needed. */
  observe(window: ByteWindow, previousEnd: number, start: number): boolean {
    this.isTimed = false;
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

  /** Notes that the current value is preceded by a time on its line, and so will the next one be. */
  observeTime(): void {
    this.isTimed = true;
  }

  /** The first place after `start`, the whole separator being before `end`, where a value may end; -1 if none. */
  findEnd(window: ByteWindow, start: number, end: number): number {
    if (this.isTimed) return findTimedLine(window, start + 1, end);
    if (this.pattern === undefined) return -1;
    const found = window.slice(start + 1, end).indexOf(this.pattern);
    return found < 0 ? -1 : start + 1 + found;
  }

  /**
   * The first place after the value at `start` where an object opens with the same key, whatever is before it, and
   * is no member of another; -1 if there is none before `end`. For a value that is broken, and no separator is known.
   */
  findLike(window: ByteWindow, start: number, end: number): number {
    const opening = window.slice(start, Math.min(end, start + MAX_OPENING_BYTES)).toString('latin1');
    const [, key] = FIRST_KEY.exec(opening) ?? [];
    if (key === undefined) return -1;
    const text = window.slice(start, end);
    for (let at = text.indexOf(key, 1, 'latin1'); at >= 0; at = text.indexOf(key, at + 1, 'latin1')) {
      const brace = backOverSpace(text, at);
      if (text[brace] !== OPEN_OBJECT || brace === 0) continue;
      const before = backOverSpace(text, brace);
      if (text[before] !== COLON && text[before] !== OPEN_LIST) return start + before + 1;
    }
    return -1;
  }

  private gapOf(bytes: Buffer, previousEnd: number, start: number): Buffer {
    if (previousEnd < 0 || start - previousEnd > MAX_GAP_BYTES) return COMPACT_GAPS[this.place];
    return bytes.subarray(previousEnd, start);
  }

  /** Whether the separator in mind is between the two values again, as it nearly always does. */
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

/** The place of the last byte before `at` that is not a space; further back than a gap may be, any byte. */
function backOverSpace(text: Buffer, at: number): number {
  let index = at - 1;
  while (index > 0 && at - index < MAX_GAP_BYTES && (text[index] as number) <= SPACE) index -= 1;
  return index;
}

function findTimedLine(window: ByteWindow, start: number, end: number): number {
  const text = window.slice(start, end);
  for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) {
    // One byte rules out most of what follows a line break.
    if (((text[at + 1] ?? 0) & 0xf0) !== 0x30) continue;
    if (TIMED_LINE.test(text.toString('latin1', at, at + TIMED_LINE_BYTES))) return start + at;
  }
  return -1;
}

const COMPACT_GAPS = { list: Buffer.from(','), text: Buffer.from('\n') } as const;
