import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What the `IntegrityMonitor` construct writes into its function's environment, and the handler reads there. */
export interface IntegritySettings extends AlertingHandlerSettings {
  /** The archive. */
  readonly bucketName: string;
  /** What every key of CloudTrail's begins with: `AWSLogs/`, perhaps behind a prefix. */
  readonly root: string;
  /**
   * Where each trail must deliver, whatever happens: `<account>/<Region>` of its owner, `<organization>/<account>/<Region>`
   * for an organization's, with commas between.
   */
  readonly expectedFolders: string;
  /** How often all that is there is checked again. */
  readonly recheckHours: number;
  /** How far back that reaches. */
  readonly recheckReachHours: number;
  /** After this time a log file that was missing is looked for again, before it is reported; at most 900. */
  readonly secondLookSeconds: number;
  /** Distinguishes this monitor's metrics and logs from another's; the value of the metrics' dimension. */
  readonly monitorName: string;
}

/** The environment of the function. */
export const INTEGRITY_ENVIRONMENT = new FunctionEnvironment<IntegritySettings>('IntegrityMonitor', {
  ...ALERTING_HANDLER_FIELDS,
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  expectedFolders: { variable: 'TRAILWATCH_EXPECTED_FOLDERS', kind: 'text' },
  recheckHours: { variable: 'TRAILWATCH_RECHECK_HOURS', kind: 'number' },
  recheckReachHours: { variable: 'TRAILWATCH_RECHECK_REACH_HOURS', kind: 'number' },
  secondLookSeconds: { variable: 'TRAILWATCH_SECOND_LOOK_SECONDS', kind: 'number' },
  monitorName: WORKER_NAMES.monitor,
});

/** The variable with the ARN of the key in KMS that signs the digest files; absent where CloudTrail signs them. */
export const SIGNING_KEY_VARIABLE = 'TRAILWATCH_SIGNING_KEY_ARN';

/** The names under which the integrity handler publishes and the `IntegrityMonitor` construct alarms. */

/** Every metric, with its CloudWatch unit. Counts are per invocation; what is checked again is counted again. */
export const INTEGRITY_METRICS = {
  /** How often the archive was looked through for accounts and Regions to check. Alarm on its absence. */
  Plans: 'Count',
  /** Accounts' Regions whose new files were all checked. */
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
  /** Files about which nothing could be proven. */
  Unverified: 'Count',
  ...RAISING_METRICS,
  /** States of folders in the table that the monitor did not write. */
  StatesRejected: 'Count',
  /** From the end of the newest digest file of an account's Region to the moment it was checked. */
  DigestLag: 'Milliseconds',
} as const;

/** The name of a metric of the integrity monitor. */
export type IntegrityMetric = keyof typeof INTEGRITY_METRICS;
