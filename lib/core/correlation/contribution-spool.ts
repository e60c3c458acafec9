import type { SpillStore } from '../record/spill-store';
import { type Contribution, type CorrelationGroup, toGroup } from './contribution';
import { type CollectedGroup, ContributionCollector } from './contribution-collector';
import { type CorrelationPlan, periodStartMs } from './correlation-plan';
import { keepDeciding, onePerId } from './keep-enough';
import { LinePartition } from './line-partition';
import {
  NOTE_INDEX,
  NOTE_PLAN,
  NOTE_SHARED,
  NOTE_TEXT_END,
  NOTE_WHOLE,
  NOTE_WORDS,
  type NotedContributions,
} from './noted-contributions';
import {
  type LineHead,
  type LinePortion,
  type ReadKept,
  type SharedParts,
  SpooledLine,
} from './spooled-line';
import { MAX_TALLIED, Tally } from './tally';
import { WaitingContribution } from './waiting-contribution';
import { WholeRecords } from './whole-records';

/** The lines of a group, counted by period. */
class GroupLines {
  /** Once a line of it may decide. */
  group?: CorrelationGroup;
  readonly #counts = new Map<number, PeriodCount>();
  /** The period of the line before, and of it how many lines there are, or whether they may decide. */
  #period = Number.NaN;
  #count = new PeriodCount();
  #mayDecide = false;

  constructor(readonly plan: CorrelationPlan) {}

  /** Counts a line of that time. */
  count(head: LineHead, timeMs: number): void {
    const period = periodStartMs(this.plan, timeMs);
    if (period !== this.#period) {
      this.#period = period;
      this.#count = this.#counts.get(period) ?? new PeriodCount();
      this.#counts.set(period, this.#count);
    }
    this.#count.add(this.plan, head);
  }

  /** Ends counting: now it is asked which lines may decide. */
  endCounting(): void {
    this.#period = Number.NaN;
  }

  /**
   * Whether a line of that time may be in a window with enough of them. Bounds that more records can only satisfy need
   * the number that they name, and a window extends over two periods at most.
   */
  mayDecide(timeMs: number): boolean {
    const { plan } = this;
    if (!plan.isMonotone) return true;
    const period = periodStartMs(plan, timeMs);
    if (period === this.#period) return this.#mayDecide;
    this.#period = period;
    const [before, own, after] = [period - plan.timespanMs, period, period + plan.timespanMs].map(
      (start) => this.#counts.get(start)?.count ?? 0,
    ) as [number, number, number];
    this.#mayDecide = before + own >= plan.enough || own + after >= plan.enough;
    return this.#mayDecide;
  }
}

/** The most that the lines of a period can add. */
class PeriodCount {
  count = 0;
  /** The counted values, where equal ones are counted once. */
  readonly #counted = new Set<string>();

