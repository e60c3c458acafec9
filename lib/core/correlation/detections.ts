import { type Allowed, AllowedMatcher } from '../compile/predicate/allowed-matcher';
import type { IndexedRules } from '../compile/predicate/indexed-rules';
import { listOf, type RuleList } from '../compile/predicate/rule-list';
import { RuleMatcher } from '../compile/predicate/rule-matcher';
import type { Candidates, HeldRecord } from '../json/record-sieve';
import { grouped } from '../keyed/grouped';
import type { CountedEntry } from '../record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../record/record';
import { sha256Hex } from '../record/sha256';
import type { Condition } from '../rule/condition';
import type { Correlation } from '../rule/correlation';
import { countedRules } from '../rule/document-rules';
import { foldCondition } from '../rule/fold-case';
import { writtenCondition } from '../rule/narrowed-condition';
import { asksForOtherAccounts } from '../rule/own-accounts';
import type { Rule, Severity, TrialRule } from '../rule/rule';
import { type SilencedRules, silencesOf } from '../rule/silence';
import type { RecordPlace, RuleCount } from './contribution';
import type { ContributionSink, CountedOf } from './contribution-collector';
import { type CorrelationPlan, planCorrelation } from './correlation-plan';
import type { MatchedRecord } from './counted-fields';
import { actorFields } from './score-actors';

/** A rule that raises an alert on a record, and the severity of the alert: the rule may state a lower one for calls that did not succeed. */
export interface RaisedRule {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** The result for one record and a rule set. */
export interface Detected {
  /** The rules that raise an alert on it alone. */
  readonly alerting: readonly Rule[];
  /** All that it satisfies, those that are only counted among them. */
  readonly satisfied: readonly Rule[];
}

const NOTHING: Detected = { alerting: [], satisfied: [] };

/** The parts of detections. All except the ids are created on demand. */
interface DetectionParts {
  /** Those that raise alerts themselves, followed by those that are only counted. */
  readonly all: RuleList;
  /** The ids of the former. */
  readonly alerting: readonly string[];
  readonly correlations: () => readonly CorrelationPlan[];
  /** Of the correlations that count a rule. */
  readonly plansOf: (ruleId: string) => readonly CorrelationPlan[];
  /** The scores, which weigh what all rules raise. */
  readonly scores: () => readonly CorrelationPlan[];
  /** Over the rules that raise alerts. */
  readonly allowed: () => AllowedMatcher;
}

/** A rule set with its correlations, compiled once for any number of records. */
export class Detections {
  /**
   * @param rules raise alerts of their own
   * @param correlations count the rules that they hold; these raise alerts of their own only if they are in `rules`, too
   */
  static of(rules: readonly Rule[], correlations: readonly Correlation[] = []): Detections {
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const plans = correlations.map((each) => planCorrelation(each, (id) => byId.get(id)));
    const plansByRule = grouped(plans.flatMap((plan) => plan.ruleIds.map((id) => [id, plan] as const)));
    return new Detections({
      all: listOf([...rules, ...countedRules({ rules, correlations }).map(({ rule }) => rule)]),
      alerting: rules.map(({ id }) => id),
      correlations: () => plans,
      plansOf: (id) => plansByRule.get(id) ?? [],
      scores: () => plans.filter(isScore),
      allowed: () => AllowedMatcher.of(rules),
    });
  }

  /** The same for rules and correlations that are decoded when a record comes that may satisfy them. */
  static ofIndexed(rules: IndexedRules): Detections {
    const plans: CorrelationPlan[] = [];
    const planAt = (place: number) => {
      plans[place] ??= planCorrelation(rules.correlation(place), (id) => rules.alertingRule(id));
      return plans[place];
    };
    return new Detections({
      all: rules.all,
      alerting: rules.alertingIds,
      correlations: () => rules.correlationPlaces.map(planAt),
      plansOf: (id) => rules.correlationsOf(id).map(planAt),
      scores: () => rules.scorePlaces.map(planAt),
      allowed: () => rules.allowed(),
    });
  }

