import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE, claimPartition } from '../../lib/core/settings/claim-table';
import type { Claim } from './claim-item';

/** Ends a claim for good: its alert was sent, or waits for the storm report. False if the claim is another's by now. */
export async function settleClaim(
  client: DynamoDBClient,
  tableName: string,
  claim: Claim,
  status: 'sent' | 'grouped',
): Promise<boolean> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: {
          [CLAIM_TABLE.partitionKey]: { S: claimPartition(claim.window, claim.item) },
          [CLAIM_TABLE.sortKey]: { S: claim.item },
        },
        UpdateExpression: 'SET #status = :status',
        // The second half lets a retry after a lost answer succeed like the first try did.
        ConditionExpression: '#owner = :owner AND (#status = :sending OR #status = :status)',
        ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ':sending': { S: 'sending' },
          ':owner': { S: claim.owner },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
