import { type FoundValue, MAX_VALUE_BYTES } from '../json/found-value';
import type { Json } from '../json/json-value';
import { JsonValues } from '../json/json-values';
import { MAX_NESTING } from '../json/nesting';
import { type ReadPlace, type ReadProblem, type ReadProblemCode, readProblem } from '../problem/read-problem';
import type { LogFileEntry, LogFileTotals } from './log-file-entry';
import { ignoredText, unwrapRecord } from './unwrap-record';

/** A file that begins with so many values, none of which speaks of CloudTrail, is given up. */
const MAX_FOREIGN_VALUES = 100;

/**
 * After so many rejected records one behind the other the rest is not read: a kilobyte of gzip can hold a million, each
 * costs as much time as a sound one, and no file that CloudTrail writes has as many records in all.
 */
const MAX_REJECTED_IN_A_ROW = 1_000_000;

type Rejected = Extract<LogFileEntry, { kind: 'rejected' }>;

const BROKEN_FAULTS = {
  'bad-json': 'what begins here is not valid JSON',
  'too-deep': `objects and lists are nested more than ${MAX_NESTING} deep`,
  'record-too-large': `what begins here is longer than ${MAX_VALUE_BYTES / 2 ** 20} MiB`,
} as const;

/**
 * Makes the entries of one log file from its unpacked text: gives each record its index, says what is wrong with the
 * others, and whether the file is CloudTrail's at all.
 *
 * Values that do not speak of CloudTrail are held back until something does; then they are rejected one by one. If
 * nothing ever does, the file as a whole is the problem.
 */
export class LogFileEntries {
  private readonly values = new JsonValues();
  /** Made and not yet taken; seldom more than one. */
  private ready: LogFileEntry[] = [];
  /** What is held back; undefined once the file is known for CloudTrail's. */
  private foreign: Rejected[] | undefined = [];
  private index = 0;
  private bytes = 0;
  private records = 0;
  private rejected = 0;
  private rejectedInARow = 0;
  private problems = 0;
  private isEmpty = true;
  private isPastBound = false;
  private isDamaged = false;
  private phase: 'reading' | 'ending' | 'over' = 'reading';

  constructor(
    private readonly file: string,
    private readonly maxBytes: number,
  ) {}

  /** Whether more text would be of no use. */
  get needsNoMore(): boolean {
    return this.isPastBound || this.phase === 'over';
  }

  totals(compressedBytes: number): LogFileTotals {
    const { bytes, records, rejected, problems } = this;
    return { compressedBytes, bytes, records, rejected, problems };
  }

  /** Adds the next piece of the text; past the most bytes that may be read it is not looked at. */
  append(text: Uint8Array): void {
    const allowed = text.subarray(0, this.maxBytes - this.bytes);
    this.bytes += allowed.length;
    this.values.append(allowed);
    this.isPastBound = allowed.length < text.length;
  }

  /** Tells what is wrong with the packed data, at its place among the entries. */
  damage(problem: ReadProblem): void {
    this.isDamaged ||= problem.code !== 'trailing-data';
    this.ready.push({ kind: 'problem', problem });
  }

  /** Says that no more text comes. */
  end(): void {
    this.values.end();
    if (this.phase === 'reading') this.phase = 'ending';
  }

  /** The next entries that can be made of the text so far, at most so many. */
  take(count: number): readonly LogFileEntry[] {
    const batch: LogFileEntry[] = [];
    while (batch.length < count) {
      const entry = this.ready.shift() ?? this.makeNext();
      if (entry === undefined) break;
      this.count(entry);
      batch.push(entry);
    }
    return batch;
  }

  private makeNext(): LogFileEntry | undefined {
    while (this.phase !== 'over') {
      if (this.rejectedInARow === MAX_REJECTED_IN_A_ROW) return this.conclude();
      const found = this.values.next();
      if (found === undefined && this.phase === 'reading') return undefined;
      const entry = found === undefined ? this.conclude() : this.entryOf(found);
      if (entry !== undefined) return entry;
    }
    return this.ready.shift();
  }

