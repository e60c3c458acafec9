import { ByteWindow } from './byte-window';
import { type FoundValue, foundValue, LONGEST_VALUE_BYTES, parseJson } from './found-value';
import { type ScanOutcome, ValueScan } from './value-scan';

/** The members whose list holds the records: log files, LookupEvents, CloudWatch Logs output and subscriptions. */
const LIST_NAMES: readonly string[] = ['Records', 'Events', 'events', 'logEvents'];

/** A key and its colon are looked for this far before a list, however long the text before them is. */
const KEY_REACH_BYTES = 1024;

/** What stands before the JSON on a line that CloudWatch Logs exported to S3. */
const EXPORT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z[ \t]/;
const EXPORT_TIME_BYTES = 32;

/** A line that is no object and no list is read as one scalar up to this length. */
const LONGEST_LINE_BYTES = 64 * 1024;

/** So much of a line that is no JSON is told. */
const STRAY_TEXT_LENGTH = 64;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;

/**
 * Takes a text apart into the JSON values that may be records. Each is parsed alone, so that a bad one never costs
 * its neighbours and no more is kept in memory than the longest of them.
 *
 *     text    = { value | list | wrapped | line }      one after another, with or without line breaks
 *     list    = "[" { value "," } "]"
 *     wrapped = "{" … "Records" ":" list … "}"          members in any order; also Events, events, logEvents
 *     value   = any other object                        newline-delimited or pretty-printed
 *     line    = [export time] ( value | stray text )
 */
export class JsonValues {
  private readonly window = new ByteWindow();
  /** The object right in the text: a value of its own, or what wraps a list. */
  private readonly outer = new ValueScan();
  private readonly element = new ValueScan();
  private mode: 'between' | 'line' | 'object' | 'list' | 'element' | 'scalar' = 'between';
  /** Where reading goes on, in the modes that have no scan of their own. */
  private at = 0;
  private wrapped = false;
  private listIsWrapped = false;
  private overlong = false;
  private strayText: string | undefined;
  private ended = false;

  /** Adds the next bytes of the text, which must not change afterwards: they are not copied where they need not be. */
  append(chunk: Uint8Array): void {
    this.window.append(chunk, this.keepFrom());
  }

  /** Says that no more bytes come. */
  end(): void {
    this.ended = true;
  }

  /** The next thing found; undefined if that takes more bytes, or at the end. */
  next(): FoundValue | undefined {
    let found: FoundValue | 'again' | undefined;
    do found = this.step();
    while (found === 'again');
    return found;
  }

  private step(): FoundValue | 'again' | undefined {
    switch (this.mode) {
      case 'between':
        return this.stepBetween();
      case 'line':
        return this.stepLine();
      case 'object':
        return this.stepObject();
      case 'list':
        return this.stepList();
      case 'element':
        return this.stepElement(this.element.run(this.window, false));
      case 'scalar':
        return this.stepElement(this.element.runScalar(this.window));
    }
  }

  private stepBetween(): 'again' | FoundValue | undefined {
    const byte = this.skipSeparators();
    if (byte === undefined) return undefined;
    if (this.at === 0 && byte === BYTE_ORDER_MARK[0]) return this.skipByteOrderMark();
    if (byte === OPEN_OBJECT) {
      this.outer.begin(this.at);
      this.wrapped = false;
      this.overlong = false;
      this.mode = 'object';
      return 'again';
    }
    if (byte === OPEN_LIST) return this.openList(this.at, undefined);
    this.strayText = undefined;
    this.mode = 'line';
    return 'again';
  }

