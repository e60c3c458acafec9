import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { idPrefix } from '../../lib/core/alert/packed-alert-ids';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { ADMITTED_ITEM } from './read-admitted';

/** An alert that asks to be sent singly. */
export interface Admission {
  readonly window: string;
  readonly alertId: string;
  /** How many alerts of the window are sent singly; of a window that has some already, its first such number holds. */
  readonly threshold: number;
  readonly expiresAtSeconds: number;
}

/**
 * Whether an alert is one of those of its window that are sent singly. The answer for an alert never changes: who asks
 * again after a lost answer, or after another handler died, gets the same.
 */
export async function admitAlert(
  client: DynamoDBClient,
  tableName: string,
  { window, alertId, threshold, expiresAtSeconds }: Admission,
): Promise<boolean> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const prefix = idPrefix(alertId);
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { [partitionKey]: { S: window }, [sortKey]: { S: ADMITTED_ITEM } },
        UpdateExpression:
          'ADD #ids :ids SET #expiresAt = :expiresAt, #threshold = if_not_exists(#threshold, :threshold)',
        ConditionExpression: 'attribute_not_exists(#item) OR contains(#ids, :id) OR size(#ids) < #threshold',
        ExpressionAttributeNames: {
          '#item': sortKey,
          '#ids': 'ids',
          '#threshold': 'threshold',
          '#expiresAt': timeToLiveAttribute,
        },
        ExpressionAttributeValues: {
          ':ids': { SS: [prefix] },
          ':id': { S: prefix },
          ':threshold': { N: String(threshold) },
          ':expiresAt': { N: String(expiresAtSeconds) },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
