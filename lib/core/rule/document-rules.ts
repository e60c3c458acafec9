import type { Correlation } from './correlation';
import { type Narrowing, narrowed } from './narrowed-condition';
import type { Rule } from './rule';
import type { RuleDocument } from './rule-document';

/** A rule that a correlation counts and that raises no alerts itself. */
export interface CountedRule {
  readonly rule: Rule;
  /** The places of a correlation that contains it, and of the rule there. */
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

/** The rules that decide what a correlation of a set sees: those that it counts; of a score, all that raise alerts. */
export function rulesBehind(
  { kind, rules }: Pick<Correlation, 'kind' | 'rules'>,
  alerting: readonly Rule[],
): readonly Rule[] {
  return kind === 'score' ? alerting : rules;
}

/**
 * Everything that can be named: rules that raise alerts, rules that correlations only count, and correlations. Where only rules
 * that raise alerts are allowed, the others get their own message.
 */
export function nameableRules(document: RuleDocument): readonly (Rule | Correlation)[] {
  return [...document.rules, ...countedRules(document).map(({ rule }) => rule), ...document.correlations];
}

/** A document whose rules are changed alike, those among them that correlations count. A correlation without a changed rule stays as it is. */
export function mapRules(document: RuleDocument, change: (rule: Rule) => Rule): RuleDocument {
  return {
    rules: document.rules.map(change),
    correlations: mapCounted(document.correlations, change),
  };
}

function mapCounted(
  correlations: readonly Correlation[],
  change: (rule: Rule) => Rule,
): readonly Correlation[] {
  return correlations.map((correlation) => {
    const rules = correlation.rules.map(change);
    return rules.every((rule, at) => rule === correlation.rules[at])
      ? correlation
      : { ...correlation, rules };
  });
}

/**
 * Correlations that count these rules where they counted others of the same ids. An id is one rule in a set: what a correlation
 * counts must not depend on whether the rule raises alerts itself, too.
 */
export function countingInstead(
  correlations: readonly Correlation[],
  rules: readonly Rule[],
): readonly Correlation[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return mapCounted(correlations, (rule) => byId.get(rule.id) ?? rule);
}

/** What a Sigma filter requires of the rules that it names and that are not in its files: the built-in ones. */
export interface RuleFilter {
  readonly ruleIds: readonly string[];
  readonly narrowing: Narrowing;
}

/** Rules with the filters that name them, those among them that correlations count. */
export function withFilters(document: RuleDocument, filters: readonly RuleFilter[]): RuleDocument {
  return mapRules(document, (rule) => {
    const own = filters.filter(({ ruleIds }) => ruleIds.includes(rule.id)).map(({ narrowing }) => narrowing);
    return own.length === 0 ? rule : { ...rule, condition: narrowed(rule.condition, own) };
  });
}

/** Built-in rules next to a user's own: filters narrow them, and their correlations count a user's rules in place of those of the same ids. */
export function besideOwn(
  builtIn: RuleDocument,
  own: RuleDocument,
  filters: readonly RuleFilter[],
): RuleDocument {
  const { rules, correlations } = withFilters(builtIn, filters);
  const counted = own.correlations.flatMap((correlation) => correlation.rules);
  return { rules, correlations: countingInstead(correlations, [...counted, ...own.rules]) };
}
