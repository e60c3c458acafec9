import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The sort key of the alerts of a window that are sent singly. */
export const ADMITTED_ITEM = 'admitted';

/** The prefixes of the ids of the alerts that a window has admitted, read consistently. */
export async function readAdmitted(
  client: DynamoDBClient,
  tableName: string,
  window: string,
): Promise<ReadonlySet<string>> {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tableName,
      Key: { [partitionKey]: { S: window }, [sortKey]: { S: ADMITTED_ITEM } },
      ConsistentRead: true,
    }),
  );
  return new Set(Item?.ids?.SS ?? []);
}
