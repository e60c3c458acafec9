import { inCallOrder, partsOfCall, timeMsOf } from '../../lib/core/lineage/call-order';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { FoundRecord } from '../records/archive-records';

/** The maximum number of characters of records that are held: what a process has room for, however large the archive is. */
const MAX_HELD = 200_000_000;

/** How much more is held before records are dropped, so that they are sorted a few times only. */
const SLACK = 1.25;

/** A record that waits for those before it. */
interface HeldRecord {
  readonly timeMs: number;
  /** Its place in the order of the files. */
  readonly at: number;
  readonly text: string;
  readonly file: string;
}

/** Which records are kept if there are more. */
export interface KeptRecords {
  /** The number of records. */
  readonly most: number;
  /** Whether the last ones by time are kept instead of the first. */
  readonly isLast: boolean;
  /** @default 200 million characters */
  readonly maxHeld?: number;
}

/** Records in the order of time, and with the same time in the order in which their calls depend, in bounded memory. */
export class RecordsInOrder {
  /** Records that were added. */
  added = 0;
  #held: HeldRecord[] = [];
  #characters = 0;
  #hasNoRoom = false;
  /** How many are held when records are dropped next: those with one time can be many more than are kept. */
  #dropAt: number;
  /** A record that is later than this one, or earlier, is dropped at once. */
  #bound: number | undefined;

  constructor(private readonly kept: KeptRecords) {
    this.#dropAt = 2 * kept.most;
  }

  add({ record, file }: FoundRecord): void {
    const at = this.added++;
    const timeMs = timeMsOf(record);
    if (this.#bound !== undefined && this.#isBeyond(timeMs, this.#bound)) return;
    const text = JSON.stringify(record);
    this.#held.push({ timeMs, at, text, file });
    this.#characters += text.length;
    const { most, maxHeld = MAX_HELD } = this.kept;
    if (this.#characters <= SLACK * maxHeld && this.#held.length <= this.#dropAt) return;
    this.#drop();
    this.#dropAt = 2 * Math.max(most, this.#held.length);
  }

  /** Whether records are missing because there was no room for them. */
  get hasNoRoom(): boolean {
    return this.#hasNoRoom;
  }

  /** All that are kept. Call once, after the last record. */
  inOrder(): readonly FoundRecord[] {
    this.#drop();
    const found = this.#sorted().map(({ timeMs, text, file }) => ({ timeMs, file, record: parse(text) }));
    const ordered = inCallOrder(found, {
      timeMs: ({ timeMs }) => timeMs,
      parts: ({ record }) => partsOfCall(record),
    });
    const { most, isLast } = this.kept;
    return isLast ? ordered.slice(-most) : ordered.slice(0, most);
  }

  /** Keeps what is first, or last. Records with the time of the last kept one stay, as their order is not known yet. */
  #drop(): void {
    const { most, isLast, maxHeld = MAX_HELD } = this.kept;
    const sorted = this.#sorted();
    if (isLast) sorted.reverse();
    let characters = 0;
    let count = 0;
    for (const { timeMs, text } of sorted) {
      characters += text.length;
      if (characters > maxHeld && count > 0) {
        this.#hasNoRoom ||= count < most;
        break;
      }
      if (count >= most && timeMs !== sorted[most - 1]?.timeMs) break;
      count += 1;
    }
    if (count === sorted.length) return;
    this.#held = sorted.slice(0, count);
    this.#characters = this.#held.reduce((sum, { text }) => sum + text.length, 0);
    this.#bound = this.#held.at(-1)?.timeMs;
  }

  #sorted(): HeldRecord[] {
    return [...this.#held].sort(
      (one, other) => (one.timeMs === other.timeMs ? 0 : one.timeMs - other.timeMs) || one.at - other.at,
    );
  }

  #isBeyond(timeMs: number, bound: number): boolean {
    return this.kept.isLast ? timeMs < bound : timeMs > bound;
  }
}

function parse(text: string): CloudTrailRecord {
  return JSON.parse(text) as CloudTrailRecord;
}
