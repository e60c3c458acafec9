import type { CloudTrailRecord } from '../record/record';
import {
  type CorrelationGroup,
  type CountedFacts,
  contributionsOf,
  type ReadContribution,
  type RecordPlace,
  readContribution,
  readFacts,
  toGroup,
} from './contribution';
import { type CollectedGroup, ContributionCollector, type ContributionSink } from './contribution-collector';
import type { CorrelationPlan } from './correlation-plan';
import { periodStartMs } from './period';

/** Keeps bytes outside of memory, such as in a file. */
export interface SpillStore {
  /** Appends bytes, and returns where they begin. */
  append(bytes: Uint8Array): number;
  read(offset: number, length: number): Uint8Array;
}

/** A piece of a partition in the store. */
interface Extent {
  readonly offset: number;
  readonly length: number;
}

interface Partition {
  /** Lines that are not in the store yet, as bytes: so many strings that live for a while are work for the collector. */
  bytes: Buffer;
  used: number;
  readonly extents: Extent[];
}

/** How many lines of a group there are, by the period of their time. */
interface GroupLines {
  readonly plan: CorrelationPlan;
  readonly values: string;
  /** By the period's start, and counting the values of each line: what they add at most. */
  readonly counts: Map<number, number>;
  group?: CorrelationGroup;
}

/** What was written last of a record and rule; each record comes with a place of its own. */
interface LastTail {
  readonly place: RecordPlace | undefined;
  readonly ruleId: string;
  readonly text: string;
}

/** So many pieces the groups are spread over; one piece at a time is in memory at the end. */
const PARTITIONS = 128;

/** A character of a text is at most so many bytes of UTF-8. */
const MAX_UTF8_BYTES = 3;

/** So many bytes are held before they go to the store. */
const MAX_HELD = 8 * 1024 * 1024;

/**
 * Collects what any number of records add to correlations, in bounded memory. Its groups have the same crossings as
 * those of {@link ContributionCollector}, whatever the order of the records.
 *
 *     add ──► a line, in the partition of its group ──► the store, once much is held
 *     groups ──► partition by partition ──► count lines by group and period ──► periods that may decide: collected as ever
 *
 * A line begins with its group and time, so that what has too few records near it for any alert is never parsed.
 */
export class ContributionSpool implements ContributionSink {
  readonly #partitions = Array.from({ length: PARTITIONS }, newPartition);
  readonly #plans: CorrelationPlan[] = [];
  readonly #places = new Map<CorrelationPlan, number>();
  #held = 0;
  #lastPlace: RecordPlace | undefined;
  #lastFacts: CountedFacts | undefined;
  #last: LastTail = { place: undefined, ruleId: '', text: '' };

  /** @param openStore opens the store when it is needed, which it mostly is not */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
  ) {}

  #store: SpillStore | undefined;

  add(plan: CorrelationPlan, ruleId: string, record: CloudTrailRecord, place: RecordPlace): void {
    const facts = this.#factsOf(record, place);
    const read = facts === undefined ? undefined : readContribution(plan, ruleId, facts);
    if (read === undefined) return;
    const { values, timeMs } = read;
    const tail = `${values.length}\t${timeMs}\t${JSON.stringify(values)}\t${this.#tailOf(read)}`;
    for (const values of read.groups) this.#hold(`${this.#placeOf(plan)}${JSON.stringify(values)}`, tail);
    if (this.#held > this.maxHeld) this.#spill();
  }

  /** All groups that may decide anything, a part of them at a time. */
  *groups(): Generator<readonly CollectedGroup[], void> {
    for (const partition of this.#partitions) yield this.#collect(partition);
  }

  /** Plans that count the same record read it one after the other, and with the same place. */
  #factsOf(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
    if (this.#lastPlace !== place) {
      this.#lastPlace = place;
      this.#lastFacts = readFacts(record, place);
    }
    return this.#lastFacts;
  }

  /** What plans that count the same rule write of a record is the same, and they write it one after the other. */
  #tailOf(read: ReadContribution): string {
    const { place, ruleId, text } = this.#last;
    if (place === read.place && ruleId === read.ruleId) return text;
    this.#last = { place: read.place, ruleId: read.ruleId, text: JSON.stringify(toTuple(read)) };
    return this.#last.text;
  }

  #placeOf(plan: CorrelationPlan): number {
    const known = this.#places.get(plan);
    if (known !== undefined) return known;
    this.#places.set(plan, this.#plans.length);
    return this.#plans.push(plan) - 1;
  }

  #hold(group: string, tail: string): void {
    const line = `${group}\t${tail}\n`;
    const partition = this.#partitions[hashOf(group) % PARTITIONS] as Partition;
    makeRoom(partition, MAX_UTF8_BYTES * line.length);
    const written = partition.bytes.write(line, partition.used);
    partition.used += written;
    this.#held += written;
  }

  #spill(): void {
    this.#store ??= this.openStore();
    for (const partition of this.#partitions) {
      const { bytes, used: length } = partition;
      if (length === 0) continue;
      partition.extents.push({ offset: this.#store.append(bytes.subarray(0, length)), length });
      partition.used = 0;
    }
    this.#held = 0;
  }

  #collect(partition: Partition): readonly CollectedGroup[] {
    const lines = isSmall(partition) ? [...this.#linesOf(partition)] : undefined;
    const groups = this.#countLines(lines ?? this.#linesOf(partition));
    const collector = new ContributionCollector(lines === undefined ? undefined : Number.POSITIVE_INFINITY);
    for (const line of lines ?? this.#linesOf(partition)) {
      const { name, timeMs, rest } = splitLine(line);
      const group = groups.get(name);
      if (group === undefined || !mayDecide(group, timeMs)) continue;
      group.group ??= toGroup(JSON.parse(group.values) as readonly string[]);
      collector.put(group.plan, group.group, contributionsOf(group.plan, readRest(timeMs, rest)));
    }
    return collector.groups();
  }

  #countLines(lines: Iterable<string>): ReadonlyMap<string, GroupLines> {
    const groups = new Map<string, GroupLines>();
    for (const line of lines) {
      const { name, count, timeMs } = splitLine(line);
      const group = groups.get(name) ?? this.#newGroup(name);
      groups.set(name, group);
      const period = periodStartMs(group.plan, timeMs);
      group.counts.set(period, (group.counts.get(period) ?? 0) + count);
    }
    return groups;
  }

  #newGroup(name: string): GroupLines {
    const plan = this.#plans[Number.parseInt(name, 10)] as CorrelationPlan;
    return { plan, values: name.slice(name.indexOf('[')), counts: new Map() };
  }

  *#linesOf({ extents, bytes: held, used }: Partition): Generator<string, void> {
    for (const { offset, length } of extents) {
      const bytes = this.#store?.read(offset, length) ?? new Uint8Array();
      yield* linesIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    yield* linesIn(held.subarray(0, used));
  }
}

