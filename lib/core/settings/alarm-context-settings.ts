import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';
import type { RaiserSettings } from './raiser-settings';

/** What the `AlarmContext` construct writes into its function's environment, and the handler reads there. */
export interface AlarmContextSettings extends RaiserSettings {
  /** The DynamoDB table of claims; the log processor's, where there is one. */
  readonly tableName: string;
  /** The SNS topic that alerts are published to. */
  readonly topicArn: string;
  /** The function's own queue; later looks and storm reports go through it. */
  readonly queueUrl: string;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The log group whose records the alarms count. */
  readonly logGroupName: string;
  /** The file that holds the alarms, of a Lambda layer. */
  readonly alarmsFile: string;
  /** How many records of one look are told that were not told before; of the rest, one alert says how many. */
  readonly maxRecords: number;
  /** What tells this function's log from another's. */
  readonly contextName: string;
}

const FIELDS: EnvironmentFields<AlarmContextSettings> = {
  tableName: { variable: 'TRAILWATCH_TABLE_NAME', kind: 'text' },
  topicArn: { variable: 'TRAILWATCH_TOPIC_ARN', kind: 'text' },
  queueUrl: { variable: 'TRAILWATCH_QUEUE_URL', kind: 'text' },
  maxReceiveCount: { variable: 'TRAILWATCH_MAX_RECEIVE_COUNT', kind: 'number' },
  leaseSeconds: { variable: 'TRAILWATCH_LEASE_SECONDS', kind: 'number' },
  rememberDays: { variable: 'TRAILWATCH_REMEMBER_DAYS', kind: 'number' },
  stormThreshold: { variable: 'TRAILWATCH_STORM_THRESHOLD', kind: 'number' },
  stormWindowMinutes: { variable: 'TRAILWATCH_STORM_WINDOW_MINUTES', kind: 'number' },
  stormReportDelaySeconds: { variable: 'TRAILWATCH_STORM_REPORT_DELAY_SECONDS', kind: 'number' },
  logGroupName: { variable: 'TRAILWATCH_LOG_GROUP_NAME', kind: 'text' },
  alarmsFile: { variable: 'TRAILWATCH_ALARMS_FILE', kind: 'text' },
  maxRecords: { variable: 'TRAILWATCH_MAX_RECORDS', kind: 'number' },
  contextName: { variable: 'TRAILWATCH_CONTEXT_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeAlarmContextSettings(settings: AlarmContextSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeAlarmContextSettings(
  environment: Readonly<Record<string, string | undefined>>,
): AlarmContextSettings {
  return decodeEnvironment(FIELDS, environment, 'AlarmContext');
}
