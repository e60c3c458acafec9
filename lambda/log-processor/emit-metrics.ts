import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { PROCESSOR_METRICS, type ProcessorMetric } from '../../lib/core/settings/log-processor-metrics';
import type { BatchCounts, Counted } from './batch-counts';

const UNITS = { Count: MetricUnit.Count, Bytes: MetricUnit.Bytes, Milliseconds: MetricUnit.Milliseconds };

/** Writes the counts of an invocation as one document of the embedded metric format; zeros too, for alarms to see. */
export function emitMetrics(metrics: Metrics, counts: BatchCounts): void {
  for (const [name, unit] of Object.entries(PROCESSOR_METRICS) as [ProcessorMetric, keyof typeof UNITS][]) {
    if (name === 'DeliveryLag')
      for (const lagMs of counts.lagsMs) metrics.addMetric(name, UNITS[unit], lagMs);
    else metrics.addMetric(name, UNITS[unit], counts.of(name satisfies Counted));
  }
  if (counts.allowed.total > 0) metrics.addMetadata('allowed', JSON.stringify(counts.allowed.largest));
  metrics.publishStoredMetrics();
}
