import { type AlertKinds, mapKinds, NO_KINDS } from '../../../lib/core/alert/alert-kinds';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';
import { splitSet } from '../proven-set';
import { type ClaimStore, type Item, itemKey, reportForeign } from './claim-store';
import { isReadable } from './item-format';
import { getItem } from './query-items';
import { updateItem } from './write-item';

/** The sort key of the alerts of a window that are sent individually. */
export const ADMITTED_ITEM = 'admitted';

/** The set of the actors of a window that are known from before. */
export const KNOWN_SET = 'known';

/** The alerts of a window that are sent individually. */
export interface Admitted {
  /** The prefixes of their ids. */
  readonly ids: ReadonlySet<string>;
  /** The hashed values of their kinds. */
  readonly kinds: AlertKinds;
}

/** The content of the item of a window. */
export interface Admissions extends Admitted {
  readonly expiresAtSeconds: number;
  /** The number of alerts of the window that are sent individually, set by its first writer; undefined if not proven. */
  readonly threshold?: number;
  /** The values in the sets that were not written by a function, by set name. */
  readonly foreign: Readonly<Record<string, readonly string[]>>;
  /** Attributes in the place of sets that are no sets of texts: DynamoDB adds nothing to them. */
  readonly mistyped: readonly string[];
}

const NOTHING: Admissions = {
  ...{ ids: new Set(), kinds: NO_KINDS, foreign: {}, mistyped: [] },
  // There is nothing to keep.
  expiresAtSeconds: Number.POSITIVE_INFINITY,
};

/** The code of a window's threshold. */
export function thresholdCode(macKey: MacKey, window: string, threshold: number): string {
  return macKey.sign(['threshold', window, threshold]);
}

/** The alerts that a window has admitted, read consistently. */
export async function readAdmitted(store: ClaimStore, window: string): Promise<Admitted> {
  const { ids, kinds } = await readAdmissions(store, window);
  return { ids, kinds };
}

/** What is proven of what a window has admitted, read consistently. The rest is reported. */
export async function readAdmissions(store: ClaimStore, window: string): Promise<Admissions> {
  const item = await getItem(store, itemKey(window, ADMITTED_ITEM));
  if (item === undefined) return NOTHING;
  if (!isReadable(item)) {
    await reportForeign(store, item, 'is an admission that no function wrote');
    return NOTHING;
  }
  const admitted = toAdmissions(await store.macKey(), window, item);
  if (Object.keys(admitted.foreign).length > 0 || admitted.mistyped.length > 0)
    await reportForeign(store, item, 'is an admission that no function wrote');
  else if (admitted.threshold === undefined)
    await reportForeign(store, item, 'has a threshold that no function wrote');
  return admitted;
}

/** Has a window remember for longer what it has admitted. */
export async function keepAdmitted(store: ClaimStore, window: string, untilSeconds: number): Promise<void> {
  const expiresAt = CLAIM_TABLE.timeToLiveAttribute;
  await isWritten(
    updateItem(store, {
      Key: itemKey(window, ADMITTED_ITEM),
      UpdateExpression: 'SET #expiresAt = :until',
      ConditionExpression: '#expiresAt < :until',
      ExpressionAttributeNames: { '#expiresAt': expiresAt },
      ExpressionAttributeValues: { ':until': { N: String(untilSeconds) } },
    }),
  );
}

function toAdmissions(macKey: MacKey, window: string, item: Item): Admissions {
  const foreign: Record<string, readonly string[]> = {};
  const mistyped: string[] = [];
  const valuesOf = (name: string) => {
    if (item[name] !== undefined && item[name].SS === undefined) mistyped.push(name);
    const split = splitSet(macKey, { window, name }, item[name]?.SS);
    if (split.foreign.length > 0) foreign[name] = split.foreign;
    return split.values;
  };
  const ids = new Set(valuesOf('ids'));
  const kinds = mapKinds(NO_KINDS, (_values, kind) => valuesOf(kind));
  valuesOf(KNOWN_SET);
  const threshold = Number(item.threshold?.N);
  const isProven = macKey.verify(['threshold', window, threshold], item.thresholdMac?.S);
  const expiresAtSeconds = Number(item[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0);
  return { ids, kinds, foreign, mistyped, expiresAtSeconds, ...(isProven ? { threshold } : {}) };
}
