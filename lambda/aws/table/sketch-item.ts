import { createHash } from 'node:crypto';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, itemKey, MAC, reportForeign, unlessAdvanced } from './claim-store';
import { isWrittenBy } from './item-format';
import { putIf } from './put-signed';
import { getItem } from './query-items';

const ITEM = 'sketch';

/** The time after which an item that is not written again expires. */
const EXPIRES_AFTER_SECONDS = 120 * 86_400;

/** A sketch as the table has it. */
export interface StoredSketch {
  /** Absent if there is none, or one that no function wrote. */
  readonly bytes?: Uint8Array;
  /** 0 if nothing was written yet; each write adds one. */
  readonly version: number;
}

/** A sketch that is to be written in place of a version. */
export interface SketchChange {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** The version that it was made of. */
  readonly version: number;
  readonly nowMs: number;
  /** How long it is kept unless it is written again; 120 days by default. */
  readonly keepSeconds?: number;
}

/** What reads and writes sketches, and the clock. */
export interface SketchPorts {
  /** The values that an actor or an account was seen with, or what manages a resource. */
  readonly readSketch: (key: string) => Promise<StoredSketch>;
  /** False if another function has written since. */
  readonly writeSketch: (change: SketchChange) => Promise<boolean>;
  readonly nowMs: () => number;
}

/** What the table has of an actor, an account or a resource, read consistently. An item that no function wrote is reported, and teaches nothing. */
export async function readSketch(store: ClaimStore, key: string): Promise<StoredSketch> {
  const item = await getItem(store, keyOf(key));
  if (item === undefined) return { version: 0 };
  const version = Number(item.version?.N ?? 0);
  const bytes = item.values?.B;
  if (bytes !== undefined && isWrittenBy(await store.macKey(), item, partsOf(item)))
    return { bytes, version };
  await reportForeign(store, item, 'is a sketch of an actor that no function wrote');
  return { version };
}

/** Writes a sketch in place of the version that it was made of. False if another function has written since. */
export async function writeSketch(
  store: ClaimStore,
  { key, bytes, version, nowMs, keepSeconds = EXPIRES_AFTER_SECONDS }: SketchChange,
): Promise<boolean> {
  const item = { ...keyOf(key), values: { B: bytes }, version: { N: String(version + 1) } };
  const expiry = { N: String(Math.floor(nowMs / 1000) + keepSeconds) };
  return putIf(
    store,
    {
      ...item,
      [MAC]: { S: (await store.macKey()).sign(partsOf(item)) },
      [CLAIM_TABLE.timeToLiveAttribute]: expiry,
    },
    unlessAdvanced(version),
  );
}

/** Names are not part of keys: they may have any length. */
function keyOf(key: string): Record<string, { S: string }> {
  const hash = createHash('sha256').update(key).digest('base64url');
  return itemKey(`sketch|${hash}`, ITEM);
}

function partsOf(item: Item): readonly (string | Uint8Array)[] {
  const { values, version } = item;
  return [ITEM, item[CLAIM_TABLE.partitionKey]?.S ?? '', version?.N ?? '', values?.B ?? new Uint8Array()];
}
