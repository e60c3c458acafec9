import type { Detections } from '../../lib/core/correlation/detections';
import type { LogFileTotals, SiftedEntry } from '../../lib/core/record/log-file/log-file-entry';
import { FileSearch } from '../../lib/core/scan/file-search';
import { renderReason } from '../cli/user-error';
import type { InputFile } from '../inputs/input-file';
import { NoLogFile } from '../inputs/opened-log-file';
import { AlreadyReported } from '../inputs/unread-input';
import type { RecordFilter } from '../records/record-filter';
import { FoundAlert } from './scanned-alert';
import type { SearchedFile, SearchedPortion, Unread } from './search-event';

/** What a log file is searched with. */
export interface SearchedWith {
  readonly detections: Detections;
  /** The records that are searched. */
  readonly filter: RecordFilter;
}

/** One log file while it is searched. */
export class SearchedInput {
  readonly #search: FileSearch;

  constructor(
    private readonly input: InputFile,
    private readonly tools: SearchedWith,
  ) {
    this.#search = new FileSearch({ name: input.name, place: input.source }, tools.detections);
  }

  /** What its next entries come to. */
  take(entries: readonly SiftedEntry[]): SearchedPortion {
    const { name, source } = this.input;
    const { chosen, outside } = chooseEntries(entries, this.tools.filter);
    const { findings, ...portion } = this.#search.take(chosen);
    const alerts = findings.map((finding) => new FoundAlert(finding, source));
    return { kind: 'portion', name, ...portion, alerts, outside };
  }

  /** What is known at its end. */
  end(totals: LogFileTotals): SearchedFile {
    const { name, named } = this.input;
    return { kind: 'file', name, named, ...this.#search.end(totals) };
  }

  /** What is known where reading it failed. */
  fail(error: unknown): SearchedFile {
    const { name, named } = this.input;
    return { kind: 'file', name, named, ...this.#search.end(), unread: toUnread(error) };
  }
}

function toUnread(error: unknown): Unread {
  if (error instanceof NoLogFile) return 'no-log-file';
  return error instanceof AlreadyReported ? 'reported' : { reason: renderReason(error) };
}

/** Entries of a log file that a filter chooses, and how many records it does not. */
interface ChosenEntries {
  readonly chosen: readonly SiftedEntry[];
  readonly outside: number;
}

/** Leaves the records out that a filter does not choose. */
function chooseEntries(entries: readonly SiftedEntry[], filter: RecordFilter): ChosenEntries {
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
