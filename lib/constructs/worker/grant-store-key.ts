import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

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

/**
 * The key permissions that are required to send to a queue with a customer managed key.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const QUEUE_KEY_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Allows a role that uses a table to use its key. No effect on a table without a customer managed key. */
export function grantTableKey(role: IRole, { encryptionKey }: Pick<ITable, 'encryptionKey'>): void {
  grantKey(role, encryptionKey, TABLE_KEY_ACTIONS);
}

/** Allows a role that sends to a queue to use its key. No effect on a queue without a customer managed key. */
export function grantQueueKey(
  role: IRole,
  { encryptionMasterKey }: Pick<IQueue, 'encryptionMasterKey'>,
): void {
  grantKey(role, encryptionMasterKey, QUEUE_KEY_ACTIONS);
}

/** Key policies stay as they are: a key that another stack owns would depend on the role. */
function grantKey(grantee: IRole, key: IKey | undefined, actions: readonly string[]): void {
  if (key === undefined) return;
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [key.keyArn] });
}
