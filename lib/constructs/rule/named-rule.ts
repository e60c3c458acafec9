import { Token } from 'aws-cdk-lib';
import { didYouMean } from '../../core/problem/nearest-word';
import type { CorrelationRule } from './correlation-rule';
import type { Rule } from './rule';
import { RuleSeverity, severitiesFrom } from './rule-severity';

/** Whether a rule, a correlation or the rule of an alarm has high or critical severity. */
export function isSevere({ severity }: { readonly severity: string }): boolean {
  return (severitiesFrom(RuleSeverity.HIGH) as readonly string[]).includes(severity);
}

/** Describes the problem of an invalid account id. */
export function whyNoAccount(text: string): string {
  if (!Token.isUnresolved(text))
    return `ownAccounts '${text}' is not a valid account id: it must have 12 digits, leading zeros included`;
  return 'one of ownAccounts is known only at deployment, but rules are written at synthesis; give its twelve digits, or give the stack an env';
}

/** What rules are named by. */
export type Named = Pick<Rule, 'ruleId' | 'ruleName'>;

/** Whether a rule has one of the names or ids. */
export function isNamed({ ruleName, ruleId }: Named, names: readonly string[]): boolean {
  return names.includes(ruleName) || names.includes(ruleId);
}

/** The last rule of each id, in the position of the first. */
export function onePerId<Each extends Named>(all: readonly Each[]): readonly Each[] {
  return [...new Map(all.map((each) => [each.ruleId, each])).values()];
}

/** The rules that replace others with the same id or name; a tuned rule keeps its title. */
export function replacements(
  own: readonly (Rule | CorrelationRule)[],
  others: readonly (Rule | CorrelationRule)[],
): readonly string[] {
  return others.flatMap(({ ruleId, ruleName, title }) => {
    const before = own.find((each) => each.ruleId === ruleId || each.ruleName === ruleName);
    if (before === undefined || (before.ruleId === ruleId && before.title === title)) return [];
    return before.ruleId === ruleId
      ? [
          `rule '${ruleName}' would replace '${before.ruleName}', which has the same id; remove that rule first with without()`,
        ]
      : [
          `rule '${ruleName}' has the name of another rule, '${before.title}', and both raise alerts; give it another name`,
        ];
  });
}

/** Why a name matches no rule of a set that raises alerts. */
export function whyUnknown(
  name: string,
  known: readonly string[],
  correlations: readonly CorrelationRule[],
): string {
  const counting = correlations.filter((each) =>
    each._toDocument().rules.some((rule) => rule.name === name || rule.id === name),
  );
  if (counting.length === 0) return `the rule set has no rule '${name}'${didYouMean(name, known)}`;
  const names = counting.map(({ ruleName }) => `'${ruleName}'`).join(', ');
  return `the rule '${name}' raises no alerts of its own; name the correlations that count it: ${names}`;
}
