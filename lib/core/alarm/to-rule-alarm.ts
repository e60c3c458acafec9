import { type CompileResult, renderReasons } from '../compile/compile-result';
import type { Condition } from '../rule/condition';
import type { Correlation, CountBound } from '../rule/correlation';
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
type FilterCompiler = (condition: Condition) => CompileResult;

/** The runbook of alarms on rules. */
const RULE_RUNBOOK = 'rule-matched';

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

/** The members of a rule that an alert needs. */
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

const FIXED_PERIODS =
  'an alarm counts in fixed periods and over all accounts of the log group, not in a window that slides and by account; ' +
  'let the log processor evaluate it';

const TOLD_OTHERWISE =
  'the log processor tells of it once for a period of time, and an alarm once for each record, so both together would tell ' +
  'twice; put an alarm on the rule that it counts';

/**
 * The alarm on a correlation: none, with every reason. An alarm counts in periods that begin at full minutes, and Sigma in
 * a window that slides:
 *
 *     records            x x │ x x
 *     periods       ─────────┼─────────      2 and 2
 *     window              └───────┘          4
 *
 * It would also add up what belongs to different groups: without `group-by` Sigma counts by account, and the log group of
 * an organization holds many. A count that one record fulfils could be counted; but the identity of a correlation's alert
 * is its period, and that of an alarm's alert its record: both alerts would be sent.
 */
export function toCorrelationAlarm(correlation: Correlation, compile: FilterCompiler): AlarmOutcome {
  const results = correlation.rules.map((rule) => compile(rule.condition));
  const obstacles = results.flatMap((result) => (result.kind === 'refused' ? result.obstacles : []));
  return { kind: 'refused', reasons: [...shapeReasons(correlation), ...renderReasons(obstacles)] };
}

function shapeReasons({ kind, groupBy, bounds, concludedBy }: Correlation): string[] {
  if (kind === 'score')
    return ['a metric filter counts records, and adds up no alerts; let the log processor evaluate it'];
  if (kind !== 'event_count') {
    return [`a metric filter counts records, and no ${kind}; let the log processor evaluate it`];
  }
  if (concludedBy !== undefined) {
    return ['an alarm cannot wait for the record that concludes a count; let the log processor evaluate it'];
  }
  return [
    ...(groupBy.length === 0
      ? []
      : [`an alarm cannot count by ${groupBy.join(', ')}; let the log processor evaluate it`]),
    ...(bounds.every(holdsForOne) ? [] : [FIXED_PERIODS]),
    ...(groupBy.length === 0 && bounds.every(holdsForOne) ? [TOLD_OTHERWISE] : []),
  ];
}

/** Whether the bound is met by one record, and by every number above. */
function holdsForOne({ operator, value }: CountBound): boolean {
  return (operator === 'gte' && value <= 1) || (operator === 'gt' && value < 1);
}
