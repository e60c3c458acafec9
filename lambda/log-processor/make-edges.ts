import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { claimItem } from '../aws/claim-item';
import { countGrouped } from '../aws/count-grouped';
import { publishAlert } from '../aws/publish-alert';
import { putContribution } from '../aws/put-contribution';
import { rankAlert } from '../aws/rank-alert';
import { readContributions } from '../aws/read-contributions';
import { readObject } from '../aws/read-object';
import { readStorm } from '../aws/read-storm';
import { sendMessage } from '../aws/send-message';
import { settleClaim } from '../aws/settle-claim';
import { writeStorm } from '../aws/write-storm';
import type { Edges } from './edges';

/** The clients that the log processor works with. */
export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
}

/** The edges in life: AWS, through these clients, with the names that the settings give. */
export function makeEdges({ s3, sqs, sns, dynamodb }: Clients, settings: LogProcessorSettings): Edges {
  const { tableName, topicArn, queueUrl } = settings;
  return {
    nowMs: () => Date.now(),
    readObject: (object, signal) => readObject(s3, object, signal),
    putContribution: (entry) => putContribution(dynamodb, tableName, entry),
    readContributions: (range) => readContributions(dynamodb, tableName, range),
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
