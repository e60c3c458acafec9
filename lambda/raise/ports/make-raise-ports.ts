import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_OPTIONS } from '../../aws/client-options';
import { confirming } from '../../aws/confirming';
import { kmsClientOf, type MacKeys, macKeysOf } from '../../aws/mac-keys';
import { countGrouped, putGroupedIds, readGroupedIds } from '../../aws/put-grouped-ids';
import { publishAlert } from '../../aws/send/publish';
import { sendMessage } from '../../aws/send/send-messages';
import {
  isOwnMessage,
  proveOwnMessage,
  type SignMessage,
  signMessageWith,
} from '../../aws/send/sign-message';
import { readActor } from '../../aws/table/actor-item';
import { admitAlert } from '../../aws/table/admit-alert';
import { claimItem, settleClaim } from '../../aws/table/claim-item';
import type { ClaimStore } from '../../aws/table/claim-store';
import { ClaimWatch } from '../../aws/table/claim-watch';
import { listKinds, readListed } from '../../aws/table/list-kinds';
import { readAdmitted } from '../../aws/table/read-admitted';
import { readStorm, writeStorm } from '../../aws/table/read-storm';
import { readRepeats, writeRepeats } from '../../aws/table/repeat-item';
import { countSummary } from '../../aws/table/summary-item';
import { ForeignItems } from '../foreign-items';
import type { Log } from '../log';
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
interface RaiseNames {
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

/** The production ports of raising: AWS, through these clients, with the names in a function's settings. */
export function makeRaisePorts(clients: RaiseClients, names: RaiseNames): RaisePorts {
  const { sqs, sns, signMessage } = clients;
  const { topicArn, queueUrl } = names;
  const store = { ...makeClaimStore(clients, names), watch: new ClaimWatch() };
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
    readGroupedIds: (window, nowMs, options) => readGroupedIds(store, window, nowMs, options),
    countGrouped: (counted) => countGrouped(store, counted),
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

/**
 * The clients that alerts are raised with; a container makes them once.
 *
 * @param macKeyArn the key that proves who wrote an item of the table, and who sent an alert
 * @param log reports alerts that could not be signed
 * @param foreignItems gets what is found in the table that no function wrote
 */
export function makeRaiseClients(
  { macKeyArn }: { readonly macKeyArn: string },
  log: Pick<Log, 'warn'>,
  foreignItems = new ForeignItems(),
): RaiseClients {
  const kms = kmsClientOf(macKeyArn, CLIENT_OPTIONS);
  return {
    // The queue is the function's own: its URL names it, and the Region's endpoint is where it is.
    sqs: confirming(new SQSClient({ ...CLIENT_OPTIONS, useQueueUrlAsEndpoint: false })),
    sns: confirming(new SNSClient(CLIENT_OPTIONS)),
    dynamodb: confirming(new DynamoDBClient(CLIENT_OPTIONS)),
    foreignItems,
    macKeys: macKeysOf(kms, macKeyArn),
    signMessage: signMessageWith({
      client: kms,
      keyArn: macKeyArn,
      warn: (message, fields) => log.warn(message, fields),
    }),
  };
}
