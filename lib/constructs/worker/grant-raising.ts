import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CLAIM_TABLE_ACTIONS } from '../../core/settings/claim-table';
import type { IAlertTopic } from '../alert/alert-topic';
import type { MacKey } from '../alert/mac-key';
import { acknowledgeTopicKey } from '../statement/acknowledge';

/** The resources with which a function raises alerts. */
export interface RaisingResources {
  /** The queue whose function reports storms. */
  readonly queue: IQueue;
  /** The table of claims. */
  readonly table: ITable;
  /** The key of the table and of the messages. */
  readonly macKey: MacKey;
  readonly alertTopic: IAlertTopic;
}

/**
 * The key permissions that are required to use a table with a customer managed key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const TABLE_KEY_ACTIONS: readonly string[] = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The key permissions that are required to send to a queue with a customer managed key. */
const QUEUE_KEY_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Allows the role of a function to raise alerts: claim, sign and send them, and have storms reported. */
export function grantRaising(role: Role, { queue, table, macKey, alertTopic }: RaisingResources): void {
  acknowledgeTopicKey(role);
  alertTopic.grantPublish(role);
  macKey.grantGenerate(role);
  grant(role, CLAIM_TABLE_ACTIONS, table.tableArn);
  grant(role, ['sqs:SendMessage'], queue.queueArn);
  for (const [key, actions] of [
    [table.encryptionKey, TABLE_KEY_ACTIONS],
    [queue.encryptionMasterKey, QUEUE_KEY_ACTIONS],
  ] as const) {
    if (key !== undefined) grant(role, actions, key.keyArn);
  }
}

function grant(grantee: Role, actions: readonly string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [resourceArn] });
}
