/**
 * The names under which the log processor's handler publishes and the `LogProcessor` construct alarms. The
 * namespace is `LogProcessorSettings.metricsNamespace`.
 */

/** The one dimension of every metric; its value is `LogProcessorSettings.processorName`. */
export const PROCESSOR_DIMENSION = 'service';

/** Every metric, with its CloudWatch unit. Counts are per invocation; a redelivered file is counted again. */
export const PROCESSOR_METRICS = {
  /** Log files read to their end, damaged ones included. */
  Files: 'Count',
  /** Log files that could not be read wholly, at each receive of their message. Alarm on it. */
  FilesRejected: 'Count',
  /** Uncompressed bytes read. */
  Bytes: 'Bytes',
  /** Records met: duplicates + matched + unmatched + rejected. */
  Records: 'Count',
  /** Records that stood in the same file before. */
  Duplicates: 'Count',
  Matched: 'Count',
  Unmatched: 'Count',
  /** Alerts that an allow list or a filter left out. The `allowed` property of the same log line has them by rule and entry. */
  Allowed: 'Count',
  /** Entries of a log file that are not CloudTrail records. */
  Rejected: 'Count',
  /** Alerts published, storm reports and operational alerts included. */
  Alerts: 'Count',
  /** Alerts not sent singly, because their window had more than the storm threshold. */
  AlertsGrouped: 'Count',
  /** Alerts not sent because an earlier delivery had sent or grouped them. */
  AlertsRepeated: 'Count',
  /** Messages given back to the queue, for whatever reason. */
  MessagesFailed: 'Count',
  /** From the newest record of a file to the moment it was read. */
  DeliveryLag: 'Milliseconds',
} as const;

/** The name of a metric of the log processor. */
export type ProcessorMetric = keyof typeof PROCESSOR_METRICS;
