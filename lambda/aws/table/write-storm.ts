import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, MAC, STORM_ITEM, unlessRewritten } from './claim-store';
import { isProvenStorm, REPORTED_AT, readStormItem, type Storm, stormParts } from './read-storm';

/** A storm's next state, and how many alerts were reported in the state that it replaces. */
export interface StormChange {
  readonly next: Storm;
  readonly reportedBefore: number;
  readonly nowMs: number;
}

/**
 * Writes a storm unless another handler has reported on it since it was read; also if there is none, only an expired one,
 * or one without the right code. False if another handler has.
 */
export async function writeStorm(store: ClaimStore, change: StormChange): Promise<boolean> {
  const { next, reportedBefore, nowMs } = change;
  const isWritten = await put(store, next, {
    condition:
      'attribute_not_exists(#item) OR #expiresAt <= :now' +
      ' OR (#expiresAt = :expiresAt AND #reported = :reportedBefore)',
    names: {
      '#item': CLAIM_TABLE.sortKey,
      '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
      '#reported': 'reported',
    },
    values: {
      ':now': { N: String(Math.floor(nowMs / 1000)) },
      ':expiresAt': { N: String(next.expiresAtSeconds) },
      ':reportedBefore': { N: String(reportedBefore) },
    },
  });
  if (isWritten) return true;
  const item = await readStormItem(store, next.window);
  if (item === undefined || (await isProvenStorm(store, item))) return false;
  return put(store, next, { ...unlessRewritten(item), names: { '#mac': MAC } });
}

interface Condition {
  readonly condition: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

async function put(
  { client, tableName, macKey }: ClaimStore,
  next: Storm,
  { condition, names, values }: Condition,
): Promise<boolean> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const item: Item = {
    [partitionKey]: { S: next.window },
    [sortKey]: { S: STORM_ITEM },
    [timeToLiveAttribute]: { N: String(next.expiresAtSeconds) },
    reported: { N: String(next.reported) },
    reportDueAt: { N: String(next.reportDueAtMs) },
    ...(next.reportedAtMs === undefined ? {} : { [REPORTED_AT]: { N: String(next.reportedAtMs) } }),
  };
  const mac = (await macKey()).sign(stormParts(item));
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { ...item, [MAC]: { S: mac } },
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
