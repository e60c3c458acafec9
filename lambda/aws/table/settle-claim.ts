import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type Claim, keyOf, toClaimItem } from './claim-item';
import { type ClaimStore, MAC } from './claim-store';
import { isWritten } from './unless-missing';

/** Ends a claim for good: its alert was sent, or waits for the storm report. False if the claim is another's by now. */
export async function settleClaim(
  { client, tableName, macKey }: ClaimStore,
  claim: Claim,
  status: 'sent' | 'grouped',
): Promise<boolean> {
  const { [MAC]: mac } = toClaimItem(await macKey(), claim, status);
  return isWritten(
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(claim),
        UpdateExpression: 'SET #status = :status, #mac = :mac',
        // The second half lets a retry after a lost answer succeed like the first try did. The rest is what the code is over.
        ConditionExpression:
          '#owner = :owner AND (#status = :sending OR #status = :status)' +
          ' AND #leaseUntil = :leaseUntil AND #expiresAt = :expiresAt' +
          (claim.upTo === undefined ? ' AND attribute_not_exists(#upTo)' : ' AND #upTo = :upTo'),
        ExpressionAttributeNames: {
          '#status': 'status',
          '#owner': 'owner',
          '#leaseUntil': 'leaseUntil',
          '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
          '#upTo': 'upTo',
          '#mac': MAC,
        },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ':sending': { S: 'sending' },
          ':owner': { S: claim.owner },
          ':leaseUntil': { N: String(claim.leaseUntilMs) },
          ':expiresAt': { N: String(claim.expiresAtSeconds) },
          ...(claim.upTo === undefined ? {} : { ':upTo': { N: String(claim.upTo) } }),
          ':mac': mac ?? { S: '' },
        },
      }),
    ),
  );
}
