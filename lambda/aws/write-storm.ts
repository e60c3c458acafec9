import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { STORM_ITEM, type Storm } from './read-storm';

/** A storm's next state, and how many alerts were reported in the state that it replaces. */
export interface StormChange {
  readonly next: Storm;
  readonly reportedBefore: number;
  readonly nowMs: number;
}

/**
 * Writes a storm unless another handler has reported on it since it was read; also if there is none, or only an
 * expired one. False if another handler has.
 */
export async function writeStorm(
  client: DynamoDBClient,
  tableName: string,
  { next, reportedBefore, nowMs }: StormChange,
): Promise<boolean> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          [partitionKey]: { S: next.window },
          [sortKey]: { S: STORM_ITEM },
          [timeToLiveAttribute]: { N: String(next.expiresAtSeconds) },
          reported: { N: String(next.reported) },
          reportDueAt: { N: String(next.reportDueAtMs) },
        },
        ConditionExpression:
          'attribute_not_exists(#item) OR #expiresAt <= :now' +
          ' OR (#expiresAt = :expiresAt AND #reported = :reportedBefore)',
        ExpressionAttributeNames: {
          '#item': sortKey,
          '#expiresAt': timeToLiveAttribute,
          '#reported': 'reported',
        },
        ExpressionAttributeValues: {
          ':now': { N: String(Math.floor(nowMs / 1000)) },
          ':expiresAt': { N: String(next.expiresAtSeconds) },
          ':reportedBefore': { N: String(reportedBefore) },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
