import type { CloudTrailRecord } from '../record/record';
import { type CorrelationGroup, type RecordPlace, type ShowRecord, toGroup } from './contribution';
import { type CollectedGroup, ContributionCollector, type ContributionSink } from './contribution-collector';
import { ContributionParts, type SpooledContribution } from './contribution-parts';
import type { CorrelationPlan } from './correlation-plan';
import type { WrittenRecord } from './counted-fields';
import { keepDeciding } from './keep-enough';
import { LinePartition, type SpillStore } from './line-partition';
import { periodStartMs } from './period';
import type { ShownAt, SpooledLine } from './spooled-line';
import { WaitingContribution } from './waiting-contribution';
import { WholeRecords } from './whole-records';

/** The lines of a group. */
interface GroupLines {
  readonly plan: CorrelationPlan;
  /** Once a line of it may decide. */
  group?: CorrelationGroup;
  /** By the start of their period, and counting the values of each line: what they add at most. */
  readonly counts: Map<number, number>;
  /** Those that are in memory. */
  readonly lines: SpooledLine[];
}

/** What the lines of a group begin with, and where they are. */
interface GroupName {
  readonly text: string;
  readonly partition: LinePartition;
}

/** So many groups of a correlation are remembered. */
const MAX_NAMES = 1_000;

