import type { AllowedMatcher } from '../../lib/core/compile/predicate/allowed-matcher';
import type { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly settings: RealtimeAlertsSettings;
  readonly matcher: RuleMatcher;
  readonly allowedMatcher: AllowedMatcher;
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'>, Raising {
  /** What allow lists and filters leave out. */
  readonly allowed: AllowedCounts;
}

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  return { ...container, ...beginRaising(container, outOfTime), allowed: new AllowedCounts() };
}
