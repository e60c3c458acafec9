import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';

/** One sight of a value in a record. */
export interface Sight {
  readonly time: string;
  readonly eventID: string;
}

/** The sight of what a record has. */
export function sightOf(record: CloudTrailRecord): Sight {
  return { time: textAt(record, 'eventTime') ?? '', eventID: textAt(record, 'eventID') ?? '' };
}

/** How often and when a value was seen, with the record of the first time and of the last. */
export interface Sighting {
  readonly value: string;
  count: number;
  first: Sight;
  last: Sight;
}

/** The maximum length of a value that is kept. */
const MAX_TEXT = 512;

/** Values with their first and last times, in bounded memory, whatever the order of the records. */
export class Sightings {
  /** Sights of values beyond those that are kept. */
  uncounted = 0;
  private readonly byValue = new Map<string, Sighting>();

  constructor(private readonly limit = 200) {}

  /** Counts a value; one that is absent is not counted. */
  add(text: string | undefined, sight: Sight): void {
    if (text !== undefined && text !== '')
      this.merge({ value: text.slice(0, MAX_TEXT), count: 1, first: sight, last: sight });
  }

  /** Adds all that others have counted. */
  addAll(others: Sightings): void {
    this.uncounted += others.uncounted;
    for (const one of others.byValue.values()) this.merge(one);
  }

  /** The most frequent first. */
  get all(): readonly Sighting[] {
    return [...this.byValue.values()].sort(
      (one, other) => other.count - one.count || (one.value < other.value ? -1 : 1),
    );
  }

  /** How many values are kept. */
  get size(): number {
    return this.byValue.size;
  }

  has(value: string): boolean {
    return this.byValue.has(value);
  }

  private merge({ value, count, first, last }: Sighting): void {
    const known = this.byValue.get(value);
    if (known === undefined) {
      if (this.byValue.size >= this.limit) this.uncounted += count;
      else this.byValue.set(value, { value, count, first, last });
      return;
    }
    known.count += count;
    if (first.time < known.first.time) known.first = first;
    if (last.time > known.last.time) known.last = last;
  }
}
