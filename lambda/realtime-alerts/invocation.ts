import type { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly settings: RealtimeAlertsSettings;
  readonly matcher: RuleMatcher;
}

/** What lives as long as one batch, and what its steps share. */
export type Invocation = Omit<Container, 'storms'> & Raising;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  return { ...container, ...beginRaising(container, outOfTime) };
}
