import type { IConstruct } from 'constructs';
import { readBuiltInRules } from './rule-files';
import type { RuleSet } from './rule-set';

/** The rule sets of each app that raise alerts. */
const noted = new WeakMap<IConstruct, Set<RuleSet>>();

/** Registers rules that raise alerts in the app, so that filters of alerts may name them. */
export function noteRules(scope: IConstruct, rules: RuleSet): void {
  const { root } = scope.node;
  noted.set(root, (noted.get(root) ?? new Set()).add(rules));
}

/** The names and ids of the built-in rules and of those that the app registered. */
export function knownRules(scope: IConstruct): {
  readonly names: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
} {
  const { rules, correlations } = readBuiltInRules();
  const names = [...rules, ...correlations].map(({ name }) => name);
  const ids = [...rules, ...correlations].map(({ id }) => id);
  for (const set of noted.get(scope.node.root) ?? [])
    for (const { ruleName, ruleId } of [...set.rules, ...set.correlations]) {
      names.push(ruleName);
      ids.push(ruleId);
    }
  return { names: new Set(names), ids: new Set(ids) };
}
