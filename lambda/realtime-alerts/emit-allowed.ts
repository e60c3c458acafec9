import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { AllowedCounts } from '../../lib/core/scan/allowed-counts';

/** The namespace of the function's metrics. */
export const METRICS_NAMESPACE = 'Trailwatch';

/**
 * Writes what allow lists and filters left out as a metric in the embedded metric format. The `allowed` property of the
 * line has it by rule and entry: as dimensions, each pair of them would be a metric of its own.
 */
export function emitAllowed(metrics: Metrics, allowed: AllowedCounts): void {
  if (allowed.total === 0) return;
  metrics.addMetric('Allowed', MetricUnit.Count, allowed.total);
  metrics.addMetadata('allowed', JSON.stringify(allowed.largest));
  metrics.publishStoredMetrics();
}
