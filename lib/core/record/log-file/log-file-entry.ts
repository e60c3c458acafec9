import type { CountedRun, HeldRecord } from '../../json/record-sieve';
import type { ReadProblem } from '../../problem/read-problem';
import type { CloudTrailRecord } from '../record';
import type { IgnoredReason } from '../unwrap-record';

/**
 * An entry of a log file. `index` counts the file's records, usable or not, from 0; `offset` is the byte of the
 * unpacked text at which the record, or what it is wrapped in, begins, and `bytes` how long that is.
 */
export type LogFileEntry =
  | {
      readonly kind: 'record';
      readonly record: CloudTrailRecord;
      readonly index: number;
      readonly offset: number;
      readonly bytes: number;
      /** What a sieve knows of it: which rules it may satisfy. Any rule, if it is absent. */
      readonly known?: HeldRecord | undefined;
      /** The JSON from which the record was parsed, where it is available. */
      readonly written?: string;
      /** Eight words: its key for `SeenRecords`, if it satisfies a rule. Where it is known, `JSON.stringify` gives the written text. */
      readonly key?: Uint32Array | undefined;
    }
  /** One element that is not a usable record. */
  | {
      readonly kind: 'rejected';
      readonly index: number;
      readonly offset: number;
      readonly problem: ReadProblem;
    }
  /** The file, or the rest of it, cannot be read, or has something that it should not. */
  | { readonly kind: 'problem'; readonly problem: ReadProblem }
  /** The file, or this part of it, legitimately has no records. */
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason };

/** Consecutive records that satisfy no rule, or that are not chosen, and were not parsed. */
export interface PassedRecords {
  readonly kind: 'passed';
  /** Whether they are not chosen, whatever rules say. */
  readonly isOutside: boolean;
  /** The place of the first of them among the file's records. */
  readonly index: number;
  readonly records: number;
  /** Eight words for each: its key as `SeenRecords` takes it. */
  readonly keys: Uint32Array;
  /** None of them has a later `eventTime`. */
  readonly newestEventTime: string;
}

/** Consecutive records that satisfy rules which are only counted, and were not parsed. */
export interface CountedEntry extends CountedRun {
  readonly kind: 'counted';
  /** The place of the first of them among the file's records. */
  readonly index: number;
}

/** An entry of a log file, where records that satisfy no rule, or only rules that are counted, need not be parsed. */
export type SiftedEntry = LogFileEntry | PassedRecords | CountedEntry;

/** Counts over one log file. */
export interface LogFileTotals {
  /** Bytes taken from the source, packed if the file is. */
  readonly compressedBytes: number;
  /** Bytes of the unpacked text. */
  readonly bytes: number;
  /** Records that were parsed, passed or counted; the rejected are not among them. */
  readonly records: number;
  readonly rejected: number;
  readonly problems: number;
  /** Records whose time is absent, or taken from `@timestamp`. */
  readonly withoutTime: number;
  /** Bytes of the text that could not be understood: broken records, and everything up to the next one. */
  readonly lostBytes: number;
}

/** The totals of a file that was not read: returned by an abandoned reader. */
export const NO_TOTALS: LogFileTotals = {
  compressedBytes: 0,
  bytes: 0,
  records: 0,
  rejected: 0,
  problems: 0,
  withoutTime: 0,
  lostBytes: 0,
};
