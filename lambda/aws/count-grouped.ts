import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** Alert ids are hexadecimal: every claim of an alert sorts before this, and the window's own items after it. */
const AFTER_ALERT_IDS = 'g';

/** How many alerts of a window wait for a storm report or were told of in one, read consistently, page by page. */
export async function countGrouped(
  client: DynamoDBClient,
  tableName: string,
  window: string,
  nowMs: number,
): Promise<number> {
  let total = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        Select: 'COUNT',
        ConsistentRead: true,
        KeyConditionExpression: '#window = :window AND #item < :end',
        FilterExpression: '#status = :grouped AND #expiresAt > :nowSeconds',
        ExclusiveStartKey: start,
        ExpressionAttributeNames: {
          '#window': CLAIM_TABLE.partitionKey,
          '#item': CLAIM_TABLE.sortKey,
          '#status': 'status',
          '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
        },
        ExpressionAttributeValues: {
          ':window': { S: window },
          ':end': { S: AFTER_ALERT_IDS },
          ':grouped': { S: 'grouped' },
          ':nowSeconds': { N: String(Math.floor(nowMs / 1000)) },
        },
      }),
    );
    total += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return total;
}
