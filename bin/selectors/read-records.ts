import type { RecordSieve } from '../../lib/core/json/record-sieve';
import type { ReadProblem, ReadProblemCode } from '../../lib/core/problem/read-problem';
import type { SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { renderReason } from '../cli/user-error';
import { type DecidedRecords, type FileRecords, FoundInFile } from '../inputs/decided-records';
import type { Input } from '../inputs/input-file';
import { AlreadyReported } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { breathe, mustBreathe, NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import { openInput, SmallFile } from '../inputs/small-file';
import { type Started, startedAhead } from '../inputs/started-ahead';
import type { Diagnostics } from '../outputs/diagnostics';

/** A record and its place among all that were read, from 0; what was rejected has a place too. */
export interface NumberedRecord {
  readonly index: number;
  readonly record: CloudTrailRecord;
  /** The name of the file that it is in. */
  readonly file: string;
}

/** How inputs are read. */
export interface ReadOptions {
  /**
   * How many inputs are opened before it is their turn.
   *
   * @default 0
   */
  readonly ahead?: number;
  /** Called after the last record of an input that is a log file, or has one, with whether it could be read to its end. */
  readonly onEnd?: (name: string, isRead: boolean) => void;
  /** Tells which records are not asked for, and need not be parsed. */
  readonly sieve?: RecordSieve | undefined;
  /** Remembers what it told of files. */
  readonly decided?: DecidedRecords | undefined;
}

/** The records of inputs, one after the other. What cannot be read is reported to the diagnostics. */
export class RecordReader {
  /** Elements that are no usable records, so far. */
  rejected = 0;
  /** Records that are within the choice of the sieve, but not asked for, so far. */
  passed = 0;
  private index = 0;

  /** Whether a log file was read, other than files that legitimately hold no records, such as digest files. */
  hasRead = false;

  /** Whether the input that is read last could not be opened, or not be read to its end. */
  private isBroken = false;

  /** Whether it is no log file, and has none. */
  private isSkipped = true;

  constructor(
    private readonly diagnostics: Diagnostics,
    private readonly options: ReadOptions = {},
  ) {}

  /** In portions, in the order of the inputs. */
  async *read(inputs: AsyncIterable<Input>): AsyncGenerator<readonly NumberedRecord[], void> {
    const { ahead = 0, sieve, decided } = this.options;
    const open = (input: Input) => KnownFile.of(input, decided) ?? openInput(input, sieve);
    for await (const started of startedAhead(inputs, ahead, open)) {
      if (started instanceof KnownFile) {
        yield this.takeKnown(started);
        if (mustBreathe()) await breathe();
      } else if (started instanceof SmallFile) {
        const portions = this.readSmall(started);
        yield* portions ?? this.readOpened(new OpenedInput(started.input, sieve));
        if (portions !== undefined) this.options.onEnd?.(started.input.name, !this.isBroken);
        if (mustBreathe()) await breathe();
      } else if (started instanceof OpenedInput) yield* this.readOpened(started);
      else if ('reason' in started.input)
        this.diagnostics.problem(`${started.input.name}: ${started.input.reason}`);
      else this.diagnostics.skip(started.input.name, started.input.note);
    }
  }

  private takeKnown({ input: { name }, found }: KnownFile): readonly NumberedRecord[] {
    const { total, passed, places, records } = found;
    const first = this.index;
    this.index += total;
    this.passed += passed;
    this.hasRead = true;
    this.options.onEnd?.(name, true);
    return records.map((record, at) => ({ index: first + (places[at] as number), record, file: name }));
  }

  /** In one go: another file may be read into the same memory. Undefined if it must be opened. */
  private readSmall(small: SmallFile): readonly (readonly NumberedRecord[])[] | undefined {
    const entries = small.entries(this.options.sieve);
    if (entries === undefined) return undefined;
    const inHand = this.begin(small.input.name, true);
    this.isBroken = false;
    const portions: (readonly NumberedRecord[])[] = [];
    for (const batch of entries) portions.push(this.takeBatch(batch, inHand));
    this.endFile(inHand);
    return portions;
  }

  private async *readOpened(opened: OpenedInput): AsyncGenerator<readonly NumberedRecord[], void> {
    const { name } = opened.input;
    this.isBroken = false;
    this.isSkipped = true;
    for await (const file of opened.files()) yield* this.readFile(file, file.input.name === name);
    if (!this.isSkipped) this.options.onEnd?.(name, !this.isBroken);
  }

  /** @param isInput whether the file is the whole input, and no member of an archive */
  private async *readFile(
    file: OpenedLogFile,
    isInput: boolean,
  ): AsyncGenerator<readonly NumberedRecord[], void> {
    const inHand = this.begin(file.input.name, isInput);
    try {
      for (;;) {
        const step = await file.next();
        if (step.done === true) break;
        yield this.takeBatch(step.value, inHand);
      }
    } catch (error) {
      if (error instanceof NoLogFile) {
        this.diagnostics.skip(file.input.name, 'is not a log file, skipped');
        return;
      }
      this.reportBroken(file.input.name, error);
      inHand.found?.discard();
    } finally {
      await file.stop();
    }
    this.isSkipped = false;
    this.endFile(inHand);
  }

  private begin(file: string, isInput: boolean): FileInHand {
    const found = this.options.decided === undefined || !isInput ? undefined : new FoundInFile();
    return { refused: [], file, isInput, found, isIgnored: false };
  }

  private takeBatch(batch: readonly SiftedEntry[], inHand: FileInHand): readonly NumberedRecord[] {
    this.hasRead ||= batch.some(({ kind }) => kind !== 'ignored');
    inHand.isIgnored ||= batch.some(({ kind }) => kind === 'ignored');
    return batch.flatMap((entry) => this.take(entry, inHand));
  }

  private endFile({ refused, isIgnored, file, found }: FileInHand): void {
    this.hasRead ||= !isIgnored;
    if (found !== undefined) this.options.decided?.keep(file, found.found);
    this.reportRejected(refused);
  }

  private reportBroken(name: string, error: unknown): void {
    this.isBroken = true;
    if (!(error instanceof AlreadyReported)) this.diagnostics.problem(`${name}: ${renderReason(error)}`);
  }

  private take(entry: SiftedEntry, { refused, file, isInput, found }: FileInHand): readonly NumberedRecord[] {
    if (entry.kind === 'record') found?.add(entry.record, entry.bytes);
    else if (entry.kind === 'passed') found?.pass(entry.records, entry.isOutside);
    else found?.discard();
    switch (entry.kind) {
      case 'record':
        return [{ index: this.index++, record: entry.record, file }];
      case 'rejected':
        this.index += 1;
        refused.push(entry.problem);
        return [];
      case 'problem':
        this.isBroken ||=
          LEAVES_RECORDS_OUT.has(entry.problem.code) || (isInput && HOLDS_NO_RECORD.has(entry.problem.code));
        this.diagnostics.problem(entry.problem.message);
        return [];
      case 'passed':
        this.index += entry.records;
        if (!entry.isOutside) this.passed += entry.records;
        return [];
      case 'ignored':
      // No condition is only counted.
      case 'counted':
        return [];
      default:
        return entry satisfies never;
    }
  }

  /** One sentence a file, however many of its records are rejected. */
  private reportRejected([first, ...others]: readonly ReadProblem[]): void {
    if (first === undefined) return;
    this.rejected += 1 + others.length;
    const more = others.length === 0 ? '' : `; also rejected in this file: ${others.length}`;
    this.diagnostics.problem(first.message + more);
  }
}

/** Behind these there may be records that were not read. */
const LEAVES_RECORDS_OUT: ReadonlySet<ReadProblemCode> = new Set([
  'truncated-gzip',
  'corrupt-gzip',
  'too-large',
  'unexpected-end',
  'too-many-rejected',
]);

/**
 * What was read is no log file, such as the beginning of a copy that did not get further. A member of an archive is left out, and the
 * records of the others count.
 */
const HOLDS_NO_RECORD: ReadonlySet<ReadProblemCode> = new Set(['empty-file', 'not-a-cloudtrail-file']);

interface FileInHand {
  readonly file: string;
  readonly refused: ReadProblem[];
  /** Whether the file is the whole input, and no member of an archive. */
  readonly isInput: boolean;
  /** What is to be remembered of it. */
  readonly found: FoundInFile | undefined;
  /** Whether a part of it legitimately holds no records. */
  isIgnored: boolean;
}

/** An input of which is known what it holds. */
class KnownFile implements Started {
  static of(input: Input, decided: DecidedRecords | undefined): KnownFile | undefined {
    const found = 'open' in input ? decided?.take(input) : undefined;
    return found && new KnownFile(input, found);
  }

  private constructor(
    readonly input: Input,
    readonly found: FileRecords,
  ) {}

  /** Nothing is open. */
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
