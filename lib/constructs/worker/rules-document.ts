import { Lazy } from 'aws-cdk-lib';
import { indexOfParts } from '../../core/compile/predicate/rule-index';
import { sha256Hex } from '../../core/record/sha256';
import { encodeOwnKeys, OWN_KEYS_VARIABLE } from '../../core/tampering/own-keys';
import type { LayerDocument } from '../asset/document-layer';
import type { RuleSet } from '../rule/rule-set';

/** The rules, as the document that a function reads from a layer. */
export function toRulesDocument(rules: RuleSet): LayerDocument & { readonly id: string } {
  const parts = rules._encode();
  return {
    id: 'Rules',
    description: 'The rules that trailwatch looks for',
    name: 'rules',
    document: parts.text,
    index: indexOfParts(parts, sha256Hex(parts.text)),
  };
}

/** What the rules need that is known once deployed, as part of the environment of the function that reads them. */
export function toRulesEnvironment(rules: RuleSet): Record<string, string> {
  const value = Lazy.uncachedString({ produce: () => encodeOwnKeys(rules._ownKeys()) || undefined });
  return rules._namesOwnKeys() ? { [OWN_KEYS_VARIABLE]: value } : {};
}
