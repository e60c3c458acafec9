import { ContributionParts } from '../correlation/contribution-parts';
import type { Detections } from '../correlation/detections';
import type { NotedContribution } from '../correlation/spooled-line';
import type { LogFileTotals, SiftedEntry } from '../record/log-file/log-file-entry';
import type { IgnoredReason } from '../record/unwrap-record';
import { type Finding, LogFileScan, type ScannedFile } from './log-file-scan';
import { type Notes, RecordNotes } from './record-notes';

/** What is left out of a rule, by the record's place in its file. */
export interface NotedAllowed {
  readonly index: number;
  /** The rule's name. */
  readonly rule: string;
  readonly entry: string;
}

/** What a part of a file comes to while it is unknown which of its records other files hold as well. All but `findings` is plain data. */
export interface FilePortion {
  /** Of all its records. */
  readonly notes: Notes;
  readonly findings: readonly Finding[];
  readonly contributions: readonly NotedContribution[];
  readonly allowed: readonly NotedAllowed[];
  /** What is wrong with the file itself, in sentences. */
  readonly problems: readonly string[];
  /** How many elements are no usable records. */
  readonly rejected: number;
}

/** What is known at the end of a file. */
export interface FileSummary {
  /** Why the first element that is no usable record is none. */
  readonly firstRejection?: string;
  readonly ignored?: IgnoredReason;
  /** Absent if the file was not read to its end. */
  readonly totals?: LogFileTotals;
  /** The first and the last `eventTime`, about: those of `LogFileScan`. Empty if no record has one. */
  readonly oldestEventTime: string;
  readonly newestEventTime: string;
}

/**
 * Searches one log file, and knows no other: files can be searched at the same time and in any order. `ScanMerge` takes
 * what comes of it.
 */
export class FileSearch {
  readonly #notes = new RecordNotes();
  readonly #scan: LogFileScan;
  readonly #contributions: ContributionParts;
  #rejected = 0;

  constructor(
    file: ScannedFile,
    readonly detections: Detections,
  ) {
    this.#contributions = new ContributionParts((plan) => detections.placeOf(plan));
    this.#scan = new LogFileScan(file, { detections, seen: this.#notes, contributions: this.#contributions });
  }

  /** Searches the next entries. */
  take(entries: readonly SiftedEntry[]): FilePortion {
    const { findings, allowed, failed, problems } = this.#scan.take(entries);
    for (const index of failed) this.#notes.fail(index);
    const before = this.#rejected;
    this.#rejected = this.#scan.counts.rejected;
    return {
      notes: this.#notes.take(),
      findings,
      contributions: this.#contributions.take(),
      allowed: allowed.map(({ allowed: { rule, entry }, index }) => ({ index, rule: rule.name, entry })),
      problems: problems.map(({ message }) => message),
      rejected: this.#rejected - before,
    };
  }

  /** Ends the search, with what reading counted if the file was read to its end. */
  end(totals?: LogFileTotals): FileSummary {
    const { rejections, ignored, oldestEventTime, newestEventTime } = this.#scan;
    return { firstRejection: rejections[0]?.message, ignored, totals, oldestEventTime, newestEventTime };
  }
}
