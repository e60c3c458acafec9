import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The alerts that an action answers in an hour, and one more of them. */
export interface CountedAction {
  readonly action: string;
  /** Such as `2026-11-20T03`. */
  readonly hour: string;
  readonly alertId: string;
  readonly most: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Whether there is room for an alert among those of the hour. One that is among them already takes no more room. */
export async function countAction(
  client: DynamoDBClient,
  tableName: string,
  { action, hour, alertId, most, expiresAt }: CountedAction,
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: `response|${action}` },
      [CLAIM_TABLE.sortKey]: { S: hour },
    },
    UpdateExpression: 'ADD alerts :one SET #expiry = :expiry',
    ConditionExpression: 'attribute_not_exists(alerts) OR contains(alerts, :id) OR size(alerts) < :most',
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: {
      ':one': { SS: [alertId] },
      ':id': { S: alertId },
      ':most': { N: String(most) },
      ':expiry': { N: String(expiresAt) },
    },
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
