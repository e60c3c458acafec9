import { INTEGRITY_METRICS, type IntegritySettings } from '../../lib/core/settings/integrity-settings';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';
import { MetricCounts } from '../raise/metric-counts';
import type { CheckCounts } from './check-counts';
import type { Ports } from './ports';
import type { RegionalKeys } from './regional-keys';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: IntegritySettings;
  readonly keys: RegionalKeys;
  /** A check is cut where so many log files are listed, so that it ends in time. */
  readonly maxLogFiles: number;
  /** How far the clock of the function is ahead of that of the queue, as far as is known. */
  readonly queueClock: { aheadMs: number };
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'>, Raising {
  readonly counts: CheckCounts;
}

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  // One missing folder makes thousands of critical findings, so that they are grouped as others are.
  const settings = { ...container.settings, criticalThreshold: 0 };
  const counts = new MetricCounts(INTEGRITY_METRICS);
  return { ...container, ...beginRaising({ ...container, settings }, outOfTime), counts };
}
