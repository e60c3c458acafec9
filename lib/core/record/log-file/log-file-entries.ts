import {
  type CountedValues,
  type FoundValue,
  MAX_VALUE_BYTES,
  type PassedValues,
} from '../../json/found-value';
import { MAX_NESTING } from '../../json/json-value';
import { isOwnListName, type RecordSieve } from '../../json/record-sieve';
import {
  type ReadPlace,
  type ReadProblem,
  type ReadProblemCode,
  readProblem,
} from '../../problem/read-problem';
import { DecodingBudget } from '../gzip/decode-data';
import type { CloudTrailRecord } from '../record';
import { ignoredText, type Unwrapped, unwrapRecords } from '../unwrap-record';
import { isConsoleCsv } from './csv-values';
import { HeldBack, Queue, type RejectedValue, toRejected } from './held-back';
import type { LogFileTotals, SiftedEntry } from './log-file-entry';
import { TextValues } from './text-values';

type ValueFound = Extract<FoundValue, { readonly kind: 'value' }>;

/** Maximum length of text in a batch, so that long records do not keep everything else waiting. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * After this many consecutive rejected records the rest is not read: a kilobyte of gzip can contain a million, each
 * takes as much time as a valid one, and no file that CloudTrail writes has as many records in all.
 */
const MAX_REJECTED_IN_A_ROW = 1_000_000;

const NONE_OF_THE_FIRST = `none of its first ${MAX_REJECTED_IN_A_ROW} values is a CloudTrail record, and the rest was not read`;

const CONSOLE_CSV_FAULT =
  'this is Event history as CSV, which has a few fields of each record; download it as JSON in the console, or with trailwatch history --format json';

const BROKEN_FAULTS = {
  'bad-json': 'what begins here is not valid JSON',
  'too-deep': `objects and lists are nested more than ${MAX_NESTING} deep`,
  'record-too-large': `what begins here is longer than ${MAX_VALUE_BYTES / 2 ** 20} MiB`,
} as const;

/**
 * Makes the entries of one log file from its unpacked text: gives each record its index, finds the problems of the
 * others, and whether the file is CloudTrail's at all.
 *
 * Values that do not show CloudTrail are held back until one does; then they are rejected one by one. If none does,
 * the file as a whole is the problem.
 */
export class LogFileEntries {
  private readonly values: TextValues;
  /** Made and not yet taken; seldom more than one. */
  private readonly ready = new Queue<SiftedEntry>();
  private readonly heldBack: HeldBack;
  /** The remaining budget for base64 and gzip inside the text. */
  private readonly budget: DecodingBudget;
  /** Whether something in the file spoke of CloudTrail. */
  private isKnown = false;
  private index = 0;
  private bytes = 0;
  private records = 0;
  private rejected = 0;
  private rejectedInARow = 0;
  private problems = 0;
  private withoutTime = 0;
  private lostBytes = 0;
  private isEmpty = true;
  private isPastBound = false;
  private isDamaged = false;
  private phase: 'reading' | 'ending' | 'over' = 'reading';

  constructor(
    private readonly file: string,
    private readonly maxBytes: number,
    sieve?: RecordSieve,
  ) {
    this.values = new TextValues(sieve);
    this.heldBack = new HeldBack(file);
    this.budget = new DecodingBudget(maxBytes);
  }

  /** Whether more text would not be used. */
  get needsNoMore(): boolean {
    return this.isPastBound || this.phase === 'over';
  }

  totals(compressedBytes: number): LogFileTotals {
    const { bytes, records, rejected, problems, withoutTime, lostBytes } = this;
    return { compressedBytes, bytes, records, rejected, problems, withoutTime, lostBytes };
  }

  /** Adds the next piece of the text; past the most bytes that may be read it is not looked at. */
  append(text: Uint8Array): void {
    const allowed = text.subarray(0, this.maxBytes - this.bytes);
    this.bytes += allowed.length;
    this.values.append(allowed);
    this.isPastBound = allowed.length < text.length;
  }

