import type { AllowedMatcher } from '../../lib/core/compile/predicate/allowed-matcher';
import type { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import {
  REALTIME_METRICS,
  type RealtimeAlertsSettings,
} from '../../lib/core/settings/realtime-alerts-settings';
import type { HeartbeatEntry } from '../aws/table/heartbeat-item';
import type { KnownMember } from '../aws/trail/member-accounts';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { beginningWith, type InvocationOf, type RaisingContainer } from '../raise/raising';
import type { KnownMembers } from '../raise/storm/known-members';

/** All side effects of the realtime alerts, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly putHeartbeat: (entry: HeartbeatEntry) => Promise<void>;
  /** The accounts of the organization, as the log processor keeps them. */
  readonly readMembers: () => Promise<readonly KnownMember[]>;
  /** The places that were heard of in an hour. */
  readonly readHeartbeats: (hour: string) => Promise<readonly string[]>;
}

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: RealtimeAlertsSettings;
  readonly matcher: RuleMatcher;
  readonly allowedMatcher: AllowedMatcher;
  readonly members: KnownMembers;
}

/** State of one batch, which its steps share. */
export type Invocation = InvocationOf<Container, typeof REALTIME_METRICS>;

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export const beginInvocation = beginningWith(REALTIME_METRICS);
