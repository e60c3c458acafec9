import { Token } from 'aws-cdk-lib';
import { OWN_KEYS } from '../../core/inventory/tampering/own-keys';
import type { RuleDecisions } from '../../core/review/metadata/decisions';
import { hashMeanings } from '../../core/review/metadata/rule-meaning';
import { summarizeRules } from '../../core/review/metadata/summarize-rules';
import { countingInstead, withFilters } from '../../core/rule/document-rules';
import { type EverybodyAllowed, everybodyAllowed } from '../../core/rule/everybody-allowed';
import { withOwnAccounts } from '../../core/rule/own-accounts';
import { fromSeverity } from '../../core/rule/rule';
import { type EncodedRules, encodeInParts, type RuleDocument } from '../../core/rule/rule-document';
import type { EventSelection } from '../selection/event-selection';
import type { AllowList } from './allow-list';
import { CorrelationRule } from './correlation-rule';
import { toTime } from './end-time';
import {
  isNamed,
  isSevere,
  type Named,
  onePerId,
  replacements,
  whyNoAccount,
  whyUnknown,
} from './named-rule';
import { PlacementTable } from './placement-table';
import { Rule, type SigmaOptions, toSigmaOptions } from './rule';
import { ALONE, type Company, idleFilters, joined } from './rule-company';
import { findSigmaFiles, readBuiltInRules, readSigmaFiles, type SigmaFiles } from './rule-files';
import { RuleSeverity, severitiesFrom } from './rule-severity';
import { overTrial, type RuleTrial, type RuleTuning, raisedRules, tuneCorrelation, tuneRule } from './tuning';

/**
 * Options of the built-in rules.
 * @stability stable
 */
export interface BuiltInRulesProps {
  /**
   * Your own accounts, 12 digits each: {@link RuleSet.withOwnAccounts}.
   *
   * @default - the account of each record; `Trailwatch`, and `LogProcessor` without `rules`, add those that they are in and that own the trails, and
   * all accounts of an organization (`LogProcessorProps.ownOrganization`)
   */
  readonly ownAccounts?: string[];
}

/** Values that are derived from the rules of a set, cached. */
interface Made {
  readonly of: readonly (Rule | CorrelationRule)[];
  encoded?: EncodedRules;
  everybody?: readonly EverybodyAllowed[];
  summary?: RuleDecisions;
}

/**
 * A set of rules. Rule sets are immutable: each method returns a new one, so a set can be shared.
 *
 * Rules are selected by name or id; an unknown name is an error, because a rule that is omitted by mistake is a detection that
 * is missing unnoticed.
 * @stability stable
 */
export class RuleSet {
  /** The rules that are included in trailwatch. */
  public static builtIn(props: BuiltInRulesProps = {}): RuleSet {
    const { ownAccounts = [] } = props;
    const rules = RuleSet.fromFiles({ ...readBuiltInRules(), warnings: [], filters: [] })._asUnasked();
    return ownAccounts.length === 0 ? rules : rules.withOwnAccounts(...ownAccounts);
  }

