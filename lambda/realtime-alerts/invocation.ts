import type { AllowedMatcher } from '../../lib/core/compile/predicate/allowed-matcher';
import type { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { REALTIME_METRICS } from '../../lib/core/settings/realtime-alerts-metrics';
import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';
import { MetricCounts } from '../raise/metric-counts';
import type { Ports } from './ports';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: RealtimeAlertsSettings;
  readonly matcher: RuleMatcher;
  readonly allowedMatcher: AllowedMatcher;
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'>, Raising {
  readonly counts: MetricCounts<typeof REALTIME_METRICS>;
}

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const counts = new MetricCounts(REALTIME_METRICS);
  return { ...container, ...beginRaising(container, outOfTime), counts };
}
