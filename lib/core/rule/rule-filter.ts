import { countedRules } from './counted-rules';
import { type Narrowing, narrowed } from './narrowed-condition';
import type { Rule } from './rule';
import type { RuleDocument } from './rule-document';

/** What a Sigma filter asks of the rules that it names and that are not beside it: the built-in ones. */
export interface RuleFilter {
  readonly ruleIds: readonly string[];
  readonly narrowing: Narrowing;
}

/** The rules that can be named: those that raise alerts, and those that correlations only count. */
export function nameableRules(document: RuleDocument): readonly Rule[] {
  return [...document.rules, ...countedRules(document).map(({ rule }) => rule)];
}

/** Rules with the filters that name them, those among them that correlations count. */
export function withFilters(document: RuleDocument, filters: readonly RuleFilter[]): RuleDocument {
  if (filters.length === 0) return document;
  return {
    rules: document.rules.map((rule) => filteredRule(rule, filters)),
    correlations: document.correlations.map((correlation) => {
      const rules = correlation.rules.map((rule) => filteredRule(rule, filters));
      return rules.every((rule, at) => rule === correlation.rules[at])
        ? correlation
        : { ...correlation, rules };
    }),
  };
}

function filteredRule(rule: Rule, filters: readonly RuleFilter[]): Rule {
  const own = filters.filter(({ ruleIds }) => ruleIds.includes(rule.id)).map(({ narrowing }) => narrowing);
  return own.length === 0 ? rule : { ...rule, condition: narrowed(rule.condition, own) };
}
