import type { AlarmDefinition } from '../../core/alarm/alarm-definition';
import type { Control } from '../../core/alarm/control';
import {
  CONTROLS,
  type ControlledRule,
  narrowAlarm,
  pairControls,
  toQuietAlarm,
  toSecurityHubAlarm,
} from '../../core/alarm/to-control-alarm';
import { type AlarmOutcome, toCorrelationAlarm, toRuleAlarm } from '../../core/alarm/to-rule-alarm';
import { excludeFromMetricFilter, toMetricFilter } from '../../core/compile/metric-filter/to-metric-filter';
import { didYouMean } from '../../core/problem/nearest-word';
import { type EverybodyAllowed, everybodyAllowed } from '../../core/rule/everybody-allowed';
import type { AllowList } from '../rule/allow-list';
import { isSevere } from '../rule/named-rule';
import { RuleSet } from '../rule/rule-set';

/**
 * Options of `AlarmSet.securityHub`.
 * @stability stable
 */
export interface SecurityHubAlarmsOptions {
  /**
   * Limits the set to the controls of this version of the CIS benchmark, with its patterns for CloudWatch.4 and .13, which do
   * not test the event source.
   *
   * @default - all fourteen controls, with the patterns on Security Hub's page
   */
  readonly cis?: CisVersion;
}

/**
 * Options of `AlarmSet.ofRules`.
 * @stability stable
 */
export interface RuleAlarmsOptions {
  /**
   * Whether rules that cannot be expressed as a metric filter are skipped; `AlarmSet.leftOut` lists them. Otherwise such a rule
   * is an error.
   *
   * @default false
   */
  readonly leaveOutOthers?: boolean;
}

/**
 * A version of the CIS AWS Foundations Benchmark whose alarms Security Hub checks.
 * @stability stable
 */
export enum CisVersion {
  /** All fourteen. */
  V1_2 = '1.2',
  /** Excludes the alarms on denied calls and on sign-ins without MFA. */
  V1_4 = '1.4',
}

/**
 * A set of alarms, independent of the log group they are created for. Sets are immutable: each method returns a new one.
 *
 * Alarms are selected by the id of their control (`CloudWatch.5`), by the name of their rule (`trail-changed`), or by their
 * full name.
 * @stability stable
 */
export class AlarmSet {
  /**
   * The Security Hub controls CloudWatch.1 to CloudWatch.14: exact patterns with a threshold of one record in five minutes, so
   * that the controls pass. They are noisy: they include denied calls and changes by deployments.
   *
   * Each control corresponds to the built-in rule of its name. Alerts have the id, title and severity of that rule.
   *
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
   */
  public static securityHub(options: SecurityHubAlarmsOptions = {}): AlarmSet {
    const wording = options.cis === undefined ? 'security-hub' : 'cis';
    const controls = CONTROLS.filter(({ cis }) => options.cis !== CisVersion.V1_4 || cis.v1_4 !== undefined);
    return new AlarmSet(
      withRules(controls).map((pair) => ({
        definition: toSecurityHubAlarm(pair, wording),
        control: pair.control.id,
        isExact: true,
      })),
    );
  }

  /**
   * The same fourteen controls with less noise: failed calls and calls by AWS services are excluded where they do not matter,
   * and denied calls and failed sign-ins have a threshold. These alarms do not make the Security Hub controls pass.
   */
  public static quiet(): AlarmSet {
    return new AlarmSet(
      withRules(CONTROLS).map((pair) => ({ definition: toQuietAlarm(pair), control: pair.control.id })),
    );
  }

  /**
   * An alarm for each rule, on the first record that matches. The alarm has the rule's id: with `AlarmContext` and a log
   * processor, a record raises one alert, on the route that is first.
   *
   * Throws, with every reason, for rules that cannot be expressed exactly as a metric filter, and for correlations: an alarm
   * counts in fixed periods and not by group.
   */
  public static ofRules(rules: RuleSet, options: RuleAlarmsOptions = {}): AlarmSet {
    const outcomes = outcomesOf(rules);
    const refused = outcomes.flatMap(({ name, outcome }) =>
      outcome.kind === 'refused' ? [{ name, reasons: outcome.reasons }] : [],
    );
    if (refused.length > 0 && options.leaveOutOthers !== true) {
      const lines = refused.map(
        ({ name, reasons }) => `no metric filter expresses '${name}': ${reasons.join('; ')}`,
      );
      throw new Error(`${lines.join('\n')}\nleave these rules out, or set leaveOutOthers`);
    }
    const definitions = outcomes.flatMap(({ outcome }) => (outcome.kind === 'alarm' ? [outcome.alarm] : []));
    return new AlarmSet(
      definitions.map((definition) => ({ definition })),
      refused.map(({ name }) => name),
    );
  }

  /** The names of rules without an alarm, because they cannot be expressed as a metric filter. */
  public readonly leftOut: string[];

  private constructor(
    private readonly alarms: readonly NamedAlarm[],
    leftOut: readonly string[] = [],
    private readonly allowed: readonly AllowList[] = [],
  ) {
    this.leftOut = [...leftOut];
  }

  /** Only the named alarms. */
  public only(...names: string[]): AlarmSet {
    this.checkKnown(names);
    return new AlarmSet(
      this.alarms.filter((alarm) => isNamed(alarm, names)),
      [],
      this.allowed,
    );
  }

