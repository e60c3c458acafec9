import type { SpillStore } from '../record/spill-store';
import { type CorrelationGroup, toGroup } from './contribution';
import { type CollectedGroup, ContributionCollector } from './contribution-collector';
import { type CorrelationPlan, periodStartMs } from './correlation-plan';
import { keepDeciding } from './keep-enough';
import { LinePartition } from './line-partition';
import type { ReadKept, SharedParts, SpooledContribution, SpooledLine } from './spooled-line';
import { WaitingContribution } from './waiting-contribution';
import { WholeRecords } from './whole-records';

interface GroupLines {
  readonly plan: CorrelationPlan;
  /** Once a line of it may decide. */
  group?: CorrelationGroup;
  /** By the start of their period. */
  readonly counts: Map<number, PeriodCount>;
  /** Those that are in memory. */
  readonly lines: SpooledLine[];
}

/** The most that the lines of a period can add. */
class PeriodCount {
  count = 0;
  /** The counted values, where equal ones are counted once. */
  readonly #counted = new Set<string>();

  add({ correlation: { kind }, enough }: CorrelationPlan, { head, ruleId }: SpooledLine): void {
    if (this.count >= enough) return;
    const counted = kind === 'value_count' ? head.values : ruleId;
    if (kind !== 'event_count' && this.#counted.has(counted)) return;
    if (kind !== 'event_count') this.#counted.add(counted);
    this.count += kind === 'value_count' ? head.count : 1;
  }
}

/** The beginning of the lines of a group, and where they are. */
interface GroupHead {
  readonly head: number;
  readonly partition: LinePartition;
}

/** The additional limit for whole records, which are far longer. */
const WHOLES_HELD = 8;

/** A text of a head is held twice, and may have two bytes for each character. */
const BYTES_A_CHARACTER = 4;

/** The number of partitions of the groups; one partition at a time is in memory at the end. */
const PARTITIONS = 128;

/** The number of bytes in memory before they are written to the store. */
const MAX_HELD = 8 * 1024 * 1024;

/**
 * Collects what any number of records add to correlations, in bounded memory. Its groups have the same crossings as those
 * of {@link ContributionCollector}, whatever the order of the records.
 *
 *     put ──► a line, in the partition of its group ──► the store, once much is held
 *     groups ──► partition by partition ──► count lines by group and period ──► periods that may decide: collected as ever
 *
 * A line begins with its group and time, so lines with too few records near them for any alert are never looked at.
 */
export class ContributionSpool {
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new LinePartition());
  readonly #plans: CorrelationPlan[] = [];
  readonly #places = new Map<CorrelationPlan, number>();
  /** Those of the lines in memory. */
  readonly #heads = new Map<SharedParts, readonly GroupHead[]>();
  #held = 0;
  #store: SpillStore | undefined;
  readonly #wholes: WholeRecords;
  readonly #readKept: ReadKept;

  /**
   * @param openStore opens the store if it is needed, which is rare
   * @param maxHeld maximum number of bytes of lines in memory while records are added, and later of each partition
   * @param isShowing whether alerts show anything of records
   */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
    private readonly isShowing = false,
  ) {
    this.#wholes = new WholeRecords(() => this.#opened(), WHOLES_HELD * maxHeld);
    this.#readKept = (whole) => this.#wholes.recordAt(whole);
  }

  /** Adds what one record adds. */
  put(plan: CorrelationPlan, parts: SpooledContribution): void {
    const whole = this.isShowing ? this.#wholes.add(parts.whole) : undefined;
    for (const { head, partition } of this.#headsOf(plan, parts.shared))
      this.#held += partition.add({ head, parts, whole });
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

  #headsOf(plan: CorrelationPlan, shared: SharedParts): readonly GroupHead[] {
    const known = this.#heads.get(shared);
    if (known !== undefined) return known;
    const heads = shared.groups.map((group) => {
      const name = `${this.#placeOf(plan)}${group}`;
      const text = `${name}\t${shared.rest}`;
      this.#held += BYTES_A_CHARACTER * text.length;
      const partition = this.#partitions[hashOf(name) % PARTITIONS] as LinePartition;
      return { head: partition.headOf(text), partition };
    });
    this.#heads.set(shared, heads);
    return heads;
  }

  #spill(): void {
    const store = this.#opened();
    for (const partition of this.#partitions) partition.spill(store);
    this.#heads.clear();
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

  /** Reads the lines twice, and keeps in memory only those that decide. */
  #collectInPieces(partition: LinePartition): readonly CollectedGroup[] {
    const groups = this.#countLines(partition);
    const collector = new ContributionCollector();
    for (const lines of partition.lines(this.#store)) {
      for (const [found, deciding] of decidingLines(groups, lines)) {
        found.group ??= groupNamed(deciding[0]?.head.name ?? '');
        // In a piece with a burst few lines decide, and only those are parsed.
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
        const { name } = line.head;
        let group = groups.get(name);
        if (group === undefined) {
          group = this.#newGroup(name);
          groups.set(name, group);
        }
        const period = periodStartMs(group.plan, line.timeMs);
        const counted = group.counts.get(period) ?? new PeriodCount();
        if (counted.count === 0) group.counts.set(period, counted);
        counted.add(group.plan, line);
        onLine?.(group, line);
      }
    }
    return groups;
  }

  /** The additions of the records of some lines, each record once. */
  #contributionsIn(plan: CorrelationPlan, lines: readonly SpooledLine[]): readonly WaitingContribution[] {
    const all = lines.flatMap((line) => WaitingContribution.allOf(plan, line, this.#readKept));
    return [...new Map(all.map((contribution) => [contribution.id, contribution])).values()];
  }

  #newGroup(name: string): GroupLines {
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
    const found = groups.get(line.head.name);
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
 * Whether a line of that time may be in a window with enough of them. Bounds that more records can only satisfy need
 * the number that they name, and a window extends over two periods at most.
 */
function mayDecide(plan: CorrelationPlan, counts: ReadonlyMap<number, PeriodCount>, timeMs: number): boolean {
  if (!plan.isMonotone) return true;
  const period = periodStartMs(plan, timeMs);
  const countOf = (startMs: number) => counts.get(startMs)?.count ?? 0;
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
