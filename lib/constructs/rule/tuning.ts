import type { Correlation } from '../../core/rule/correlation';
import { narrowed } from '../../core/rule/narrowed-condition';
import type { Rule } from '../../core/rule/rule';
import type { AllowList } from './allow-list';
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

/** The correlation, tuned: what is allowed is left out of all the rules that it counts. */
export function tuneCorrelation(correlation: Correlation, { severity, allow }: RuleTuning): Correlation {
  const louder = severity === undefined ? correlation : { ...correlation, severity };
  if (allow === undefined) return louder;
  return { ...louder, rules: correlation.rules.map((rule) => tuneRule(rule, { allow })) };
}
