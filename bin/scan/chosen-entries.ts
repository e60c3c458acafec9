import type { SiftedEntry } from '../../lib/core/record/log-file-entry';
import type { RecordFilter } from '../records/record-filter';

/** Entries of a log file that a filter chooses, and how many records it does not. */
export interface ChosenEntries {
  readonly chosen: readonly SiftedEntry[];
  readonly outside: number;
}

/** Leaves the records out that a filter does not choose. */
export function chooseEntries(entries: readonly SiftedEntry[], filter: RecordFilter): ChosenEntries {
  if (filter.isOpen) return { chosen: entries, outside: 0 };
  let outside = 0;
  const chosen = entries.filter((entry) => {
    if (!isOutside(entry, filter)) return true;
    outside += entry.kind === 'passed' ? entry.records : 1;
    return false;
  });
  return { chosen, outside };
}

function isOutside(entry: SiftedEntry, filter: RecordFilter): boolean {
  if (entry.kind === 'passed') return entry.isOutside;
  return entry.kind === 'record' && !filter.matches(entry.record);
}
