import { nameableRules, type RuleFilter } from '../../core/rule/document-rules';
import type { RuleDocument } from '../../core/rule/rule-document';
import type { AllowList } from './allow-list';

/** The properties of a set in addition to its rules. */
export interface Company {
  readonly ownKeys: () => readonly string[];
  readonly unasked: ReadonlySet<string>;
  /** The accounts that the user specified as the complete list of own accounts. */
  readonly ownAccounts: readonly string[];
  /** The allow lists of its rules, including those that were not applied because of severity. */
  readonly lists: readonly AllowList[];
  /** The conditions of filters on rules from other sets; its own rules already contain them. */
  readonly filters: readonly RuleFilter[];
}

/** A set without such properties. */
export const ALONE: Company = {
  ownKeys: () => [],
  unasked: new Set(),
  ownAccounts: [],
  lists: [],
  filters: [],
};

/** The combined properties of two sets. Rules that the other set selected are selected. */
export function joined(own: Company, other: Company, isOfOther: (ruleId: string) => boolean): Company {
  return {
    ownKeys: () => [...new Set([...own.ownKeys(), ...other.ownKeys()])],
    unasked: new Set([...own.unasked].filter((id) => !isOfOther(id)).concat([...other.unasked])),
    ownAccounts: [...new Set([...own.ownAccounts, ...other.ownAccounts])],
    lists: [...new Set([...own.lists, ...other.lists])],
    filters: [...new Set([...own.filters, ...other.filters])],
  };
}

/** The problems of filters that match none of the rules that they name. */
export function idleFilters(rules: RuleDocument, filters: readonly RuleFilter[]): readonly string[] {
  const ids = new Set(nameableRules(rules).map(({ id }) => id));
  return filters.flatMap(({ ruleIds, narrowing }) =>
    ruleIds.some((id) => ids.has(id))
      ? []
      : [
          `the ${narrowing.name} names built-in rules, but the rule set contains none of them; merge it with RuleSet.builtIn()`,
        ],
  );
}
