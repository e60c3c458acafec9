import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unlessMissing } from '../answers';
import { type ClaimStore, type Item, MAC, type WriteCondition } from './claim-store';
import { putItem, settingMembers, updateItem, type WrittenItem, type WrittenTable } from './write-item';

/** Writes an item with its code, unconditionally. */
export async function putSigned(
  store: ClaimStore,
  item: WrittenItem,
  partsOf: (item: Item) => readonly (string | Uint8Array)[],
): Promise<void> {
  const mac = (await store.macKey()).sign(partsOf(presentMembers(item)));
  await setMembers(store, { ...item, [MAC]: { S: mac } });
}

/**
 * Writes an item that has its code, on a condition; false if it does not hold. The SDK repeats a call whose answer was lost, and then
 * the condition fails because of the first one: an item with the same code is the one that was to be written.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export async function putIf(
  table: WrittenTable,
  item: WrittenItem,
  condition: WriteCondition,
): Promise<boolean> {
  try {
    await setMembers(table, item, condition);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return item[MAC]?.S !== undefined && error.Item?.[MAC]?.S === item[MAC].S;
  }
}

/** An item to which nothing can be added, because others filled it, is replaced. */
async function setMembers(table: WrittenTable, item: WrittenItem, condition?: WriteCondition): Promise<void> {
  const { ExpressionAttributeNames, ExpressionAttributeValues, ...update } = settingMembers(item);
  const updated = await unlessMissing('ValidationException', () =>
    updateItem(table, {
      ...{ ...update, ...condition },
      ExpressionAttributeNames: { ...ExpressionAttributeNames, ...condition?.ExpressionAttributeNames },
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ...condition?.ExpressionAttributeValues },
    }),
  );
  if (updated === undefined) await putItem(table, { Item: presentMembers(item), ...condition });
}

function presentMembers(item: WrittenItem): Record<string, Item[string]> {
  const present = Object.entries(item).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(present);
}
