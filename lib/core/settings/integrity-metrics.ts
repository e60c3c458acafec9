import { RAISING_METRICS } from './raising-metrics';

/** The names under which the integrity handler publishes and the `IntegrityMonitor` construct alarms. */

/** Every metric, with its CloudWatch unit. Counts are per invocation; what is checked again is counted again. */
export const INTEGRITY_METRICS = {
  /** How often the archive was looked through for accounts and Regions to check. Alarm on its absence. */
  Plans: 'Count',
  /** Accounts' Regions of which all that was new was checked. */
  Folders: 'Count',
  /** Digest files checked, rechecks included. */
  Digests: 'Count',
  /** Log files checked, rechecks included. */
  LogFiles: 'Count',
  /** Versions of objects that the daily sweep listed. */
  Versions: 'Count',
  /** Changes of objects that S3 announced or the sweep found, and for which an hour was checked again. */
  Changes: 'Count',
  /** Unpacked bytes of both. */
  Bytes: 'Bytes',
  /** Files proven to be what CloudTrail delivered. */
  Valid: 'Count',
  /** Files that are invalid, missing or extra, and gaps. */
  Findings: 'Count',
  /** Files of which nothing could be proven. */
  Unverified: 'Count',
  ...RAISING_METRICS,
  /** States of folders in the table that the monitor did not write. */
  StatesRejected: 'Count',
  /** From the end of the newest digest file of an account's Region to the moment it was checked. */
  DigestLag: 'Milliseconds',
} as const;

/** The name of a metric of the integrity monitor. */
export type IntegrityMetric = keyof typeof INTEGRITY_METRICS;