  /** The accounts that became known: a new list each time. */
  knownAccounts: readonly string[] = [];
  #fingerprint: string | undefined;
  #conditions: readonly Condition[] | undefined;
  #allowed: AllowedMatcher | undefined;
  #places: ReadonlyMap<CorrelationPlan, number> | undefined;
  #scorePlans: readonly CorrelationPlan[] | undefined;
  readonly #readsOwn: boolean[] = [];
  readonly #matcher: RuleMatcher;
  /** Records that share much have one object of places. */
  readonly #certain = new WeakMap<Candidates, Detected>();
  readonly #alerting: ReadonlySet<string>;

  private constructor(private readonly parts: DetectionParts) {
    this.#alerting = new Set(parts.alerting);
    this.#matcher = RuleMatcher.ofList(parts.all);
  }

  get plans(): readonly CorrelationPlan[] {
    return this.parts.correlations();
  }

  /** The place of one of them. */
  placeOf(plan: CorrelationPlan): number {
    this.#places ??= new Map(this.plans.map((one, place) => [one, place]));
    return this.#places.get(plan) ?? -1;
  }

  /** A record that satisfies none of these satisfies no rule, and is left out of none. */
  get conditions(): readonly Condition[] {
    this.#conditions ??= rulesOf(this.parts.all).map(({ condition }) => writtenCondition(condition));
    return this.#conditions;
  }

  /**
   * The fields that correlations read, but for id and time, of a record that satisfies the rule at a place; undefined if none
   * counts it. The record is not only counted where the rule raises alerts itself, leaves records out, or depends on accounts
   * that become known.
   */
  countedFields(
    place: number,
  ): { readonly fields: readonly string[]; readonly isOnlyCounted: boolean } | undefined {
    const { id, condition } = this.parts.all.rule(place);
    const plans = this.parts.plansOf(id);
    const isWeighed = place < this.parts.alerting.length && this.#scores.length > 0;
    if (plans.length === 0 && !isWeighed) return undefined;
    const isWhole = writtenCondition(condition) === condition && !asksForOtherAccounts(condition);
    const read = plans.flatMap(({ fields }) => {
      const { group = [], values = [] } = fields.get(id) ?? {};
      return [...group, ...values].map(({ text }) => text);
    });
    const ofActors = isWeighed ? actorFields({ condition }).map(({ text }) => text) : [];
    const isOnlyCounted = place >= this.parts.alerting.length && isWhole;
    return { fields: [...new Set([...FIELDS_OF_ALL, ...read, ...ofActors])], isOnlyCounted };
  }

  /** Hex: which rules there are, how severe they are, and which correlations. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(
      rulesOf(this.parts.all).slice(0, this.parts.alerting.length),
      this.plans,
    );
    return this.#fingerprint;
  }

  /** The silences of rules, including those of rules that are only counted. It decodes all rules. */
  get silences(): readonly SilencedRules[] {
    return silencesOf(rulesOf(this.parts.all));
  }

  /** The rules and correlations on trial. It decodes all rules. */
  get trials(): readonly TrialRule[] {
    const alerting = rulesOf(this.parts.all).slice(0, this.parts.alerting.length);
    return [...alerting, ...this.plans.map(({ correlation }) => correlation)].flatMap(
      ({ id, name, severity, trialUntil }) =>
        trialUntil === undefined ? [] : [{ id, name, severity, trialUntil }],
    );
  }

  /** From now on no rule counts these accounts as others: {@link RuleMatcher.know}. */
  know(accounts: readonly string[]): void {
    this.knownAccounts = accounts;
    this.#matcher.know(accounts);
  }

