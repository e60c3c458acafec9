import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Contribution } from '../../../lib/core/correlation/contribution';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, isForgotten, MAC, reportForeign } from './claim-store';
import { isWrittenBy } from './item-format';
import { type PackedContributions, packContributions, unpackContributions } from './pack-contributions';
import { queryItems } from './query-items';
import { putItem } from './write-item';

/** Contributions to be remembered, of the files that were searched together. */
export interface ContributionEntry {
  /** The partition key: a correlation's definition, and a group. */
  readonly window: string;
  /** Of one period, by their times, at least one. They are found by the time of the first. */
  readonly contributions: readonly Contribution[];
  readonly nowMs: number;
  readonly expiresAtSeconds: number;
}

const FIRST_TIME_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_TIME_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The start of the sort keys of what was at that time. Times sort like their texts only while years have four digits. */
export function contributionsAt(timeMs: number): string {
  const shown = Math.min(Math.max(timeMs, FIRST_TIME_MS), LAST_TIME_MS);
  return `event#${new Date(shown).toISOString()}`;
}

/**
 * Remembers contributions, as many in an item as it holds; an item that is there stays as it is, with the time of its first
 * writing, and one with another content is overwritten. If a file comes again, alone or with others, what it
 * adds may be in two items, and counts once.
 */
export async function putContributions(store: ClaimStore, entry: ContributionEntry): Promise<void> {
  for (const item of itemsOf(entry)) await putContribution(store, item, entry.nowMs);
}

/** The items that hold contributions, without the codes. */
export function itemsOf({ contributions, ...entry }: ContributionEntry): readonly Item[] {
  return packContributions(contributions).map((together) => toItem(entry, together));
}

function toItem(
  { window, nowMs, expiresAtSeconds }: Omit<ContributionEntry, 'contributions'>,
  { contributions, packed }: PackedContributions,
): Item {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const [first] = contributions as readonly [Contribution, ...Contribution[]];
  // Of those that share some of their contributions, none takes the other's place.
  const id = sha256Hex(contributions.map((one) => one.id).join('\n')).slice(0, 32);
  return {
    [partitionKey]: { S: window },
    [sortKey]: { S: `${contributionsAt(first.timeMs)}#${id}` },
    [timeToLiveAttribute]: { N: String(expiresAtSeconds) },
    writtenAt: { N: String(nowMs) },
    contributions: { B: packed },
  };
}

async function putContribution(store: ClaimStore, item: Item, nowMs: number): Promise<void> {
  const { sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const key = await store.macKey();
  const contentMac = { S: key.sign(contentParts(item)) };
  try {
    await putItem(store, {
      Item: { ...item, contentMac, [MAC]: { S: key.sign(contributionParts(item)) } },
      ConditionExpression:
        'attribute_not_exists(#item) OR #expiresAt <= :nowSeconds' +
        ' OR attribute_not_exists(#contentMac) OR #contentMac <> :contentMac',
      ExpressionAttributeNames: {
        '#item': sortKey,
        '#expiresAt': timeToLiveAttribute,
        '#contentMac': 'contentMac',
      },
      ExpressionAttributeValues: {
        ':nowSeconds': { N: String(Math.floor(nowMs / 1000)) },
        ':contentMac': contentMac,
      },
    });
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** What every writer of the records writes alike. */
function contentParts(item: Item): readonly (string | Uint8Array)[] {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return [
    'contributions',
    ...[item[partitionKey], item[sortKey]].map((part) => part?.S ?? ''),
    packedIn(item),
  ];
}

function packedIn({ contributions }: Item): Uint8Array {
  return contributions?.B ?? new Uint8Array();
}

/** The code of contributions covers the whole item. */
export function contributionParts(item: Item): readonly (string | Uint8Array)[] {
  const { timeToLiveAttribute } = CLAIM_TABLE;
  return [...contentParts(item), item.writtenAt?.N ?? '', item[timeToLiveAttribute]?.N ?? ''];
}

/** A contribution as the table has it. */
export interface RememberedContribution extends Contribution {
  /** The time when it was first written. */
  readonly writtenAtMs: number;
}

/** Which contributions. */
export interface ContributionRange {
  readonly window: string;
  /** By event time, inclusive; the start of a period, as the other bound is. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly nowMs: number;
}

/**
 * The contributions of a group in a range of event time, read consistently, page by page. One without a valid code is reported
 * and ignored: it could suppress an alert as well as raise one.
 */
export async function readContributions(
  store: ClaimStore,
  { window, fromMs, untilMs, nowMs }: ContributionRange,
): Promise<readonly RememberedContribution[]> {
  const macKey = await store.macKey();
  const found: RememberedContribution[] = [];
  // A sort key goes on after its time, so what was at `untilMs` comes after the bound.
  const sortKeys = [contributionsAt(fromMs), contributionsAt(untilMs)] as const;
  for await (const item of queryItems(store, window, { isConsistent: true, sortKeys })) {
    const isProven = isWrittenBy(macKey, item, contributionParts(item));
    if (!isProven) await reportForeign(store, item, 'is a correlation count that no function wrote');
    else if (!isForgotten(item, nowMs)) found.push(...toContributions(item));
  }
  return found;
}

/** The contributions of an item whose code was right. */
export function toContributions(item: Item): readonly RememberedContribution[] {
  const writtenAtMs = Number(item.writtenAt?.N);
  return unpackContributions(packedIn(item)).map((contribution) => ({ ...contribution, writtenAtMs }));
}
