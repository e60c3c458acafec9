import type { Correlation } from './correlation';
import type { Rule } from './rule';

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
