import { readFileSync } from 'node:fs';
import { Token } from 'aws-cdk-lib';
import { knowMeanings } from '../../core/review/metadata/rule-meaning';
import { decodeShippedRules, type RuleDocument } from '../../core/rule/rule-document';
import { builtPath } from '../asset/package-root';
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

let builtIn: RuleDocument | undefined;

/** The rules that trailwatch comes with: the same document each time, with the hashes of their meaning that the build made. */
export function readBuiltInRules(): RuleDocument {
  builtIn ??= readShippedRules();
  return builtIn;
}

function readShippedRules(): RuleDocument {
  const document = decodeShippedRules(readFileSync(builtPath('rules/built-in.json'), 'utf8'));
  knowMeanings(document, JSON.parse(readFileSync(builtPath('rules/meanings.json'), 'utf8')));
  return document;
}