  /** The default rules: the built-in rules except informational ones, which correlations still count. @internal */
  public static _deployed(): RuleSet {
    return RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW);
  }

  /**
   * Reads every Sigma file (`.yml`, `.yaml`) in a folder and its subfolders: rules, correlations and filters, which may refer
   * to one another across files, and to built-in rules. A filter that names a built-in rule narrows it in every set that this
   * one is merged with. Throws, with file, line and column of every problem, if any of them is invalid.
   */
  public static fromDirectory(path: string, options?: SigmaOptions): RuleSet {
    return RuleSet.fromFiles(readSigmaFiles(findSigmaFiles(path), toSigmaOptions(options)));
  }

  /** A set that contains only these rules. */
  public static fromRules(...rules: Rule[]): RuleSet {
    return new RuleSet([], [], []).add(...rules);
  }

  private static fromFiles({ rules, correlations, filters, warnings }: SigmaFiles): RuleSet {
    return new RuleSet(
      rules.map((rule) => Rule._of(rule)),
      correlations.map((correlation) => CorrelationRule._of(correlation)),
      warnings,
      { ...ALONE, filters },
    );
  }

  /** The same set with the accounts that are known at synthesis; a record's own account always counts. @internal */
  public _knowing(accountIds: readonly string[]): RuleSet {
    const known = [...new Set(accountIds)].filter((id) => !Token.isUnresolved(id));
    return known.length > 1 ? this.withAccounts(known) : this;
  }

  /** The rules on single records, in the order in which they were added. */
  public readonly rules: Rule[];

  /** The correlations, in the order in which they were added. */
  public readonly correlations: CorrelationRule[];

  private made: Made = { of: [] };

  private constructor(
    rules: readonly Rule[],
    correlations: readonly CorrelationRule[],
    private readonly warnings: readonly string[],
    private readonly company: Company = ALONE,
  ) {
    this.rules = [...rules];
    this.correlations = [...correlations];
  }

  /** Only the named rules and correlations. */
  public only(...names: string[]): RuleSet {
    this.checkKnown(names, [...this.rules, ...this.correlations]);
    return this.keep((rule) => isNamed(rule, names)).choosing(names);
  }

  /** Excludes the named rules and correlations. A correlation still counts an excluded rule. */
  public without(...names: string[]): RuleSet {
    this.checkKnown(names, [...this.rules, ...this.correlations]);
    return this.keep((rule) => !isNamed(rule, names));
  }

  /**
   * Only rules and correlations of this severity and above. A rule with a lower severity for denied or failed calls raises no
   * alert for them if that is below the minimum.
   */
  public withMinimumSeverity(minimum: RuleSeverity): RuleSet {
    const severities: readonly string[] = severitiesFrom(minimum);
    const kept = this.keep(({ severity }) => severities.includes(severity));
    const rules = kept.rules.map((rule) =>
      rule._with((document) => fromSeverity(document, minimum) ?? document),
    );
    return new RuleSet(rules, kept.correlations, this.warnings, this.company);
  }

  /**
   * Puts the named rule or correlation on trial: its matches are counted, with examples, and not sent, until you promote it by
   * removing this call. The daily summary shows what each would have sent, and `trailwatch rules trial` shows the last 35 days.
   * After `until`, it is still not sent; the synthesis and the summary ask for a decision. Correlations count a rule on trial
   * as usual. An alarm on a rule on trial is an error, because CloudWatch would notify.
   */
  public onTrial(name: string, trial: RuleTrial): RuleSet {
    this.checkKnown([name], [...this.rules, ...this.correlations]);
    const trialUntil = toTime(`trial of '${name}': until`, trial.until);
    const rules = this.rules.map((rule) => (isNamed(rule, [name]) ? rule._onTrial(trialUntil) : rule));
    const correlations = this.correlations.map((each) =>
      isNamed(each, [name]) ? each._onTrial(trialUntil) : each,
    );
    const warnings = [...this.warnings, ...overTrial(name, trialUntil)];
    return new RuleSet(rules, correlations, warnings, this.company).choosing([name]);
  }

  /** Changes the named rule or correlation: its severity, the calls that it excludes, and the conditions that raise its severity. */
  public tune(name: string, tuning: RuleTuning): RuleSet {
    const counted = this.correlations.flatMap((correlation) => correlation._toDocument().rules);
    this.checkKnown([name], [...this.rules, ...this.correlations, ...counted.map((rule) => Rule._of(rule))]);
    const tuned = this.change((rule) => (isNamed(rule, [name]) ? tuning : undefined));
    const raised = raisedRules(tuned.rules, { name, tuning });
    return tuned
      .add(...raised)
      .choosing([name])
      .noting(tuning.allow);
  }

  /**
   * Excludes calls from rules and correlations below high severity. Rules of high and critical severity are not changed,
   * because anyone who takes over an allowed principal would raise no alert at all: use `tune` with `allow` for a single rule.
   */
  public allow(allowList: AllowList): RuleSet {
    const allowed = this.change(
      (rule) => (rule instanceof CorrelationRule || isSevere(rule) ? undefined : { allow: allowList }),
      isSevere,
    );
    return allowed.noting(allowList);
  }

  /**
   * Declares your own accounts, which rules on access from other accounts exclude. The account of a record is never a foreign
   * account.
   */
  public withOwnAccounts(...accountIds: string[]): RuleSet {
    const company = {
      ...this.company,
      ownAccounts: [...new Set([...this.company.ownAccounts, ...accountIds])],
    };
    const { rules, correlations } = this.withAccounts(accountIds);
    return new RuleSet(rules, correlations, this.warnings, company);
  }

  /** Adds rules. They replace rules with the same id. */
  public add(...rules: Rule[]): RuleSet {
    return this.merge(new RuleSet(rules, [], []));
  }

  /** Adds correlations. They replace correlations with the same id. */
  public addCorrelations(...correlations: CorrelationRule[]): RuleSet {
    const counted = correlations.map((each) => each._toDocument()).filter(({ generate }) => generate);
    const rules = counted.flatMap((document) => document.rules.map((rule) => Rule._of(rule)));
    return this.merge(new RuleSet(rules, correlations, []));
  }

  /** Adds the rules of the other set, which replace rules with the same id. The filters of each set also apply to the other. */
  public merge(other: RuleSet): RuleSet {
    const added = other.filteredLike(this);
    const { rules, correlations } = this.filteredLike(other).counting(added.rules);
    return new RuleSet(
      onePerId([...rules, ...added.rules]),
      onePerId([...correlations, ...added.correlations]),
      [
        ...this.warnings,
        ...other.warnings,
        ...replacements([...this.rules, ...this.correlations], [...other.rules, ...other.correlations]),
      ],
      joined(this.company, other.company, (id) => other.has(id)),
    );
  }

  /**
   * Which routes can see the records of each rule and correlation, and why not: the log processor, realtime alerts, metric
   * alarms. `render()` returns the table as text.
   *
   * @param eventSelection the events that the trail logs; if omitted, any event
   * @stability experimental
   */
  public placement(eventSelection?: EventSelection): PlacementTable {
    return PlacementTable._of(this, eventSelection);
  }

  /** The document for the handlers. @internal */
  public _encode(): EncodedRules {
    const made = this.madeOfRules();
    made.encoded ??= encodeInParts(this.toDocument());
    return made.encoded;
  }

  /** The description of the rules in templates. @internal */
  public _summary(): RuleDecisions {
    const made = this.madeOfRules();
    made.summary ??= summarizeRules(this.toDocument(), hashMeanings(readBuiltInRules()));
    return made.summary;
  }

  /** The ARNs of the keys for rules on own keys; evaluated after all constructs have been added. @internal */
  public _ownKeys(): readonly string[] {
    return this.company.ownKeys();
  }

  /** The ids of rules that were added without being selected: it is not a mistake if no trail logs their records. @internal */
  public _unasked(): ReadonlySet<string> {
    return this.company.unasked;
  }

  /** The same set, without selected rules. @internal */
  public _asUnasked(): RuleSet {
    const unasked = new Set([...this.rules, ...this.correlations].map(({ ruleId }) => ruleId));
    return new RuleSet(this.rules, this.correlations, this.warnings, { ...this.company, unasked });
  }

  /** Whether a rule refers to own keys. @internal */
  public _namesOwnKeys(): boolean {
    return this._encode().text.includes(OWN_KEYS);
  }

  /** The same set, with these keys for the rules on own keys. @internal */
  public _withOwnKeys(ownKeys: () => readonly string[]): RuleSet {
    return new RuleSet(this.rules, this.correlations, this.warnings, { ...this.company, ownKeys });
  }

  /** Warnings of the rule files, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    const ofRules = [...this.rules, ...this.correlations].flatMap((rule) => rule._warnings());
    return [
      ...new Set([...this.warnings, ...ofRules, ...idleFilters(this.toDocument(), this.company.filters)]),
    ];
  }

  /** The filters and allow lists that match everyone. @internal */
  public _everybody(): readonly EverybodyAllowed[] {
    const made = this.madeOfRules();
    const { ownAccounts: accounts, lists } = this.company;
    made.everybody ??= everybodyAllowed(this.toDocument(), {
      accounts,
      lists: lists.map((list) => list._narrowings()),
    });
    return made.everybody;
  }

  /** The same set, with these rules as selected. */
  private choosing(names: readonly string[]): RuleSet {
    const chosen = [...this.rules, ...this.correlations].filter((rule) => isNamed(rule, names));
    const unasked = [...this._unasked()].filter((id) => chosen.every(({ ruleId }) => ruleId !== id));
    const company = { ...this.company, unasked: new Set(unasked) };
    return new RuleSet(this.rules, this.correlations, this.warnings, company);
  }

  /** The cached values, if the rules are the same: TypeScript does not prevent additions to the lists. */
  private madeOfRules(): Made {
    const of = [...this.rules, ...this.correlations];
    const { of: before } = this.made;
    if (of.length !== before.length || of.some((rule, at) => rule !== before[at])) this.made = { of };
    return this.made;
  }

  private withAccounts(accountIds: readonly string[]): RuleSet {
    const wrong = accountIds.find((id) => !/^\d{12}$/.test(id));
    if (wrong !== undefined) throw new Error(whyNoAccount(wrong));
    return this.changed((document) => withOwnAccounts(document, accountIds));
  }

  /** The same set, narrowed by the filters of another one. */
  private filteredLike(other: RuleSet): RuleSet {
    const filters = other.company.filters.filter((filter) => !this.company.filters.includes(filter));
    return filters.length === 0 ? this : this.changed((document) => withFilters(document, filters));
  }

  /** The same set, with these rules in its correlations in place of rules with the same ids. */
  private counting(rules: readonly Rule[]): RuleSet {
    const documents = rules.map((rule) => rule._toDocument());
    return this.changed((document) => ({
      ...document,
      correlations: countingInstead(document.correlations, documents),
    }));
  }

  private changed(change: (document: RuleDocument) => RuleDocument): RuleSet {
    const before = this.toDocument();
    const after = change(before);
    const rules = this.rules.map((rule, at) => {
      const document = after.rules[at];
      return document === undefined || document === before.rules[at] ? rule : rule._with(() => document);
    });
    const correlations = this.correlations.map((each, at) => {
      const document = after.correlations[at];
      return document === undefined || document === before.correlations[at]
        ? each
        : CorrelationRule._of(document);
    });
    return new RuleSet(rules, correlations, this.warnings, this.company);
  }

  private toDocument(): RuleDocument {
    return {
      rules: this.rules.map((rule) => rule._toDocument()),
      correlations: this.correlations.map((correlation) => correlation._toDocument()),
    };
  }

  private has(id: string): boolean {
    return [...this.rules, ...this.correlations].some(({ ruleId }) => ruleId === id);
  }

  private keep(wanted: (rule: Rule | CorrelationRule) => boolean): RuleSet {
    return new RuleSet(
      this.rules.filter(wanted),
      this.correlations.filter(wanted),
      this.warnings,
      this.company,
    );
  }

  /** The same set, with the warnings of an allow list of its rules. */
  private noting(list: AllowList | undefined): RuleSet {
    if (list === undefined) return this;
    const warnings = [...new Set([...this.warnings, ...list._warnings()])];
    const company = { ...this.company, lists: [...new Set([...this.company.lists, list])] };
    return new RuleSet(this.rules, this.correlations, warnings, company);
  }

  /** A rule is also changed in the correlations that count it, except in correlations that must not change. */
  private change(
    tuningOf: (rule: Rule | CorrelationRule) => RuleTuning | undefined,
    isLeftAlone: (correlation: CorrelationRule) => boolean = () => false,
  ): RuleSet {
    const rules = this.rules.map((rule) => {
      const tuning = tuningOf(rule);
      return tuning === undefined ? rule : rule._with((document) => tuneRule(document, tuning));
    });
    const correlations = this.correlations.map((correlation) => {
      if (isLeftAlone(correlation)) return correlation;
      const document = correlation._toDocument();
      const counted = document.rules.map((rule) => tuneRule(rule, tuningOf(Rule._of(rule)) ?? {}));
      return CorrelationRule._of(
        tuneCorrelation({ ...document, rules: counted }, tuningOf(correlation) ?? {}),
      );
    });
    return new RuleSet(rules, correlations, this.warnings, this.company);
  }

  private checkKnown(names: readonly string[], rules: readonly Named[]): void {
    const known = rules.flatMap(({ ruleName, ruleId }) => [ruleName, ruleId]);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new Error(unknown.map((name) => whyUnknown(name, known, this.correlations)).join('\n'));
  }
}
