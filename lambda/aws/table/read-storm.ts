import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import {
  type ClaimStore,
  type Item,
  itemKey,
  MAC,
  reportForeign,
  STORM_ITEM,
  unlessRewritten,
  type WriteCondition,
} from './claim-store';
import { isWrittenBy } from './item-format';
import { putIf } from './put-signed';
import { getItem } from './query-items';

/** The attribute with the time of the newest report. */
export const REPORTED_AT = 'reportedAt';

/** The state of a window with more alerts than are sent individually. */
export interface Storm {
  readonly window: string;
  /** How many grouped alerts the published reports include. */
  readonly reported: number;
  /** A report message is on its way that cannot be received before this time. */
  readonly reportDueAtMs: number;
  /** When the newest report was published; absent before the first. */
  readonly reportedAtMs?: number;
  /** The expiration of the storm, which only becomes later. */
  readonly expiresAtSeconds: number;
}

/**
 * The storm of a window, read consistently; undefined if there is none, one that has expired, or one without the right
 * code, which is reported.
 */
export async function readStorm(
  store: ClaimStore,
  window: string,
  nowMs: number,
): Promise<Storm | undefined> {
  const item = await readStormItem(store, window);
  if (item === undefined) return undefined;
  if (!(await isProvenStorm(store, item))) {
    await reportForeign(store, item, 'is a storm that no function wrote');
    return undefined;
  }
  const expiresAtSeconds = Number(item[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0);
  if (expiresAtSeconds * 1000 <= nowMs) return undefined;
  return {
    window,
    reported: Number(item.reported?.N ?? 0),
    reportDueAtMs: Number(item.reportDueAt?.N ?? 0),
    expiresAtSeconds,
    ...(item[REPORTED_AT] === undefined ? {} : { reportedAtMs: Number(item[REPORTED_AT].N ?? 0) }),
  };
}

/** The item of a window's storm, regardless of its writer. */
export function readStormItem(store: ClaimStore, window: string): Promise<Item | undefined> {
  return getItem(store, itemKey(window, STORM_ITEM));
}

/** Whether a function wrote the storm. */
export async function isProvenStorm({ macKey }: ClaimStore, item: Item): Promise<boolean> {
  return isWrittenBy(await macKey(), item, stormParts(item));
}

/** The data that the code of a storm covers. */
export function stormParts(item: Item): readonly string[] {
  const { partitionKey, timeToLiveAttribute } = CLAIM_TABLE;
  const numbers = [item.reported?.N, item.reportDueAt?.N, item[timeToLiveAttribute]?.N];
  const reportedAt = item[REPORTED_AT]?.N;
  const parts = ['storm', item[partitionKey]?.S ?? '', ...numbers.map((number) => number ?? '')];
  // An item of a version that did not write the time has its code over the others.
  return reportedAt === undefined ? parts : [...parts, reportedAt];
}

/** A storm's next state, and how many alerts were reported in the state that it replaces. */
export interface StormChange {
  readonly next: Storm;
  readonly reportedBefore: number;
  readonly nowMs: number;
}

/**
 * Writes a storm unless another handler has reported on it since it was read; also if there is none, only an expired one,
 * or one without the right code. False if another handler has.
 */
export async function writeStorm(store: ClaimStore, change: StormChange): Promise<boolean> {
  const { next, reportedBefore, nowMs } = change;
  const isWritten = await put(store, next, {
    ConditionExpression:
      'attribute_not_exists(#item) OR #expiresAt <= :now' +
      ' OR (#expiresAt <= :expiresAt AND #reported = :reportedBefore)',
    ExpressionAttributeNames: {
      '#item': CLAIM_TABLE.sortKey,
      '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
      '#reported': 'reported',
    },
    ExpressionAttributeValues: {
      ':now': { N: String(Math.floor(nowMs / 1000)) },
      ':expiresAt': { N: String(next.expiresAtSeconds) },
      ':reportedBefore': { N: String(reportedBefore) },
    },
  });
  if (isWritten) return true;
  const item = await readStormItem(store, next.window);
  if (item === undefined || (await isProvenStorm(store, item))) return false;
  return put(store, next, unlessRewritten(item));
}

async function put(store: ClaimStore, next: Storm, condition: WriteCondition): Promise<boolean> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const item: Item = {
    [partitionKey]: { S: next.window },
    [sortKey]: { S: STORM_ITEM },
    [timeToLiveAttribute]: { N: String(next.expiresAtSeconds) },
    reported: { N: String(next.reported) },
    reportDueAt: { N: String(next.reportDueAtMs) },
    ...(next.reportedAtMs === undefined ? {} : { [REPORTED_AT]: { N: String(next.reportedAtMs) } }),
  };
  const mac = (await store.macKey()).sign(stormParts(item));
  return putIf(store, { [REPORTED_AT]: undefined, ...item, [MAC]: { S: mac } }, condition);
}
