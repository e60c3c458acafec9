import { type Candidates, type CountedAlike, countedTextsAt, writtenAt } from '../json/record-sieve';
import type { CountedEntry } from '../record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../record/record';
import {
  type Contribution,
  type CorrelationGroup,
  contributionsOf,
  type ReadContribution,
  type RecordPlace,
  type RuleCount,
  readFacts,
  type ShowRecord,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { addedFieldsOf, CountedFields, type MatchedRecord } from './counted-fields';
import { keepEnough } from './keep-enough';
import { type ShownCounter, ShownRecords } from './shown-records';
import { MAX_TALLIED, Tally, type TallyRoom } from './tally';

/** The additions of records to the count of one group. */
export interface CollectedGroup {
  readonly plan: CorrelationPlan;
  readonly group: CorrelationGroup;
  /** As many as the decision needs. */
  readonly contributions: readonly Contribution[];
  /** How much there was beyond them; absent where they are all that is known of it. */
  readonly tally?: Tally | undefined;
}

/** Maximum number of contributions of a group before they are reduced to those that decide for the first time. */
const FIRST_LIMIT = 256;

interface OpenGroup {
  readonly plan: CorrelationPlan;
  readonly group: CorrelationGroup;
  contributions: Contribution[];
  limit: number;
  readonly tally: Tally | undefined;
}

/** The addition of all records with the same fields to one correlation. */
interface AddedAlike {
  readonly plan: CorrelationPlan;
  readonly groups: readonly OpenGroup[];
  readonly counters: readonly ShownCounter[];
  /** From one of these records. */
  readonly read: ReadContribution;
}

/** Takes what records add to correlations. */
export interface ContributionSink {
  /** Adds a record that satisfies a rule of a correlation. */
  add(count: RuleCount, matched: MatchedRecord, place: RecordPlace): void;
  /** Adds records that were not parsed to everything that counts them. */
  addCounted(counts: Counts, counted: CountedEntry, of: CountedOf): void;
}

/** Where records are that were not parsed, and which of them came before. */
export interface CountedOf {
  readonly file: RecordPlace;
  /** The places, among the records of the entry, of those that are not counted again. */
  readonly again: ReadonlySet<number>;
}

/** Finds the correlations that count records. */
export interface Counts {
  /** @param satisfied the places of the rules that they satisfy */
  countsOf(satisfied: Candidates): readonly RuleCount[];
}

/**
 * Collects what records add to correlations, in memory that grows with groups and periods, not with records: tallies end at a fixed
 * number of values.
 */
export class ContributionCollector implements ContributionSink {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #shown = new ShownRecords();
  readonly #alike = new Map<CountedAlike, readonly AddedAlike[]>();
  readonly #room: TallyRoom;
  #lastShown: { readonly record: CloudTrailRecord; readonly text: string } | undefined;

  /**
   * @param show returns what alerts show of records; without it, they show nothing
   * @param maxTallied of all groups
   */
  constructor(
    private readonly show?: ShowRecord,
    maxTallied = MAX_TALLIED,
  ) {
    this.#room = { left: maxTallied };
  }

  add(count: RuleCount, { record }: MatchedRecord, place: RecordPlace): void {
    const { plan, ruleId } = count;
    const facts = readFacts(record, place);
    const added = facts && addedFieldsOf(count, facts);
    if (facts === undefined || added === undefined) return;
    const counters = this.#shown.countersOf(plan, added.names, ruleId);
    const isShown = this.#shown.isShown(plan, facts.timeMs, counters);
    if (!isShown && count.severity !== undefined) return;
    const shown = isShown ? this.#textOf(record) : undefined;
    const contributions = contributionsOf(plan, { ...added.read, shown });
    for (const group of added.correlationGroups) {
      const open = this.#groupOf(plan, group);
      for (const contribution of contributions) add(open, contribution);
    }
  }

  addCounted(counts: Counts, counted: CountedEntry, { file, again }: CountedOf): void {
    for (let at = 0; at < counted.records; at++) {
      const alike = counted.alike[at] as CountedAlike;
      const timeMs = counted.timesMs[at] as number;
      if (again.has(at) || Number.isNaN(timeMs)) continue;
      const { eventTime, eventID } = countedTextsAt(counted, at);
      const place = { bucket: file.bucket, key: file.key, index: counted.index + at };
      for (const { plan, groups, counters, read } of this.#addedOf(counts, alike, eventID)) {
        const isShown = this.show !== undefined && this.#shown.isShown(plan, timeMs, counters);
        const { ruleId, eventName, awsRegion, values } = read;
        const identity = { eventID, recipientAccountId: read.identity.recipientAccountId };
        const shown = isShown ? this.#textOf(parsed(writtenAt(counted, at))) : undefined;
        const known = { ruleId, identity, timeMs, eventTime, eventName, awsRegion, values, place, shown };
        const contributions = contributionsOf(plan, known);
        for (const open of groups) for (const contribution of contributions) add(open, contribution);
      }
    }
  }

  #addedOf(counts: Counts, alike: CountedAlike, eventID: string): readonly AddedAlike[] {
    const known = this.#alike.get(alike);
    if (known !== undefined) return known;
    const fields = CountedFields.of(alike.fields, eventID);
    const added = counts.countsOf(alike.satisfied).flatMap((count): readonly AddedAlike[] => {
      const { plan, ruleId } = count;
      const found = fields.addedTo(count);
      if (found === undefined) return [];
      const groups = found.correlationGroups.map((group) => this.#groupOf(plan, group));
      return [
        { plan, groups, read: found.read, counters: this.#shown.countersOf(plan, found.names, ruleId) },
      ];
    });
    this.#alike.set(alike, added);
    return added;
  }

  /** The shown text of a record, which is requested several times in a row and made once. */
  #textOf(record: CloudTrailRecord): string | undefined {
    if (this.show === undefined) return undefined;
    if (this.#lastShown?.record !== record) this.#lastShown = { record, text: this.show(record) };
    return this.#lastShown.text;
  }

  /**
   * Adds what records add to the count of a group.
   *
   * @param tally how much there was, where contributions are only those that decide
   */
  put({ plan, group, contributions, tally }: CollectedGroup): void {
    const open = this.#groupOf(plan, group);
    for (const contribution of contributions) keep(open, contribution);
    if (tally === undefined) open.tally?.leaveOut();
    else open.tally?.addAll(tally);
  }

  #groupOf(plan: CorrelationPlan, group: CorrelationGroup): OpenGroup {
    const name = `${plan.fingerprint} ${group.key}`;
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const tally = Tally.isOf(plan) ? new Tally(plan, this.#room) : undefined;
    const open = { plan, group, contributions: [], limit: FIRST_LIMIT, tally };
    this.#groups.set(name, open);
    return open;
  }

  /** How many groups there are. */
  get size(): number {
    return this.#groups.size;
  }

  /** All groups so far. */
  groups(): readonly CollectedGroup[] {
    return [...this.#groups.values()].map(({ plan, group, contributions, tally }) => ({
      ...{ plan, group, tally },
      contributions: keepEnough(plan, contributions),
    }));
  }
}

let lastWritten: Buffer | undefined;
let lastParsed: CloudTrailRecord | undefined;

/** Plans that count the same record request it one after the other. */
function parsed(written: Buffer): CloudTrailRecord {
  const isLast = lastWritten?.buffer === written.buffer && lastWritten.byteOffset === written.byteOffset;
  if (lastParsed !== undefined && isLast) return lastParsed;
  lastParsed = JSON.parse(written.toString()) as CloudTrailRecord;
  lastWritten = written;
  return lastParsed;
}

function add(open: OpenGroup, contribution: Contribution): void {
  open.tally?.add(contribution);
  keep(open, contribution);
}

function keep(open: OpenGroup, contribution: Contribution): void {
  open.contributions.push(contribution);
  if (open.contributions.length < open.limit) return;
  open.contributions = [...keepEnough(open.plan, open.contributions)];
  open.limit = Math.max(open.limit, 2 * open.contributions.length);
}
