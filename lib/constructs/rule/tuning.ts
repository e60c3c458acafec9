import type { Condition as ConditionTree } from '../../core/rule/condition';
import type { Correlation } from '../../core/rule/correlation';
import { narrowed, narrowingsOf, writtenCondition } from '../../core/rule/narrowed-condition';
import { isBelow, type Rule } from '../../core/rule/rule';
import type { AllowList } from './allow-list';
import type { Condition } from './condition';
import { isOver } from './end-time';
import { judgedInCode } from './judged-in-code';
import { Rule as RuleConstruct } from './rule';
import type { RuleSeverity } from './rule-severity';

/**
 * Changes to a rule. The rule keeps its id, so that alerts and subscriptions are not affected.
 * @stability stable
 */
export interface RuleTuning {
  /**
   * How bad a match is here.
   * @default - as the rule says
   */
  readonly severity?: RuleSeverity;

  /**
   * The severity of a match whose call was denied or failed. No effect if it is not lower than the rule's severity, and on
   * correlations.
   * @default - as the rule says
   */
  readonly failureSeverity?: RuleSeverity;

  /**
   * Calls that the rule excludes; a correlation does not count them.
   * @default - none
   */
  readonly allow?: AllowList;

  /**
   * The severity of a match that also meets `raiseWhere`: a second alert is sent in addition to the usual one, from a separate
   * rule named after the rule and the severity, such as `trail-changed-critical`. Not for correlations.
   * @default - matches are as bad as each other
   */
  readonly raiseTo?: RuleSeverity;

  /**
   * The condition on records whose severity is raised: a tag, an account, a resource. Tags are in `eventContext`, which is
   * delivered only to event data stores.
   * @default - none
   */
  readonly raiseWhere?: Condition;
}

/** The rule, tuned. */
export function tuneRule(rule: Rule, { severity, failureSeverity, allow }: RuleTuning): Rule {
  const louder = {
    ...rule,
    ...(severity === undefined ? {} : { severity }),
    ...(failureSeverity === undefined ? {} : { failureSeverity }),
  };
  if (allow === undefined) return louder;
  return { ...louder, condition: narrowed(rule.condition, allow._narrowings()) };
}

/** The name of the tuned rule, as given by the user. */
interface NamedTuning {
  readonly name: string;
  readonly tuning: RuleTuning;
}

/** A copy of a rule with a higher severity and an additional condition, and its own stable id. */
export function raisedRules(
  rules: readonly RuleConstruct[],
  { name, tuning }: NamedTuning,
): readonly RuleConstruct[] {
  const { raiseTo, raiseWhere } = tuning;
  if (raiseTo === undefined && raiseWhere === undefined) return [];
  if (raiseTo === undefined || raiseWhere === undefined)
    throw new Error(`tuning of '${name}': raiseTo and raiseWhere must be set together; give both`);
  const named = rules.filter(({ ruleName, ruleId }) => ruleName === name || ruleId === name);
  if (named.length === 0)
    throw new Error(`tuning of '${name}': raiseTo is for rules that raise alerts of their own`);
  const warnings = judgedInCode(`tuning of '${name}'`, raiseWhere._tree);
  return named.map((rule) => {
    const document = rule._toDocument();
    if (!isBelow(document.severity, raiseTo))
      throw new Error(
        `tuning of '${name}': raiseTo is '${raiseTo}', and the rule's severity '${document.severity}' is not below it`,
      );
    const own = { id: `${document.id}-${raiseTo}`, name: `${document.name}-${raiseTo}`, severity: raiseTo };
    if (rules.some(({ ruleId }) => ruleId === own.id))
      throw new Error(
        `tuning of '${name}': '${own.name}' is there from an earlier tuning, and another would take its place; give one raiseWhere ` +
          `with all conditions (Condition.anyOf), or leave the earlier one out first by without('${own.name}')`,
      );
    const condition = withCondition(document.condition, raiseWhere._tree);
    return RuleConstruct._of({ ...document, ...own, condition }, warnings);
  });
}

/** Exclusions by allow lists and filters are still identified as such. */
function withCondition(condition: ConditionTree, more: ConditionTree): ConditionTree {
  const both: ConditionTree = { kind: 'and', of: [writtenCondition(condition), more] };
  const narrowings = narrowingsOf(condition);
  return narrowings.length === 0 ? both : narrowed(both, narrowings);
}

/** The tuned correlation: allowed calls are excluded from all the rules that it counts. */
export function tuneCorrelation(correlation: Correlation, { severity, allow }: RuleTuning): Correlation {
  const louder = severity === undefined ? correlation : { ...correlation, severity };
  if (allow === undefined) return louder;
  return { ...louder, rules: correlation.rules.map((rule) => tuneRule(rule, { allow })) };
}

/**
 * Properties of the trial of a rule.
 * @stability stable
 */
export interface RuleTrial {
  /** The date by which to promote or remove the rule: a day or a time in UTC, `2026-12-15` or `2026-12-15T06:30:00Z`. */
  readonly until: string;
}

/** The warning on a trial that has ended before the synthesis. */
export function overTrial(name: string, until: string): readonly string[] {
  return isOver(until)
    ? [
        `the trial of rule '${name}' ended at ${until}, but its alerts are still not sent; remove onTrial to promote the rule, or remove the rule`,
      ]
    : [];
}
