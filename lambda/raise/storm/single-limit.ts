import type { Severity } from '../../../lib/core/rule/rule';
import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';

/**
 * How many critical alerts of one rule and account are sent singly in a window at least. Past it they are grouped like
 * others, so that a flood of them does not silence the channel for everything else.
 */
const CRITICAL_THRESHOLD = 500;

/** How many alerts of one rule and account are sent singly in a window, beside the first of each kind. */
export function singleLimit(
  { stormThreshold, criticalThreshold = CRITICAL_THRESHOLD }: RaiserSettings,
  severity: Severity,
): number {
  return severity === 'critical' ? Math.max(stormThreshold, criticalThreshold) : stormThreshold;
}
