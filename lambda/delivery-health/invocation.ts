import type { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import { DELIVERY_METRICS } from '../../lib/core/settings/delivery-metrics';
import type { DeliverySettings } from '../../lib/core/settings/delivery-settings';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';
import { MetricCounts } from '../raise/metric-counts';
import type { Ports } from './ports';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: DeliverySettings;
  /** The rules that need events: no selector is proposed that takes events from them. */
  readonly rules: () => RulesInUse;
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'>, Raising {
  readonly counts: MetricCounts<typeof DELIVERY_METRICS>;
}

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const counts = new MetricCounts(DELIVERY_METRICS);
  return { ...container, ...beginRaising(container, outOfTime), counts };
}
