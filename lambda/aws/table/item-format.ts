import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';

type Item = Readonly<Record<string, AttributeValue>>;

/** The attribute with the number of an item's format. */
export const FORMAT = 'format';

/** The attribute with the code that proves that a function wrote a later format. */
export const FORMAT_MAC = 'formatMac';

/**
 * The format that this version writes, and the last one that it reads.
 *
 * A version that only adds members to an item leaves it as it is: other versions keep members that they do not know. One that writes an item
 * that this version would misread writes the next number, with {@link formatCode}, and reads both for as long as items live.
 * Items without a number are of the release that wrote none, and have format 1.
 */
export const CURRENT_FORMAT = 1;

/** Whether this version reads the format of an item. */
export function isReadable(item: Item): boolean {
  return formatOf(item) <= CURRENT_FORMAT;
}

/** Whether a function of a later version wrote an item that this version does not read. */
export function isOfLaterVersion(macKey: MacKey, item: Item): boolean {
  return !isReadable(item) && macKey.verify(formatParts(item, formatOf(item)), item[FORMAT_MAC]?.S);
}

/** The code that proves that a holder of the key wrote an item of this key in a format. */
export function formatCode(macKey: MacKey, key: Item, format: number): string {
  return macKey.sign(formatParts(key, format));
}

/** Whether a function wrote an item in a format that this version reads, with a code over these parts. */
export function isWrittenBy(
  macKey: MacKey,
  item: Item,
  parts: readonly (string | number | Uint8Array)[],
): boolean {
  return isReadable(item) && macKey.verify(parts, item.mac?.S);
}

/** What is no number is no format that any version writes. */
function formatOf(item: Item): number {
  const format = item[FORMAT];
  return format === undefined ? CURRENT_FORMAT : Number(format.N ?? Number.POSITIVE_INFINITY);
}

function formatParts(item: Item, format: number): readonly string[] {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return ['format', item[partitionKey]?.S ?? '', item[sortKey]?.S ?? '', String(format)];
}
