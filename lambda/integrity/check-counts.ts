import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Finding } from '../../lib/core/digest/finding';
import { INTEGRITY_METRICS, type IntegrityMetric } from '../../lib/core/settings/integrity-metrics';
import type { Raised } from '../raise/raise-alert';

/** What an invocation counts; every metric but the lag, which is one value a folder. */
export type Counted = Exclude<IntegrityMetric, 'DigestLag'>;

const METRIC_OF: Readonly<Record<Raised, Counted>> = {
  sent: 'Alerts',
  grouped: 'AlertsGrouped',
  repeated: 'AlertsRepeated',
};

const UNITS = { Count: MetricUnit.Count, Bytes: MetricUnit.Bytes, Milliseconds: MetricUnit.Milliseconds };

/** The counts of one invocation, for its metrics. */
export class CheckCounts {
  readonly lagsMs: number[] = [];
  readonly #counts = new Map<Counted, number>();

  add(metric: Counted, count: number): void {
    this.#counts.set(metric, this.of(metric) + count);
  }

  addRaised(raised: Raised): void {
    this.add(METRIC_OF[raised], 1);
  }

  addFinding(finding: Finding): void {
    if (finding.kind === 'gap') {
      this.add('Findings', 1);
      return;
    }
    this.add(finding.kind === 'digest' ? 'Digests' : 'LogFiles', 1);
    this.add('Bytes', finding.sizeBytes ?? 0);
    if (finding.status === 'valid') this.add('Valid', 1);
    else this.add(finding.status === 'unverified' ? 'Unverified' : 'Findings', 1);
  }

  of(metric: Counted): number {
    return this.#counts.get(metric) ?? 0;
  }

  /** Writes all of them as one document of the embedded metric format; zeros too, for alarms to see. */
  emit(metrics: Metrics): void {
    for (const [name, unit] of Object.entries(INTEGRITY_METRICS) as [IntegrityMetric, keyof typeof UNITS][]) {
      if (name === 'DigestLag') for (const lagMs of this.lagsMs) metrics.addMetric(name, UNITS[unit], lagMs);
      else metrics.addMetric(name, UNITS[unit], this.of(name));
    }
    metrics.publishStoredMetrics();
  }
}
