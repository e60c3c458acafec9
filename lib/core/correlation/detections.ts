import { createHash } from 'node:crypto';
import { type Allowed, AllowedMatcher } from '../compile/predicate/allowed-matcher';
import { RuleMatcher } from '../compile/predicate/rule-matcher';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';
import type { Correlation } from '../rule/correlation';
import { writtenCondition } from '../rule/narrowed-condition';
import type { Rule } from '../rule/rule';
import type { RecordPlace } from './contribution';
import type { ContributionSink } from './contribution-collector';
import { type CorrelationPlan, planCorrelation } from './correlation-plan';

/** What one record is to a rule set. */
export interface Detected {
  /** The rules that raise an alert on it alone. */
  readonly alerting: readonly Rule[];
  /** All that it satisfies, those that are only counted among them. */
  readonly satisfied: readonly Rule[];
}

/** A rule set with its correlations, compiled once for any number of records. */
export class Detections {
  /**
   * @param rules raise alerts of their own
   * @param correlations count the rules that they hold; these raise alerts of their own only if they are in `rules`, too
   */
  static of(rules: readonly Rule[], correlations: readonly Correlation[] = []): Detections {
    return new Detections(rules, correlations);
  }

  readonly plans: readonly CorrelationPlan[];
  /** A record that satisfies none of these satisfies no rule, and nothing that is left out of one. */
  readonly conditions: readonly Condition[];
  #fingerprint: string | undefined;
  readonly #matcher: RuleMatcher;
  readonly #allowed: AllowedMatcher;
  readonly #alerting: ReadonlySet<string>;
  readonly #plansByRule = new Map<string, CorrelationPlan[]>();

  private constructor(
    private readonly rules: readonly Rule[],
    correlations: readonly Correlation[],
  ) {
    this.plans = correlations.map(planCorrelation);
    this.#alerting = new Set(rules.map(({ id }) => id));
    const counted = correlations.flatMap((correlation) => correlation.rules);
    const others = new Map(
      counted.filter(({ id }) => !this.#alerting.has(id)).map((rule) => [rule.id, rule]),
    );
    const all = [...rules, ...others.values()];
    this.conditions = all.map(({ condition }) => writtenCondition(condition));
    this.#matcher = RuleMatcher.of(all);
    this.#allowed = AllowedMatcher.of(rules);
    for (const plan of this.plans) {
      for (const id of plan.ruleIds) this.#plansByRule.set(id, [...(this.#plansByRule.get(id) ?? []), plan]);
    }
  }

  /** Hex: which rules there are, how severe they are, and which correlations. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.rules, this.plans);
    return this.#fingerprint;
  }

  /**
   * The rules that a record satisfies.
   *
   * @throws if the condition of a rule that may match holds a regular expression that cannot be used; `parseSigma` lets none through
   */
  match(record: CloudTrailRecord): Detected {
    const satisfied = this.#matcher.match(record);
    return { alerting: satisfied.filter(({ id }) => this.#alerting.has(id)), satisfied };
  }

  /** The rules that would raise an alert on a record if nothing left it out. */
  allowed(record: CloudTrailRecord): readonly Allowed[] {
    return this.#allowed.find(record);
  }

  /** Hands what a record adds to the correlations to a collector. */
  collect(
    { satisfied }: Detected,
    record: CloudTrailRecord,
    place: RecordPlace,
    into: ContributionSink,
  ): void {
    for (const { id } of satisfied) {
      for (const plan of this.#plansByRule.get(id) ?? []) into.add(plan, id, record, place);
    }
  }
}

function fingerprintOf(rules: readonly Rule[], plans: readonly CorrelationPlan[]): string {
  const names = [
    ...rules.map(({ id, severity, failureSeverity = severity }) => [id, severity, failureSeverity]),
    ...plans.map(({ fingerprint }) => [fingerprint]),
  ];
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
}
