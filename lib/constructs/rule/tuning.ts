import type { Condition as ConditionTree } from '../../core/rule/condition';
import type { Correlation } from '../../core/rule/correlation';
import { narrowed, narrowingsOf, writtenCondition } from '../../core/rule/narrowed-condition';
import { isBelow, type Rule } from '../../core/rule/rule';
import { unknownFieldsOf } from '../../core/sigma/detection/known-field';
import type { AllowList } from './allow-list';
import type { Condition } from './condition';
import { isOver } from './end-time';
import { Rule as RuleConstruct } from './rule';
import type { RuleSeverity } from './rule-severity';

/** What is changed about a rule. It keeps its id, so that alerts and subscriptions stay the same. */
export interface RuleTuning {
  /**
   * How bad a match is here.
   * @default - as the rule says
   */
  readonly severity?: RuleSeverity;

  /**
   * How bad a match is whose call was denied or failed; one that is not lower than the rule's severity has no effect. Has no
   * effect on a correlation.
   * @default - as the rule says
   */
  readonly failureSeverity?: RuleSeverity;

  /**
   * Calls that the rule leaves out; a correlation does not count them.
   * @default - none
   */
  readonly allow?: AllowList;

  /**
   * How bad a match is for which `raiseWhere` holds, too: a second alert comes beside the usual one, of a rule of its own with
   * the rule's name and the severity, such as `trail-changed-critical`. Not for a correlation.
   * @default - matches are as bad as each other
   */
  readonly raiseTo?: RuleSeverity;

  /**
   * What holds of records whose severity is raised: a tag, an account, a resource. Tags are in `eventContext`, which only event data stores
   * deliver.
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

/** What is tuned, as the user names it. */
interface NamedTuning {
  readonly name: string;
  readonly tuning: RuleTuning;
}

/** The rule of a name once more, worse and only for records of which something else holds, with an id of its own that stays the same. */
export function raisedRules(
  rules: readonly RuleConstruct[],
  { name, tuning }: NamedTuning,
): readonly RuleConstruct[] {
  const { raiseTo, raiseWhere } = tuning;
  if (raiseTo === undefined && raiseWhere === undefined) return [];
  if (raiseTo === undefined || raiseWhere === undefined)
    throw new Error(`tuning of '${name}': raiseTo and raiseWhere belong together; give both`);
  const named = rules.filter(({ ruleName, ruleId }) => ruleName === name || ruleId === name);
  if (named.length === 0)
    throw new Error(`tuning of '${name}': raiseTo is for rules that raise alerts of their own`);
  const warnings = unknownFieldsOf(raiseWhere._tree).map((warning) => `tuning of '${name}': ${warning}`);
  return named.map((rule) => {
    const document = rule._toDocument();
    if (!isBelow(document.severity, raiseTo))
      throw new Error(
        `tuning of '${name}': raiseTo is '${raiseTo}', and the rule's severity '${document.severity}' is not below it`,
      );
    const own = { id: `${document.id}-${raiseTo}`, name: `${document.name}-${raiseTo}`, severity: raiseTo };
    const condition = withCondition(document.condition, raiseWhere._tree);
    return RuleConstruct._of({ ...document, ...own, condition }, warnings);
  });
}

/** What is left out by allow lists and filters is still known as such. */
function withCondition(condition: ConditionTree, more: ConditionTree): ConditionTree {
  const both: ConditionTree = { kind: 'and', of: [writtenCondition(condition), more] };
  const narrowings = narrowingsOf(condition);
  return narrowings.length === 0 ? both : narrowed(both, narrowings);
}

/** The correlation, tuned: what is allowed is left out of all the rules that it counts. */
export function tuneCorrelation(correlation: Correlation, { severity, allow }: RuleTuning): Correlation {
  const louder = severity === undefined ? correlation : { ...correlation, severity };
  if (allow === undefined) return louder;
  return { ...louder, rules: correlation.rules.map((rule) => tuneRule(rule, { allow })) };
}

/** Properties of the trial of a rule. */
export interface RuleTrial {
  /**
   * When it is to be decided whether the rule is promoted or removed: a day or a time in UTC, `2026-12-15` or
   * `2026-12-15T06:30:00Z`.
   */
  readonly until: string;
}

/** The warning on a trial that is over at the time of the synth. */
export function overTrial(name: string, until: string): readonly string[] {
  return isOver(until)
    ? [
        `the trial of rule '${name}' is over since ${until}, and its alerts are still not sent; promote it by leaving out onTrial, or remove it`,
      ]
    : [];
}