  /** Reports a problem of the packed data, at its place among the entries. */
  damage(problem: ReadProblem): void {
    this.isDamaged ||= problem.code !== 'trailing-data';
    this.ready.push({ kind: 'problem', problem });
  }

  /** Marks the end of the text. */
  end(): void {
    this.values.end();
    if (this.phase === 'reading') this.phase = 'ending';
  }

  /** The next entries that can be made from the text so far, at most `count`. */
  take(count: number): readonly SiftedEntry[] {
    const batch: SiftedEntry[] = [];
    const startBytes = this.values.offset;
    while (batch.length < count) {
      if (batch.length > 0 && this.values.offset - startBytes > MAX_BATCH_BYTES) break;
      const entry = this.release() ?? this.makeNext();
      if (entry === undefined) break;
      this.count(entry);
      batch.push(entry);
    }
    return batch;
  }

  private makeNext(): SiftedEntry | undefined {
    while (this.phase !== 'over') {
      if (this.rejectedInARow === MAX_REJECTED_IN_A_ROW) return this.conclude();
      const found = this.values.next();
      if (found === undefined && this.phase === 'reading') return undefined;
      const entry = found === undefined ? this.conclude() : this.entryOf(found);
      if (entry !== undefined) return entry;
    }
    return this.release();
  }

  /** The next entry that is ready. Values that were held back come before everything else. */
  private release(): SiftedEntry | undefined {
    return (this.isKnown ? this.heldBack.take() : undefined) ?? this.ready.take();
  }

  private entryOf(found: FoundValue): SiftedEntry | undefined {
    this.isEmpty = false;
    switch (found.kind) {
      case 'value':
        return this.entryOfValue(found);
      case 'passed':
      case 'counted':
        return this.entryOfPassed(found);
      case 'broken':
        this.lostBytes += found.bytes;
        return this.known(
          toRejected(this.file, this.reject(found.code, BROKEN_FAULTS[found.code], found.offset)),
        );
      case 'stray':
        return this.entryOfText(found.text, found.offset);
      case 'list':
        return isOwnListName(found.name) ? this.known() : undefined;
      case 'unexpected-end':
        this.lostBytes += this.values.offset - found.offset;
        return this.entryOfUnexpectedEnd(found.offset);
    }
  }

  /** Member by member: to copy all but one takes several times as long, and there is one for each few records. */
  private entryOfPassed(found: PassedValues | CountedValues): SiftedEntry | undefined {
    const { index } = this;
    const { kind, records, keys } = found;
    this.index += records;
    this.rejectedInARow = 0;
    if (kind === 'passed') {
      const { isOutside, newestEventTime } = found;
      return this.known({ kind, index, records, keys, isOutside, newestEventTime });
    }
    const { alike, timesMs, texts, written, ends } = found;
    return this.known({ kind, index, records, keys, alike, timesMs, texts, written, ends });
  }

  /** The first of the value's entries; the others follow in the queue. What a sieve has the key of is a record, and may not be parsed yet. */
  private entryOfValue(found: ValueFound): SiftedEntry | undefined {
    if (found.key !== undefined) {
      this.isKnown = true;
      return this.known(this.recordEntry(found, () => found.value as unknown as CloudTrailRecord));
    }
    for (const unwrapped of unwrapRecords(found.value, this.budget)) {
      const entry = this.entryOfUnwrapped(unwrapped, found);
      if (entry !== undefined) this.ready.push(entry);
    }
    return this.release();
  }

  private entryOfUnwrapped(unwrapped: Unwrapped, found: ValueFound): SiftedEntry | undefined {
    const { offset } = found;
    if (unwrapped.kind === 'foreign')
      return this.holdBack(this.reject(unwrapped.code, unwrapped.reason, offset));
    this.isKnown = true;
    switch (unwrapped.kind) {
      case 'record': {
        const { record } = unwrapped;
        // What is known is known of the written text, and not of a record that was unwrapped, or given a time.
        const known = record === found.value ? found : { offset };
        if (unwrapped.lacksTime === true) this.withoutTime += 1;
        return this.recordEntry(known, () => record);
      }
      case 'ignored':
        return { kind: 'ignored', reason: unwrapped.reason };
      case 'faulty':
        return toRejected(this.file, this.reject(unwrapped.code, unwrapped.reason, offset));
    }
  }

