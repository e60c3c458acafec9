/** What has a name, how many events a day it has, and what they cost. */
export interface NamedCount {
  readonly name: string;
  readonly events: number;
  readonly usd: number;
}

/** So many names are counted, at some megabytes. One that is loud comes among the first. */
const MAX_NAMES = 5_000;

/** Of longer names, so many characters tell them apart. */
const MAX_NAME_LENGTH = 512;

/** Counts events by a name of theirs, such as their caller. */
export class NamedCounts {
  /** Events whose name was one too many to be counted. */
  unnamed = 0;

  private readonly counts = new Map<string, { events: number; usd: number }>();

  constructor(private readonly maxNames = MAX_NAMES) {}

  /** Adds events; without a name they are not counted here. */
  add(name: string | undefined, events: number, usd: number): void {
    if (name === undefined) return;
    const key = name.slice(0, MAX_NAME_LENGTH);
    const known = this.counts.get(key);
    if (known === undefined && this.counts.size >= this.maxNames) {
      this.unnamed += events;
      return;
    }
    const count = known ?? { events: 0, usd: 0 };
    count.events += events;
    count.usd += usd;
    this.counts.set(key, count);
  }

  /** The names with most events, or with the dearest. */
  loudest(count: number, by: 'events' | 'usd'): readonly NamedCount[] {
    return [...this.counts]
      .map(([name, { events, usd }]) => ({ name, events, usd }))
      .sort(
        (one, other) => other[by] - one[by] || other.events - one.events || (one.name < other.name ? -1 : 1),
      )
      .slice(0, count);
  }
}
