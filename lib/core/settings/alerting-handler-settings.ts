import type { EnvironmentFields } from './function-environment';
import type { RaiserSettings } from './raiser-settings';

/** What every function that raises alerts from a queue finds in its environment. */
export interface AlertingHandlerSettings extends RaiserSettings {
  /** The DynamoDB table of claims, which all routes share. */
  readonly tableName: string;
  /** The SNS topic that alerts are published to. */
  readonly topicArn: string;
  /** The function's own queue; delayed messages such as storm reports go through it. */
  readonly queueUrl: string;
  /** The ARN of the KMS key that proves who wrote an item of the table; of a key of another account, its alias's. */
  readonly macKeyArn: string;
  /** The namespace of the CloudWatch metrics. */
  readonly metricsNamespace: string;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** Under which names it finds them. */
export const ALERTING_HANDLER_FIELDS: EnvironmentFields<AlertingHandlerSettings> = {
  tableName: { variable: 'TRAILWATCH_TABLE_NAME', kind: 'text' },
  topicArn: { variable: 'TRAILWATCH_TOPIC_ARN', kind: 'text' },
  queueUrl: { variable: 'TRAILWATCH_QUEUE_URL', kind: 'text' },
  macKeyArn: { variable: 'TRAILWATCH_MAC_KEY_ARN', kind: 'text' },
  metricsNamespace: { variable: 'TRAILWATCH_METRICS_NAMESPACE', kind: 'text' },
  maxReceiveCount: { variable: 'TRAILWATCH_MAX_RECEIVE_COUNT', kind: 'number' },
  leaseSeconds: { variable: 'TRAILWATCH_LEASE_SECONDS', kind: 'number' },
  rememberDays: { variable: 'TRAILWATCH_REMEMBER_DAYS', kind: 'number' },
  stormThreshold: { variable: 'TRAILWATCH_STORM_THRESHOLD', kind: 'number' },
  stormWindowMinutes: { variable: 'TRAILWATCH_STORM_WINDOW_MINUTES', kind: 'number' },
  stormReportDelaySeconds: { variable: 'TRAILWATCH_STORM_REPORT_DELAY_SECONDS', kind: 'number' },
};
