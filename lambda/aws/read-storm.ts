import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The sort key of a window's storm. */
export const STORM_ITEM = 'storm';

/** What is known of a window with more alerts than are sent singly. */
export interface Storm {
  readonly window: string;
  /** How many grouped alerts the published reports include. */
  readonly reported: number;
  /** A report message is on its way that cannot be received before this time. */
  readonly reportDueAtMs: number;
  /** When the storm is over and done with; set once, so it also distinguishes one storm of a window from a later one. */
  readonly expiresAtSeconds: number;
}

/** The storm of a window, read consistently; undefined if there is none, or one that has expired. */
export async function readStorm(
  client: DynamoDBClient,
  tableName: string,
  window: string,
  nowMs: number,
): Promise<Storm | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tableName,
      Key: { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: STORM_ITEM } },
      ConsistentRead: true,
    }),
  );
  const expiresAtSeconds = Number(Item?.[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0);
  if (Item === undefined || expiresAtSeconds * 1000 <= nowMs) return undefined;
  return {
    window,
    reported: Number(Item.reported?.N ?? 0),
    reportDueAtMs: Number(Item.reportDueAt?.N ?? 0),
    expiresAtSeconds,
  };
}