  private recordEntry(found: Omit<ValueFound, 'kind' | 'value'>, read: () => CloudTrailRecord): SiftedEntry {
    const { index, values } = this;
    const { offset, written, known, key } = found;
    this.index += 1;
    this.rejectedInARow = 0;
    return {
      kind: 'record',
      get record() {
        return read();
      },
      ...{ index, offset, bytes: values.offset - offset, written, known, key },
    };
  }

  private entryOfText(text: string, offset: number): SiftedEntry | undefined {
    const reason = ignoredText(text);
    if (reason !== undefined) return this.known({ kind: 'ignored', reason });
    if (this.index === 0 && isConsoleCsv(text)) {
      this.phase = 'over';
      return this.known(this.problem('not-a-cloudtrail-file', CONSOLE_CSV_FAULT, { offset }));
    }
    return this.holdBack(this.reject('bad-json', 'this line is not valid JSON', offset));
  }

  /** If the packed data is damaged, it was already reported that its text is incomplete. */
  private entryOfUnexpectedEnd(offset: number): SiftedEntry | undefined {
    if (this.isDamaged || this.isPastBound) return undefined;
    const reason = 'the text ends here, inside a value or a list';
    return this.known(this.problem('unexpected-end', reason, { index: this.index, offset }));
  }

  private reject(code: ReadProblemCode, reason: string, offset: number): RejectedValue {
    const rejected = { index: this.index, offset, code, reason };
    this.index += 1;
    this.rejectedInARow += 1;
    return rejected;
  }

  private problem(code: ReadProblemCode, reason: string, place: ReadPlace = {}): SiftedEntry {
    return { kind: 'problem', problem: readProblem(this.file, code, reason, place) };
  }

  private holdBack(value: RejectedValue): SiftedEntry | undefined {
    if (this.isKnown) return toRejected(this.file, value);
    this.heldBack.add(value);
    return undefined;
  }

  /** The file is CloudTrail's: the values that were held back come first, then `entry`. */
  private known(entry?: SiftedEntry): SiftedEntry | undefined {
    this.isKnown = true;
    if (this.heldBack.size === 0 && this.ready.size === 0) return entry;
    if (entry !== undefined) this.ready.push(entry);
    return this.release();
  }

  /** The last word on the file. */
  private conclude(): SiftedEntry | undefined {
    this.phase = 'over';
    if (this.isPastBound) {
      if (!this.isKnown) this.heldBack.clear();
      const reason = `the unpacked text is longer than ${this.maxBytes} bytes, and the rest was not read`;
      return this.known(this.problem('too-large', reason, { offset: this.maxBytes }));
    }
    if (this.rejectedInARow === MAX_REJECTED_IN_A_ROW && this.isKnown) {
      const reason = `${MAX_REJECTED_IN_A_ROW} records in a row are rejected, and the rest was not read`;
      return this.known(this.problem('too-many-rejected', reason, { index: this.index }));
    }
    if (this.isDamaged) return this.known();
    if (this.isEmpty) return this.problem('empty-file', 'the file is empty');
    if (this.isKnown || this.heldBack.size === 0) return undefined;
    this.heldBack.clear();
    const isWhole = this.rejectedInARow < MAX_REJECTED_IN_A_ROW;
    const reason = isWhole ? 'nothing in the file is a CloudTrail record' : NONE_OF_THE_FIRST;
    return this.problem('not-a-cloudtrail-file', reason);
  }

  private count(entry: SiftedEntry): void {
    if (entry.kind === 'record') this.records += 1;
    else if (entry.kind === 'passed' || entry.kind === 'counted') this.records += entry.records;
    else if (entry.kind === 'rejected') this.rejected += 1;
    else if (entry.kind === 'problem') this.problems += 1;
  }
}
