import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file-entry';
import type { EntryReader } from '../../lib/core/scan/log-file-scan';
import type { RecordFilter } from '../records/record-filter';

/** The entries of a log file but for the records that a filter does not choose. */
export class ChosenEntries implements EntryReader {
  constructor(
    private readonly entries: EntryReader,
    private readonly filter: RecordFilter,
    private readonly onOutside: (records: number) => void,
  ) {}

  async next(): Promise<IteratorResult<readonly SiftedEntry[], LogFileTotals>> {
    const step = await this.entries.next();
    if (step.done === true) return step;
    let outside = 0;
    const value = step.value.filter((entry) => {
      if (!this.isOutside(entry)) return true;
      outside += entry.kind === 'passed' ? entry.records : 1;
      return false;
    });
    this.onOutside(outside);
    return { done: false, value };
  }

  private isOutside(entry: SiftedEntry): boolean {
    if (entry.kind === 'passed') return entry.isOutside;
    return entry.kind === 'record' && !this.filter.matches(entry.record);
  }
}
