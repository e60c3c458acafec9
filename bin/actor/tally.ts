import type { OutcomeStatus } from '../../lib/core/fact/outcome';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';

/** The maximum number of distinct values per kind that are counted individually. */
const MAX_VALUES = 1_000;

/** The maximum length of a value that is kept. */
export const MAX_TEXT = 512;

/** One sight of a value. */
export interface Sight {
  /** Empty if the record has none. */
  readonly time: string;
  readonly status?: OutcomeStatus | undefined;
}

/** How often and when a value occurred. */
export interface Seen {
  readonly value: string;
  calls: number;
  denied: number;
  failed: number;
  first: string;
  last: string;
}

/** Counts values with their first and last times, in any order, in bounded memory. */
export class Tally {
  /** Occurrences of values beyond those that are counted individually. */
  uncounted = 0;
  private readonly values = new Map<string, Seen>();

  constructor(private readonly limit = MAX_VALUES) {}

  /** Counts a value; an absent value is not counted. */
  add(text: string | undefined, sight: Sight): void {
    if (text === undefined || text === '') return;
    const value = text.slice(0, MAX_TEXT);
    const seen = this.values.get(value);
    if (seen !== undefined) count(seen, sight);
    else if (this.values.size >= this.limit) this.uncounted += 1;
    else this.values.set(value, count({ value, calls: 0, denied: 0, failed: 0, first: '', last: '' }, sight));
  }

  /** The most frequent first. */
  get byCalls(): readonly Seen[] {
    return [...this.values.values()].sort(
      (one, other) => other.calls - one.calls || inAlphabet(one.value, other.value),
    );
  }

  /** In the order of their first times. */
  get byFirst(): readonly Seen[] {
    return [...this.values.values()].sort(
      (one, other) => inAlphabet(one.first, other.first) || inAlphabet(one.value, other.value),
    );
  }
}

function count(seen: Seen, { time, status }: Sight): Seen {
  seen.calls += 1;
  if (status === 'denied') seen.denied += 1;
  if (status === 'failed') seen.failed += 1;
  if (time !== '' && (seen.first === '' || time < seen.first)) seen.first = time;
  if (time > seen.last) seen.last = time;
  return seen;
}
