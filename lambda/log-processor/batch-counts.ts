import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { ProcessorMetric } from '../../lib/core/settings/log-processor-metrics';
import type { Raised } from '../raise/raise-alert';

/** What an invocation counts; every metric but the lag, which is one value a file. */
export type Counted = Exclude<ProcessorMetric, 'DeliveryLag'>;

const METRIC_OF: Readonly<Record<Raised, Counted>> = {
  sent: 'Alerts',
  grouped: 'AlertsGrouped',
  repeated: 'AlertsRepeated',
};

/** The counts of one invocation, for its metrics. */
export class BatchCounts {
  readonly lagsMs: number[] = [];
  readonly allowed = new AllowedCounts();
  readonly #counts = new Map<Counted, number>();

  add(metric: Counted, count: number): void {
    this.#counts.set(metric, this.of(metric) + count);
  }

  addRaised(raised: Raised, count: number): void {
    this.add(METRIC_OF[raised], count);
  }

  of(metric: Counted): number {
    return this.#counts.get(metric) ?? 0;
  }
}
