import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CLAIM_TABLE_ACTIONS } from '../../core/settings/claim-table';
import type { IAlertTopic } from '../alert/alert-topic';
import type { MacKey } from '../alert/mac-key';
import { acknowledgeTopicKey } from '../statement/acknowledge';
import { grantQueueKey, grantTableKey } from './grant-store-key';

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

/** Allows the role of a function to raise alerts: claim, sign and send them, and have storms reported. */
export function grantRaising(role: Role, { queue, table, macKey, alertTopic }: RaisingResources): void {
  acknowledgeTopicKey(role);
  alertTopic.grantPublish(role);
  macKey.grantGenerate(role);
  grant(role, CLAIM_TABLE_ACTIONS, table.tableArn);
  grant(role, ['sqs:SendMessage'], queue.queueArn);
  grantTableKey(role, table);
  grantQueueKey(role, queue);
}

function grant(grantee: Role, actions: readonly string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [resourceArn] });
}
