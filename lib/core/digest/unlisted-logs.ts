import { parseObjectKey } from '../record/object-key';

/** A log file of the archive, with the delivery time in its name. */
export interface LogMark {
  readonly key: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether the name is one that CloudTrail gives to log files. */
  readonly isLogName: boolean;
}

/** The time range whose log files are checked; without `startMs`, from the first. */
export interface LogRange {
  readonly startMs?: number;
  readonly endMs: number;
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The log files of a folder that no digest file has listed so far. Takes the folder's keys in their order, as far as
 * the digests have come, so that only unlisted files are kept.
 */
export class UnlistedLogs {
  private readonly keys: AsyncIterator<string> | Iterator<string>;
  private readonly waiting = new Map<string, LogMark>();
  private readonly listedAhead = new Set<string>();
  /** The last key read from the folder: it may be after the requested time. */
  private lastKey = '';
  private next: LogMark | undefined;
  private isEnded = false;
  /** When the first log file of the range was delivered. */
  firstMs: number | undefined;

  constructor(
    keys: AsyncIterable<string> | Iterable<string>,
    private readonly range: LogRange,
  ) {
    this.keys = Symbol.asyncIterator in keys ? keys[Symbol.asyncIterator]() : keys[Symbol.iterator]();
  }

  get count(): number {
    return this.waiting.size;
  }

  /** The first that is still unlisted. */
  get first(): LogMark | undefined {
    return this.waiting.values().next().value;
  }

  /** Takes all keys of log files delivered up to the time. */
  async pull(untilMs: number): Promise<void> {
    while (!this.isEnded) {
      if (this.next !== undefined && this.next.fromMs > untilMs) return;
      if (this.next !== undefined) this.take(this.next);
      this.next = await this.readNext();
    }
  }

  /** Marks the log file as listed by a digest file. */
  list(key: string): void {
    if (this.waiting.delete(key) || this.isEnded) return;
    if (key > this.lastKey || key === this.next?.key) this.listedAhead.add(key);
  }

  /** Whether the folder has the log file, and no digest file has listed it so far. */
  isWaiting(key: string): boolean {
    return this.waiting.has(key);
  }

  /** Removes and returns those delivered before the time, in the order of their keys. */
  *takeBefore(timeMs: number): Generator<LogMark, void> {
    for (const [key, mark] of this.waiting) {
      if (mark.untilMs > timeMs) return;
      this.waiting.delete(key);
      yield mark;
    }
  }

  private take(mark: LogMark): void {
    const { startMs = Number.NEGATIVE_INFINITY, endMs } = this.range;
    const isAsked = mark.untilMs > startMs && mark.fromMs < endMs;
    if (isAsked) this.firstMs ??= mark.fromMs;
    if (!this.listedAhead.delete(mark.key) && isAsked) this.waiting.set(mark.key, mark);
  }

  private async readNext(): Promise<LogMark | undefined> {
    for (;;) {
      const step = await this.keys.next();
      if (step.done === true) {
        this.isEnded = true;
        this.listedAhead.clear();
        return undefined;
      }
      this.passTo(step.value);
      const mark = parseLogKey(step.value);
      if (mark !== undefined) return mark;
    }
  }

  /** A listed file that has been passed does not exist. */
  private passTo(key: string): void {
    this.lastKey = key;
    for (const listed of this.listedAhead)
      if (listed < key && listed !== this.next?.key) this.listedAhead.delete(listed);
  }
}

/** Only the folder `CloudTrail` is asked about: of the others it is not documented that digests list their files. */
function parseLogKey(key: string): LogMark | undefined {
  const parsed = parseObjectKey(key);
  if (parsed?.folder !== 'CloudTrail') return undefined;
  if (parsed.file.kind === 'log') {
    const fromMs = Date.parse(parsed.file.deliveryTime);
    return { key, fromMs, untilMs: fromMs + MINUTE_MS, isLogName: true };
  }
  const fromMs = Date.parse(`${parsed.date}T00:00:00Z`);
  return { key, fromMs, untilMs: fromMs + DAY_MS, isLogName: false };
}
