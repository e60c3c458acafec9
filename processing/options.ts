import type { S3Client } from '@aws-sdk/client-s3';
import type { CloudTrailRecord } from '../lib/core/record/record';
import { recordIdentity } from '../lib/core/record/record-identity';
import type { ProcessingError } from './processing-error';
import type { LogFileSource, ProgressReporter } from './source';

/** A record with its place. */
export interface DeliveredRecord {
  readonly record: CloudTrailRecord;
  readonly source: LogFileSource;
  /** Its place among the records of the file, from 0. Records that cannot be read have places, too. */
  readonly index: number;
  /** Where the record begins in the unpacked text of the file, in bytes. */
  readonly offset: number;
  /** How long the record is in that text, in bytes. */
  readonly lengthBytes: number;
  /** The record as it is written in the file. Only with `rawText`. */
  readonly text?: string;
}

/** What is done with log files, the same for `processQueue` and `createSqsHandler`. */
export interface ProcessingOptions {
  /** The client that log files are read with. Needs `s3:GetObject`, and `kms:Decrypt` of the key of an encrypted trail. */
  readonly s3: S3Client;

  /**
   * Takes records of one file, in the order of the file, one call after the other. The message leaves the queue after the
   * calls for all its files succeeded.
   *
   * A record can come again: CloudTrail, S3, SNS and SQS deliver at least once, and a file that failed is processed again from
   * its beginning. `recordIdentity` tells which records are the same.
   */
  readonly onRecords: (records: readonly DeliveredRecord[]) => void | Promise<void>;

  /**
   * Takes every failure. What it throws ends the processing: `processQueue` and the handler reject with it, and the messages
   * that are not done return to the queue.
   */
  readonly onError: (error: ProcessingError) => void | Promise<void>;

  /**
   * Which log files are processed. A message whose files are all left out is deleted.
   *
   * Whoever may send to the queue can name any object that the client may read: compare `bucket` if others may.
   *
   * @default - every file of a folder for records: `CloudTrail`, `CloudTrail-Insight`, `CloudTrail-NetworkActivity` and
   * `CloudTrail-Aggregated`, and objects whose keys are not of CloudTrail's layout
   */
  readonly sourceFilter?: (source: LogFileSource) => boolean | Promise<boolean>;

  /**
   * Which records `onRecords` gets.
   *
   * @default - all
   */
  readonly recordFilter?: (record: DeliveredRecord) => boolean | Promise<boolean>;

  /**
   * Hears the start and the end of each step, such as for a timer.
   *
   * @default - no reports
   */
  readonly onProgress?: ProgressReporter;

  /**
   * How many records `onRecords` gets at most in one call.
   *
   * @default 1
   */
  readonly maxRecordsPerCall?: number;

  /**
   * Whether records have `text`, their JSON as it is written in the file.
   *
   * @default false
   */
  readonly rawText?: boolean;

  /**
   * Whether a message leaves the queue, too, when it or one of its files cannot be processed. A file that could not be downloaded
   * always stays: its message returns to the queue.
   *
   * @default false - the message returns, until the redrive policy of the queue moves it to the dead-letter queue
   */
  readonly deleteOnFailure?: boolean;

  /**
   * How many bytes of a file are read at most, packed and unpacked. A larger one is damaged: the records up to there are handed
   * over, and `onError` gets the problem.
   *
   * @default 256 MiB, five times the largest file that CloudTrail writes
   */
  readonly maxFileBytes?: number;

  /**
   * How many records that `onRecords` took are remembered, by their identities, and left out when they come again. It is
   * memory of this process only, about 200 bytes a record.
   *
   * @default 0
   */
  readonly rememberRecords?: number;

  /**
   * How many messages are processed at once.
   *
   * @default 1
   */
  readonly concurrency?: number;
}

/** The least and the most of an option that is a whole number. */
export type Bounds = readonly [least: number, most: number];

const BOUNDS = {
  maxRecordsPerCall: [1, 1_000_000],
  maxFileBytes: [1, 4 * 1024 * 1024 * 1024],
  rememberRecords: [0, 10_000_000],
  concurrency: [1, 1000],
} satisfies Readonly<Partial<Record<keyof ProcessingOptions, Bounds>>>;

/** Throws where an option is out of bounds. */
export function checkOptions(
  options: ProcessingOptions,
  further: Readonly<Record<string, Bounds>> = {},
): void {
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [name, [least, most]] of Object.entries<Bounds>({ ...BOUNDS, ...further })) {
    const value = values.get(name);
    if (value === undefined) continue;
    if (Number.isInteger(value) && least <= Number(value) && Number(value) <= most) continue;
    throw new RangeError(`${name} is ${String(value)}; use a whole number from ${least} to ${most}`);
  }
}

/** The identities of the last records that were taken, up to a number of them. */
export class RecentRecords {
  private readonly names = new Set<string>();

  constructor(private readonly max: number) {}

  has(record: CloudTrailRecord): boolean {
    return this.max > 0 && this.names.has(nameOf(record));
  }

  /** Only what was taken may be added: a record that failed must come again. */
  add(records: readonly { readonly record: CloudTrailRecord }[]): void {
    if (this.max === 0) return;
    for (const { record } of records) this.names.add(nameOf(record));
    // A set gives its members in the order in which they were added.
    for (const oldest of this.names) {
      if (this.names.size <= this.max) break;
      this.names.delete(oldest);
    }
  }
}

function nameOf(record: CloudTrailRecord): string {
  const { recipientAccountId, eventID } = recordIdentity(record);
  return `${recipientAccountId} ${eventID}`;
}
