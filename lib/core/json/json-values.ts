import { ByteWindow } from './byte-window';
import type { FoundValue } from './found-value';
import { parseJson } from './json-value';
import { isRecordListName, LOG_FILE_HEAD, RECORDS, type RecordSieve, readLogFileHead } from './record-sieve';
import { SiftedValues } from './sifted-values';
import { ValueReader } from './value-reader';

/** The text before the JSON on a line that CloudWatch Logs exported to S3. */
const EXPORT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?[ \t]/;
const EXPORT_TIME_BYTES = 40;

/** `aws logs tail` writes the name of the log stream, which has 512 characters at most, after the time. */
const STREAM_NAME = /^[^\s{[]\S{0,511}[ \t](?=\{)/;
const STREAM_NAME_BYTES = 516;

/** A line that is not an object or a list is read as one scalar up to this length. */
const MAX_LINE_BYTES = 64 * 1024;

/** How much of a line that is not JSON is reported. */
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
 * Splits a text into the JSON values that may be records. Each is parsed alone, so a bad one never affects its
 * neighbours, and at most the longest of them is kept in memory.
 *
 *     text    = { value | list | wrapped | line }      one after another, with or without line breaks
 *     list    = "[" { value "," } "]"
 *     wrapped = "{" … "Records" ":" list … "}"          members in any order; also Events, events, logEvents
 *     value   = any other object                        newline-delimited or pretty-printed
 *     line    = [time [stream name]] ( value | stray text )
 */
export class JsonValues {
  private readonly window = new ByteWindow();
  private readonly objects = new ValueReader('text');
  private readonly elements = new ValueReader('list');
  private mode: 'between' | 'line' | 'object' | 'wrapper' | 'list' | 'element' = 'between';
  /** Where reading continues when no value is being read. */
  private at = 0;
  private listIsWrapped = false;
  private strayText: string | undefined;
  /** Whether a time is before this place, on the same line. */
  private isTimed = false;
  private isEnded = false;
  private readonly sifted: SiftedValues | undefined;

  /** @param sieve finds the records of lists that need not be parsed */
  constructor(sieve?: RecordSieve) {
    this.sifted = sieve === undefined ? undefined : new SiftedValues(sieve);
  }

  /** The place in the text up to which values were found. */
  get offset(): number {
    return this.at;
  }

  /** Adds the next bytes of the text, which are not copied where they need not be. */
  append(chunk: Uint8Array): void {
    this.window.append(chunk, this.keepFrom());
  }

  /** Marks the end of the bytes. */
  end(): void {
    this.isEnded = true;
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
      case 'wrapper':
        return this.stepWrapper();
      case 'list':
        return this.stepList();
      case 'element':
        return this.stepElement();
    }
  }

  private stepBetween(): FoundValue | 'again' | undefined {
    if (this.at === 0) {
      const head = readLogFileHead(this.window, this.isEnded);
      if (head === undefined) return undefined;
      if (head === 'damaged') return this.openDamaged();
    }
    const byte = this.skipSeparators();
    if (byte === undefined) return undefined;
    if (this.at === 0 && byte === BYTE_ORDER_MARK[0]) return this.skipByteOrderMark();
    if (byte === OPEN_LIST) return this.openList(this.at, undefined);
    if (byte === OPEN_OBJECT) this.beginObject();
    this.mode = byte === OPEN_OBJECT ? 'object' : 'line';
    return 'again';
  }

  private beginObject(): void {
    if (this.isTimed) this.objects.expectTime();
    this.isTimed = false;
    this.objects.begin(this.at, false);
  }

  private skipByteOrderMark(): 'again' | undefined {
    const { bytes } = this.window;
    if (bytes.length < BYTE_ORDER_MARK.length && !this.isEnded) return undefined;
    const isMark = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte);
    if (isMark) this.at = BYTE_ORDER_MARK.length;
    else this.mode = 'line';
    return 'again';
  }

  private stepLine(): FoundValue | 'again' | undefined {
    this.objects.forgetPrevious();
    const line = this.window.slice(this.at, this.window.endOffset);
    const lineFeed = line.indexOf(LINE_FEED);
    const isWhole = lineFeed >= 0 || this.isEnded;
    const prefixBytes = this.isTimed ? STREAM_NAME_BYTES : EXPORT_TIME_BYTES;
    if (!isWhole && line.length < prefixBytes) return undefined;
    const prefix = this.strayText === undefined ? this.readPrefix(line, prefixBytes) : undefined;
    if (prefix !== undefined) return this.goBetween(this.at + prefix.length);
    this.isTimed = false;
    if (isWhole) return this.endLine(lineFeed < 0 ? line : line.subarray(0, lineFeed));
    if (line.length > MAX_LINE_BYTES) {
      this.strayText ??= line.toString('utf8', 0, STRAY_TEXT_LENGTH);
      this.at = this.window.endOffset;
    }
    return undefined;
  }

  /** The text before the value on its line: its time, or after that the name of a log stream. */
  private readPrefix(line: Buffer, prefixBytes: number): string | undefined {
    const pattern = this.isTimed ? STREAM_NAME : EXPORT_TIME;
    const [prefix] = pattern.exec(line.toString('latin1', 0, prefixBytes)) ?? [];
    if (prefix !== undefined) this.isTimed = true;
    return prefix;
  }

  private endLine(line: Buffer): FoundValue {
    const offset = this.at;
    this.goBetween(offset + line.length);
    const text = this.strayText ?? line.toString('utf8').trim();
    const value = this.strayText === undefined ? parseJson(text) : undefined;
    this.strayText = undefined;
    if (value !== undefined) return { kind: 'value', offset, value };
    return { kind: 'stray', offset, text: text.slice(0, STRAY_TEXT_LENGTH) };
  }

  private stepObject(): FoundValue | 'again' | undefined {
    const found = this.objects.read(this.window, this.isEnded);
    if (found === 'list') return this.enterList();
    if (found !== undefined) this.goBetween(this.objects.scan.at);
    return found;
  }

  /**
   * The scan of an object stopped at a list. Only a list of records makes the object a wrapper. In a wrapper a list
   * without a key is damage, which records may follow.
   */
  private enterList(): FoundValue | 'again' {
    const { scan } = this.objects;
    const name = scan.readKey(this.window) ?? (this.mode === 'wrapper' ? RECORDS : undefined);
    if (isRecordListName(name)) return this.openList(scan.at - 1, name);
    scan.enter();
    return 'again';
  }

  private stepWrapper(): FoundValue | 'again' | undefined {
    const { scan } = this.objects;
    const outcome = scan.run(this.window, true);
    if (outcome === 'list') return this.enterList();
    if (outcome === 'more') return this.isEnded ? this.endUnexpectedly() : undefined;
    this.objects.forgetPrevious();
    return this.goBetween(scan.at);
  }

  private openList(offset: number, name: string | undefined): FoundValue {
    this.at = offset + 1;
    this.listIsWrapped = name !== undefined;
    this.mode = 'list';
    this.elements.forgetPrevious();
    return { kind: 'list', offset, name };
  }

  /** The list of a log file whose beginning has the length that CloudTrail writes. */
  private openDamaged(): FoundValue {
    const { scan } = this.objects;
    this.beginObject();
    scan.enter();
    scan.at = LOG_FILE_HEAD.length;
    return this.openList(scan.at - 1, RECORDS);
  }

  private stepList(): FoundValue | 'again' | undefined {
    const byte = this.skipSeparators();
    if (byte === undefined) return this.isEnded ? this.endUnexpectedly() : undefined;
    if (byte === CLOSE_LIST) return this.closeList();
    const found = byte === OPEN_OBJECT ? this.findSifted() : undefined;
    if (found !== undefined) return found;
    const isScalar = byte !== OPEN_OBJECT && byte !== OPEN_LIST && byte !== QUOTE;
    this.elements.begin(this.at, isScalar);
    this.mode = 'element';
    return 'again';
  }

  /** Where values proved broken, separators are trusted instead, and what they part may not be what a sieve finds. */
  private findSifted(): FoundValue | undefined {
    if (this.sifted === undefined || this.elements.isTrusting) return undefined;
    const found = this.sifted.next(this.window, this.at);
    if (found === undefined) return undefined;
    this.elements.skipTo(found.end);
    this.at = found.end;
    return found;
  }

  private closeList(): 'again' {
    this.objects.forgetPrevious();
    if (!this.listIsWrapped) return this.goBetween(this.at + 1);
    this.objects.scan.at = this.at + 1;
    this.mode = 'wrapper';
    return 'again';
  }

  private stepElement(): FoundValue | undefined {
    const found = this.elements.read(this.window, this.isEnded);
    // Only objects right in the text stop at lists.
    if (found === undefined || found === 'list') return undefined;
    this.at = this.elements.scan.at;
    this.mode = found.kind === 'unexpected-end' ? 'between' : 'list';
    return found;
  }

  private endUnexpectedly(): FoundValue {
    const offset = this.window.endOffset;
    this.goBetween(offset);
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
    const { base } = this.window;
    switch (this.mode) {
      case 'element':
        return this.elements.keepFrom(base);
      case 'list':
        return this.elements.keepFromBetween(this.at);
      case 'object':
        return this.objects.keepFrom(base);
      case 'wrapper':
        return this.objects.scan.keepFromKey(base);
      case 'line':
        return this.at;
      case 'between':
        return this.objects.keepFromBetween(this.at);
    }
  }
}
