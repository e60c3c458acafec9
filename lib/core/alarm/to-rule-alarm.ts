import { type CompileResult, renderReasons } from '../compile/compile-result';
import type { Condition } from '../rule/condition';
import type { Rule } from '../rule/rule';
import {
  type AlarmDefinition,
  type AlarmRule,
  PERIOD_SECONDS,
  PERIODS_WITH_LATE_RECORDS,
} from './alarm-definition';

/** The alarm on a rule, or every reason why there is none. */
export type AlarmOutcome =
  | { readonly kind: 'alarm'; readonly alarm: AlarmDefinition }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Compiles a condition into metric filter patterns. */
export type FilterCompiler = (condition: Condition) => CompileResult;

/** The runbook of alarms on rules. */
export const RULE_RUNBOOK = 'rule-matched';

/** Why a rule on trial has no alarm. */
const ON_TRIAL =
  'the rule is on trial, and CloudWatch would notify; promote it, or leave it to the log processor';

/** The alarm on a rule, with the rule's own id: a record that the log processor finds, too, raises one alert. */
export function toRuleAlarm(rule: Rule, compile: FilterCompiler): AlarmOutcome {
  if (rule.trialUntil !== undefined) return { kind: 'refused', reasons: [ON_TRIAL] };
  const result = compile(rule.condition);
  if (result.kind === 'refused') return { kind: 'refused', reasons: renderReasons(result.obstacles) };
  return { kind: 'alarm', alarm: toAlarm(rule, result.artefacts) };
}

/** What an alert needs of a rule. */
export function toAlarmRule(rule: AlarmRule): AlarmRule {
  const { id, name, title, severity, failureSeverity, minimumSeverity, tags, firstSteps, trialUntil } = rule;
  return {
    ...{ id, name, title, severity, tags, firstSteps },
    ...(failureSeverity === undefined ? {} : { failureSeverity }),
    ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    ...(trialUntil === undefined ? {} : { trialUntil }),
  };
}

/** An alarm on one record that any of the patterns finds. */
function toAlarm(rule: Omit<Rule, 'condition'>, patterns: readonly string[]): AlarmDefinition {
  const { name, title, description } = rule;
  return {
    name,
    rule: toAlarmRule(rule),
    patterns,
    threshold: 1,
    periodSeconds: PERIOD_SECONDS,
    periods: PERIODS_WITH_LATE_RECORDS,
    meaning: description === '' ? title : description,
    runbook: RULE_RUNBOOK,
  };
}
