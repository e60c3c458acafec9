import type { Severity } from '../../core/rule/rule';

/** How bad it is when a rule matches. */
export enum RuleSeverity {
  /** Worth knowing, not worth looking at. */
  INFORMATIONAL = 'informational',
  /** Look at it when there is time. */
  LOW = 'low',
  /** Look at it today. */
  MEDIUM = 'medium',
  /** Look at it now. */
  HIGH = 'high',
  /** Page the on-call person. */
  CRITICAL = 'critical',
}

const ORDER: readonly Severity[] = Object.values(RuleSeverity);

/** The severities from the given one up. */
export function severitiesFrom(minimum: RuleSeverity): readonly Severity[] {
  return ORDER.slice(ORDER.indexOf(minimum));
}
