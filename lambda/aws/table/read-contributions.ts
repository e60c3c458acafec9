import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Contribution } from '../../../lib/core/correlation/contribution';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, isForgotten, MAC, reportForeign } from './claim-store';
import { queryItems } from './query-items';

/** A contribution to be remembered. */
export interface ContributionEntry {
  /** The partition key: a correlation's definition, and a group. */
  readonly window: string;
  readonly contribution: Contribution;
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
 * Remembers a contribution; what is remembered already stays as it is, with the time of its first writing. A duplicate
 * of the record is therefore the same item; an item with another content is overwritten.
 */
export async function putContribution(
  { client, tableName, macKey }: ClaimStore,
  { window, contribution, nowMs, expiresAtSeconds }: ContributionEntry,
): Promise<void> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const { id, timeMs, countKey, record } = contribution;
  const item: Item = {
    [partitionKey]: { S: window },
    [sortKey]: { S: `${contributionsAt(timeMs)}#${id}` },
    [timeToLiveAttribute]: { N: String(expiresAtSeconds) },
    writtenAt: { N: String(nowMs) },
    contribution: { S: JSON.stringify({ id, timeMs, countKey, record }) },
  };
  const key = await macKey();
  const contentMac = { S: key.sign(contentParts(item)) };
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
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
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** What every writer of the record writes alike. */
function contentParts(item: Item): readonly string[] {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return [
    'contribution',
    ...[item[partitionKey], item[sortKey], item.contribution].map((part) => part?.S ?? ''),
  ];
}

/** What the code of a contribution is over: all of it. */
export function contributionParts(item: Item): readonly string[] {
  const { timeToLiveAttribute } = CLAIM_TABLE;
  return [...contentParts(item), item.writtenAt?.N ?? '', item[timeToLiveAttribute]?.N ?? ''];
}

/** A contribution as the table has it. */
export interface RememberedContribution extends Contribution {
  /** When it was written first. */
  readonly writtenAtMs: number;
}

/** Which contributions. */
export interface ContributionRange {
  readonly window: string;
  /** By event time, inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly nowMs: number;
}

/**
 * The contributions of a group in a stretch of event time, read consistently, page by page. One without the right code is
 * reported and left out: it could as well undo an alert as raise one.
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
    const isProven = macKey.verify(contributionParts(item), item[MAC]?.S);
    if (!isProven) reportForeign(store, item, 'adds to the count of a correlation, and no function wrote it');
    else if (!isForgotten(item, nowMs)) found.push(toContribution(item));
  }
  return found;
}

function toContribution(item: Item): RememberedContribution {
  const contribution = JSON.parse(item.contribution?.S ?? '') as Contribution;
  return { ...contribution, writtenAtMs: Number(item.writtenAt?.N) };
}
