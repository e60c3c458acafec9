import type { Rule } from '../rule/rule';
import { type AlarmDefinition, PERIOD_SECONDS, PERIODS_WITH_LATE_RECORDS } from './alarm-definition';
import { type Control, type ControlWording, toControlPattern, toQuietPattern } from './control';
import { IDENTITY_CONTROLS } from './identity-controls';
import { NETWORK_CONTROLS } from './network-controls';
import { RESOURCE_CONTROLS } from './resource-controls';
import { toAlarmRule } from './to-rule-alarm';

/** A control, the built-in rule of its name, and those that report other records of its pattern. */
export interface ControlledRule {
  readonly control: Control;
  readonly rule: Rule;
  readonly otherRules: readonly Rule[];
}

/** Each control with its rule. Throws if the rules lack one. */
export function pairControls(
  controls: readonly Control[],
  rules: readonly Rule[],
): readonly ControlledRule[] {
  return controls.map((control) => {
    const named = (wanted: string): Rule => {
      const rule = rules.find(({ name }) => name === wanted);
      if (rule === undefined) throw new Error(`the built-in rules lack '${wanted}' of ${control.id}`);
      return rule;
    };
    const { ruleName, otherRules = [] } = control;
    return { control, rule: named(ruleName), otherRules: otherRules.map(named) };
  });
}

/** The alarm that makes a control pass: its exact pattern, one record, one period. */
export function toSecurityHubAlarm(pair: ControlledRule, wording: ControlWording): AlarmDefinition {
  const { control } = pair;
  return {
    ...shared(pair),
    name: `${control.id}-${control.ruleName}`,
    patterns: [toControlPattern(control, wording)],
    threshold: 1,
    periods: 1,
  };
}

/** The alarm on the same control without its noise. It does not make the control pass. */
export function toQuietAlarm(pair: ControlledRule): AlarmDefinition {
  const { control } = pair;
  return {
    ...shared(pair),
    name: `${control.id}-${control.ruleName}-quiet`,
    patterns: [toQuietPattern(control)],
    threshold: control.quiet.threshold,
    periods: PERIODS_WITH_LATE_RECORDS,
  };
}

/** The runbook of a control, without `.md`. */
export function runbookOf({ id }: Control): string {
  return id.toLowerCase().replace('.', '-');
}

function shared({ control, rule }: ControlledRule) {
  return {
    rule: toAlarmRule(rule),
    periodSeconds: PERIOD_SECONDS,
    meaning: rule.description,
    runbook: runbookOf(control),
  };
}

/**
 * Security Hub's controls CloudWatch.1 to CloudWatch.14, in their order.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CONTROLS: readonly Control[] = [
  ...IDENTITY_CONTROLS,
  ...RESOURCE_CONTROLS,
  ...NETWORK_CONTROLS,
].sort((one, other) => numberOf(one) - numberOf(other));

function numberOf({ id }: Control): number {
  return Number(id.slice(id.indexOf('.') + 1));
}