  private entryOf(found: FoundValue): LogFileEntry | undefined {
    this.isEmpty = false;
    switch (found.kind) {
      case 'value':
        return this.entryOfValue(found.value, found.offset);
      case 'broken':
        return this.known(this.reject(found.code, BROKEN_FAULTS[found.code], found.offset));
      case 'stray':
        return this.entryOfText(found.text, found.offset);
      case 'list':
        return found.name === undefined ? undefined : this.known();
      case 'unexpected-end':
        return this.entryOfUnexpectedEnd(found.offset);
    }
  }

  private entryOfValue(value: Json, offset: number): LogFileEntry | undefined {
    const unwrapped = unwrapRecord(value);
    switch (unwrapped.kind) {
      case 'record': {
        const entry: LogFileEntry = { kind: 'record', record: unwrapped.record, index: this.index, offset };
        this.index += 1;
        this.rejectedInARow = 0;
        return this.foreign === undefined ? entry : this.known(entry);
      }
      case 'ignored':
        return this.known({ kind: 'ignored', reason: unwrapped.reason });
      case 'faulty':
        return this.known(this.reject(unwrapped.code, unwrapped.fault, offset));
      case 'foreign':
        return this.holdBack(this.reject(unwrapped.code, unwrapped.fault, offset));
    }
  }

  private entryOfText(text: string, offset: number): LogFileEntry | undefined {
    const reason = ignoredText(text);
    if (reason !== undefined) return this.known({ kind: 'ignored', reason });
    return this.holdBack(this.reject('bad-json', 'this line is not valid JSON', offset));
  }

  /** If the packed data is damaged, that its text is not whole was told already. */
  private entryOfUnexpectedEnd(offset: number): LogFileEntry | undefined {
    if (this.isDamaged || this.isPastBound) return undefined;
    const fault = 'the text ends here, inside a value or a list';
    return this.known(this.problem('unexpected-end', fault, { index: this.index, offset }));
  }

  private reject(code: ReadProblemCode, fault: string, offset: number): Rejected {
    const place = { index: this.index, offset };
    this.index += 1;
    this.rejectedInARow += 1;
    return { kind: 'rejected', ...place, problem: readProblem(this.file, code, fault, place) };
  }

  private problem(code: ReadProblemCode, fault: string, place: ReadPlace = {}): LogFileEntry {
    return { kind: 'problem', problem: readProblem(this.file, code, fault, place) };
  }

  private holdBack(entry: Rejected): LogFileEntry | undefined {
    if (this.foreign === undefined) return entry;
    this.foreign.push(entry);
    return this.foreign.length < MAX_FOREIGN_VALUES ? undefined : this.conclude();
  }

  /** The file is CloudTrail's: what was held back comes first, then `entry`. */
  private known(entry?: LogFileEntry): LogFileEntry | undefined {
    this.ready.push(...(this.foreign ?? []), ...(entry === undefined ? [] : [entry]));
    this.foreign = undefined;
    return this.ready.shift();
  }

  /** The last word on the file. */
  private conclude(): LogFileEntry | undefined {
    this.phase = 'over';
    if (this.isPastBound) {
      const fault = `the unpacked text is longer than ${this.maxBytes} bytes, and the rest was not read`;
      return this.known(this.problem('too-large', fault, { offset: this.maxBytes }));
    }
    if (this.rejectedInARow === MAX_REJECTED_IN_A_ROW) {
      const fault = `${MAX_REJECTED_IN_A_ROW} records in a row are rejected, and the rest was not read`;
      return this.known(this.problem('too-many-rejected', fault, { index: this.index }));
    }
    if (this.isDamaged) return this.known();
    if (this.isEmpty) return this.problem('empty-file', 'the file holds nothing');
    if (this.foreign === undefined || this.foreign.length === 0) return undefined;
    this.foreign = undefined;
    return this.problem('not-a-cloudtrail-file', 'nothing in the file is a CloudTrail record');
  }

  private count(entry: LogFileEntry): void {
    if (entry.kind === 'record') this.records += 1;
    else if (entry.kind === 'rejected') this.rejected += 1;
    else if (entry.kind === 'problem') this.problems += 1;
  }
}
