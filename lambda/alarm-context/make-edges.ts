import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { AlarmContextSettings } from '../../lib/core/settings/alarm-context-settings';
import { claimItem } from '../aws/claim-item';
import { countGrouped } from '../aws/count-grouped';
import { filterLogEvents } from '../aws/filter-log-events';
import { publishAlert } from '../aws/publish-alert';
import { rankAlert } from '../aws/rank-alert';
import { readStorm } from '../aws/read-storm';
import { sendMessage } from '../aws/send-message';
import { settleClaim } from '../aws/settle-claim';
import { writeStorm } from '../aws/write-storm';
import type { Edges } from './edges';

/** The clients that this function works with. */
export interface Clients {
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
}

/** The edges in life: AWS, through these clients, with the names that the settings give. */
export function makeEdges({ logs, sqs, sns, dynamodb }: Clients, settings: AlarmContextSettings): Edges {
  const { tableName, topicArn, queueUrl } = settings;
  return {
    nowMs: () => Date.now(),
    filterLogEvents: (query) => filterLogEvents(logs, query),
    claimItem: (request) => claimItem(dynamodb, tableName, request),
    settleClaim: (claim, status) => settleClaim(dynamodb, tableName, claim, status),
    rankAlert: (window, expiresAtSeconds) => rankAlert(dynamodb, tableName, window, expiresAtSeconds),
    countGrouped: (window, nowMs) => countGrouped(dynamodb, tableName, window, nowMs),
    readStorm: (window, nowMs) => readStorm(dynamodb, tableName, window, nowMs),
    writeStorm: (change) => writeStorm(dynamodb, tableName, change),
    publishAlert: (alert, details) => publishAlert(sns, topicArn, alert, details),
    sendMessage: (body, delaySeconds) => sendMessage(sqs, queueUrl, body, delaySeconds),
  };
}