function newPartition(): Partition {
  return { bytes: Buffer.alloc(0), used: 0, extents: [] };
}

function makeRoom(partition: Partition, length: number): void {
  const { bytes, used } = partition;
  if (used + length <= bytes.length) return;
  partition.bytes = Buffer.alloc(2 * (used + length));
  bytes.copy(partition.bytes, 0, 0, used);
}

/** Each line ends with a line feed. */
function linesIn(bytes: Buffer): readonly string[] {
  return bytes.length === 0 ? [] : bytes.toString('utf8', 0, bytes.length - 1).split('\n');
}

/**
 * Whether a line of that time may be in a window with enough of them. Bounds that more records can only satisfy are not
 * satisfied by fewer than they name, and a window reaches over two periods at most.
 */
function mayDecide({ plan, counts }: GroupLines, timeMs: number): boolean {
  if (!plan.isMonotone) return true;
  const period = periodStartMs(plan, timeMs);
  const countOf = (startMs: number) => counts.get(startMs) ?? 0;
  const own = countOf(period);
  return (
    countOf(period - plan.timespanMs) + own >= plan.enough ||
    own + countOf(period + plan.timespanMs) >= plan.enough
  );
}

/** A line's parts, the last of which is not parsed yet. */
interface Line {
  /** The place of the plan, and the values of the group as JSON, which has no tabs in it. */
  readonly name: string;
  readonly count: number;
  readonly timeMs: number;
  /** The values that are counted, a tab, and the {@link Tuple} of the record. */
  readonly rest: string;
}

function splitLine(line: string): Line {
  const nameEnd = line.indexOf('\t');
  const countEnd = line.indexOf('\t', nameEnd + 1);
  const timeEnd = line.indexOf('\t', countEnd + 1);
  return {
    name: line.slice(0, nameEnd),
    count: Number(line.slice(nameEnd + 1, countEnd)),
    timeMs: Number(line.slice(countEnd + 1, timeEnd)),
    rest: line.slice(timeEnd + 1),
  };
}

/** Whether the lines of a partition may all be in memory. */
function isSmall({ extents }: Partition): boolean {
  return extents.reduce((sum, { length }) => sum + length, 0) <= MAX_HELD;
}

/** What a line holds of a record, whatever is counted of it. */
type Tuple = readonly [
  ruleId: string,
  identity: readonly [eventID: string, recipientAccountId: string],
  eventTime: string,
  eventName: string,
  place: RecordPlace,
];

function toTuple(read: ReadContribution): Tuple {
  const { ruleId, identity, eventTime, eventName, place } = read;
  return [ruleId, [identity.eventID, identity.recipientAccountId], eventTime, eventName, place];
}

function readRest(timeMs: number, rest: string): Omit<ReadContribution, 'groups'> {
  const end = rest.indexOf('\t');
  const values = JSON.parse(rest.slice(0, end)) as readonly (readonly string[])[];
  const tuple = JSON.parse(rest.slice(end + 1)) as Tuple;
  const [ruleId, [eventID, recipientAccountId], eventTime, eventName, place] = tuple;
  return {
    ruleId,
    identity: { eventID, recipientAccountId },
    timeMs,
    eventTime,
    eventName,
    values,
    place,
  };
}

/** FNV-1a. @see https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
