import { Lazy } from 'aws-cdk-lib';
import { indexOfParts } from '../../core/compile/predicate/rule-index';
import { encodeOwnKeys, OWN_KEYS_VARIABLE } from '../../core/inventory/tampering/own-keys';
import { sha256Hex } from '../../core/record/sha256';
import type { LayerDocument } from '../asset/document-layer';
import { isKnownLate } from '../preflight/preflight-check';
import type { RuleSet } from '../rule/rule-set';

/** The rules, as a document that a function reads from a layer. */
export function toRulesDocument(rules: RuleSet): LayerDocument & { readonly id: string } {
  const parts = rules._encode();
  if (isKnownLate(parts.text)) throw lateValue(rules);
  return {
    id: 'Rules',
    description: 'The rules that trailwatch looks for',
    name: 'rules',
    document: parts.text,
    index: indexOfParts(parts, sha256Hex(parts.text)),
  };
}

/** The document is an asset, in which the CDK resolves no tokens: a function would receive the placeholder. */
function lateValue({ rules, correlations }: RuleSet): Error {
  const late = [...rules, ...correlations].filter((rule) => isKnownLate(JSON.stringify(rule._toDocument())));
  const names = late.map(({ ruleName }) => `'${ruleName}'`).join(', ');
  return new Error(
    `rules: ${names} has a value that is known only at deployment, but rules are written at synthesis; give it as text`,
  );
}

/** The deploy-time values of the rules, as part of the environment of the function that reads them. */
export function toRulesEnvironment(rules: RuleSet): Record<string, string> {
  const value = Lazy.uncachedString({ produce: () => encodeOwnKeys(rules._ownKeys()) || undefined });
  return rules._namesOwnKeys() ? { [OWN_KEYS_VARIABLE]: value } : {};
}
