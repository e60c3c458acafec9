import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type ClaimStore, type Item, MAC } from './claim-store';

/** Writes an item with its code, unconditionally. */
export async function putSigned(
  { client, tableName, macKey }: ClaimStore,
  item: Item,
  partsOf: (item: Item) => readonly (string | Uint8Array)[],
): Promise<void> {
  const mac = (await macKey()).sign(partsOf(item));
  await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, [MAC]: { S: mac } } }));
}
