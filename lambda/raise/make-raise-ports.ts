import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { admitAlert } from '../aws/admit-alert';
import { claimItem } from '../aws/claim-item';
import { countGrouped } from '../aws/count-grouped';
import { listKinds, readListed } from '../aws/list-kinds';
import type { MacKeys } from '../aws/mac-keys';
import { publishAlert } from '../aws/publish-alert';
import { putGroupedIds } from '../aws/put-grouped-ids';
import { readAdmitted } from '../aws/read-admitted';
import { readStorm } from '../aws/read-storm';
import { sendMessage } from '../aws/send-message';
import { settleClaim } from '../aws/settle-claim';
import { writeStorm } from '../aws/write-storm';
import type { RaisePorts } from './raise-ports';

/** The clients that alerts are raised with. */
export interface RaiseClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  readonly macKeys: MacKeys;
}

/** The table of claims, the topic, and the function's own queue. */
export interface RaiseNames {
  readonly tableName: string;
  readonly topicArn: string;
  readonly queueUrl: string;
}

/** The ports of raising in life: AWS, through these clients, with the names that a function's settings give. */
export function makeRaisePorts({ sqs, sns, dynamodb }: RaiseClients, names: RaiseNames): RaisePorts {
  const { tableName, topicArn, queueUrl } = names;
  return {
    nowMs: () => Date.now(),
    claimItem: (request) => claimItem(dynamodb, tableName, request),
    settleClaim: (claim, status) => settleClaim(dynamodb, tableName, claim, status),
    admitAlert: (admission) => admitAlert(dynamodb, tableName, admission),
    readAdmitted: (window) => readAdmitted(dynamodb, tableName, window),
    listKinds: (listed) => listKinds(dynamodb, tableName, listed),
    readListed: (window) => readListed(dynamodb, tableName, window),
    putGroupedIds: (grouped) => putGroupedIds(dynamodb, tableName, grouped),
    countGrouped: (window, nowMs) => countGrouped(dynamodb, tableName, window, nowMs),
    readStorm: (window, nowMs) => readStorm(dynamodb, tableName, window, nowMs),
    writeStorm: (change) => writeStorm(dynamodb, tableName, change),
    publishAlert: (alert, details) => publishAlert(sns, topicArn, alert, details),
    sendMessage: (body, delaySeconds) => sendMessage(sqs, queueUrl, body, delaySeconds),
  };
}
