import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { MergedPortion } from '../../lib/core/scan/scan-merge';
import type { ScanCounts } from './scan-counts';
import type { SearchedPortion } from './search-event';

/** Counts over the file that is being read. */
export class FileCounts {
  duplicates = 0;
  matched = 0;
  unmatched = 0;
  rejected = 0;
  /** What is wrong with the file itself. */
  problems = 0;
  /** Records with the identity of a record with other content. */
  changed = 0;
  /** The first of them, by its place in the file. */
  firstChanged: number | undefined;
  readonly allowed = new AllowedCounts();

  get records(): number {
    return this.duplicates + this.matched + this.unmatched + this.rejected;
  }

  add({ rejected, problems }: SearchedPortion, merged: MergedPortion): void {
    this.duplicates += merged.duplicates.size;
    this.matched += merged.matched;
    this.unmatched += merged.unmatched;
    this.rejected += rejected;
    this.problems += problems.length;
    this.changed += merged.changed.length;
    this.firstChanged ??= merged.changed[0];
  }

  /** The totals with this file. */
  addedTo(totals: ScanCounts): ScanCounts {
    return {
      ...totals,
      records: totals.records + this.records,
      duplicates: totals.duplicates + this.duplicates,
      matched: totals.matched + this.matched,
      unmatched: totals.unmatched + this.unmatched,
      rejected: totals.rejected + this.rejected,
    };
  }
}
