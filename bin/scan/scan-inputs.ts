import type { CommandIo } from '../cli/command-io';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import type { WritableAlert } from '../outputs/alert/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import { durationText } from '../outputs/text-layout';
import type { RecordFilter } from '../records/record-filter';
import type { Search } from './decided/remembered-search';
import type { ScanCounts } from './scan-counts';
import type { Scanner } from './scanner';

/** What is scanned. */
export interface ProgressSource {
  readonly paths: readonly string[];
  readonly filter: RecordFilter;
  /** Files that are no input. */
  readonly outputs: readonly string[];
}

/** The progress from which the remaining time is estimated. */
const MIN_SHARE = 0.01;

/**
 * How far a scan is. The inputs are listed a second time, ahead of the scan, to know how many there are: it is known for
 * folders and prefixes of a bucket, and not for standard input.
 */
export class ScanProgress {
  /** Inputs whose reading has begun. */
  private begun = 0;
  private total: number | undefined;
  private isOver = false;
  private readonly fromMs: number;

  constructor(private readonly io: CommandIo) {
    this.fromMs = io.nowMs();
  }

  /** The same inputs, counted. */
  async *counted(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      this.begun += 1;
      yield input;
    }
  }

  /** Counts all inputs, while the scan goes on. Only a terminal shows progress. */
  async count({ paths, filter, outputs }: ProgressSource): Promise<void> {
    if (this.io.stderr.isTTY !== true || paths.includes('-')) return;
    let total = 0;
    try {
      for await (const { name } of listInputs({ paths, io: this.io, except: new ExcludedFiles(outputs) })) {
        if (this.isOver) return;
        if (filter.isOpen || filter.mayHold(name)) total += 1;
      }
      this.total = total;
    } catch {
      // The scan lists the same inputs, and reports what fails.
    }
  }

  /** Ends the count. */
  stop(): void {
    this.isOver = true;
  }

  /** Such as `files=120 of 4310 records=90210 alerts=12, about 3 min left`. */
  render({ files, records, alerts }: ScanCounts): string {
    const { total } = this;
    const of = total === undefined || total < this.begun ? '' : ` of ${total}`;
    return `files=${files}${of} records=${records} alerts=${alerts}${this.timeLeft()}`;
  }

  private timeLeft(): string {
    const { begun, total = 0 } = this;
    if (total <= begun || begun / total < MIN_SHARE) return '';
    const seconds = (this.io.nowMs() - this.fromMs) / 1000;
    return `, about ${durationText((seconds * (total - begun)) / begun)} left`;
  }
}

/** What a scan works with. */
export interface ScanTools {
  readonly search: Search;
  readonly scanner: Scanner;
  readonly filter: RecordFilter;
  readonly diagnostics: Diagnostics;
  readonly progress: ScanProgress;
}

/** The alerts of all inputs, in the inputs' order, and then those of what they are together. What is not read is reported when it is its turn. */
export async function* scanInputs(
  inputs: AsyncIterable<Input>,
  { search, scanner, filter, diagnostics, progress }: ScanTools,
): AsyncGenerator<readonly WritableAlert[], void> {
  const chosen = filter.isOpen ? inputs : scanner.pruned.prune(filter, inputs);
  for await (const events of search(progress.counted(chosen))) {
    for (const event of events) {
      const alerts = scanner.take(event);
      if (alerts.length > 0) yield alerts;
      diagnostics.progress(() => progress.render(scanner.counts));
    }
  }
  for (const alert of scanner.correlated()) yield [alert];
}