  /** Excludes the named alarms. */
  public without(...names: string[]): AlarmSet {
    this.checkKnown(names);
    return new AlarmSet(
      this.alarms.filter((alarm) => !isNamed(alarm, names)),
      this.leftOut,
      this.allowed,
    );
  }

  /**
   * Excludes calls from the named alarms, for example those of a pipeline that changes IAM policies every day. Without names, it
   * excludes them from all alarms below high severity: anyone who takes over an allowed principal would raise no alarm at all, so
   * alarms of high and critical severity must be named.
   *
   * An alarm of `AlarmSet.securityHub()` keeps its name but has another pattern, so its control no longer passes.
   *
   * Throws, with every reason, if a metric filter cannot express the list, such as networks or an end date.
   */
  public allow(allowList: AllowList, ...names: string[]): AlarmSet {
    this.checkKnown(names);
    const isMeant = (alarm: NamedAlarm) =>
      names.length > 0 ? isNamed(alarm, names) : !isSevere(alarm.definition.rule);
    const outcomes = this.alarms.map((alarm) =>
      isMeant(alarm) ? leaveOut(alarm, allowList) : { alarm, problems: [] },
    );
    const problems = outcomes.flatMap((each) => each.problems);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return new AlarmSet(
      outcomes.map(({ alarm }) => alarm),
      this.leftOut,
      [...new Set([...this.allowed, allowList])],
    );
  }

  /** Adds the alarms of the other set. They replace alarms of this set with the same name. */
  public plus(other: AlarmSet): AlarmSet {
    const byName = new Map([...this.alarms, ...other.alarms].map((alarm) => [alarm.definition.name, alarm]));
    return new AlarmSet(
      [...byName.values()],
      [...new Set([...this.leftOut, ...other.leftOut])],
      [...new Set([...this.allowed, ...other.allowed])],
    );
  }

  /** @internal */
  public _definitions(): readonly AlarmDefinition[] {
    return this.alarms.map(({ definition }) => definition);
  }

  /**
   * The alarms with a name, which is the full name of one alarm, the id of a control, or the name or id of a rule. Several
   * alarms may have the same control or rule.
   *
   * @internal
   */
  public _named(name: string): readonly AlarmDefinition[] {
    const whole = this.alarms.filter(({ definition }) => definition.name === name);
    const found = whole.length > 0 ? whole : this.alarms.filter((alarm) => isNamed(alarm, [name]));
    return found.map(({ definition }) => definition);
  }

  /** The ids of the Security Hub controls that the set makes pass. @internal */
  public _controls(): readonly string[] {
    return this.alarms.flatMap(({ control, isExact }) =>
      control !== undefined && isExact === true ? [control] : [],
    );
  }

  /** The allow lists that match everyone. @internal */
  public _everybody(): readonly EverybodyAllowed[] {
    const lists = this.allowed.map((list) => list._narrowings());
    return everybodyAllowed({ rules: [], correlations: [] }, { accounts: [], lists });
  }

  /** The problems of allow lists that are too broad. @internal */
  public _warnings(): readonly string[] {
    return [...new Set(this.allowed.flatMap((list) => list._warnings()))];
  }

  private checkKnown(names: readonly string[]): void {
    const known = this.alarms.flatMap(namesOf);
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    throw new Error(
      unknown.map((name) => `the alarm set has no alarm '${name}'${didYouMean(name, known)}`).join('\n'),
    );
  }
}

interface NamedOutcome {
  readonly name: string;
  readonly outcome: AlarmOutcome;
}

function outcomesOf(rules: RuleSet): readonly NamedOutcome[] {
  return [
    ...rules.rules.map((rule) => ({
      name: rule.ruleName,
      outcome: toRuleAlarm(rule._toDocument(), toMetricFilter),
    })),
    ...rules.correlations.map((correlation) => ({
      name: correlation.ruleName,
      outcome: toCorrelationAlarm(correlation._toDocument(), toMetricFilter),
    })),
  ];
}

/** An alarm without the calls that a list allows, or why a metric filter cannot leave them out. */
function leaveOut(
  alarm: NamedAlarm,
  { condition }: AllowList,
): { alarm: NamedAlarm; problems: readonly string[] } {
  const { definition, control } = alarm;
  const outcome = narrowAlarm(definition, (pattern) => excludeFromMetricFilter(pattern, condition._tree));
  return outcome.kind === 'alarm'
    ? { alarm: { definition: outcome.alarm, control }, problems: [] }
    : {
        alarm,
        problems: [
          `allow: no metric filter leaves these calls out of '${definition.name}': ${outcome.reasons.join('; ')}`,
        ],
      };
}

interface NamedAlarm {
  readonly definition: AlarmDefinition;
  /** The id of its control, if any. */
  readonly control?: string;
  /** Whether the control passes with it. */
  readonly isExact?: boolean;
}

function withRules(controls: readonly Control[]): readonly ControlledRule[] {
  return pairControls(
    controls,
    RuleSet.builtIn().rules.map((rule) => rule._toDocument()),
  );
}

function namesOf({ definition, control }: NamedAlarm): string[] {
  const { name, rule } = definition;
  return [name, rule.name, rule.id, ...(control === undefined ? [] : [control])];
}

function isNamed(alarm: NamedAlarm, names: readonly string[]): boolean {
  return namesOf(alarm).some((name) => names.includes(name));
}
