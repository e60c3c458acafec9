import type { RecordChoice } from '../../lib/core/json/record-sieve';
import { LATE_DELIVERY_DAYS, parseObjectKey } from '../../lib/core/record/object-key';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { timeTextOf, toUtcText } from '../../lib/core/record/to-event-time';
import { type OpenTimeRange, parseTimes } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import type { Input } from '../inputs/input-file';
import type { Diagnostics } from '../outputs/diagnostics';

/** The options that choose records by where and when. */
export interface PlaceOptions {
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly start?: string;
  readonly end?: string;
  /** How many days after the end log files are read of, for records that were delivered late. */
  readonly lateDays?: string;
}

/** The records that a query of a remote engine may see. */
export interface ChosenRecords {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly range?: OpenTimeRange;
  /** The days after the range in which its records may have been delivered. */
  readonly lateDays: number;
}

/**
 * What the options choose, for a query of a remote engine.
 *
 * @throws {@link UserError} if a time is none, or the start is not before the end
 */
export function chosenRecords(options: PlaceOptions): ChosenRecords {
  const { range, lateDays } = RecordFilter.of(options);
  const { account: accounts = [], region: regions = [] } = options;
  return { accounts, regions, lateDays, ...(range === undefined ? {} : { range }) };
}

/** Where a file of a dataset is. */
export interface Partition {
  readonly account?: string;
  readonly region?: string;
  readonly date?: string;
}

const DAY_MS = 86_400_000;

/**
 * The days of `--late-days`.
 *
 * @throws {@link UserError} if they are fewer than `least`, or more than CloudTrail delivers late
 */
export function parseLateDays(text: string | undefined, least = 1): number {
  if (text === undefined) return LATE_DELIVERY_DAYS;
  const days = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (days >= least && days <= LATE_DELIVERY_DAYS) return days;
  throw new UserError(
    `--late-days is '${text}'; it is a number of days from ${least} to ${LATE_DELIVERY_DAYS}`,
  );
}

/** Chooses records by account, Region and time, and the files that can hold such records. */
export class RecordFilter {
  /** @throws {@link UserError} if a time is none, or the start is not before the end */
  static of({ account = [], region = [], lateDays, ...times }: PlaceOptions): RecordFilter {
    const hasTimes = times.start !== undefined || times.end !== undefined;
    return new RecordFilter(
      account.length === 0 ? undefined : new Set(account),
      region.length === 0 ? undefined : new Set(region),
      hasTimes ? parseTimes(times) : undefined,
      parseLateDays(lateDays),
    );
  }

  private constructor(
    private readonly accounts: ReadonlySet<string> | undefined,
    private readonly regions: ReadonlySet<string> | undefined,
    readonly range: OpenTimeRange | undefined,
    readonly lateDays: number,
  ) {}

  /** Whether the filter lets every record through. */
  get isOpen(): boolean {
    return this.accounts === undefined && this.regions === undefined && this.range === undefined;
  }

  /**
   * Whether a file may hold records that are chosen. It is known only of CloudTrail's own keys: a digest file holds no
   * records, and the others are in the folder of their account, Region and day of delivery.
   */
  mayHold(path: string): boolean {
    const key = keyOf(path);
    if (key === undefined) return true;
    if (key.folder === 'CloudTrail-Digest') return false;
    if (this.accounts?.has(key.accountId) === false) return false;
    if (this.regions?.has(key.region) === false) return false;
    const dayMs = Date.parse(`${key.date}T00:00:00Z`);
    const { startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY } = this.range ?? {};
    return dayMs + DAY_MS > startMs && dayMs <= endMs + this.lateDays * DAY_MS;
  }

  /** Whether a file was delivered after the range, by its key: it holds records of the range only if they came late. */
  isLate(path: string): boolean {
    const { endMs = Number.POSITIVE_INFINITY } = this.range ?? {};
    return Date.parse(`${keyOf(path)?.date}T00:00:00Z`) > endMs + DAY_MS;
  }

  /** Whether a partition of a dataset may hold records that are chosen: its day is that of the events. */
  mayHoldPartition({ account = '', region = '', date = '' }: Partition): boolean {
    if (this.accounts?.has(account) === false || this.regions?.has(region) === false) return false;
    if (this.range === undefined) return true;
    const dayMs = Date.parse(`${date}T00:00:00Z`);
    const { startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY } = this.range;
    return dayMs + DAY_MS > startMs && dayMs < endMs;
  }

  /** All that decides which records are chosen, as JSON has it. */
  get parts(): readonly unknown[] {
    return [[...(this.accounts ?? [])], [...(this.regions ?? [])], this.range ?? null];
  }

  /** The same choice, of what is known of a record before it is parsed; undefined if every record is let through. */
  get choice(): RecordChoice | undefined {
    if (this.isOpen) return undefined;
    const { accounts, regions, range } = this;
    return {
      account: accounts === undefined ? undefined : (id) => accounts.has(id),
      region: regions === undefined ? undefined : (name) => regions.has(name),
      time: range === undefined ? undefined : (text) => isWithin(Date.parse(toUtcText(text)), range),
    };
  }

  /** Whether a record is chosen. One without a time, or with one that is no time, is not within any times. */
  readonly matches = (record: CloudTrailRecord): boolean => {
    if (this.accounts?.has(recordIdentity(record).recipientAccountId) === false) return false;
    if (this.regions?.has(record.awsRegion ?? '') === false) return false;
    return this.range === undefined || isWithin(timeOf(record), this.range);
  };
}

/** What is no time is not within any times. */
function isWithin(timeMs: number, { startMs, endMs }: OpenTimeRange): boolean {
  return timeMs >= (startMs ?? Number.NEGATIVE_INFINITY) && timeMs < (endMs ?? Number.POSITIVE_INFINITY);
}

/** Below any folder: what is before AWSLogs may be a path on disk. */
function keyOf(path: string): ReturnType<typeof parseObjectKey> {
  const at = path.lastIndexOf('AWSLogs/');
  return at < 0 ? undefined : parseObjectKey(path.slice(at).replaceAll('\\', '/'));
}

/** The time of a record in milliseconds; NaN if it has none. */
function timeOf(record: CloudTrailRecord): number {
  return Date.parse(timeTextOf(record) ?? '');
}

/** Files that were left out by their keys. */
export class PrunedFiles {
  count = 0;
  private late = 0;
  private hasLogFile = false;

  /** The inputs that may hold chosen records, by their keys. What cannot be read is among them, to be reported. */
  async *prune(filter: RecordFilter, inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (!('open' in input) || filter.mayHold(input.name)) {
        if ('open' in input && filter.isLate(input.name)) this.late += 1;
        yield input;
      } else {
        this.count += 1;
        this.hasLogFile ||= keyOf(input.name)?.folder !== 'CloudTrail-Digest';
      }
    }
  }

  /** Says how many files were read only because CloudTrail may have delivered records of the range late. */
  reportLate(diagnostics: Pick<Diagnostics, 'info'>): void {
    if (this.late === 0) return;
    const files = this.late === 1 ? 'file was' : 'files were';
    diagnostics.info(
      `${this.late} ${files} delivered more than a day after --end and read for records that came late; --late-days 1 leaves them out`,
    );
  }

  /** Says that no log file was read, unless something else was reported. */
  reportNothing(diagnostics: Diagnostics): void {
    if (diagnostics.problems > 0) return;
    const reason = this.hasLogFile
      ? 'no log file is of these accounts, Regions and days'
      : 'there is no log file';
    diagnostics.problem(`nothing was read: ${reason}`);
  }
}
