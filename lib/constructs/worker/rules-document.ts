import type { LayerDocument } from '../asset/document-layer';
import type { RuleSet } from '../rule/rule-set';

/** The rules, as the document that a function reads from a layer. */
export function toRulesDocument(rules: RuleSet): LayerDocument & { readonly id: string } {
  return {
    id: 'Rules',
    description: 'The rules that trailwatch looks for',
    name: 'rules',
    document: rules._encode(),
  };
}
