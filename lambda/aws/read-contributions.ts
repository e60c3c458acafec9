import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Contribution } from '../../lib/core/correlation/contribution';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { type ClaimStore, type Item, MAC, reportForeign } from './claim-store';
import { contributionParts, contributionsAt } from './put-contribution';

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
  let start: Item | undefined;
  do {
    const page = await store.client.send(
      new QueryCommand({
        TableName: store.tableName,
        ConsistentRead: true,
        // A sort key goes on after its time, so what was at `untilMs` comes after the bound.
        KeyConditionExpression: '#window = :window AND #item BETWEEN :from AND :until',
        ExclusiveStartKey: start,
        ExpressionAttributeNames: { '#window': CLAIM_TABLE.partitionKey, '#item': CLAIM_TABLE.sortKey },
        ExpressionAttributeValues: {
          ':window': { S: window },
          ':from': { S: contributionsAt(fromMs) },
          ':until': { S: contributionsAt(untilMs) },
        },
      }),
    );
    for (const item of page.Items ?? []) {
      const isProven = macKey.verify(contributionParts(item), item[MAC]?.S);
      if (!isProven)
        reportForeign(store, item, 'adds to the count of a correlation, and no function wrote it');
      else if (!isForgotten(item, nowMs)) found.push(toContribution(item));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

function isForgotten(item: Item, nowMs: number): boolean {
  return Number(item[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0) <= Math.floor(nowMs / 1000);
}

function toContribution(item: Item): RememberedContribution {
  const contribution = JSON.parse(item.contribution?.S ?? '') as Contribution;
  return { ...contribution, writtenAtMs: Number(item.writtenAt?.N) };
}