  /** Whether any of the rules at some places may read the id of a record, its time, or the id of its request. */
  areOwnTextsRead(places: Candidates): boolean {
    for (const place of places) {
      this.#readsOwn[place] ??= readsOwnTexts(this.parts.all.rule(place).condition);
      if (this.#readsOwn[place]) return true;
    }
    return false;
  }

  /**
   * The rules that a record satisfies.
   *
   * @param known the places, in `conditions`, of all that it may satisfy; without them any rule is tried that its name and source leave possible
   * @throws if the condition of a rule that may match holds a regular expression that cannot be used; `parseSigma` lets none through
   */
  match(record: CloudTrailRecord, known?: Pick<HeldRecord, 'candidates' | 'isCertain'>): Detected {
    return (
      (known?.isCertain === true ? this.#certainOf(known.candidates) : undefined) ??
      this.#detected(this.#matcher.match(record, known?.candidates))
    );
  }

  /** The result for records that satisfy the written conditions at all of these places; undefined if their rules ask for more. */
  #certainOf(places: Candidates): Detected | undefined {
    const known = this.#certain.get(places);
    if (known !== undefined) return known;
    const rules = this.#matcher.wholeRules(places);
    if (rules === undefined) return undefined;
    const detected = this.#detected(rules);
    this.#certain.set(places, detected);
    return detected;
  }

  #detected(satisfied: readonly Rule[]): Detected {
    const [only] = satisfied;
    if (only === undefined) return NOTHING;
    if (satisfied.length === 1) return { alerting: this.#alerting.has(only.id) ? satisfied : [], satisfied };
    return { alerting: satisfied.filter(({ id }) => this.#alerting.has(id)), satisfied };
  }

  /** The rules that would raise an alert on a record if nothing left it out. */
  allowed(record: CloudTrailRecord): readonly Allowed[] {
    this.#allowed ??= this.parts.allowed();
    return this.#allowed.find(record);
  }

  /** Hands what records that were not parsed add to the correlations to a collector. */
  collectCounted(counted: CountedEntry, of: CountedOf, into: ContributionSink): void {
    into.addCounted(this, counted, of);
  }

  /** The correlations that count the records that satisfy the rules at some places. */
  countsOf(satisfied: Candidates): readonly RuleCount[] {
    return satisfied.flatMap((at) => {
      const { id } = this.parts.all.rule(at);
      return this.parts.plansOf(id).map((plan) => ({ plan, ruleId: id }));
    });
  }

  /** Hands what a record adds to the correlations to a collector. */
  collect({ satisfied }: Detected, matched: MatchedRecord, place: RecordPlace, into: ContributionSink): void {
    for (const { id } of satisfied) {
      for (const plan of this.parts.plansOf(id)) into.add({ plan, ruleId: id }, matched, place);
    }
  }

  /** Hands what the alerts on a record add to the scores to a collector; a rule on trial raises none. */
  weigh(
    raised: readonly RaisedRule[],
    matched: MatchedRecord,
    { place, into }: { readonly place: RecordPlace; readonly into: ContributionSink },
  ): void {
    for (const plan of this.#scores)
      for (const { rule, severity } of raised)
        if (rule.trialUntil === undefined) into.add({ plan, ruleId: rule.id, severity }, matched, place);
  }

  get #scores(): readonly CorrelationPlan[] {
    this.#scorePlans ??= this.parts.scores();
    return this.#scorePlans;
  }
}

function isScore({ correlation: { kind } }: CorrelationPlan): boolean {
  return kind === 'score';
}

/** Fields that are read of every counted record. */
const FIELDS_OF_ALL = ['eventName', 'awsRegion', 'recipientAccountId'] as const;

/** The members that differ in each record. */
const OWN_MEMBERS: ReadonlySet<string> = new Set(['eventID', 'eventTime', 'requestID']);

/** Keywords are looked for in the whole record. */
function readsOwnTexts(condition: Condition): boolean {
  return foldCondition<boolean>(condition, {
    atom: (atom) => {
      const fields = 'field' in atom ? [atom.field, ...('other' in atom ? [atom.other] : [])] : [''];
      return fields.some((field) => field === '' || OWN_MEMBERS.has(field.split('.', 1)[0] as string));
    },
    all: (parts) => parts.some(Boolean),
    any: (parts) => parts.some(Boolean),
    not: Boolean,
  });
}

function rulesOf({ size, rule }: RuleList): readonly Rule[] {
  return Array.from({ length: size }, (_, place) => rule(place));
}

function fingerprintOf(rules: readonly Rule[], plans: readonly CorrelationPlan[]): string {
  const names = [
    ...rules.map(({ id, severity, failureSeverity = severity }) => [id, severity, failureSeverity]),
    ...plans.map(({ fingerprint }) => [fingerprint]),
  ];
  return sha256Hex(JSON.stringify(names)).slice(0, 32);
}
