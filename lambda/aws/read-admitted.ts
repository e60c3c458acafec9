import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type AlertKinds, mapKinds, NO_KINDS } from '../../lib/core/alert/alert-kinds';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The sort key of the alerts of a window that are sent singly. */
export const ADMITTED_ITEM = 'admitted';

/** Which alerts of a window are sent singly. */
export interface Admitted {
  /** The prefixes of their ids. */
  readonly ids: ReadonlySet<string>;
  /** The hashed values of their kinds. */
  readonly kinds: AlertKinds;
}

/** The alerts that a window has admitted, read consistently. */
export async function readAdmitted(
  client: DynamoDBClient,
  tableName: string,
  window: string,
): Promise<Admitted> {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tableName,
      Key: { [partitionKey]: { S: window }, [sortKey]: { S: ADMITTED_ITEM } },
      ConsistentRead: true,
    }),
  );
  return {
    ids: new Set(Item?.ids?.SS ?? []),
    kinds: mapKinds(NO_KINDS, (_values, kind) => Item?.[kind]?.SS ?? []),
  };
}
