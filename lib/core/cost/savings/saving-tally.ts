import { categoryOfRecord, type SelectableRecord, textAt } from '../../selector/explain/examined-record';
import { isLogged } from '../../selector/explain/explain-selection';
import { verifySelection } from '../../selector/verify/verify-selection';
import type { CostedTrail } from '../trail-charges';
import {
  advancedOf,
  type Drop,
  dropsOfRecord,
  eventUsd,
  groupOf,
  isSameGroup,
  type SelectorGroup,
  withoutDrop,
} from './drop';
import type { Dropped, RulesInUse } from './rules-in-use';

/** Default number of conditions that are counted for each trail. The most frequent come early. */
export const MAX_DROPS = 50_000;

/** How many services, and how many calls, are remembered of the events that a condition drops. */
const MAX_SOURCES = 20;
const MAX_NAMES = 100;

/** A condition, and what it drops. */
export interface DroppedEvents extends Dropped {
  readonly trail: CostedTrail;
  readonly events: number;
  /** CloudTrail's charge for them: the copy and its analyses. */
  readonly usd: number;
  /** The names of the rules that look for some of them, or match one. */
  readonly rules: readonly string[];
}

interface Tally {
  readonly drop: Drop;
  readonly eventSources: Set<string>;
  readonly eventNames: Set<string>;
  readonly rules: Set<string>;
  events: number;
}

/** Counts the paid events of trails by the conditions that would drop them. */
export class SavingTally {
  /** How often a condition that would drop an event was not counted, because the trail had too many others. */
  uncounted = 0;

  private readonly tallies = new Map<CostedTrail, Map<string, Tally>>();

  constructor(
    private readonly rules: RulesInUse,
    private readonly maxDrops = MAX_DROPS,
  ) {}

  /** Counts a record that a trail logs as this many events: more than one if it is from a sample. */
  add(record: SelectableRecord, trail: CostedTrail, count = 1): void {
    const group = onlyGroupThatLogs(record, trail);
    if (group === undefined || eventUsd(group, trail) === 0) return;
    const matching = this.rules.matching(record);
    for (const drop of dropsOfRecord(record, group, trail.selection)) {
      const tally = this.tallyOf(trail, drop);
      if (tally === undefined) {
        this.uncounted += 1;
        continue;
      }
      tally.events += count;
      if (tally.eventSources.size < MAX_SOURCES) tally.eventSources.add(textAt(record, 'eventSource') ?? '');
      if (tally.eventNames.size < MAX_NAMES) tally.eventNames.add(textAt(record, 'eventName') ?? '');
      for (const name of matching) tally.rules.add(name);
    }
  }

  /** The conditions with the events that they drop, the most expensive first. */
  dropped(): readonly DroppedEvents[] {
    return [...this.tallies]
      .flatMap(([trail, tallies]) => [...tallies.values()].map((tally) => this.toDropped(trail, tally)))
      .sort((one, other) => other.usd - one.usd || (one.drop.value < other.drop.value ? -1 : 1));
  }

  private toDropped(trail: CostedTrail, { drop, events, ...tally }: Tally): DroppedEvents {
    const [eventSources, eventNames] = [[...tally.eventSources], [...tally.eventNames]];
    const rules = new Set([...tally.rules, ...this.rules.lookingFor({ drop, eventSources, eventNames })]);
    const usd = events * eventUsd(drop.group, trail);
    return { trail, drop, events, usd, eventSources, eventNames, rules: [...rules].sort() };
  }

  private tallyOf(trail: CostedTrail, drop: Drop): Tally | undefined {
    const tallies = this.tallies.get(trail) ?? new Map<string, Tally>();
    this.tallies.set(trail, tallies);
    const { group, field, operator, value } = drop;
    const key = [group.category, group.of, field, operator, value].join('\n');
    const existing = tallies.get(key);
    if (existing !== undefined || tallies.size >= this.maxDrops) return existing;
    const tally = {
      ...{ drop, events: 0, rules: new Set<string>() },
      ...{ eventSources: new Set<string>(), eventNames: new Set<string>() },
    };
    tallies.set(key, tally);
    return tally;
  }
}

/** Whether CloudTrail would take the trail's selectors with the condition. */
export function isAccepted({ trail, drop }: Pick<DroppedEvents, 'trail' | 'drop'>): boolean {
  const problems = verifySelection(withoutDrop(trail.selection, drop));
  return problems.every(({ severity }) => severity !== 'error');
}

/** A record that selectors of two groups log, or may log, remains when one of them is narrowed. */
function onlyGroupThatLogs(record: SelectableRecord, { selection }: CostedTrail): SelectorGroup | undefined {
  const { category } = categoryOfRecord(record);
  const candidates = (advancedOf(selection) ?? []).filter((selector) => {
    const group = groupOf(selector);
    return group === undefined || group.category === category;
  });
  const [first] = candidates;
  // the trail logs the record, or may, so the only selector that can does
  if (first !== undefined && candidates.length === 1) return groupOf(first);
  let only: SelectorGroup | undefined;
  for (const selector of candidates) {
    const logged = isLogged({ destination: selection.destination, advanced: [selector] }, record);
    if (logged === false) continue;
    const group = groupOf(selector);
    if (group === undefined) return undefined;
    if (only !== undefined && !isSameGroup(only, group)) return undefined;
    only = group;
  }
  return only;
}
