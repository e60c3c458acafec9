import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Contribution } from '../../lib/core/correlation/contribution';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { contributionsAt } from './put-contribution';

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

/** The contributions of a group in a stretch of event time, read consistently, page by page. */
export async function readContributions(
  client: DynamoDBClient,
  tableName: string,
  { window, fromMs, untilMs, nowMs }: ContributionRange,
): Promise<readonly RememberedContribution[]> {
  const found: RememberedContribution[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        // A sort key goes on after its time, so what was at `untilMs` comes after the bound.
        KeyConditionExpression: '#window = :window AND #item BETWEEN :from AND :until',
        FilterExpression: '#expiresAt > :nowSeconds',
        ExclusiveStartKey: start,
        ExpressionAttributeNames: {
          '#window': CLAIM_TABLE.partitionKey,
          '#item': CLAIM_TABLE.sortKey,
          '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
        },
        ExpressionAttributeValues: {
          ':window': { S: window },
          ':from': { S: contributionsAt(fromMs) },
          ':until': { S: contributionsAt(untilMs) },
          ':nowSeconds': { N: String(Math.floor(nowMs / 1000)) },
        },
      }),
    );
    found.push(...(page.Items ?? []).map(toContribution));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

function toContribution(item: Record<string, AttributeValue>): RememberedContribution {
  const contribution = JSON.parse(item.contribution?.S ?? '') as Contribution;
  return { ...contribution, writtenAtMs: Number(item.writtenAt?.N) };
}
