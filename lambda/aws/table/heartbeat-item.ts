import { CLAIM_TABLE, HEARTBEAT_PARTITION } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, reportForeign } from './claim-store';
import { isWrittenBy } from './item-format';
import { putSigned } from './put-signed';
import { type ItemQuery, queryItems } from './query-items';

/** A place that sent a heartbeat in an hour. */
export interface HeartbeatEntry {
  /** The hour, ISO 8601 in UTC. */
  readonly hour: string;
  /** `<account>/<Region>`. */
  readonly place: string;
  readonly expiresAtSeconds: number;
  /** What is known of the place. */
  readonly about?: string;
}

const ABOUT = 'about';

/** Records a heartbeat of a place in an hour. Recording it again changes nothing. */
export async function putHeartbeat(
  store: ClaimStore,
  { hour, place, expiresAtSeconds, about }: HeartbeatEntry,
): Promise<void> {
  const item = {
    [CLAIM_TABLE.partitionKey]: { S: windowOf(hour) },
    [CLAIM_TABLE.sortKey]: { S: place },
    [CLAIM_TABLE.timeToLiveAttribute]: { N: String(expiresAtSeconds) },
    [ABOUT]: about === undefined ? undefined : { S: about },
  };
  await putSigned(store, item, partsOf);
}

/**
 * The places with a heartbeat in an hour, all of them or those of an account. One without a valid code is reported and ignored:
 * it could hide a silence.
 */
export async function readHeartbeats(
  store: ClaimStore,
  hour: string,
  account?: string,
): Promise<readonly string[]> {
  return (await readPlaces(store, hour, account)).map(({ place }) => place);
}

/** The same, with what is known of each. */
export async function readPlaces(
  store: ClaimStore,
  hour: string,
  account?: string,
): Promise<readonly Pick<HeartbeatEntry, 'place' | 'about'>[]> {
  const macKey = await store.macKey();
  const places: Pick<HeartbeatEntry, 'place' | 'about'>[] = [];
  const query: ItemQuery = account === undefined ? {} : { sortKeys: [`${account}/`, `${account}/~`] };
  for await (const item of queryItems(store, windowOf(hour), query)) {
    const about = item[ABOUT]?.S;
    const place = item[CLAIM_TABLE.sortKey]?.S ?? '';
    if (!isWrittenBy(macKey, item, partsOf(item))) {
      await reportForeign(store, item, 'is a heartbeat that no function wrote');
    } else places.push(about === undefined ? { place } : { place, about });
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
    ...(item[ABOUT]?.S === undefined ? [] : [item[ABOUT].S]),
  ];
}
