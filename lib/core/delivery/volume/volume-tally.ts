import { identity } from '../../compile/predicate/record-facts';
import { callerWithoutSession, eventUsd, resourceWithoutKey } from '../../cost/savings/drop';
import type { RulesInUse } from '../../cost/savings/rules-in-use';
import { SavingTally } from '../../cost/savings/saving-tally';
import type { CostedTrail } from '../../cost/trail-charges';
import {
  categoryOfRecord,
  resourcesOf,
  type SelectableRecord,
  textAt,
} from '../../selector/explain/examined-record';
import { isLogged } from '../../selector/explain/explain-selection';

/** A name, its number of events per day, and their cost. */
export interface NamedCount {
  readonly name: string;
  readonly events: number;
  readonly usd: number;
}

/** The maximum number of names that are counted, which takes some megabytes. A frequent one is among the first. */
const MAX_NAMES = 5_000;

/** The number of characters that distinguish longer names. */
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

/** A trail whose selectors are not known: it logs whatever it delivered, and its management events are assumed to be the free copy. */
const UNKNOWN_TRAIL: Pick<CostedTrail, 'selection' | 'isFirstCopy'> = {
  selection: { destination: 'trail' },
  isFirstCopy: true,
};

/** The maximum number of conditions per trail: names of 2 KB then take about 40 MB, and several accounts are counted at once. */
const MAX_DROPS = 10_000;

/** Counts the events of an account and day, by their common values. */
export class VolumeTally {
  events = 0;
  /** CloudTrail's charge for them. */
  usd = 0;
  /** By service and call. */
  readonly types = new NamedCounts();
  /** By resource; objects by their bucket. */
  readonly resources = new NamedCounts();
  /** By caller; sessions by their role. */
  readonly callers = new NamedCounts();
  readonly savings: SavingTally;

  /** @param trails those that deliver the account's events to the archive, as far as they are known */
  constructor(
    private readonly trails: readonly CostedTrail[],
    rules: RulesInUse,
  ) {
    this.savings = new SavingTally(rules, MAX_DROPS);
  }

  /**
   * Counts a record of the archive.
   *
   * @param weight how many records of the archive it represents. Each trail that logs an event delivers one.
   */
  add(record: SelectableRecord, weight: number): void {
    const category = categoryOfRecord(record);
    const logged = this.trails
      .map((trail) => ({ trail, isLogged: isLogged(trail.selection, record) }))
      .filter((one) => one.isLogged !== false);
    const events = weight / Math.max(1, logged.length);
    const payers = logged.length === 0 ? [UNKNOWN_TRAIL] : logged.map(({ trail }) => trail);
    const usd = payers.reduce((sum, trail) => sum + eventUsd(category, trail), 0) * events;
    this.events += events;
    this.usd += usd;
    this.types.add(typeOf(record), events, usd);
    this.resources.add(resourceOf(record), events, usd);
    this.callers.add(callerOf(record), events, usd);
    for (const one of logged) if (one.isLogged === true) this.savings.add(record, one.trail, events);
  }
}

function typeOf(record: SelectableRecord): string {
  return `${textAt(record, 'eventSource') ?? 'unknown'} ${textAt(record, 'eventName') ?? 'unknown'}`;
}

function resourceOf(record: SelectableRecord): string | undefined {
  const arn = resourcesOf(record).find((resource) => resource.arn !== undefined)?.arn;
  return arn === undefined ? undefined : resourceWithoutKey(arn).value;
}

function callerOf(record: SelectableRecord): string | undefined {
  const arn = identity.arn(record);
  if (arn !== undefined) return callerWithoutSession(arn).value;
  return identity.invokedBy(record) ?? identity.principalId(record);
}

/** The number of records of a file that are counted individually, and per power of ten after that. */
const COUNTED = 1_000;

const TEN = 10;

/**
 * How many records of its file a record represents, by its place from 0: every record of the first thousand for itself, then
 * every tenth for ten, and so on; 0 for those that another one represents. For a file of 50 MB, some thousand records are looked
 * at.
 */
export function recordWeight(index: number): number {
  let weight = 1;
  let end = COUNTED;
  while (index >= end) {
    weight *= TEN;
    end += COUNTED * weight;
  }
  return index % weight === 0 ? weight : 0;
}
