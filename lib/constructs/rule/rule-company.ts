import { nameableRules, type RuleFilter } from '../../core/rule/document-rules';
import type { RuleDocument } from '../../core/rule/rule-document';
import type { AllowList } from './allow-list';

/** What belongs to a set beside its rules. */
export interface Company {
  readonly ownKeys: () => readonly string[];
  readonly unasked: ReadonlySet<string>;
  /** The accounts that the user says are all there are. */
  readonly ownAccounts: readonly string[];
  /** The allow lists that its rules got, or would have got but for their severity. */
  readonly lists: readonly AllowList[];
  /** What filters ask of rules that come from elsewhere; its own have them already. */
  readonly filters: readonly RuleFilter[];
}

/** A set without anything of the kind. */
export const ALONE: Company = {
  ownKeys: () => [],
  unasked: new Set(),
  ownAccounts: [],
  lists: [],
  filters: [],
};

/** What two sets have together. Rules that the other one chose are chosen. */
export function joined(own: Company, other: Company, isOfOther: (ruleId: string) => boolean): Company {
  return {
    ownKeys: () => [...new Set([...own.ownKeys(), ...other.ownKeys()])],
    unasked: new Set([...own.unasked].filter((id) => !isOfOther(id)).concat([...other.unasked])),
    ownAccounts: [...new Set([...own.ownAccounts, ...other.ownAccounts])],
    lists: [...new Set([...own.lists, ...other.lists])],
    filters: [...new Set([...own.filters, ...other.filters])],
  };
}

/** What is wrong with filters that find none of the rules that they name. */
export function idleFilters(rules: RuleDocument, filters: readonly RuleFilter[]): readonly string[] {
  const ids = new Set(nameableRules(rules).map(({ id }) => id));
  return filters.flatMap(({ ruleIds, narrowing }) =>
    ruleIds.some((id) => ids.has(id))
      ? []
      : [
          `the ${narrowing.name} names built-in rules, and the rule set has none of them: merge it with RuleSet.builtIn()`,
        ],
  );
}
