import type { EnvironmentFields } from './function-environment';

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

/** How alerts are claimed, counted and grouped: the part of a handler's settings that every route shares. */
export interface RaiserSettings {
  /** How long a claim keeps others off an alert that is being sent. At least the function's timeout. */
  readonly leaseSeconds: number;
  /** How long a claim remembers that an alert was sent. */
  readonly rememberDays: number;
  /** How many alerts of one rule and account are sent singly in a window; the rest are grouped. */
  readonly stormThreshold: number;
  /** The minimum for a critical rule; 500 where it is undefined. It is not in the environment. */
  readonly criticalThreshold?: number;
  /** The length of that window, by event time. */
  readonly stormWindowMinutes: number;
  /** How long after the first grouped alert the storm report comes; at most 900, SQS's longest delay. */
  readonly stormReportDelaySeconds: number;
}

/** The one dimension of every metric that a handler publishes; its value is the name of the worker. */
export const METRIC_DIMENSION = 'service';

/** The metrics of every handler that raises alerts from a queue, with their CloudWatch units. */
export const RAISING_METRICS = {
  /** Alerts published, storm reports and operational alerts included. */
  Alerts: 'Count',
  /** Alerts not sent singly, because their window had more than the storm threshold. */
  AlertsGrouped: 'Count',
  /** Alerts not sent because an earlier delivery or check had sent or grouped them. */
  AlertsRepeated: 'Count',
  /** Messages given back to the queue, for whatever reason. */
  MessagesFailed: 'Count',
} as const;
