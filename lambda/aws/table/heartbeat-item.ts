import { CLAIM_TABLE, HEARTBEAT_PARTITION } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, MAC, reportForeign } from './claim-store';
import { putSigned } from './put-signed';
import { type ItemQuery, queryItems } from './query-items';

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
  store: ClaimStore,
  { hour, place, expiresAtSeconds }: HeartbeatEntry,
): Promise<void> {
  const item: Item = {
    [CLAIM_TABLE.partitionKey]: { S: windowOf(hour) },
    [CLAIM_TABLE.sortKey]: { S: place },
    [CLAIM_TABLE.timeToLiveAttribute]: { N: String(expiresAtSeconds) },
  };
  await putSigned(store, item, partsOf);
}

/**
 * The places that were heard of in an hour, all of them or those of an account. One without the right code is reported and left out: it
 * could hide a silence.
 */
export async function readHeartbeats(
  store: ClaimStore,
  hour: string,
  account?: string,
): Promise<readonly string[]> {
  const macKey = await store.macKey();
  const places: string[] = [];
  const query: ItemQuery = account === undefined ? {} : { sortKeys: [`${account}/`, `${account}/~`] };
  for await (const item of queryItems(store, windowOf(hour), query)) {
    if (macKey.verify(partsOf(item), item[MAC]?.S)) places.push(item[CLAIM_TABLE.sortKey]?.S ?? '');
    else reportForeign(store, item, 'is a heartbeat that no function received');
  }
  return places;
}

function windowOf(hour: string): string {
  return `${HEARTBEAT_PARTITION}${hour}`;
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
