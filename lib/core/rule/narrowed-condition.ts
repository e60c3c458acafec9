import type { Condition } from './condition';

/** What a rule looks for, without the records that filters, allow lists or tuning leave out. */
export function narrowed(condition: Condition, others: readonly Condition[]): Condition {
  return { kind: 'and', of: [condition, ...others], isNarrowed: true };
}

/**
 * What a rule looks for, before anything was left out. Whatever only forwards records to the matcher asks for this: it stays the
 * same size however long an allow list is.
 */
export function writtenCondition(condition: Condition): Condition {
  const [written] = condition.kind === 'and' && condition.isNarrowed === true ? condition.of : [];
  return written === undefined ? condition : writtenCondition(written);
}
