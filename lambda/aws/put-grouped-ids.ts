import type { MacKey } from '../../lib/core/alert/mac/mac-key';
import { countDistinct, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import { sha256Hex } from '../../lib/core/record/sha256';
import { CLAIM_TABLE, claimPartition, claimPartitions } from '../../lib/core/settings/claim-table';
import { claimParts } from './table/claim-item';
import { type ClaimStore, type Item, isForgotten, reportForeign } from './table/claim-store';
import { isWrittenBy } from './table/item-format';
import { putSigned } from './table/put-signed';
import { queryItems } from './table/query-items';
import { keepAdmitted, readAdmissions } from './table/read-admitted';

/** Alerts of a window that wait for its storm report. */
export interface GroupedIds {
  readonly window: string;
  /** Packed (packed-alert-ids.ts); with the rest of an item at most 400 KB. */
  readonly ids: Uint8Array;
  readonly expiresAtSeconds: number;
}

/**
 * Stores alerts of a window for its storm report, many in one item. The item is named by its content, so that writing the same
 * again changes nothing, and no two writers overwrite each other.
 */
export async function putGroupedIds(
  store: ClaimStore,
  { window, ids, expiresAtSeconds }: GroupedIds,
): Promise<void> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const name = sha256Hex(ids).slice(0, 32);
  const item: Item = {
    [partitionKey]: { S: claimPartition(window, name) },
    [sortKey]: { S: `grouped#${name}` },
    [timeToLiveAttribute]: { N: String(expiresAtSeconds) },
    packedIds: { B: ids },
  };
  await putSigned(store, item, groupedParts);
}

/** The data that the code of grouped alerts covers. */
export function groupedParts(item: Item): readonly (string | Uint8Array)[] {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const texts = [item[partitionKey]?.S, item[sortKey]?.S, item[timeToLiveAttribute]?.N];
  return ['grouped', ...texts.map((text) => text ?? ''), item.packedIds?.B ?? ''];
}

/**
 * The ids, packed, of the alerts of a window that were grouped, by themselves or with others, read consistently, page by page.
 *
 * An item without a valid code is reported. It still counts for a report, as an extra one is better than none, but not where what is
 * grouped is never sent.
 *
 * @param options isProven: whether only items with a valid code count
 */
export async function readGroupedIds(
  store: ClaimStore,
  window: string,
  nowMs: number,
  options: { readonly isProven: boolean },
): Promise<readonly Uint8Array[]> {
  const items = await readGrouped(store, { window, nowMs, rememberUntilSeconds: 0 });
  return items.flatMap(({ ids, isProven }) => (isProven || !options.isProven ? [ids] : []));
}

/** A window whose grouped alerts are counted for a report. */
export interface CountedWindow {
  readonly window: string;
  readonly nowMs: number;
  /** Until when what is counted is remembered at least. */
  readonly rememberUntilSeconds: number;
}

/**
 * How many alerts of a window wait for a storm report or are counted by one: the different ones of all that were grouped,
 * without those that are sent singly.
 *
 * What would expire earlier than the storm, such as the claim of one alert, is written again to last as long: a count never becomes
 * smaller while the storm is known.
 */
export async function countGrouped(store: ClaimStore, counted: CountedWindow): Promise<number> {
  const { window, rememberUntilSeconds } = counted;
  const items = await readGrouped(store, counted);
  if (items.length === 0) return 0;
  const admitted = await readAdmissions(store, window);
  if (admitted.expiresAtSeconds < rememberUntilSeconds)
    await keepAdmitted(store, window, rememberUntilSeconds);
  await keepGrouped(store, items, counted);
  return countDistinct(
    items.map(({ ids }) => ids),
    admitted.ids,
  );
}

/** The ids of one item, packed, or those of many claims that have one id each. */
interface GroupedItem {
  readonly ids: Uint8Array;
  readonly isProven: boolean;
  /** Whether it is remembered as long as what is counted. */
  readonly isLasting: boolean;
}

async function readGrouped(
  store: ClaimStore,
  { window, nowMs, rememberUntilSeconds }: CountedWindow,
): Promise<readonly GroupedItem[]> {
  const { sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const macKey = await store.macKey();
  const grouped: GroupedItem[] = [];
  const claims = [true, false].flatMap((proven) =>
    [true, false].map((isLasting) => ({ isProven: proven, isLasting, ids: new PackedAlertIds() })),
  );
  for (const partition of claimPartitions(window)) {
    for await (const item of queryItems(store, partition, { isConsistent: true })) {
      if (isForgotten(item, nowMs)) continue;
      const proven = isProven(macKey, item);
      if (!proven) await reportForeign(store, item, 'is a group count that no function wrote');
      const isLasting = Number(item[timeToLiveAttribute]?.N) >= rememberUntilSeconds;
      const ids = item.packedIds?.B;
      if (ids !== undefined) grouped.push({ ids, isProven: proven, isLasting });
      else if (item.status?.S === 'grouped') {
        const alike = claims.find((one) => one.isProven === proven && one.isLasting === isLasting);
        alike?.ids.add(item[sortKey]?.S ?? '');
      }
    }
  }
  const claimed = claims.filter(({ ids }) => ids.size > 0);
  return [...grouped, ...claimed.map((one) => ({ ...one, ids: one.ids.bytes }))];
}

/** Writes the ids again that are only in items that expire earlier. Of items without a valid code, none. */
async function keepGrouped(
  store: ClaimStore,
  items: readonly GroupedItem[],
  { window, rememberUntilSeconds }: CountedWindow,
): Promise<void> {
  const idsOf = (lasting: boolean) =>
    items.flatMap(({ ids, isProven, isLasting }) => (isProven && isLasting === lasting ? [ids] : []));
  const left = PackedAlertIds.onlyIn(idsOf(false), idsOf(true));
  for (const ids of left.pieces())
    await putGroupedIds(store, { window, ids, expiresAtSeconds: rememberUntilSeconds });
}

function isProven(macKey: MacKey, item: Item): boolean {
  const parts = item.packedIds === undefined ? claimParts(item) : groupedParts(item);
  return isWrittenBy(macKey, item, parts);
}
