import type { Raised } from '../raise/raise-alert';

/** As many rejected entries as a log line names. */
const MAX_REJECTIONS = 3;

/** The counts of one file: records = duplicates + matched + unmatched + rejected. */
export class FileTally {
  records = 0;
  duplicates = 0;
  matched = 0;
  unmatched = 0;
  rejected = 0;
  bytes = 0;
  /** Why the file rightly holds no records, such as `digest-file`. */
  ignored: string | undefined;
  /** Where the first rejected entries are, and what they lack. */
  readonly rejections: string[] = [];
  readonly alerts: Record<Raised, number> = { sent: 0, grouped: 0, repeated: 0 };
  #newest = '';

  /** The time of the newest record in milliseconds; undefined if no record tells one. */
  get newestRecordMs(): number | undefined {
    const time = Date.parse(this.#newest);
    return Number.isNaN(time) ? undefined : time;
  }

  count(kind: 'duplicates' | 'matched' | 'unmatched'): void {
    this.records++;
    this[kind]++;
  }

  /** Counts an entry that is no record, or one that nobody can read; `why` names its place and quotes nothing. */
  reject(why: string): void {
    this.records++;
    this.rejected++;
    if (this.rejections.length < MAX_REJECTIONS) this.rejections.push(why);
  }

  /** CloudTrail's times are UTC and of one length: the newest is the greatest text. */
  sawTime(eventTime: string | undefined): void {
    if (typeof eventTime === 'string' && eventTime > this.#newest) this.#newest = eventTime;
  }

  /** The counts as a log line has them. */
  toFields(): Record<string, unknown> {
    const { records, duplicates, matched, unmatched, rejected, bytes, alerts, ignored, rejections } = this;
    return {
      ...{ records, duplicates, matched, unmatched, rejected, bytes, alerts },
      ...(ignored === undefined ? {} : { ignored }),
      ...(rejections.length === 0 ? {} : { rejections }),
    };
  }
}
