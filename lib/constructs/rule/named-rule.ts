import { Token } from 'aws-cdk-lib';
import type { CorrelationRule } from './correlation-rule';
import type { Rule } from './rule';
import { RuleSeverity, severitiesFrom } from './rule-severity';

/** Whether a rule is of high severity or worse. */
export function isSevere({ severity }: Rule | CorrelationRule): boolean {
  return (severitiesFrom(RuleSeverity.HIGH) as readonly string[]).includes(severity);
}

/** What is wrong with a text that should be an account id. */
export function whyNoAccount(text: string): string {
  if (!Token.isUnresolved(text))
    return `ownAccounts '${text}' is not a valid account id: it must have 12 digits, leading zeros included`;
  return 'an own account is known only at deployment, and rules are made before it; name its twelve digits, or give the stack an env';
}

/** What rules are named by. */
export type Named = Pick<Rule, 'ruleId' | 'ruleName'>;

/** Whether a rule has one of the names or ids. */
export function isNamed({ ruleName, ruleId }: Named, names: readonly string[]): boolean {
  return names.includes(ruleName) || names.includes(ruleId);
}

/** The last of each id, where the first of it is. */
export function onePerId<Each extends Named>(all: readonly Each[]): readonly Each[] {
  return [...new Map(all.map((each) => [each.ruleId, each])).values()];
}
