import { type FoundValue, MAX_VALUE_BYTES } from '../../json/found-value';
import { nestsTooDeep } from '../../json/json-value';
import { areRecordColumns, recordOfColumns } from '../form/columns';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** The names of the columns are looked for in a first line of at most this many bytes. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** What the first line of a text is: the names of columns, one of which shows records, something else, or not complete yet. */
export function isCsvHead(text: Buffer, isEnded: boolean): boolean | undefined {
  const lineFeed = text.indexOf(LINE_FEED);
  if (lineFeed < 0 && !isEnded && text.length <= MAX_HEAD_BYTES) return undefined;
  if (lineFeed > MAX_HEAD_BYTES) return false;
  const line = text.toString('utf8', 0, lineFeed < 0 ? text.length : lineFeed);
  if (/^\ufeff?\s*[{[]/.test(line) || /[{}]/.test(line)) return false;
  return areRecordColumns(splitRow(line));
}

/** Columns of what the console downloads of Event history, which are among the first of any choice of columns. */
const CONSOLE_COLUMNS = ['Event name', 'Event time', 'User name'];

/** Whether a line begins with the columns of Event history as the console writes it as CSV. */
export function isConsoleCsv(line: string): boolean {
  const columns = splitRow(line.replace(/^\ufeff/, '').trim());
  return CONSOLE_COLUMNS.every((name) => columns.includes(name));
}

/**
 * The rows of a table as comma-separated values (RFC 4180), each as a record. The first row names the columns. A row
 * with a missing quote is assumed to end where the longest value would.
 */
export class CsvValues {
  private rest: Buffer = Buffer.alloc(0);
  private base = 0;
  private names: readonly string[] | undefined;
  private isEnded = false;
  /** How far the current row was looked at, and whether that is inside quotes. */
  private searchedTo = 0;
  private isQuoted = false;

  /** The place in the text up to which rows were found. */
  get offset(): number {
    return this.base;
  }

  append(chunk: Uint8Array): void {
    this.rest = this.rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.rest, chunk]);
  }

  end(): void {
    this.isEnded = true;
  }

  next(): FoundValue | undefined {
    for (;;) {
      const offset = this.base;
      const row = this.takeRow();
      if (row === undefined) return undefined;
      if (row === 'too-long')
        return { kind: 'broken', offset, code: 'record-too-large', bytes: this.base - offset };
      const text = row.replace(/\r?\n$/, '');
      if (text.trim() === '') continue;
      const cells = splitRow(text);
      if (this.names === undefined) this.names = cells.map((name) => name.replace(/^\ufeff/, ''));
      else {
        const value = this.toValue(this.names, cells);
        if (nestsTooDeep(value))
          return { kind: 'broken', offset, code: 'too-deep', bytes: this.base - offset };
        return { kind: 'value', offset, value };
      }
    }
  }

  private toValue(names: readonly string[], cells: readonly string[]) {
    return recordOfColumns(cells.map((cell, at) => [names[at] ?? `column ${at + 1}`, cell]));
  }

  private takeRow(): string | 'too-long' | undefined {
    const end = this.findRowEnd();
    if (end < 0 && this.rest.length > MAX_VALUE_BYTES) return this.skipLine();
    if (end < 0 && (!this.isEnded || this.rest.length === 0)) return undefined;
    return this.take(end < 0 ? this.rest.length : end).toString();
  }

  /** After the line feed that ends the row; -1 if there is none yet. */
  private findRowEnd(): number {
    for (let at = this.searchedTo; at < this.rest.length; at++) {
      const byte = this.rest[at];
      if (byte === QUOTE) this.isQuoted = !this.isQuoted;
      else if (byte === LINE_FEED && !this.isQuoted) return at + 1;
    }
    this.searchedTo = this.rest.length;
    return -1;
  }

  /** A quote is missing: the rows after the first line break may be valid. */
  private skipLine(): 'too-long' {
    const lineFeed = this.rest.indexOf(LINE_FEED);
    this.take(lineFeed < 0 ? this.rest.length : lineFeed + 1);
    return 'too-long';
  }

  private take(bytes: number): Buffer {
    const taken = this.rest.subarray(0, bytes);
    this.rest = this.rest.subarray(bytes);
    this.base += bytes;
    this.searchedTo = 0;
    this.isQuoted = false;
    return taken;
  }
}

/** The cells of one row, unquoted. */
export function splitRow(row: string): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const isQuoted = row[at] === '"';
    const end = isQuoted ? endOfQuoted(row, at + 1) : at;
    const comma = row.indexOf(',', end);
    const cell = row.slice(isQuoted ? at + 1 : at, isQuoted ? end : comma < 0 ? row.length : comma);
    cells.push(isQuoted ? cell.replaceAll('""', '"') : cell);
    if (comma < 0) return cells;
    at = comma + 1;
  }
}

/** The place of the quote that closes a cell; the end of the row if none does. */
function endOfQuoted(row: string, from: number): number {
  for (let at = from; ; ) {
    const quote = row.indexOf('"', at);
    if (quote < 0) return row.length;
    if (row[quote + 1] !== '"') return quote;
    at = quote + 2;
  }
}
