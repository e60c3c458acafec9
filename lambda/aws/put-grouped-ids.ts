import { createHash } from 'node:crypto';
import type { MacKey } from '../../lib/core/alert/mac/mac-key';
import { countDistinct, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import { CLAIM_TABLE, claimPartition, claimPartitions } from '../../lib/core/settings/claim-table';
import { claimParts } from './table/claim-item';
import { type ClaimStore, type Item, isForgotten, MAC, reportForeign } from './table/claim-store';
import { putSigned } from './table/put-signed';
import { queryItems } from './table/query-items';
import { readAdmitted } from './table/read-admitted';

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
  const name = createHash('sha256').update(ids).digest('hex').slice(0, 32);
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
  const macKey = await store.macKey();
  const claimed = new PackedAlertIds();
  const pieces: Uint8Array[] = [];
  for (const partition of claimPartitions(window)) {
    for await (const item of queryItems(store, partition, { isConsistent: true })) {
      if (isForgotten(item, nowMs)) continue;
      if (!isProven(macKey, item)) {
        reportForeign(store, item, 'is a group count that no function wrote');
        if (options.isProven) continue;
      }
      if (item.packedIds?.B !== undefined) pieces.push(item.packedIds.B);
      else if (item.status?.S === 'grouped') claimed.add(item[CLAIM_TABLE.sortKey]?.S ?? '');
    }
  }
  return claimed.size === 0 ? pieces : [...pieces, claimed.bytes];
}

/**
 * How many alerts of a window wait for a storm report or are counted by one: the different ones of all that were grouped,
 * without those that are sent singly.
 */
export async function countGrouped(store: ClaimStore, window: string, nowMs: number): Promise<number> {
  const pieces = await readGroupedIds(store, window, nowMs, { isProven: false });
  return pieces.length === 0 ? 0 : countDistinct(pieces, (await readAdmitted(store, window)).ids);
}

function isProven(macKey: MacKey, item: Item): boolean {
  const parts = item.packedIds === undefined ? claimParts(item) : groupedParts(item);
  return macKey.verify(parts, item[MAC]?.S);
}
