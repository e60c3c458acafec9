import type { EstateStack } from '../../estate/estate-stack';

/** Found once for each stack: a template may have a megabyte. */
const found = new WeakMap<EstateStack, boolean>();

/**
 * Whether a stack has to do with CloudTrail at all. An app may have other stacks, whose buckets and tables hold no evidence; their
 * changes are none of this review.
 */
export function isAuditStack(stack: EstateStack): boolean {
  const known = found.get(stack);
  if (known !== undefined) return known;
  const isAudit = /cloudtrail|trailwatch/i.test(JSON.stringify(stack.template));
  found.set(stack, isAudit);
  return isAudit;
}
