import { RAISING_METRICS } from './raising-metrics';

/**
 * Every metric of the realtime alerts, with its CloudWatch unit. Counts are per invocation; a redelivered event is counted
 * again.
 */
export const REALTIME_METRICS = {
  /** Events of CloudTrail that were searched: matched + unmatched. */
  Records: 'Count',
  Matched: 'Count',
  /** Patterns on the bus may match more than the rules. */
  Unmatched: 'Count',
  /** Alerts that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  ...RAISING_METRICS,
  /** Heartbeats of Regions. Alarm on their absence: nothing comes over the bus. */
  Heartbeats: 'Count',
  /** From the call that a record is about to the search of the record. */
  DeliveryLag: 'Milliseconds',
} as const;

/** The name of a metric of the realtime alerts. */
export type RealtimeMetric = keyof typeof REALTIME_METRICS;
