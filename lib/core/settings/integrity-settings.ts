import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';
import type { RaiserSettings } from './raiser-settings';

/** What the `IntegrityMonitor` construct writes into its function's environment, and the handler reads there. */
export interface IntegritySettings extends RaiserSettings {
  /** The DynamoDB table of claims and positions. */
  readonly tableName: string;
  /** The SNS topic that alerts are published to. */
  readonly topicArn: string;
  /** The function's own queue; plans, folders and storm reports go through it. */
  readonly queueUrl: string;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
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
  /** After so long a log file that was missing is looked for again, before anybody is told; at most 900. */
  readonly secondLookSeconds: number;
  /** The namespace of the CloudWatch metrics. */
  readonly metricsNamespace: string;
  /** What tells this monitor's metrics and logs from another's; the value of the metrics' dimension. */
  readonly monitorName: string;
}

const FIELDS: EnvironmentFields<IntegritySettings> = {
  tableName: { variable: 'TRAILWATCH_TABLE_NAME', kind: 'text' },
  topicArn: { variable: 'TRAILWATCH_TOPIC_ARN', kind: 'text' },
  queueUrl: { variable: 'TRAILWATCH_QUEUE_URL', kind: 'text' },
  maxReceiveCount: { variable: 'TRAILWATCH_MAX_RECEIVE_COUNT', kind: 'number' },
  leaseSeconds: { variable: 'TRAILWATCH_LEASE_SECONDS', kind: 'number' },
  rememberDays: { variable: 'TRAILWATCH_REMEMBER_DAYS', kind: 'number' },
  stormThreshold: { variable: 'TRAILWATCH_STORM_THRESHOLD', kind: 'number' },
  stormWindowMinutes: { variable: 'TRAILWATCH_STORM_WINDOW_MINUTES', kind: 'number' },
  stormReportDelaySeconds: { variable: 'TRAILWATCH_STORM_REPORT_DELAY_SECONDS', kind: 'number' },
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  root: { variable: 'TRAILWATCH_ROOT', kind: 'text' },
  expectedFolders: { variable: 'TRAILWATCH_EXPECTED_FOLDERS', kind: 'text' },
  recheckHours: { variable: 'TRAILWATCH_RECHECK_HOURS', kind: 'number' },
  recheckReachHours: { variable: 'TRAILWATCH_RECHECK_REACH_HOURS', kind: 'number' },
  secondLookSeconds: { variable: 'TRAILWATCH_SECOND_LOOK_SECONDS', kind: 'number' },
  metricsNamespace: { variable: 'TRAILWATCH_METRICS_NAMESPACE', kind: 'text' },
  monitorName: { variable: 'TRAILWATCH_MONITOR_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeIntegritySettings(settings: IntegritySettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeIntegritySettings(
  environment: Readonly<Record<string, string | undefined>>,
): IntegritySettings {
  return decodeEnvironment(FIELDS, environment, 'IntegrityMonitor');
}
