import type { Severity } from '../../core/rule/rule';

/**
 * The severity of a match.
 * @stability stable
 */
export enum RuleSeverity {
  /** For information; no action required. */
  INFORMATIONAL = 'informational',
  /** Review it when there is time. */
  LOW = 'low',
  /** Look at it today. */
  MEDIUM = 'medium',
  /** Look at it now. */
  HIGH = 'high',
  /** Page the on-call person. */
  CRITICAL = 'critical',
}

const ORDER: readonly Severity[] = Object.values(RuleSeverity);

/** The given severity and those above it. */
export function severitiesFrom(minimum: RuleSeverity): readonly Severity[] {
  return ORDER.slice(ORDER.indexOf(minimum));
}
