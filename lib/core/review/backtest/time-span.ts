/** CloudTrail's times. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;

/** Minimum number of days for a statement about a week: a day has a night. */
const LEAST_DAYS = 1;

/** The maximum number of days that are counted separately: a hundred years. */
const MAX_DAYS = 36_600;

/** The time that some records cover. */
export class TimeSpan {
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  readonly #days = new Set<number>();

  /** Takes the times of the first and the last record of a file; text that is not a time is left out. */
  addFile(oldest: string, newest: string): void {
    const times = [oldest, newest].map(toMs).filter((ms) => !Number.isNaN(ms));
    const [from, until] = [Math.min(...times), Math.max(...times)];
    if (times.length === 0) return;
    this.#firstMs = Math.min(this.#firstMs, from);
    this.#lastMs = Math.max(this.#lastMs, until);
    for (let day = dayOf(from); day <= dayOf(until) && this.#days.size < MAX_DAYS; day++) this.#days.add(day);
  }

  /** Takes the time of one record. */
  add(eventTime: string): void {
    this.addFile(eventTime, eventTime);
  }

  /** Undefined if no record has a time. */
  get first(): Date | undefined {
    return Number.isFinite(this.#firstMs) ? new Date(this.#firstMs) : undefined;
  }

  get last(): Date | undefined {
    return Number.isFinite(this.#lastMs) ? new Date(this.#lastMs) : undefined;
  }

  /** From the first record to the last. */
  get days(): number {
    return this.first === undefined ? 0 : (this.#lastMs - this.#firstMs) / DAY_MS;
  }

  /** How many days have records: fewer where an archive has gaps. */
  get coveredDays(): number {
    return Math.min(this.days, this.#days.size);
  }

  /** Whether it is long enough for a forecast with every day of a week. */
  get isWholeWeek(): boolean {
    return this.coveredDays >= DAYS_A_WEEK;
  }

  /** The count for a week, if every week is like the days with records; undefined if these are less than one. */
  aWeek(count: number): number | undefined {
    return this.coveredDays < LEAST_DAYS ? undefined : (count / this.coveredDays) * DAYS_A_WEEK;
  }
}

function toMs(eventTime: string): number {
  return TIME.test(eventTime) ? Date.parse(eventTime) : Number.NaN;
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
