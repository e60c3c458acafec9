import { type ReadProblem, type ReadProblemCode, readProblem } from '../../problem/read-problem';
import type { LogFileEntry } from './log-file-entry';

type Rejected = Extract<LogFileEntry, { kind: 'rejected' }>;

/** The problem of a value, and where it is. */
export interface RejectedValue {
  readonly index: number;
  readonly offset: number;
  readonly code: ReadProblemCode;
  readonly reason: string;
}

/**
 * The values of a file that do not show CloudTrail, until one does. A million of them may be before the first
 * record, so only their places are kept, and their problems are made on request.
 */
export class HeldBack {
  private readonly offsets: number[] = [];
  private readonly indexes: number[] = [];
  private readonly reasons: Pick<RejectedValue, 'code' | 'reason'>[] = [];
  private taken = 0;

  constructor(private readonly file: string) {}

  /** How many are kept. */
  get size(): number {
    return this.offsets.length - this.taken;
  }

  add({ index, offset, code, reason }: RejectedValue): void {
    this.indexes.push(index);
    this.offsets.push(offset);
    const last = this.reasons.at(-1);
    this.reasons.push(last?.reason === reason && last.code === code ? last : { code, reason });
  }

  /** The next one, in their order; undefined if there is none. */
  take(): Rejected | undefined {
    const at = this.taken;
    const { code, reason } = this.reasons[at] ?? {};
    const [index, offset] = [this.indexes[at], this.offsets[at]];
    if (code === undefined || reason === undefined || index === undefined || offset === undefined)
      return undefined;
    this.taken += 1;
    return toRejected(this.file, { index, offset, code, reason });
  }

  /** Forgets them all. */
  clear(): void {
    this.taken = this.offsets.length;
  }
}

/** The entry of a rejected value. */
export function toRejected(file: string, { index, offset, code, reason }: RejectedValue): Rejected {
  const problem: ReadProblem = readProblem(file, code, reason, { index, offset });
  return { kind: 'rejected', index, offset, problem };
}

/** First in, first out, each in constant time: shifting an array moves all items after the first. */
export class Queue<T> {
  private readonly items: T[] = [];
  private taken = 0;

  get size(): number {
    return this.items.length - this.taken;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The first item; undefined if there is none. */
  take(): T | undefined {
    if (this.taken === this.items.length) return undefined;
    const item = this.items[this.taken];
    this.taken += 1;
    if (this.taken === this.items.length) {
      this.items.length = 0;
      this.taken = 0;
    }
    return item;
  }
}
