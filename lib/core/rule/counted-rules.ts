import type { Correlation } from './correlation';
import type { Rule } from './rule';
import type { RuleDocument } from './rule-document';

/** A rule that a correlation counts and that raises no alerts of its own. */
export interface CountedRule {
  readonly rule: Rule;
  /** The places of a correlation that holds it, and of the rule there. */
  readonly correlation: number;
  readonly place: number;
}

/** The rules that are only counted, each id once. */
export function countedRules({ rules, correlations }: RuleDocument): readonly CountedRule[] {
  const alerting = new Set(rules.map(({ id }) => id));
  const byId = new Map<string, CountedRule>();
  for (const [correlation, { rules: held }] of correlations.entries()) {
    for (const [place, rule] of held.entries()) {
      if (!alerting.has(rule.id)) byId.set(rule.id, { rule, correlation, place });
    }
  }
  return [...byId.values()];
}

/**
 * Correlations that count these rules where they counted others of the same ids. An id stands for one rule in a set: what a correlation
 * counts must not depend on whether the rule raises alerts of its own, too.
 */
export function countingInstead(
  correlations: readonly Correlation[],
  rules: readonly Rule[],
): readonly Correlation[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return correlations.map((correlation) =>
    correlation.rules.some(({ id }) => byId.has(id))
      ? { ...correlation, rules: correlation.rules.map((rule) => byId.get(rule.id) ?? rule) }
      : correlation,
  );
}
