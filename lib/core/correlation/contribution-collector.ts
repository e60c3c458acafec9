import type { CloudTrailRecord } from '../record/record';
import {
  type Contribution,
  type CorrelationGroup,
  contributionsOf,
  type GroupContribution,
  type ReadContribution,
  type RecordPlace,
  readContribution,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { keepEnough } from './keep-enough';

/** What records add to the count of one group. */
export interface CollectedGroup {
  readonly plan: CorrelationPlan;
  readonly group: CorrelationGroup;
  /** As many as decide. */
  readonly contributions: readonly Contribution[];
}

/** How many contributions a group may have before it is cut down to what decides for the first time. */
const FIRST_LIMIT = 256;

interface OpenGroup {
  readonly plan: CorrelationPlan;
  readonly group: CorrelationGroup;
  contributions: Contribution[];
  limit: number;
}

/** Takes what records add to correlations. */
export interface ContributionSink {
  /** Adds a record that satisfies the rule `ruleId` of the correlation. */
  add(plan: CorrelationPlan, ruleId: string, record: CloudTrailRecord, place: RecordPlace): void;
}

/** Collects what records add to correlations, in memory that grows with groups and periods, not with records. */
export class ContributionCollector implements ContributionSink {
  readonly #groups = new Map<string, OpenGroup>();

  add(plan: CorrelationPlan, ruleId: string, record: CloudTrailRecord, place: RecordPlace): void {
    const read = readContribution(plan, ruleId, record, place);
    if (read !== undefined) this.put(plan, read);
  }

  /** Adds what was read of a record. */
  put(plan: CorrelationPlan, read: ReadContribution): void {
    for (const found of contributionsOf(plan, read)) this.#put(plan, found);
  }

  /** How many groups there are. */
  get size(): number {
    return this.#groups.size;
  }

  /** All groups so far. */
  groups(): readonly CollectedGroup[] {
    return [...this.#groups.values()].map(({ plan, group, contributions }) => ({
      plan,
      group,
      contributions: keepEnough(plan, contributions),
    }));
  }

  #put(plan: CorrelationPlan, { group, contribution }: GroupContribution): void {
    const name = `${plan.fingerprint} ${group.key}`;
    const open = this.#groups.get(name) ?? { plan, group, contributions: [], limit: FIRST_LIMIT };
    this.#groups.set(name, open);
    open.contributions.push(contribution);
    if (open.contributions.length < open.limit) return;
    open.contributions = [...keepEnough(plan, open.contributions)];
    open.limit = Math.max(FIRST_LIMIT, 2 * open.contributions.length);
  }
}
