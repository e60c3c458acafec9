import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The sort key of a window's counter. */
const RANK_ITEM = 'rank';

/**
 * Counts one more alert of a window; gives its rank, from 1. No two alerts get the same one. A call that is repeated
 * skips a rank, which only makes a storm begin one alert earlier.
 */
export async function rankAlert(
  client: DynamoDBClient,
  tableName: string,
  window: string,
  expiresAtSeconds: number,
): Promise<number> {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: RANK_ITEM } },
      UpdateExpression: 'ADD #alerts :one SET #expiresAt = :expiresAt',
      ExpressionAttributeNames: { '#alerts': 'alerts', '#expiresAt': CLAIM_TABLE.timeToLiveAttribute },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':expiresAt': { N: String(expiresAtSeconds) } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.alerts?.N);
}
