import { setImmediate as nextTurn } from 'node:timers/promises';
import { readObject } from '../lambda/aws/s3/read-object';
import { type ReadProblem, readProblem, renderWithoutFile } from '../lib/core/problem/read-problem';
import type { LogFileEntry } from '../lib/core/record/log-file/log-file-entry';
import { readLogFile } from '../lib/core/record/log-file/read-log-file';
import type { DeliveredRecord, ProcessingOptions, RecentRecords } from './options';
import { ProcessingError, type ProcessingErrorCode, reasonOf } from './processing-error';
import { type LogFileSource, reported, type StepEnd } from './source';

/** The unpacked text of a file, kept from the last record that was cut out of it. */
class RecordTexts {
  private pieces: Buffer[] = [];
  /** The place in the text of the first piece. */
  private base = 0;

  append(text: Uint8Array): void {
    this.pieces.push(Buffer.from(text.buffer, text.byteOffset, text.length));
  }

  /** Cuts a record out. Records come in the order of the text; what is before this one is forgotten. */
  cut(offset: number, bytes: number): string {
    this.forgetBefore(offset);
    const parts: Buffer[] = [];
    let at = this.base;
    for (const piece of this.pieces) {
      if (at >= offset + bytes) break;
      parts.push(piece.subarray(Math.max(0, offset - at), offset + bytes - at));
      at += piece.length;
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private forgetBefore(offset: number): void {
    let count = 0;
    for (const piece of this.pieces) {
      if (this.base + piece.length > offset) break;
      this.base += piece.length;
      count += 1;
    }
    this.pieces = count === 0 ? this.pieces : this.pieces.slice(count);
  }
}

/** What all files of a processor are processed with. */
export interface FileWork {
  readonly options: ProcessingOptions;
  readonly recent: RecentRecords;
  /** Aborts when no more may be read. */
  readonly outOfTime: AbortSignal;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** So many problems of one file are kept; a file can have a million. */
const MAX_PROBLEMS = 100;

/** Hands over the records of one log file. Throws a `ProcessingError`, after the sound records of a damaged file. */
export async function processFile(source: LogFileSource, work: FileWork): Promise<void> {
  const { onProgress } = work.options;
  await reported(onProgress, { state: 'processLog', source }, () => new FileReading(source, work).run());
}

class FileReading {
  private readonly texts: RecordTexts | undefined;
  private readonly problems: ReadProblem[] = [];
  private problemCount = 0;
  private waiting: DeliveredRecord[] = [];

  constructor(
    private readonly source: LogFileSource,
    private readonly work: FileWork,
  ) {
    this.texts = work.options.rawText === true ? new RecordTexts() : undefined;
  }

  async run(): Promise<void> {
    const { maxFileBytes: maxBytes = DEFAULT_MAX_BYTES } = this.work.options;
    const name = nameOf(this.source);
    const { texts } = this;
    const onText = texts === undefined ? undefined : (text: Uint8Array) => texts.append(text);
    for await (const entries of readLogFile(this.chunks(maxBytes), { name, maxBytes, onText })) {
      for (const entry of entries) await this.take(entry);
      if (this.work.outOfTime.aborted) throw this.stopped();
      // Without a turn of the event loop no visibility timeout is extended while this text lasts.
      await nextTurn();
    }
    await this.handOver();
    const [first] = this.problems;
    if (first === undefined) return;
    const more = this.problemCount === 1 ? '' : ` (and ${this.problemCount - 1} more)`;
    const problem = `${name} is damaged: ${renderWithoutFile(first)}${more}`;
    throw new ProcessingError('damaged-file', problem, { source: this.source, problems: this.problems });
  }

  private async take(entry: LogFileEntry): Promise<void> {
    switch (entry.kind) {
      case 'record': {
        const { record, index, offset, bytes } = entry;
        const text = this.texts?.cut(offset, bytes);
        const { source } = this;
        return this.takeRecord({
          ...{ record, source, index, offset, lengthBytes: bytes },
          ...(text === undefined ? {} : { text }),
        });
      }
      case 'rejected':
      case 'problem':
        return this.addProblem(entry.problem);
      case 'ignored':
        return undefined;
      default:
        return entry satisfies never;
    }
  }

  private async takeRecord(record: DeliveredRecord): Promise<void> {
    const { options, recent } = this.work;
    if (recent.has(record.record)) return;
    const { recordFilter, maxRecordsPerCall = 1 } = options;
    if (recordFilter !== undefined) {
      const isKept = await this.guarded('record-filter-failed', 'recordFilter', () => recordFilter(record));
      if (!isKept) return;
    }
    this.waiting.push(record);
    if (this.waiting.length >= maxRecordsPerCall) await this.handOver();
  }

  private async handOver(): Promise<void> {
    const records = this.waiting;
    if (records.length === 0) return;
    this.waiting = [];
    const { options, recent } = this.work;
    await this.guarded('callback-failed', 'onRecords', () => options.onRecords(records));
    recent.add(records);
  }

  private async guarded<T>(code: ProcessingErrorCode, callback: string, call: () => T): Promise<Awaited<T>> {
    try {
      return await call();
    } catch (cause) {
      const problem = `${callback} failed for a record of ${nameOf(this.source)}: ${reasonOf(cause)}`;
      throw new ProcessingError(code, problem, { source: this.source, cause });
    }
  }

  private addProblem(problem: ReadProblem): void {
    this.problemCount += 1;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  private async *chunks(maxBytes: number): AsyncGenerator<Uint8Array, void> {
    const { source, work } = this;
    const report = work.options.onProgress?.({ state: 'downloadLog', source });
    let end: StepEnd = { succeeded: true };
    let bytes = 0;
    try {
      for await (const chunk of readObject(work.options.s3, source, work.outOfTime)) {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          const reason = `the object is longer than ${maxBytes} bytes, and the rest was not read`;
          this.addProblem(readProblem(nameOf(source), 'too-large', reason));
          return;
        }
        yield chunk;
      }
    } catch (cause) {
      const error = work.outOfTime.aborted ? this.stopped() : this.downloadFailed(cause);
      end = { succeeded: false, error };
      throw error;
    } finally {
      report?.(end);
    }
  }

  private stopped(): ProcessingError {
    const problem = `the time ran out before ${nameOf(this.source)} was finished; its message returns to the queue`;
    return new ProcessingError('stopped', problem, { source: this.source });
  }

  private downloadFailed(cause: unknown): ProcessingError {
    const problem = `${nameOf(this.source)} could not be downloaded: ${reasonOf(cause)}`;
    return new ProcessingError('download-failed', problem, { source: this.source, cause });
  }
}

function nameOf({ bucket, key }: LogFileSource): string {
  return `s3://${bucket}/${key}`;
}