/** So many pieces the groups are spread over; one piece at a time is in memory at the end. */
const PARTITIONS = 128;

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
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new LinePartition());
  readonly #plans: CorrelationPlan[] = [];
  readonly #places = new Map<CorrelationPlan, number>();
  readonly #names = new Map<CorrelationPlan, Map<string, GroupName>>();
  #held = 0;
  #store: SpillStore | undefined;
  readonly #parts: ContributionParts;
  readonly #wholes: WholeRecords;
  readonly #shownAt: ShownAt;

  /**
   * @param openStore opens the store when it is needed, which it mostly is not
   * @param maxHeld so many bytes are in memory, as long as records are added, and later of each partition
   * @param show makes what alerts show of records; without it, they show nothing of those that are added whole
   */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
    show?: ShowRecord,
  ) {
    this.#parts = new ContributionParts(show);
    this.#wholes = new WholeRecords(show, () => this.#opened(), maxHeld);
    this.#shownAt = (whole) => this.#wholes.shownAt(whole);
  }

  add(plan: CorrelationPlan, ruleId: string, record: CloudTrailRecord, place: RecordPlace): void {
    const parts = this.#parts.partsOf(plan, ruleId, record, place);
    if (parts !== undefined) this.put(plan, parts);
  }

  addCounted(plan: CorrelationPlan, ruleId: string, counted: WrittenRecord, place: RecordPlace): void {
    const parts = this.#parts.partsOfCounted(plan, ruleId, counted, place);
    if (parts !== undefined) this.put(plan, parts);
  }

  /** Adds what one record adds, as {@link ContributionParts} writes it. */
  put(plan: CorrelationPlan, { groups, rest, whole }: SpooledContribution): void {
    const parts = `${rest}\t${this.#wholes.add(whole)}`;
    for (const group of groups) this.#hold(this.#nameOf(plan, group), parts);
    if (this.#held > this.maxHeld) this.#spill();
  }

  /** All groups that may decide anything, a part of them at a time. */
  *groups(): Generator<readonly CollectedGroup[], void> {
    for (const partition of this.#partitions) {
      yield partition.spilled <= this.maxHeld
        ? this.#collectInMemory(partition)
        : this.#collectInPieces(partition);
    }
  }

  #placeOf(plan: CorrelationPlan): number {
    const known = this.#places.get(plan);
    if (known !== undefined) return known;
    this.#places.set(plan, this.#plans.length);
    return this.#plans.push(plan) - 1;
  }

  /** Most records are of a group that was met before. */
  #nameOf(plan: CorrelationPlan, group: string): GroupName {
    const known = this.#names.get(plan) ?? new Map<string, GroupName>();
    if (known.size === 0) this.#names.set(plan, known);
    const name = known.get(group);
    if (name !== undefined) return name;
    if (known.size === MAX_NAMES) known.clear();
    const text = `${this.#placeOf(plan)}${group}`;
    const own = { text, partition: this.#partitions[hashOf(text) % PARTITIONS] as LinePartition };
    known.set(group, own);
    return own;
  }

  #hold({ text, partition }: GroupName, parts: string): void {
    this.#held += partition.add(`${text}\t${parts}\n`);
  }

  #spill(): void {
    const store = this.#opened();
    for (const partition of this.#partitions) partition.spill(store);
    this.#held = 0;
  }

  #opened(): SpillStore {
    this.#store ??= this.openStore();
    return this.#store;
  }

  #collectInMemory(partition: LinePartition): readonly CollectedGroup[] {
    const groups = this.#countLines(partition, (group, line) => group.lines.push(line));
    return [...groups].flatMap(([name, { plan, counts, lines }]) => {
      const deciding = lines.filter(({ timeMs }) => mayDecide(plan, counts, timeMs));
      if (deciding.length === 0) return [];
      const contributions = keepDeciding(plan, this.#contributionsIn(plan, deciding));
      return [{ plan, group: groupNamed(name), contributions }];
    });
  }

  /** Reads the lines twice, and holds no more of them than decide. */
  #collectInPieces(partition: LinePartition): readonly CollectedGroup[] {
    const groups = this.#countLines(partition);
    const collector = new ContributionCollector();
    for (const lines of partition.lines(this.#store)) {
      for (const [found, deciding] of decidingLines(groups, lines)) {
        found.group ??= groupNamed(deciding[0]?.name ?? '');
        // What decides of a piece is little where it holds a burst; and only that is parsed and hashed.
        const contributions = keepDeciding(found.plan, this.#contributionsIn(found.plan, deciding));
        collector.put(
          found.plan,
          found.group,
          contributions.map((contribution) => (contribution as WaitingContribution).whole()),
        );
      }
    }
    return collector.groups();
  }

  #countLines(
    partition: LinePartition,
    onLine?: (group: GroupLines, line: SpooledLine) => void,
  ): ReadonlyMap<string, GroupLines> {
    const groups = new Map<string, GroupLines>();
    for (const lines of partition.lines(this.#store)) {
      for (const line of lines) {
        let group = groups.get(line.name);
        if (group === undefined) {
          group = this.#newGroup(line);
          groups.set(line.name, group);
        }
        const period = periodStartMs(group.plan, line.timeMs);
        group.counts.set(period, (group.counts.get(period) ?? 0) + line.count);
        onLine?.(group, line);
      }
    }
    return groups;
  }

  /** What the records of some lines add, each record once. */
  #contributionsIn(plan: CorrelationPlan, lines: readonly SpooledLine[]): readonly WaitingContribution[] {
    const all = lines.flatMap((line) => WaitingContribution.allOf(plan, line, this.#shownAt));
    return [...new Map(all.map((contribution) => [contribution.name, contribution])).values()];
  }

  #newGroup({ name }: SpooledLine): GroupLines {
    return { plan: this.#plans[Number.parseInt(name, 10)] as CorrelationPlan, counts: new Map(), lines: [] };
  }
}

/** The lines of each group that may decide. */
function decidingLines(
  groups: ReadonlyMap<string, GroupLines>,
  lines: readonly SpooledLine[],
): ReadonlyMap<GroupLines, readonly SpooledLine[]> {
  const deciding = new Map<GroupLines, SpooledLine[]>();
  for (const line of lines) {
    const found = groups.get(line.name);
    if (found === undefined || !mayDecide(found.plan, found.counts, line.timeMs)) continue;
    const known = deciding.get(found);
    if (known === undefined) deciding.set(found, [line]);
    else known.push(line);
  }
  return deciding;
}

function groupNamed(name: string): CorrelationGroup {
  return toGroup(JSON.parse(name.slice(name.indexOf('['))) as readonly string[]);
}

/**
 * Whether a line of that time may be in a window with enough of them. Bounds that more records can only satisfy are not
 * satisfied by fewer than they name, and a window reaches over two periods at most.
 */
function mayDecide(plan: CorrelationPlan, counts: ReadonlyMap<number, number>, timeMs: number): boolean {
  if (!plan.isMonotone) return true;
  const period = periodStartMs(plan, timeMs);
  const countOf = (startMs: number) => counts.get(startMs) ?? 0;
  const own = countOf(period);
  return (
    countOf(period - plan.timespanMs) + own >= plan.enough ||
    own + countOf(period + plan.timespanMs) >= plan.enough
  );
}

/** FNV-1a. @see https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
