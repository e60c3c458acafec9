import { RAISING_METRICS } from './raising-metrics';

/**
 * Every metric of the alarm context, with its CloudWatch unit. Counts are per invocation; what is searched again is counted
 * again.
 */
export const CONTEXT_METRICS = {
  /** Searches that were completed. */
  Searches: 'Count',
  /** Alarms behind which no record was found, at the last try. An alert reports each. */
  EmptyAlarms: 'Count',
  /** Records that the filters of alarms found, those included that were reported before. */
  Records: 'Count',
  /** Records over the bound of one search. An alert reports their number. */
  Unreported: 'Count',
  /** Log events that the filters found and that are no records. An alert reports their number. */
  Foreign: 'Count',
  /** Records that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  ...RAISING_METRICS,
} as const;

/** The name of a metric of the alarm context. */
export type ContextMetric = keyof typeof CONTEXT_METRICS;
