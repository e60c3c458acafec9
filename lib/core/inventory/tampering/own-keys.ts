import { mapLeaves } from '../../rule/condition';
import type { Rule } from '../../rule/rule';

/**
 * The placeholder in a rule for the ARNs of trailwatch's own keys. The ARNs are known only after deployment, and a record
 * of KMS names a key only by ARN: so a function gets them in its environment.
 */
export const OWN_KEYS = 'trailwatch:own-keys';

/** Where a function finds the keys in its environment; without it, rules on them match nothing. */
export const OWN_KEYS_VARIABLE = 'TRAILWATCH_OWN_KEYS';

/** The keys as a value of an environment. ARNs may be CDK tokens. */
export function encodeOwnKeys(arns: readonly string[]): string {
  return arns.join(' ');
}

/** The rules with the keys in place. Without keys, rules on them match nothing. */
export function withOwnKeys(rules: readonly Rule[], encoded: string | undefined): readonly Rule[] {
  const arns = (encoded ?? '').split(' ').filter((arn) => arn !== '');
  if (arns.length === 0) return rules;
  return rules.map((rule) => ({
    ...rule,
    condition: mapLeaves(rule.condition, (leaf) =>
      leaf.kind === 'equals' && leaf.values.includes(OWN_KEYS) ? { ...leaf, values: arns } : leaf,
    ),
  }));
}
