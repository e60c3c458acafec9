import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type ClaimStore, type Item, MAC, type WriteCondition } from './claim-store';

/** Writes an item with its code, unconditionally. */
export async function putSigned(
  { client, tableName, macKey }: ClaimStore,
  item: Item,
  partsOf: (item: Item) => readonly (string | Uint8Array)[],
): Promise<void> {
  const mac = (await macKey()).sign(partsOf(item));
  await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, [MAC]: { S: mac } } }));
}

/**
 * Writes an item that has its code, on a condition; false if it does not hold. The SDK repeats a call whose answer was lost, and then
 * the condition fails because of the first one: an item with the same code is the one that was to be written.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export async function putIf(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  item: Item,
  condition: WriteCondition,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        ...{ TableName: tableName, Item: { ...item }, ...condition },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return item[MAC]?.S !== undefined && error.Item?.[MAC]?.S === item[MAC].S;
  }
}
