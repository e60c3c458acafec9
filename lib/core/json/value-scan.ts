import type { ByteWindow } from './byte-window';
import { type Json, parseJson } from './json-value';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/** A key stays in reach this far, however long the text before its list is. */
const KEY_REACH_BYTES = 1024;

/** The result of a scan: the value's end, a list directly inside the value, or the end of the available text. */
export type ScanOutcome = 'end' | 'list' | 'more';

/**
 * Finds the end of one JSON value by its quotes and brackets alone, over any number of chunks.
 *
 * Nothing else is checked, not even that a bracket is closed by its own kind: `JSON.parse` does that on the span.
 * All places are places in the whole text.
 */
export class ValueScan {
  /** Where the value begins. */
  start = 0;
  /** Where the scan continues; after the value once its end was found. */
  at = 0;
  /** The deepest nesting so far; 1 is the value itself. */
  deepest = 0;
  /** The last whole string right inside the value, quotes included. In front of a list it is the list's key. */
  private keyStart = 0;
  private keyEnd = 0;
  private depth = 0;
  private stringStart = -1;

  /** Begins with the value whose first byte is at `start`. */
  begin(start: number): void {
    this.start = start;
    this.at = start;
    this.deepest = 0;
    this.keyStart = start;
    this.keyEnd = start;
    this.depth = 0;
    this.stringStart = -1;
  }

  /** The first byte, from `least` on, that is needed to know the key of a list still to come; not too far back. */
  keepFromKey(least: number): number {
    const keyStart = this.stringStart >= 0 ? this.stringStart : this.keyStart;
    return this.at - keyStart > KEY_REACH_BYTES ? this.at : Math.max(keyStart, least);
  }

  /** The key in front of the list at which the scan stopped; undefined if there is none, or none near. */
  readKey(window: ByteWindow): Json | undefined {
    const { keyStart, keyEnd, at } = this;
    if (keyStart < window.base || at - keyStart > KEY_REACH_BYTES) return undefined;
    const between = window.slice(keyEnd, at).toString('latin1');
    return between.replaceAll(/\s/g, '') === ':[' ? parseJson(window.text(keyStart, keyEnd)) : undefined;
  }

  /** Continues as far as the window reaches. With `stopAtLists` it stops behind the `[` of a list right inside the value. */
  run(window: ByteWindow, stopAtLists: boolean, scanTo = window.endOffset): ScanOutcome {
    const { bytes, base } = window;
    const end = scanTo - base;
    let i = this.at - base;
    if (this.stringStart >= 0) {
      i = this.goOnInString(bytes, i, end, base);
      if (i < 0) return 'more';
      if (this.depth === 0) return this.stopAt(base + i, 'end');
    }
    while (i < end) {
      const byte = bytes[i++] as number;
      if (byte === QUOTE) {
        this.stringStart = base + i - 1;
        i = this.goOnInString(bytes, i, end, base);
        if (i < 0) return 'more';
        if (this.depth === 0) return this.stopAt(base + i, 'end');
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (stopAtLists && byte === OPEN_LIST && this.depth === 1) return this.stopAt(base + i, 'list');
        this.enter();
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.depth -= 1;
        if (this.depth === 0) return this.stopAt(base + i, 'end');
      }
    }
    return this.stopAt(base + i, 'more');
  }

  /**
   * Continues through a number, a literal or anything else that is not a string, object or list: as far as the next `,`, `]`
   * or space.
   */
  runScalar(window: ByteWindow): ScanOutcome {
    const { bytes, base } = window;
    for (let i = this.at - base; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte === COMMA || byte === CLOSE_LIST || byte <= SPACE) return this.stopAt(base + i, 'end');
    }
    return this.stopAt(window.endOffset, 'more');
  }

  /** Takes a list at which the scan stopped as an ordinary part of the value. */
  enter(): void {
    this.depth += 1;
    if (this.depth > this.deepest) this.deepest = this.depth;
  }

  private stopAt(at: number, outcome: ScanOutcome): ScanOutcome {
    this.at = at;
    return outcome;
  }

  /** From inside a string to after its closing quote; -1 if the window ends before. */
  private goOnInString(bytes: Buffer, from: number, end: number, base: number): number {
    let i = from;
    while (i < end) {
      const byte = bytes[i] as number;
      if (byte === QUOTE) {
        this.endString(base + i + 1);
        return i + 1;
      }
      if (byte !== BACKSLASH) i += 1;
      else if (i + 1 < end) i += 2;
      else break;
    }
    this.at = base + i;
    return -1;
  }

  private endString(end: number): void {
    if (this.depth === 1) {
      this.keyStart = this.stringStart;
      this.keyEnd = end;
    }
    this.stringStart = -1;
  }
}
