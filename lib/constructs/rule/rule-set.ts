import { Token } from 'aws-cdk-lib';
import { OWN_KEYS } from '../../core/inventory/tampering/own-keys';
import type { RuleDecisions } from '../../core/review/metadata/decisions';
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

/** What the built-in rules know of your accounts. */
export interface BuiltInRulesProps {
  /**
   * Your own accounts, 12 digits each: {@link RuleSet.withOwnAccounts}.
   *
   * @default - the account of each record; `LogProcessor` and `Trailwatch` add the accounts that they are in and that own the trails, and
   * all accounts of an organization (`LogProcessorProps.ownOrganization`)
   */
  readonly ownAccounts?: string[];
}

/** What is made of the rules of a set, once. */
interface Made {
  readonly of: readonly (Rule | CorrelationRule)[];
  encoded?: EncodedRules;
  everybody?: readonly EverybodyAllowed[];
  summary?: RuleDecisions;
}

/**
 * The rules to look for. A set never changes: each method gives a new one, so a set can be shared.
 *
 * Rules are named by their name or their id; a name that no rule has is an error, since a rule that was left out
 * by mistake is a detection that is missing unnoticed.
 */
export class RuleSet {
  /** The rules that trailwatch comes with. */
  public static builtIn(props: BuiltInRulesProps = {}): RuleSet {
    const { ownAccounts = [] } = props;
    const rules = RuleSet.fromFiles({ ...readBuiltInRules(), warnings: [], filters: [] })._asUnasked();
    return ownAccounts.length === 0 ? rules : rules.withOwnAccounts(...ownAccounts);
  }

