import { ContributionParts } from '../correlation/contribution-parts';
import type { ContributionSpool } from '../correlation/contribution-spool';
import type { CorrelationPlan } from '../correlation/correlation-plan';
import type { Detections } from '../correlation/detections';
import type { NotedContributions } from '../correlation/noted-contributions';
import type { LogFileTotals, SiftedEntry } from '../record/log-file/log-file-entry';
import type { SeenRecords } from '../record/seen/seen-records';
import type { IgnoredReason } from '../record/unwrap-record';
import { type Finding, LogFileScan, type ScannedFile } from './log-file-scan';
import { type Notes, RecordNotes, runsIn } from './record-notes';

/** What all files together are compared and counted with. */
export interface MergeParts {
  readonly seen: SeenRecords;
  readonly contributions: ContributionSpool;
  /** Of the rule set with which the files were searched. */
  readonly plans: readonly CorrelationPlan[];
}

/** What the records of a portion are among those of all portions before it. */
export interface MergedPortion {
  readonly matched: number;
  readonly unmatched: number;
  /** The places of the records that came before: what is found in them is not found again. */
  readonly duplicates: ReadonlySet<number>;
  /** The places of those with the identity of a record with other content. */
  readonly changed: readonly number[];
}

/** Decides which records come again. It takes the portions of all files in one order, which alone decides the result. */
export class ScanMerge {
  constructor(private readonly parts: MergeParts) {}

  /** Takes the next portion. What its records add to correlations is added, unless they came before. */
  take({ notes, contributions }: Pick<FilePortion, 'notes' | 'contributions'>): MergedPortion {
    const duplicates = new Set<number>();
    const changed: number[] = [];
    let [matched, unmatched] = [0, 0];
    for (const { index, records, keys, isMatched } of runsIn(notes)) {
      const before = this.parts.seen.addKeys(keys);
      if (isMatched === undefined) continue;
      let again = 0;
      for (const { place, sighting } of before) {
        if (sighting === 'changed') changed.push(index + place);
        else {
          duplicates.add(index + place);
          again += 1;
        }
      }
      if (isMatched) matched += records - again;
      else unmatched += records - again;
    }
    this.parts.contributions.put(contributions, this.parts.plans, duplicates);
    return { matched, unmatched, duplicates, changed };
  }
}

/** What is not of the records with those places. */
export function withoutPlaces<T extends { readonly index: number }>(
  all: readonly T[],
  places: ReadonlySet<number>,
): readonly T[] {
  return places.size === 0 ? all : all.filter(({ index }) => !places.has(index));
}

/** What is left out of a rule, by the record's place in its file. */
export interface NotedAllowed {
  readonly index: number;
  /** The rule's name. */
  readonly rule: string;
  readonly entry: string;
}

/**
 * The result for a part of a file while it is unknown which of its records other files hold as well. All but `findings` is plain
 * data.
 */
export interface FilePortion {
  /** Of all its records. */
  readonly notes: Notes;
  readonly findings: readonly Finding[];
  readonly contributions: NotedContributions;
  readonly allowed: readonly NotedAllowed[];
  /** What is wrong with the file itself, in sentences. */
  readonly problems: readonly string[];
  /** How many elements are not usable records. */
  readonly rejected: number;
}

/** What is known at the end of a file. */
export interface FileSummary {
  /** Why the first element that is not a usable record is not. */
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
    this.#contributions = new ContributionParts(file.place, (plan) => detections.placeOf(plan));
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
