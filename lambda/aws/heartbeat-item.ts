import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, MAC, reportForeign } from './claim-store';

/** A place that gave a sign of life in an hour. */
export interface HeartbeatEntry {
  /** The hour, ISO 8601 in UTC. */
  readonly hour: string;
  /** `<account>/<Region>`. */
  readonly place: string;
  readonly expiresAtSeconds: number;
}

/** Writes that a place was heard of in an hour. Writing it again changes nothing. */
export async function putHeartbeat(
  { client, tableName, macKey }: ClaimStore,
  { hour, place, expiresAtSeconds }: HeartbeatEntry,
): Promise<void> {
  const item: Item = {
    [CLAIM_TABLE.partitionKey]: { S: windowOf(hour) },
    [CLAIM_TABLE.sortKey]: { S: place },
    [CLAIM_TABLE.timeToLiveAttribute]: { N: String(expiresAtSeconds) },
  };
  const mac = (await macKey()).sign(partsOf(item));
  await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, [MAC]: { S: mac } } }));
}

/** The places that were heard of in an hour. One without the right code is reported and left out: it could hide a silence. */
export async function readHeartbeats(store: ClaimStore, hour: string): Promise<readonly string[]> {
  const macKey = await store.macKey();
  const places: string[] = [];
  let start: Item | undefined;
  do {
    const page = await store.client.send(
      new QueryCommand({
        TableName: store.tableName,
        KeyConditionExpression: '#window = :window',
        ExclusiveStartKey: start,
        ExpressionAttributeNames: { '#window': CLAIM_TABLE.partitionKey },
        ExpressionAttributeValues: { ':window': { S: windowOf(hour) } },
      }),
    );
    for (const item of page.Items ?? []) {
      if (macKey.verify(partsOf(item), item[MAC]?.S)) places.push(item[CLAIM_TABLE.sortKey]?.S ?? '');
      else reportForeign(store, item, 'is a heartbeat that no function received');
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return places;
}

function windowOf(hour: string): string {
  return `heartbeat|${hour}`;
}

function partsOf(item: Item): readonly string[] {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  return [
    'heartbeat',
    item[partitionKey]?.S ?? '',
    item[sortKey]?.S ?? '',
    item[timeToLiveAttribute]?.N ?? '',
  ];
}