  add({ correlation, enough }: CorrelationPlan, head: LineHead): void {
    const { kind, concludedBy } = correlation;
    if (this.count >= enough || (concludedBy !== undefined && head.facts[0] === concludedBy)) return;
    if (kind === 'event_count') {
      this.count += 1;
      return;
    }
    // Of rules, and of the steps of a score, each rule is one.
    const counted = kind === 'value_count' ? head.values : head.facts[0];
    if (this.#counted.has(counted)) return;
    this.#counted.add(counted);
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

/** The most values of the tallies of a partition, or of one group of it. */
const MOST_TALLIED = 10 * MAX_TALLIED;

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

  /**
   * Adds what records of a file add.
   *
   * @param plans of the rule set
   * @param without the places in the file of records that are left out
   */
  put(notes: NotedContributions, plans: readonly CorrelationPlan[], without?: ReadonlySet<number>): void {
    const { file, numbers, timesMs, texts, shared, wholes } = notes;
    let textFrom = 0;
    for (let at = 0; at < timesMs.length; at++) {
      const note = NOTE_WORDS * at;
      const index = numbers[note + NOTE_INDEX] as number;
      const textEnd = numbers[note + NOTE_TEXT_END] as number;
      const from = textFrom;
      textFrom = textEnd;
      if (without?.has(index) === true) continue;
      const number = numbers[note + NOTE_WHOLE] as number;
      const whole = this.isShowing && number > 0 ? this.#wholes.add(wholes[number - 1]) : undefined;
      const timeMs = timesMs[at] as number;
      const plan = plans[numbers[note + NOTE_PLAN] as number] as CorrelationPlan;
      const parts = shared[numbers[note + NOTE_SHARED] as number] as SharedParts;
      for (const { head, partition } of this.#headsOf(plan, parts))
        this.#held += partition.add({ head, timeMs, index, whole, texts, textFrom: from, textEnd }, file);
      if (this.#held > this.maxHeld) this.#spill();
    }
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
    const portions = [...partition.portions(this.#store)];
    const groups = this.#countLines(portions);
    const deciding = new Map<GroupLines, SpooledLine[]>();
    for (const portion of portions) addDeciding(groups, portion, deciding);
    return [...deciding].map(([{ plan }, lines]) => {
      const contributions = this.#contributionsIn(plan, lines);
      return {
        plan,
        group: groupNamed((lines[0] as SpooledLine).head.name),
        contributions: keepDeciding(plan, contributions),
        // Made on demand: most groups raise no alert.
        get tally() {
          return tallyOf(plan, contributions);
        },
      };
    });
  }

  /** Reads the lines twice, and keeps in memory only those that decide. */
  #collectInPieces(partition: LinePartition): readonly CollectedGroup[] {
    const groups = this.#countLines(partition.portions(this.#store));
    const collector = new ContributionCollector(undefined, MOST_TALLIED);
    for (const portion of partition.portions(this.#store)) {
      const found = new Map<GroupLines, SpooledLine[]>();
      addDeciding(groups, portion, found);
      for (const [ofGroup, deciding] of found) {
        ofGroup.group ??= groupNamed((deciding[0] as SpooledLine).head.name);
        // In a piece with a burst few lines decide, and only those are parsed.
        const { plan, group } = ofGroup;
        const all = this.#contributionsIn(plan, deciding);
        const contributions = keepDeciding(plan, all).map((one) => (one as WaitingContribution).whole());
        collector.put({ plan, group, contributions, tally: tallyOf(plan, all) });
      }
    }
    return collector.groups();
  }

  #countLines(portions: Iterable<LinePortion>): ReadonlyMap<string, GroupLines> {
    const groups = new Map<string, GroupLines>();
    for (const portion of portions) {
      const { heads, lines, end } = portion;
      const byHead = heads.map(({ name }) => {
        const group = groups.get(name) ?? new GroupLines(this.#planOf(name));
        groups.set(name, group);
        return group;
      });
      for (let at = 0; at < end; at = lines.endOf(at)) {
        const head = lines.headAt(at);
        (byHead[head] as GroupLines).count(heads[head] as LineHead, lines.timeAt(at));
      }
    }
    for (const group of groups.values()) group.endCounting();
    return groups;
  }

  /** The additions of the records of some lines, each record once. */
  #contributionsIn(plan: CorrelationPlan, lines: readonly SpooledLine[]): readonly WaitingContribution[] {
    return onePerId(lines.flatMap((line) => WaitingContribution.allOf(plan, line, this.#readKept)));
  }

  #planOf(name: string): CorrelationPlan {
    return this.#plans[Number.parseInt(name, 10)] as CorrelationPlan;
  }
}

/** Adds the lines of each group that may decide. */
function addDeciding(
  groups: ReadonlyMap<string, GroupLines>,
  portion: LinePortion,
  deciding: Map<GroupLines, SpooledLine[]>,
): void {
  const { heads, lines, end } = portion;
  const byHead = heads.map(({ name }) => groups.get(name) as GroupLines);
  for (let at = 0; at < end; at = lines.endOf(at)) {
    const group = byHead[lines.headAt(at)] as GroupLines;
    if (!group.mayDecide(lines.timeAt(at))) continue;
    const line = new SpooledLine(portion, at);
    const known = deciding.get(group);
    if (known === undefined) deciding.set(group, [line]);
    else known.push(line);
  }
}

function tallyOf(plan: CorrelationPlan, contributions: readonly Contribution[]): Tally | undefined {
  if (!Tally.isOf(plan)) return undefined;
  const tally = new Tally(plan, { left: MOST_TALLIED });
  for (const contribution of contributions) tally.add(contribution);
  return tally;
}

function groupNamed(name: string): CorrelationGroup {
  return toGroup(JSON.parse(name.slice(name.indexOf('['))) as readonly string[]);
}

/** FNV-1a. @see https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
