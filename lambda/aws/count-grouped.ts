import { countDistinct, PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import type { MacKey } from '../../lib/core/mac/mac-key';
import { CLAIM_TABLE, claimPartitions } from '../../lib/core/settings/claim-table';
import { groupedParts } from './put-grouped-ids';
import { claimParts } from './table/claim-item';
import { type ClaimStore, type Item, isForgotten, MAC, reportForeign } from './table/claim-store';
import { queryItems } from './table/query-items';
import { readAdmitted } from './table/read-admitted';

/**
 * How many alerts of a window wait for a storm report or are counted by one, read consistently, page by page: the
 * different ones of all that were grouped, by themselves or with others, without those that are sent singly.
 *
 * An item without the right code is reported, and counts all the same: a report too many is better than none.
 */
export async function countGrouped(store: ClaimStore, window: string, nowMs: number): Promise<number> {
  const macKey = await store.macKey();
  const claimed = new PackedAlertIds();
  const pieces: Uint8Array[] = [];
  for (const partition of claimPartitions(window)) {
    for await (const item of queryItems(store, partition, { isConsistent: true })) {
      if (isForgotten(item, nowMs)) continue;
      if (!isProven(macKey, item)) reportForeign(store, item, 'counts alerts that no function grouped');
      if (item.packedIds?.B !== undefined) pieces.push(item.packedIds.B);
      else if (item.status?.S === 'grouped') claimed.add(item[CLAIM_TABLE.sortKey]?.S ?? '');
    }
  }
  if (pieces.length === 0 && claimed.size === 0) return 0;
  const { ids } = await readAdmitted(store, window);
  return countDistinct([...pieces, claimed.bytes], ids);
}

function isProven(macKey: MacKey, item: Item): boolean {
  const parts = item.packedIds === undefined ? claimParts(item) : groupedParts(item);
  return macKey.verify(parts, item[MAC]?.S);
}
