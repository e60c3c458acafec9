import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Contribution } from '../../lib/core/correlation/contribution';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

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
 * of the record is therefore the same item.
 */
export async function putContribution(
  client: DynamoDBClient,
  tableName: string,
  { window, contribution, nowMs, expiresAtSeconds }: ContributionEntry,
): Promise<void> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const { id, timeMs, countKey, record } = contribution;
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          [partitionKey]: { S: window },
          [sortKey]: { S: `${contributionsAt(timeMs)}#${id}` },
          [timeToLiveAttribute]: { N: String(expiresAtSeconds) },
          writtenAt: { N: String(nowMs) },
          contribution: { S: JSON.stringify({ id, timeMs, countKey, record }) },
        },
        ConditionExpression: 'attribute_not_exists(#item) OR #expiresAt <= :nowSeconds',
        ExpressionAttributeNames: { '#item': sortKey, '#expiresAt': timeToLiveAttribute },
        ExpressionAttributeValues: { ':nowSeconds': { N: String(Math.floor(nowMs / 1000)) } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
