import type { AlarmDefinition } from '../../core/alarm/alarm-definition';
import type { Control } from '../../core/alarm/control';
import { CONTROLS } from '../../core/alarm/controls';
import { toQuietAlarm, toSecurityHubAlarm } from '../../core/alarm/to-control-alarm';
import { toCorrelationAlarm } from '../../core/alarm/to-correlation-alarm';
import { type AlarmOutcome, toRuleAlarm } from '../../core/alarm/to-rule-alarm';
import { toMetricFilter } from '../../core/compile/metric-filter/to-metric-filter';
import { didYouMean } from '../../core/problem/nearest-word';
import type { RuleSet } from '../rule/rule-set';
import { CisVersion } from './cis-version';

/** How Security Hub's controls are chosen and worded. */
export interface SecurityHubAlarmsOptions {
  /**
   * Only the controls of this version of the CIS benchmark, and CloudWatch.4 and .13 as it words them: without a clause
   * on the event source.
   *
   * @default - all fourteen controls, as Security Hub's page words them
   */
  readonly cis?: CisVersion;
}

/** What becomes of rules that a metric filter cannot say. */
export interface RuleAlarmsOptions {
  /**
   * Whether such a rule gets no alarm, and a warning that can be acknowledged. Otherwise it is an error.
   *
   * @default false
   */
  readonly leaveOutOthers?: boolean;
}

/**
 * What alarms watch for, whatever log group they are put on. A set never changes: each method gives a new one.
 *
 * Alarms are named by their control's id (`CloudWatch.5`), by the name of their control or rule (`trail-changed`), or
 * by their whole name.
 */
export class AlarmSet {
  /**
   * Security Hub's controls CloudWatch.1 to CloudWatch.14: exact patterns, one record in five minutes raises the alarm,
   * so that the controls pass. They are noisy: denied calls and what deployments change are among them.
   *
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
   */
  public static securityHub(options: SecurityHubAlarmsOptions = {}): AlarmSet {
    const wording = options.cis === undefined ? 'security-hub' : 'cis';
    const wanted = CONTROLS.filter(({ cis }) => options.cis !== CisVersion.V1_4 || cis.v1_4 !== undefined);
    return new AlarmSet(wanted.map((control) => named(toSecurityHubAlarm(control, wording), control)));
  }

  /**
   * The same fourteen controls without their noise: failures and calls that AWS services made are left out where they
   * are no news, and denied calls and failed sign-ins are counted. Security Hub does not take these alarms for its own.
   */
  public static quiet(): AlarmSet {
    return new AlarmSet(CONTROLS.map((control) => named(toQuietAlarm(control), control)));
  }

  /**
   * Rules, each with an alarm on the first record that it matches. The alarm has the rule's id: with `AlarmContext` and a
   * log processor, a record is told of once, by whichever finds it first.
   *
   * Throws, with every reason, on rules that a metric filter cannot say exactly, and on correlations: an alarm counts in
   * fixed periods, and not by group, and tells of records, not of periods.
   */
  public static ofRules(rules: RuleSet, options: RuleAlarmsOptions = {}): AlarmSet {
    const outcomes = outcomesOf(rules);
    const refused = outcomes.flatMap(({ name, outcome }) =>
      outcome.kind === 'refused' ? [`no metric filter can say '${name}': ${outcome.reasons.join('; ')}`] : [],
    );
    if (refused.length > 0 && options.leaveOutOthers !== true) {
      throw new Error(`${refused.join('\n')}\nleave these rules out, or set leaveOutOthers`);
    }
    const definitions = outcomes.flatMap(({ outcome }) => (outcome.kind === 'alarm' ? [outcome.alarm] : []));
    return new AlarmSet(
      definitions.map((definition) => ({ definition })),
      refused,
    );
  }

  private constructor(
    private readonly alarms: readonly NamedAlarm[],
    private readonly warnings: readonly string[] = [],
  ) {}

  /** Only the named alarms. */
  public only(...names: string[]): AlarmSet {
    this.checkKnown(names);
    return this.keep((alarm) => isNamed(alarm, names));
  }

  /** All but the named alarms. */
  public without(...names: string[]): AlarmSet {
    this.checkKnown(names);
    return this.keep((alarm) => !isNamed(alarm, names));
  }

  /** The other set's alarms too. One with a name that this set has already takes the other's place. */
  public plus(other: AlarmSet): AlarmSet {
    const byName = new Map([...this.alarms, ...other.alarms].map((alarm) => [alarm.definition.name, alarm]));
    return new AlarmSet([...byName.values()], [...this.warnings, ...other.warnings]);
  }

  /** @internal */
  public _definitions(): readonly AlarmDefinition[] {
    return this.alarms.map(({ definition }) => definition);
  }

  /** Which of Security Hub's controls the set makes pass, by their ids. @internal */
  public _controls(): readonly string[] {
    return this.alarms.flatMap(({ definition, control }) =>
      control !== undefined && definition.rule.id.startsWith('security-hub-') ? [control] : [],
    );
  }

  /** What was left out, in sentences. @internal */
  public _warnings(): readonly string[] {
    return this.warnings;
  }

  private keep(wanted: (alarm: NamedAlarm) => boolean): AlarmSet {
    return new AlarmSet(this.alarms.filter(wanted), this.warnings);
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

interface NamedAlarm {
  readonly definition: AlarmDefinition;
  /** The id of the control that it watches, if any. */
  readonly control?: string;
}

function named(definition: AlarmDefinition, control: Control): NamedAlarm {
  return { definition, control: control.id };
}

function namesOf({ definition, control }: NamedAlarm): string[] {
  const { name, rule } = definition;
  return [name, rule.name, rule.id, ...(control === undefined ? [] : [control])];
}

function isNamed(alarm: NamedAlarm, names: readonly string[]): boolean {
  return namesOf(alarm).some((name) => names.includes(name));
}
