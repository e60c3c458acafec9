import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** Which claims of a window to count. */
export type ClaimCount =
  /** All of them, but no further than `limit`. */
  | { readonly of: 'all'; readonly limit: number }
  /** Those that wait for a storm report and that the table still remembers. */
  | { readonly of: 'grouped'; readonly nowMs: number };

/** Alert ids are hexadecimal: every claim of an alert sorts before this, and the storm's own items after it. */
const AFTER_ALERT_IDS = 'g';

/** How many claims a window has, read consistently and page by page. */
export async function countClaims(
  client: DynamoDBClient,
  tableName: string,
  window: string,
  count: ClaimCount,
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
        ExclusiveStartKey: start,
        ...narrowed(window, count),
      }),
    );
    total += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined && !(count.of === 'all' && total >= count.limit));
  return total;
}

function narrowed(window: string, count: ClaimCount) {
  const names = { '#window': CLAIM_TABLE.partitionKey, '#item': CLAIM_TABLE.sortKey };
  const values = { ':window': { S: window }, ':end': { S: AFTER_ALERT_IDS } };
  if (count.of === 'all') {
    return { Limit: count.limit, ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  }
  return {
    FilterExpression: '#status = :grouped AND #expiresAt > :nowSeconds',
    ExpressionAttributeNames: {
      ...names,
      '#status': 'status',
      '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
    },
    ExpressionAttributeValues: {
      ...values,
      ':grouped': { S: 'grouped' },
      ':nowSeconds': { N: String(Math.floor(count.nowMs / 1000)) },
    },
  };
}
