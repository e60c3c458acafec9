import { existsSync, readFileSync } from 'node:fs';
import { type AdaptRule, IndexedRules } from '../../lib/core/compile/predicate/indexed-rules';
import { withOwnKeys } from '../../lib/core/inventory/tampering/own-keys';
import type { Rule } from '../../lib/core/rule/rule';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { indexFileOf } from '../../lib/core/settings/function-environment';

/**
 * The rules of a function's layer, with trailwatch's own keys in those that raise alerts. With the index beside them they are
 * decoded as records ask for them; without it, or with that of another document, all at once.
 *
 * @param ownKeys of the function's environment
 * @param change what else changes in rules that raise alerts
 */
export function openRules(
  rulesFile: string,
  ownKeys: string | undefined,
  change: AdaptRule = (rule) => rule,
): IndexedRules | RuleDocument {
  const document = readFileSync(rulesFile);
  const indexFile = indexFileOf(rulesFile);
  const index = existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : undefined;
  const adapt = (rule: Rule) => change(withOwnKeys([rule], ownKeys)[0] ?? rule);
  const indexed = index === undefined ? undefined : IndexedRules.of(document, index, adapt);
  if (indexed !== undefined) return indexed;
  const { rules, correlations } = decodeRules(document.toString());
  return { rules: rules.map(adapt), correlations };
}