  private skipByteOrderMark(): 'again' | undefined {
    const { bytes } = this.window;
    if (bytes.length < BYTE_ORDER_MARK.length && !this.ended) return undefined;
    const isMark = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte);
    if (isMark) this.at = BYTE_ORDER_MARK.length;
    else this.mode = 'line';
    return 'again';
  }

  private stepLine(): FoundValue | 'again' | undefined {
    const line = this.window.bytes.subarray(this.at - this.window.base);
    const lineFeed = line.indexOf(LINE_FEED);
    const isWhole = lineFeed >= 0 || this.ended;
    if (!isWhole && line.length < EXPORT_TIME_BYTES) return undefined;
    const time = EXPORT_TIME.exec(line.toString('latin1', 0, EXPORT_TIME_BYTES));
    if (time !== null && this.strayText === undefined) return this.goBetween(this.at + time[0].length);
    if (isWhole) return this.endLine(lineFeed < 0 ? line : line.subarray(0, lineFeed));
    if (line.length > LONGEST_LINE_BYTES) {
      this.strayText ??= line.toString('utf8', 0, STRAY_TEXT_LENGTH);
      this.at = this.window.endOffset;
    }
    return undefined;
  }

  private endLine(line: Buffer): FoundValue | 'again' {
    const offset = this.at;
    this.goBetween(offset + line.length);
    if (this.strayText !== undefined) return { kind: 'stray', offset, text: this.strayText };
    const text = line.toString('utf8').trim();
    const value = parseJson(text);
    if (value !== undefined) return { kind: 'value', offset, value };
    return { kind: 'stray', offset, text: text.slice(0, STRAY_TEXT_LENGTH) };
  }

  private stepObject(): FoundValue | 'again' | undefined {
    const outcome = this.outer.run(this.window, true);
    if (outcome === 'list') return this.enterList();
    if (outcome === 'more') {
      if (this.ended) return this.endUnexpectedly(this.wrapped ? this.window.endOffset : this.outer.start);
      this.noticeLength(this.outer);
      return undefined;
    }
    this.goBetween(this.outer.at);
    return this.wrapped ? 'again' : this.finish(this.outer);
  }

  private enterList(): FoundValue | 'again' {
    const name = this.listName();
    if (name !== undefined) {
      this.wrapped = true;
      return this.openList(this.outer.at - 1, name);
    }
    this.outer.enter();
    return 'again';
  }

  private listName(): string | undefined {
    const { keyStart, keyEnd } = this.outer;
    const { bytes, base } = this.window;
    if (keyStart < base || keyEnd - keyStart > KEY_REACH_BYTES) return undefined;
    const name = parseJson(bytes.toString('utf8', keyStart - base, keyEnd - base));
    return LIST_NAMES.find((known) => known === name);
  }

  private openList(offset: number, name: string | undefined): FoundValue {
    this.at = offset + 1;
    this.listIsWrapped = name !== undefined;
    this.mode = 'list';
    return { kind: 'list', offset, name };
  }

  private stepList(): FoundValue | 'again' | undefined {
    const byte = this.skipSeparators();
    if (byte === undefined) return this.ended ? this.endUnexpectedly(this.at) : undefined;
    if (byte === CLOSE_LIST) return this.closeList();
    this.element.begin(this.at);
    this.overlong = false;
    this.mode = byte === OPEN_OBJECT || byte === OPEN_LIST || byte === QUOTE ? 'element' : 'scalar';
    return 'again';
  }

  private closeList(): 'again' {
    if (!this.listIsWrapped) return this.goBetween(this.at + 1);
    this.outer.at = this.at + 1;
    this.mode = 'object';
    return 'again';
  }

  private stepElement(outcome: ScanOutcome): FoundValue | undefined {
    if (outcome === 'more') {
      if (this.ended) return this.endUnexpectedly(this.element.start);
      this.noticeLength(this.element);
      return undefined;
    }
    this.at = this.element.at;
    this.mode = 'list';
    return this.finish(this.element);
  }

  private finish(scan: ValueScan): FoundValue {
    const { start, at: end, deepest } = scan;
    if (end - start > LONGEST_VALUE_BYTES) return { kind: 'broken', offset: start, code: 'record-too-large' };
    const { bytes, base } = this.window;
    return foundValue(bytes.subarray(start - base, end - base), start, deepest);
  }

  /** A value that is too long is given up at once, not only when its end is known. */
  private noticeLength(scan: ValueScan): void {
    this.overlong = this.window.endOffset - scan.start > LONGEST_VALUE_BYTES;
  }

  private endUnexpectedly(offset: number): FoundValue {
    this.goBetween(this.window.endOffset);
    return { kind: 'unexpected-end', offset };
  }

  private goBetween(at: number): 'again' {
    this.at = at;
    this.mode = 'between';
    return 'again';
  }

  /** The first byte that is neither space nor comma; undefined if there is none yet. */
  private skipSeparators(): number | undefined {
    const { bytes, base } = this.window;
    let i = this.at - base;
    while (i < bytes.length && ((bytes[i] as number) <= SPACE || bytes[i] === COMMA)) i += 1;
    this.at = base + i;
    return bytes[i];
  }

  /** The first place whose byte is still needed. */
  private keepFrom(): number {
    if (this.mode === 'element' || this.mode === 'scalar')
      return this.overlong ? this.element.at : this.element.start;
    if (this.mode !== 'object') return this.at;
    if (!this.wrapped && !this.overlong) return this.outer.start;
    const { at, possibleKeyStart } = this.outer;
    return at - possibleKeyStart > KEY_REACH_BYTES ? at : Math.max(possibleKeyStart, this.window.base);
  }
}
