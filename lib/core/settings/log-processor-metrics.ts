import { RAISING_METRICS } from './raising-metrics';

/**
 * The names under which the log processor's handler publishes and the `LogProcessor` construct alarms. The
 * namespace is `LogProcessorSettings.metricsNamespace`.
 */

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
  ...RAISING_METRICS,
  /** Heartbeats of the schedule. Alarm on their absence: the function does not run. */
  Heartbeats: 'Count',
  /** Digest files of the folders that CloudTrail writes every hour. */
  Digests: 'Count',
  /** Log files that these digest files list. They were delivered, so `Files` of the same hours must not be zero. */
  FilesListed: 'Count',
  /** Hourly tests that came back over the topic of the alerts. */
  PathTestsReceived: 'Count',
  /** From the newest record of a file to the moment it was read. */
  DeliveryLag: 'Milliseconds',
} as const;
