import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, isForgotten, itemKey, MAC, reportForeign } from './claim-store';
import { isWrittenBy } from './item-format';
import { updateItem } from './write-item';

const ITEM = 'actor';

/** The time without alerts after which an actor is unknown again. */
const EXPIRES_AFTER_SECONDS = 90 * 86_400;

/** Records that an actor raised an alert; the time of the first one is kept. */
export async function noteActor(store: ClaimStore, actorHash: string, nowMs: number): Promise<void> {
  const Key = keyOf(actorHash);
  const first = { N: String(Math.floor(nowMs / 1000)) };
  await updateItem(store, {
    Key,
    UpdateExpression:
      'SET #first = if_not_exists(#first, :first), #mac = if_not_exists(#mac, :mac), #expiresAt = :expiresAt',
    ExpressionAttributeNames: {
      ...{ '#first': 'first', '#mac': MAC, '#expiresAt': CLAIM_TABLE.timeToLiveAttribute },
    },
    ExpressionAttributeValues: {
      ':first': first,
      ':mac': { S: (await store.macKey()).sign(partsOf({ ...Key, first })) },
      ':expiresAt': { N: String(Math.floor(nowMs / 1000) + EXPIRES_AFTER_SECONDS) },
    },
  });
}

/**
 * The time of an actor's first alert; undefined if unknown. An item that was not written by a function is reported, and the
 * actor considered known for long: the item must not hide an alert.
 */
export async function readActor(
  store: ClaimStore,
  actorHash: string,
  nowMs: number,
): Promise<number | undefined> {
  const { client, tableName, macKey } = store;
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf(actorHash) }),
  );
  if (item === undefined) return undefined;
  if (!isWrittenBy(await macKey(), item, partsOf(item))) {
    await reportForeign(store, item, 'is an actor that no function wrote');
    return 0;
  }
  return isForgotten(item, nowMs) ? undefined : Number(item.first?.N) * 1000;
}

function keyOf(actorHash: string): Record<string, { S: string }> {
  return itemKey(`actor|${actorHash}`, ITEM);
}

function partsOf(item: Item): readonly string[] {
  return ['actor', item[CLAIM_TABLE.partitionKey]?.S ?? '', item.first?.N ?? ''];
}
