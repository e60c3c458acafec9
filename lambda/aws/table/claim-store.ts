import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isOfLaterVersion } from './item-format';

/** The sort key of a window's storm. */
export const STORM_ITEM = 'storm';

/** An item that was not written by a trailwatch function, or has an impossible state. */
export interface ForeignItem {
  readonly window: string;
  readonly item: string;
  /** As the end of a sentence about the item. */
  readonly problem: string;
  /** Whether a function of a later version wrote it, in a format that this one does not read. */
  readonly isLater?: true;
}

/**
 * The claims table, and the key that proves who wrote its items.
 *
 * Anyone who may write to the table can write an item for a predictable key. Therefore an item has a message authentication
 * code over its key and its content, and is ignored without a valid one: it is reported, and the alert that it would have
 * blocked is sent. A code prevents neither deletion nor the replay of an older item; every item is a statement that stays true
 * (this alert was sent; these alerts were grouped), so neither suppresses an alert that was not sent, except alerts whose
 * grouping is deleted before their report.
 */
export interface ClaimStore {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly macKey: () => Promise<MacKey>;
  readonly onForeignItem: (item: ForeignItem) => void;
}

/** An item as DynamoDB gives it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The attribute that holds the code. */
export const MAC = 'mac';

/** The key of an item. */
export function itemKey(window: string, item: string): Record<string, { S: string }> {
  return { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: item } };
}

/** Whether the time of an item is over: DynamoDB deletes it days later. */
export function isForgotten(item: Item, nowMs: number): boolean {
  return Number(item[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0) <= Math.floor(nowMs / 1000);
}

const OF_LATER_VERSION = 'is in a format of a later version of trailwatch';

/** Reports an item that is not used: without a valid code, or of a later version. */
export async function reportForeign(
  { macKey, onForeignItem }: Partial<Pick<ClaimStore, 'macKey' | 'onForeignItem'>>,
  item: Item,
  problem: string,
): Promise<void> {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const place = { window: item[partitionKey]?.S ?? '', item: item[sortKey]?.S ?? '' };
  const isLater = macKey !== undefined && isOfLaterVersion(await macKey(), item);
  onForeignItem?.(isLater ? { ...place, problem: OF_LATER_VERSION, isLater } : { ...place, problem });
}

/** On what condition an item is written, as commands take it. */
export interface WriteCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** A condition that an item with an invalid code is still as it was read. */
export function unlessRewritten(item: Item): WriteCondition {
  return unlessChanged(MAC, item[MAC]);
}

/** A condition that an item still has the version that was read; 0 if there was none. */
export function unlessAdvanced(version: number): WriteCondition {
  if (version !== 0) return unlessChanged('version', { N: String(version) });
  // Functions write positive numbers: any other value counts as none.
  return {
    ConditionExpression: 'attribute_not_exists(#read) OR NOT #read > :zero',
    ExpressionAttributeNames: { '#read': 'version' },
    ExpressionAttributeValues: { ':zero': { N: '0' } },
  };
}

function unlessChanged(attribute: string, read: AttributeValue | undefined): WriteCondition {
  const ExpressionAttributeNames = { '#read': attribute };
  if (read === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#read)', ExpressionAttributeNames };
  }
  return {
    ...{ ConditionExpression: '#read = :read', ExpressionAttributeNames },
    ExpressionAttributeValues: { ':read': read },
  };
}