  /** What is deployed unless rules are chosen: the built-in rules but for informational alerts, which correlations still count. @internal */
  public static _deployed(): RuleSet {
    return RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW);
  }

  /**
   * Reads every Sigma file (`.yml`, `.yaml`) in a folder and the folders below it: rules, correlations and filters,
   * which may name one another across the files, and built-in rules. A filter that names a built-in rule narrows it in every set
   * that this one is merged with. Throws, with file, line and column of every problem, if any of them cannot be used.
   */
  public static fromDirectory(path: string, options?: SigmaOptions): RuleSet {
    return RuleSet.fromFiles(readSigmaFiles(findSigmaFiles(path), toSigmaOptions(options)));
  }

  /** A set of just these rules. */
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

  /** The same set with those of the accounts that are known now; a single one is that of each record anyway. @internal */
  public _knowing(accountIds: readonly string[]): RuleSet {
    const known = [...new Set(accountIds)].filter((id) => !Token.isUnresolved(id));
    return known.length > 1 ? this.withAccounts(known) : this;
  }

  /** The rules that look at one record, in the order in which they came in. */
  public readonly rules: Rule[];

  /** The rules that look at several records, in the order in which they came in. */
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

  /** All but the named rules and correlations. A correlation goes on to count a rule that is left out. */
  public without(...names: string[]): RuleSet {
    this.checkKnown(names, [...this.rules, ...this.correlations]);
    return this.keep((rule) => !isNamed(rule, names));
  }

  /**
   * Only rules and correlations of this severity or worse. A rule that is less severe for calls that were denied or failed raises
   * no alert for them if that is below the minimum.
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
   * The named rule or correlation on trial: what it finds is counted, with examples, and not sent, until it is promoted by leaving this
   * out. The daily summary says what each would have sent, and `trailwatch rules trial` of the last 35 days. After `until` it is still not
   * sent; the synth and the summary ask for a decision. Correlations count a rule on trial as any other, and an alarm on one is refused,
   * since CloudWatch would notify.
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

  /** The named rule or correlation changed: its severity, what it leaves out, and where its severity is raised. */
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
   * Calls that rules and correlations below the severity high leave out. Those of high and critical severity are left
   * alone, since whoever takes over what is allowed would raise no alert at all: `tune` gives one of them an `allow`.
   */
  public allow(allowList: AllowList): RuleSet {
    const allowed = this.change(
      (rule) => (rule instanceof CorrelationRule || isSevere(rule) ? undefined : { allow: allowList }),
      isSevere,
    );
    return allowed.noting(allowList);
  }

  /**
   * These accounts are your own: rules that look for access from other accounts leave them out. The account of a
   * record is no other account to it in any case.
   */
  public withOwnAccounts(...accountIds: string[]): RuleSet {
    const company = {
      ...this.company,
      ownAccounts: [...new Set([...this.company.ownAccounts, ...accountIds])],
    };
    const { rules, correlations } = this.withAccounts(accountIds);
    return new RuleSet(rules, correlations, this.warnings, company);
  }

  /** These rules too. One with an id that the set has already takes the other's place. */
  public add(...rules: Rule[]): RuleSet {
    return this.merge(new RuleSet(rules, [], []));
  }

  /** These correlations too. One with an id that the set has already takes the other's place. */
  public addCorrelations(...correlations: CorrelationRule[]): RuleSet {
    const counted = correlations.map((each) => each._toDocument()).filter(({ generate }) => generate);
    const rules = counted.flatMap((document) => document.rules.map((rule) => Rule._of(rule)));
    return this.merge(new RuleSet(rules, correlations, []));
  }

  /** The other set's rules too. One with an id that this set has already takes the other's place. The filters of each are the other's, too. */
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
   * Which route can see what each rule and correlation looks for, and why not: the log processor, realtime alerts, metric
   * alarms. `render()` prints the table.
   *
   * @param eventSelection what the trail logs; without it, whatever is logged
   */
  public placement(eventSelection?: EventSelection): PlacementTable {
    return PlacementTable._of(this, eventSelection);
  }

  /** The document that handlers read. @internal */
  public _encode(): EncodedRules {
    const made = this.madeOfRules();
    made.encoded ??= encodeInParts(this.toDocument());
    return made.encoded;
  }

  /** What templates say of the rules. @internal */
  public _summary(): RuleDecisions {
    const made = this.madeOfRules();
    made.summary ??= summarizeRules(this.toDocument());
    return made.summary;
  }

  /** The keys that rules on own keys mean, as ARNs; asked when the app is whole. @internal */
  public _ownKeys(): readonly string[] {
    return this.company.ownKeys();
  }

  /** The ids of rules that came along without being chosen: it is no mistake that no trail logs what they look for. @internal */
  public _unasked(): ReadonlySet<string> {
    return this.company.unasked;
  }

  /** The same set, of which no rule was chosen. @internal */
  public _asUnasked(): RuleSet {
    const unasked = new Set([...this.rules, ...this.correlations].map(({ ruleId }) => ruleId));
    return new RuleSet(this.rules, this.correlations, this.warnings, { ...this.company, unasked });
  }

  /** Whether a rule looks for own keys. @internal */
  public _namesOwnKeys(): boolean {
    return this._encode().text.includes(OWN_KEYS);
  }

  /** The same set, whose rules on own keys mean these. @internal */
  public _withOwnKeys(ownKeys: () => readonly string[]): RuleSet {
    return new RuleSet(this.rules, this.correlations, this.warnings, { ...this.company, ownKeys });
  }

  /** What is odd about the rules' files, as `file:line:column: message`. @internal */
  public _warnings(): readonly string[] {
    return [
      ...this.warnings,
      ...this.rules.flatMap((rule) => rule._warnings()),
      ...idleFilters(this.toDocument(), this.company.filters),
    ];
  }

  /** The filters and allow lists that are for everybody. @internal */
  public _everybody(): readonly EverybodyAllowed[] {
    const made = this.madeOfRules();
    const { ownAccounts: accounts, lists } = this.company;
    made.everybody ??= everybodyAllowed(this.toDocument(), {
      accounts,
      lists: lists.map((list) => list._narrowings()),
    });
    return made.everybody;
  }

  /** The same set, of which these rules were chosen. */
  private choosing(names: readonly string[]): RuleSet {
    const chosen = [...this.rules, ...this.correlations].filter((rule) => isNamed(rule, names));
    const unasked = [...this._unasked()].filter((id) => chosen.every(({ ruleId }) => ruleId !== id));
    const company = { ...this.company, unasked: new Set(unasked) };
    return new RuleSet(this.rules, this.correlations, this.warnings, company);
  }

  /** What was made of the rules before, if they are the same ones: TypeScript keeps no one from adding to the lists. */
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

  /** The same set, narrowed by the filters that another one has beside its rules. */
  private filteredLike(other: RuleSet): RuleSet {
    const filters = other.company.filters.filter((filter) => !this.company.filters.includes(filter));
    return filters.length === 0 ? this : this.changed((document) => withFilters(document, filters));
  }

  /** The same set, whose correlations count these rules where they counted others of the same ids. */
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

  /** The same set, with what is odd about an allow list that its rules got. */
  private noting(list: AllowList | undefined): RuleSet {
    if (list === undefined) return this;
    const warnings = [...new Set([...this.warnings, ...list._warnings()])];
    const company = { ...this.company, lists: [...new Set([...this.company.lists, list])] };
    return new RuleSet(this.rules, this.correlations, warnings, company);
  }

  /** A rule that correlations count is changed there, too, unless the correlation is left alone. */
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
