import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type AlertKinds,
  isWithoutKinds,
  KIND_NAMES,
  KnownKinds,
  LISTED,
  mapKinds,
  NO_KINDS,
} from '../../../lib/core/alert/alert-kinds';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isAdded } from '../answers';
import { splitSet, toProven } from '../proven-set';
import { type ClaimStore, itemKey, reportForeign } from './claim-store';
import { isReadable } from './item-format';
import { getItem } from './query-items';
import { updateItem } from './write-item';

/** The sort key of the distinguishing values of a window's grouped alerts. */
export const LISTED_ITEM = 'listed';

/** Values of grouped alerts for the storm report of their window. */
export interface ListedKinds {
  readonly window: string;
  readonly kinds: AlertKinds;
  readonly expiresAtSeconds: number;
}

/** The number of attempts to add to lists that others fill at the same time. */
const ATTEMPTS = 3;

/**
 * Adds to the lists of a window, as far as they have room. The lists are sets, so that adding the same again changes nothing.
 * Values that were not written by a function are removed first.
 *
 * A list never grows beyond its length by more than one call adds: what is added after another handler has filled it
 * is added again to what has room then.
 */
export async function listKinds(
  store: ClaimStore,
  { window, kinds, expiresAtSeconds }: ListedKinds,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { listed, foreign, mistyped } = await readLists(store, window);
    if (!isWithoutKinds(foreign)) await takeOut(store, window, foreign);
    if (mistyped.length > 0) await remove(store, window, mistyped);
    const known = new KnownKinds(LISTED);
    known.add(listed);
    const added = fitting(known, kinds);
    if (isWithoutKinds(added)) return;
    if (await add(store, { window, kinds: added, expiresAtSeconds })) return;
  }
}

/** The lists of a window, read consistently. */
export async function readListed(store: ClaimStore, window: string): Promise<AlertKinds> {
  return (await readLists(store, window)).listed;
}

async function readLists(
  store: ClaimStore,
  window: string,
): Promise<{
  readonly listed: AlertKinds;
  readonly foreign: AlertKinds;
  readonly mistyped: readonly string[];
}> {
  const item = await getItem(store, itemKey(window, LISTED_ITEM));
  const nothing = { listed: NO_KINDS, foreign: NO_KINDS, mistyped: [] };
  if (item === undefined) return nothing;
  if (!isReadable(item)) {
    await reportForeign(store, item, 'is a list that no function wrote');
    return nothing;
  }
  const macKey = await store.macKey();
  const split = (kind: (typeof KIND_NAMES)[number]) =>
    splitSet(macKey, { window, name: `${LISTED_ITEM}-${kind}` }, item[kind]?.SS);
  const listed = mapKinds(NO_KINDS, (_values, kind) => split(kind).values);
  const foreign = mapKinds(NO_KINDS, (_values, kind) => split(kind).foreign);
  const mistyped = KIND_NAMES.filter((kind) => item[kind] !== undefined && item[kind].SS === undefined);
  if (!isWithoutKinds(foreign) || mistyped.length > 0)
    await reportForeign(store, item, 'is a list that no function wrote');
  return { listed, foreign, mistyped };
}

/** Takes away what is no set of texts, to which DynamoDB adds nothing. */
async function remove(store: ClaimStore, window: string, kinds: readonly string[]): Promise<void> {
  await updateItem(store, {
    Key: itemKey(window, LISTED_ITEM),
    UpdateExpression: `REMOVE ${kinds.map((kind) => `#${kind}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(kinds.map((kind) => [`#${kind}`, kind])),
  });
}

async function takeOut(store: ClaimStore, window: string, foreign: AlertKinds): Promise<void> {
  const kinds = KIND_NAMES.filter((kind) => foreign[kind].length > 0);
  await updateItem(store, {
    Key: itemKey(window, LISTED_ITEM),
    UpdateExpression: `DELETE ${kinds.map((kind) => `#${kind} :${kind}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(kinds.map((kind) => [`#${kind}`, kind])),
    ExpressionAttributeValues: Object.fromEntries(
      kinds.map((kind) => [`:${kind}`, { SS: [...foreign[kind]] }]),
    ),
  });
}

function fitting(known: KnownKinds, kinds: AlertKinds): AlertKinds {
  const before = known.kinds;
  known.add(kinds);
  const after = known.kinds;
  return mapKinds(after, (values, name) => values.slice(before[name].length));
}

async function add(store: ClaimStore, { window, kinds, expiresAtSeconds }: ListedKinds): Promise<boolean> {
  const key = await store.macKey();
  const added = KIND_NAMES.filter((kind) => kinds[kind].length > 0);
  const names: Record<string, string> = { '#expiresAt': CLAIM_TABLE.timeToLiveAttribute };
  const values: Record<string, AttributeValue> = { ':expiresAt': { N: String(expiresAtSeconds) } };
  for (const kind of added) {
    names[`#${kind}`] = kind;
    const set = { window, name: `${LISTED_ITEM}-${kind}` };
    values[`:${kind}`] = { SS: kinds[kind].map((value) => toProven(key, set, value)) };
    values[`:${kind}Most`] = { N: String(LISTED[kind]) };
  }
  const room = added.map((kind) => `(attribute_not_exists(#${kind}) OR size(#${kind}) < :${kind}Most)`);
  return isAdded(
    updateItem(store, {
      Key: itemKey(window, LISTED_ITEM),
      UpdateExpression: `ADD ${added.map((kind) => `#${kind} :${kind}`).join(', ')} SET #expiresAt = :expiresAt`,
      ConditionExpression: room.join(' AND '),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  );
}
