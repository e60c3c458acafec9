import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { MacKeys } from '../../aws/mac-keys';
import { countGrouped, putGroupedIds } from '../../aws/put-grouped-ids';
import { isOwnMessage, proveOwnMessage } from '../../aws/send/prove-own-message';
import { publishAlert } from '../../aws/send/publish-alert';
import { sendMessage } from '../../aws/send/send-message';
import type { SignMessage } from '../../aws/send/sign-message';
import { readActor } from '../../aws/table/actor-item';
import { admitAlert } from '../../aws/table/admit-alert';
import { claimItem } from '../../aws/table/claim-item';
import type { ClaimStore } from '../../aws/table/claim-store';
import { listKinds, readListed } from '../../aws/table/list-kinds';
import { readAdmitted } from '../../aws/table/read-admitted';
import { readStorm, writeStorm } from '../../aws/table/read-storm';
import { readRepeats, writeRepeats } from '../../aws/table/repeat-item';
import { settleClaim } from '../../aws/table/settle-claim';
import { countSummary } from '../../aws/table/summary-item';
import type { ForeignItems } from '../foreign-items';
import type { RaisePorts } from './raise-ports';

/** The clients that alerts are raised with. */
export interface RaiseClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  readonly macKeys: MacKeys;
  readonly signMessage: SignMessage;
  readonly foreignItems: ForeignItems;
}

/** The table of claims, the topic, and the function's own queue. */
export interface RaiseNames {
  readonly tableName: string;
  readonly topicArn: string;
  readonly queueUrl: string;
}

/**
 * The table of claims of a function. A code is for a table by its name: a function of another account knows the table by its
 * ARN.
 */
export function makeClaimStore(
  { dynamodb, macKeys, foreignItems }: RaiseClients,
  { tableName }: Pick<RaiseNames, 'tableName'>,
): ClaimStore {
  const place = tableName.split('/').at(-1) ?? '';
  return {
    client: dynamodb,
    tableName,
    macKey: () => macKeys('claims', place),
    onForeignItem: (item) => foreignItems.note(item),
  };
}

/** The ports of raising in life: AWS, through these clients, with the names that a function's settings give. */
export function makeRaisePorts(clients: RaiseClients, names: RaiseNames): RaisePorts {
  const { sqs, sns, signMessage } = clients;
  const { topicArn, queueUrl } = names;
  const store = makeClaimStore(clients, names);
  const nowMs = () => Date.now();
  const publisher = { client: sns, topicArn, signMessage, nowMs };
  return {
    nowMs,
    claimItem: (request) => claimItem(store, request),
    settleClaim: (claim, status) => settleClaim(store, claim, status),
    admitAlert: (admission) => admitAlert(store, admission),
    readAdmitted: (window) => readAdmitted(store, window),
    listKinds: (listed) => listKinds(store, listed),
    readListed: (window) => readListed(store, window),
    putGroupedIds: (grouped) => putGroupedIds(store, grouped),
    countGrouped: (window, nowMs) => countGrouped(store, window, nowMs),
    readStorm: (window, nowMs) => readStorm(store, window, nowMs),
    writeStorm: (change) => writeStorm(store, change),
    readRepeats: (key, nowMs) => readRepeats(store, key, nowMs),
    writeRepeats: (change) => writeRepeats(store, change),
    readActor: (actorHash, nowMs) => readActor(store, actorHash, nowMs),
    countSummary: (change) => countSummary(store, change),
    takeForeignItems: (nowMs) => clients.foreignItems.take(nowMs),
    noteForeignItem: (item) => clients.foreignItems.note(item),
    publishAlert: (alert) => publishAlert(publisher, alert),
    sendMessage: async (body, delaySeconds) =>
      sendMessage(sqs, queueUrl, await proveOwnMessage(store.macKey, body), delaySeconds),
    isOwnMessage: (body) => isOwnMessage(store.macKey, body),
  };
}
