import type { ReadProblem } from '../../lib/core/problem/read-problem';
import type { LogFileEntry } from '../../lib/core/record/log-file-entry';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { renderReason } from '../cli/user-error';
import type { Input } from '../inputs/input-file';
import { OpenedInput } from '../inputs/opened-input';
import { NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import { AlreadyReported } from '../inputs/unread-input';
import type { Diagnostics } from '../outputs/diagnostics';

/** A record and its place among all that were read, from 0; what was rejected has a place too. */
export interface NumberedRecord {
  readonly index: number;
  readonly record: CloudTrailRecord;
}

/** The records of inputs, one after the other. What cannot be read is reported to the diagnostics. */
export class RecordReader {
  /** Elements that are no usable records, so far. */
  rejected = 0;
  private index = 0;

  constructor(private readonly diagnostics: Diagnostics) {}

  /** In portions, in the order of the inputs. */
  async *read(inputs: AsyncIterable<Input>): AsyncGenerator<readonly NumberedRecord[], void> {
    for await (const input of inputs) {
      if ('open' in input) {
        for await (const file of new OpenedInput(input).files()) yield* this.readFile(file);
      } else if ('reason' in input) this.diagnostics.problem(`${input.name}: ${input.reason}`);
      else this.diagnostics.skip(input.name, input.note);
    }
  }

  private async *readFile(file: OpenedLogFile): AsyncGenerator<readonly NumberedRecord[], void> {
    const refused: ReadProblem[] = [];
    try {
      for (;;) {
        const step = await file.next();
        if (step.done === true) break;
        yield step.value.flatMap((entry) => this.take(entry, refused));
      }
    } catch (error) {
      if (error instanceof NoLogFile) this.diagnostics.skip(file.input.name, 'is no log file, skipped');
      else if (!(error instanceof AlreadyReported))
        this.diagnostics.problem(`${file.input.name}: ${renderReason(error)}`);
    } finally {
      await file.stop();
    }
    this.reportRejected(refused);
  }

  private take(entry: LogFileEntry, refused: ReadProblem[]): readonly NumberedRecord[] {
    switch (entry.kind) {
      case 'record':
        return [{ index: this.index++, record: entry.record }];
      case 'rejected':
        this.index += 1;
        refused.push(entry.problem);
        return [];
      case 'problem':
        this.diagnostics.problem(entry.problem.message);
        return [];
      case 'ignored':
        return [];
      default:
        return entry satisfies never;
    }
  }

  /** One sentence a file, however many of its records are rejected. */
  private reportRejected([first, ...others]: readonly ReadProblem[]): void {
    if (first === undefined) return;
    this.rejected += 1 + others.length;
    const more = others.length === 0 ? '' : `; rejected of this file besides: ${others.length}`;
    this.diagnostics.problem(first.message + more);
  }
}
