import type { CompileResult, Obstacle } from '../compile/compile-result';
import type { Condition } from '../rule/condition';
import type { Rule } from '../rule/rule';
import { type AlarmDefinition, PERIOD_SECONDS, PERIODS_WITH_LATE_RECORDS } from './alarm-definition';

/** What becomes of something that may be said as an alarm: the alarm, or every reason why not. */
export type AlarmOutcome =
  | { readonly kind: 'alarm'; readonly alarm: AlarmDefinition }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Compiles a condition into filter patterns. */
export type FilterCompiler = (condition: Condition) => CompileResult;

/** The page of alarms on rules among the runbooks. */
export const RULE_RUNBOOK = 'rule-matched';

/** The alarm on a rule, with the rule's own id: a record that the log processor finds too is told once. */
export function toRuleAlarm(rule: Rule, compile: FilterCompiler): AlarmOutcome {
  const result = compile(rule.condition);
  if (result.kind === 'refused') return { kind: 'refused', reasons: result.obstacles.map(renderObstacle) };
  return { kind: 'alarm', alarm: toAlarm(rule, result.artefacts) };
}

/** An alarm for one record that any of the patterns finds. */
function toAlarm(rule: Omit<Rule, 'condition'>, patterns: readonly string[]): AlarmDefinition {
  const { id, name, title, severity, tags, firstSteps, description } = rule;
  return {
    name,
    rule: { id, name, title, severity, tags, firstSteps },
    patterns,
    threshold: 1,
    periodSeconds: PERIOD_SECONDS,
    periods: PERIODS_WITH_LATE_RECORDS,
    meaning: description === '' ? title : description,
    runbook: RULE_RUNBOOK,
  };
}

/** An obstacle as a reason: the sentence, and where in the condition it is. */
export function renderObstacle({ reason, path }: Obstacle): string {
  return path === '' ? reason : `${reason} (at ${path})`;
}
