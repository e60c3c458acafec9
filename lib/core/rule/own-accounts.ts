import { type Condition, mapLeaves } from './condition';
import { mapRules } from './document-rules';
import type { Rule } from './rule';
import type { RuleDocument } from './rule-document';

/** The rules with these accounts as own ones, including the rules that correlations count. */
export function withOwnAccounts(document: RuleDocument, accountIds: readonly string[]): RuleDocument {
  return mapRules(document, (rule) => ruleWithOwnAccounts(rule, accountIds));
}

/** Whether a condition tests for accounts that are not the own ones. */
export function asksForOtherAccounts(condition: Condition): boolean {
  let asks = false;
  mapLeaves(condition, (leaf) => {
    if (leaf.kind === 'outsideAccount') asks = true;
    return leaf;
  });
  return asks;
}

/** The rule with these accounts as own ones; the same rule if it does not test for other accounts. */
export function ruleWithOwnAccounts(rule: Rule, accountIds: readonly string[]): Rule {
  let asks = false;
  const condition = mapLeaves(rule.condition, (leaf) => {
    if (leaf.kind !== 'outsideAccount') return leaf;
    asks = true;
    return { ...leaf, own: [...new Set([...leaf.own, ...accountIds])] };
  });
  return asks ? { ...rule, condition } : rule;
}
