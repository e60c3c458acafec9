import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { countDistinct, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import { CLAIM_TABLE, claimPartitions } from '../../lib/core/settings/claim-table';
import { readAdmitted } from './read-admitted';

/**
 * How many alerts of a window wait for a storm report or are counted by one, read consistently, page by page: the
 * different ones of all that were grouped, by themselves or with others, without those that are sent singly.
 */
export async function countGrouped(
  client: DynamoDBClient,
  tableName: string,
  window: string,
  nowMs: number,
): Promise<number> {
  const claimed = new PackedAlertIds();
  const pieces: Uint8Array[] = [];
  for (const partition of claimPartitions(window)) {
    for await (const item of groupedItems(client, tableName, { partition, nowMs })) {
      const { packedIds, [CLAIM_TABLE.sortKey]: id } = item;
      if (packedIds?.B !== undefined) pieces.push(packedIds.B);
      else claimed.add(id?.S ?? '');
    }
  }
  if (pieces.length === 0 && claimed.size === 0) return 0;
  const { ids } = await readAdmitted(client, tableName, window);
  return countDistinct([...pieces, claimed.bytes], ids);
}

async function* groupedItems(
  client: DynamoDBClient,
  tableName: string,
  { partition, nowMs }: { readonly partition: string; readonly nowMs: number },
): AsyncGenerator<Record<string, AttributeValue>, void> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#window = :window',
        FilterExpression: '(#status = :grouped OR attribute_exists(#packedIds)) AND #expiresAt > :nowSeconds',
        ProjectionExpression: '#item, #packedIds',
        ExclusiveStartKey: start,
        ExpressionAttributeNames: {
          '#window': CLAIM_TABLE.partitionKey,
          '#item': CLAIM_TABLE.sortKey,
          '#status': 'status',
          '#packedIds': 'packedIds',
          '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
        },
        ExpressionAttributeValues: {
          ':window': { S: partition },
          ':grouped': { S: 'grouped' },
          ':nowSeconds': { N: String(Math.floor(nowMs / 1000)) },
        },
      }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
