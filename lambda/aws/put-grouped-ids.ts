import { createHash } from 'node:crypto';
import { CLAIM_TABLE, claimPartition } from '../../lib/core/settings/claim-table';
import type { ClaimStore, Item } from './table/claim-store';
import { putSigned } from './table/put-signed';

/** Alerts of a window that wait for its storm report. */
export interface GroupedIds {
  readonly window: string;
  /** Packed (packed-alert-ids.ts); with the rest of an item at most 400 KB. */
  readonly ids: Uint8Array;
  readonly expiresAtSeconds: number;
}

/**
 * Writes alerts of a window down for its storm report, many in one item. The item is named by its content, so that who
 * writes the same again changes nothing, and no two writers overwrite each other.
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

/** What the code of grouped alerts is over. */
export function groupedParts(item: Item): readonly (string | Uint8Array)[] {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const texts = [item[partitionKey]?.S, item[sortKey]?.S, item[timeToLiveAttribute]?.N];
  return ['grouped', ...texts.map((text) => text ?? ''), item.packedIds?.B ?? ''];
}
