import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';
import type { RaiserSettings } from './raiser-settings';

/** What the `RealtimeAlerts` construct writes into its function's environment, and the handler reads there. */
export interface RealtimeAlertsSettings extends RaiserSettings {
  /** The DynamoDB table of claims; the log processor's, where there is one. */
  readonly tableName: string;
  /** The SNS topic that alerts are published to. */
  readonly topicArn: string;
  /** The function's own queue; storm reports go through it. */
  readonly queueUrl: string;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The file that holds the rules: the encoded rule document of a Lambda layer. */
  readonly rulesFile: string;
  /** What tells this function's log from another's. */
  readonly realtimeName: string;
}

const FIELDS: EnvironmentFields<RealtimeAlertsSettings> = {
  tableName: { variable: 'TRAILWATCH_TABLE_NAME', kind: 'text' },
  topicArn: { variable: 'TRAILWATCH_TOPIC_ARN', kind: 'text' },
  queueUrl: { variable: 'TRAILWATCH_QUEUE_URL', kind: 'text' },
  maxReceiveCount: { variable: 'TRAILWATCH_MAX_RECEIVE_COUNT', kind: 'number' },
  leaseSeconds: { variable: 'TRAILWATCH_LEASE_SECONDS', kind: 'number' },
  rememberDays: { variable: 'TRAILWATCH_REMEMBER_DAYS', kind: 'number' },
  stormThreshold: { variable: 'TRAILWATCH_STORM_THRESHOLD', kind: 'number' },
  stormWindowMinutes: { variable: 'TRAILWATCH_STORM_WINDOW_MINUTES', kind: 'number' },
  stormReportDelaySeconds: { variable: 'TRAILWATCH_STORM_REPORT_DELAY_SECONDS', kind: 'number' },
  rulesFile: { variable: 'TRAILWATCH_RULES_FILE', kind: 'text' },
  realtimeName: { variable: 'TRAILWATCH_REALTIME_NAME', kind: 'text' },
};

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeRealtimeAlertsSettings(settings: RealtimeAlertsSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeRealtimeAlertsSettings(
  environment: Readonly<Record<string, string | undefined>>,
): RealtimeAlertsSettings {
  return decodeEnvironment(FIELDS, environment, 'RealtimeAlerts');
}
