import { REPEATS_FOR_MS, type RepeatState } from '../../../lib/core/alert/repeat/repeat-state';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import {
  type ClaimStore,
  type Item,
  isForgotten,
  itemKey,
  MAC,
  reportForeign,
  unlessRewritten,
} from './claim-store';
import { isWrittenBy } from './item-format';
import { putIf } from './put-signed';
import { getItem } from './query-items';

/** What is known of the alerts with one rule, actor and target, as it was read. */
export interface ReadRepeats {
  /** Undefined if there is none, or none that a function wrote. */
  readonly state: RepeatState | undefined;
  /** What a writer names, so that it writes in place of no other. Absent if there was no item. */
  readonly revision?: string;
}

/** A state to be written in place of the one that was read. */
export interface RepeatChange {
  readonly key: string;
  readonly next: RepeatState;
  readonly revision: string | undefined;
}

const ITEM = 'repeat';

/** The time after which an alert is sent again, and a week more to know its usual hours. */
const EXPIRES_AFTER_MS = REPEATS_FOR_MS + 7 * 86_400_000;

/** Reads what is known. An item that no function wrote is reported, and counts as empty. */
export async function readRepeats(store: ClaimStore, key: string, nowMs: number): Promise<ReadRepeats> {
  const item = await getItem(store, keyOf(key));
  if (item === undefined) return { state: undefined };
  const revision = item[MAC]?.S ?? '';
  if (!isWrittenBy(await store.macKey(), item, partsOf(item))) {
    await reportForeign(store, item, 'is a state of repeats that no function wrote');
    return { state: undefined, revision };
  }
  const state = isForgotten(item, nowMs) ? undefined : (JSON.parse(item.state?.S ?? '') as RepeatState);
  return { state, revision };
}

/** Writes what is known now; false if another handler has written since it was read. */
export async function writeRepeats(store: ClaimStore, change: RepeatChange): Promise<boolean> {
  const { key, next, revision } = change;
  const item: Item = {
    ...keyOf(key),
    state: { S: JSON.stringify(next) },
    [CLAIM_TABLE.timeToLiveAttribute]: { N: String(Math.ceil((next.sentAtMs + EXPIRES_AFTER_MS) / 1000)) },
  };
  const mac = (await store.macKey()).sign(partsOf(item));
  const read: Item = revision === undefined || revision === '' ? {} : { [MAC]: { S: revision } };
  return putIf(store, { ...item, [MAC]: { S: mac } }, unlessRewritten(read));
}

function keyOf(key: string): Record<string, { S: string }> {
  return itemKey(`repeat|${key}`, ITEM);
}

function partsOf(item: Item): readonly string[] {
  const { partitionKey, timeToLiveAttribute } = CLAIM_TABLE;
  return ['repeat', item[partitionKey]?.S ?? '', item.state?.S ?? '', item[timeToLiveAttribute]?.N ?? ''];
}
