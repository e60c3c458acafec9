import { createHash } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE, claimPartition } from '../../lib/core/settings/claim-table';

/** Alerts of a window that wait for its storm report. */
export interface GroupedIds {
  readonly window: string;
  /** Packed (packed-alert-ids.ts); with the rest of an item at most 400 KB. */
  readonly ids: Uint8Array;
  readonly expiresAtSeconds: number;
}

/**
 * Writes alerts of a window down for its storm report, many in one item. The item is named by its content, so that who
 * writes the same again changes nothing, and no two writers overwrite each other.
 */
export async function putGroupedIds(
  client: DynamoDBClient,
  tableName: string,
  { window, ids, expiresAtSeconds }: GroupedIds,
): Promise<void> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const name = createHash('sha256').update(ids).digest('hex').slice(0, 32);
  await client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: {
        [partitionKey]: { S: claimPartition(window, name) },
        [sortKey]: { S: `grouped#${name}` },
        [timeToLiveAttribute]: { N: String(expiresAtSeconds) },
        packedIds: { B: ids },
      },
    }),
  );
}
