import type { CloudTrailRecord } from '../record/record';
import { type ReadContribution, type RecordPlace, readContribution } from './contribution';
import { type CollectedGroup, ContributionCollector, type ContributionSink } from './contribution-collector';
import type { CorrelationPlan } from './correlation-plan';

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
  /** Lines that are not in the store yet. */
  lines: string[];
  readonly extents: Extent[];
}

/** The lines of one group, until there are enough of them to decide anything. */
interface WaitingGroup {
  readonly plan: CorrelationPlan;
  lines: string[];
  /** Of all its lines so far. */
  contributions: number;
}

/** So many pieces the groups are spread over; one piece at a time is in memory at the end. */
const PARTITIONS = 128;

/** So many characters are held before they go to the store. */
const MAX_HELD = 8 * 1024 * 1024;

/** So many lines of one group are held before they are cut down to what decides (keep-enough.ts). */
const MAX_WAITING = 256;

/**
 * Collects what any number of records add to correlations, in bounded memory. It gives the same groups as
 * {@link ContributionCollector}, whatever the order of the records.
 *
 *     add ──► a line, in the partition of its group ──► the store, once much is held
 *     groups ──► partition by partition: lines by group ──► fewer than decide? nothing : collected as ever
 *
 * A line begins with its group, so that most groups, which have too few records for any alert, are never parsed.
 */
export class ContributionSpool implements ContributionSink {
  readonly #partitions = Array.from({ length: PARTITIONS }, (): Partition => ({ lines: [], extents: [] }));
  readonly #plans: CorrelationPlan[] = [];
  readonly #places = new Map<CorrelationPlan, number>();
  #held = 0;

  /** @param openStore opens the store when it is needed, which it mostly is not */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
  ) {}

  #store: SpillStore | undefined;

  add(plan: CorrelationPlan, ruleId: string, record: CloudTrailRecord, place: RecordPlace): void {
    const read = readContribution(plan, ruleId, record, place);
    if (read === undefined) return;
    const { groups, ...rest } = read;
    const tail = `${read.values.length}\t${JSON.stringify(toTuple(rest))}`;
    for (const values of groups) this.#hold(`${this.#placeOf(plan)}${JSON.stringify(values)}`, tail);
    if (this.#held > this.maxHeld) this.#spill();
  }

  /** All groups that may decide anything, a part of them at a time. */
  *groups(): Generator<readonly CollectedGroup[], void> {
    for (const partition of this.#partitions) yield this.#collect(partition);
  }

  #placeOf(plan: CorrelationPlan): number {
    const known = this.#places.get(plan);
    if (known !== undefined) return known;
    this.#places.set(plan, this.#plans.length);
    return this.#plans.push(plan) - 1;
  }

  #hold(group: string, tail: string): void {
    const line = `${group}\t${tail}`;
    this.#partitions[hashOf(group) % PARTITIONS]?.lines.push(line);
    this.#held += line.length;
  }

  #spill(): void {
    this.#store ??= this.openStore();
    for (const partition of this.#partitions) {
      if (partition.lines.length === 0) continue;
      const bytes = Buffer.from(partition.lines.join('\n'));
      partition.extents.push({ offset: this.#store.append(bytes), length: bytes.length });
      partition.lines = [];
    }
    this.#held = 0;
  }

  #collect(partition: Partition): readonly CollectedGroup[] {
    const collector = new ContributionCollector();
    const waiting = new Map<string, WaitingGroup>();
    for (const { offset, length } of partition.extents) {
      const bytes = this.#store?.read(offset, length) ?? new Uint8Array();
      this.#sort(Buffer.from(bytes).toString('utf8').split('\n'), waiting, collector);
    }
    this.#sort(partition.lines, waiting, collector);
    for (const group of waiting.values()) {
      // Bounds that more records can only satisfy are not satisfied by fewer than they name.
      const isTooFew = group.plan.isMonotone && group.contributions < group.plan.enough;
      if (!isTooFew) putAll(collector, group);
    }
    return collector.groups();
  }

  #sort(
    lines: readonly string[],
    waiting: Map<string, WaitingGroup>,
    collector: ContributionCollector,
  ): void {
    for (const line of lines) {
      const name = line.slice(0, line.indexOf('\t'));
      const plan = this.#plans[Number.parseInt(name, 10)] as CorrelationPlan;
      const group = waiting.get(name) ?? { plan, lines: [], contributions: 0 };
      waiting.set(name, group);
      group.lines.push(line);
      group.contributions += Number.parseInt(line.slice(name.length + 1), 10);
      if (group.lines.length < MAX_WAITING) continue;
      putAll(collector, group);
      group.lines = [];
    }
  }
}

/** What a line holds of a record, without its group. */
type Tuple = readonly [
  ruleId: string,
  identity: readonly [eventID: string, recipientAccountId: string],
  time: readonly [timeMs: number, eventTime: string],
  eventName: string,
  values: readonly (readonly string[])[],
  place: RecordPlace,
];

function toTuple(read: Omit<ReadContribution, 'groups'>): Tuple {
  const { ruleId, identity, timeMs, eventTime, eventName, values, place } = read;
  const { eventID, recipientAccountId } = identity;
  return [ruleId, [eventID, recipientAccountId], [timeMs, eventTime], eventName, values, place];
}

function putAll(collector: ContributionCollector, { plan, lines }: WaitingGroup): void {
  for (const line of lines) collector.put(plan, fromLine(line));
}

function fromLine(line: string): ReadContribution {
  const end = line.indexOf('\t');
  const group = JSON.parse(line.slice(line.indexOf('['), end)) as readonly string[];
  const tuple = JSON.parse(line.slice(line.indexOf('\t', end + 1) + 1)) as Tuple;
  const [ruleId, [eventID, recipientAccountId], [timeMs, eventTime], eventName, values, place] = tuple;
  const identity = { eventID, recipientAccountId };
  return { ruleId, identity, timeMs, eventTime, eventName, groups: [group], values, place };
}

/** FNV-1a. @see https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
