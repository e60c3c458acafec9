import type { Construct } from 'constructs';
import { createDocumentLayer, type DocumentLayer } from '../asset/document-layer';
import type { RuleSet } from '../rule/rule-set';

/** The rules as a layer of their own. */
export function createRulesLayer(scope: Construct, rules: RuleSet): DocumentLayer {
  return createDocumentLayer(scope, 'Rules', {
    description: 'The rules that trailwatch looks for',
    name: 'rules',
    document: rules._encode(),
  });
}
