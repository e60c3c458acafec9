import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE, claimPartition } from '../../lib/core/settings/claim-table';

/** Which claim, and whose. */
export interface Claim {
  readonly window: string;
  readonly item: string;
  /** Who claims: one text per invocation, never used again. */
  readonly owner: string;
}

/** What a claim becomes: `sending` under a lease, or at once and for good `grouped` for the storm report. */
export type ClaimStatus = 'sending' | 'grouped';

/** A wish to be the one who sends. */
export interface ClaimRequest extends Claim {
  readonly status: ClaimStatus;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
  /** When the table forgets the claim. */
  readonly expiresAtSeconds: number;
  /** A number that the first claimer sets and that every later one gets back. */
  readonly upTo?: number;
}

/** Whether one may send, and if not, why. */
export type ClaimAnswer =
  /** It is yours. `isRetaken`: from a handler that died with it, perhaps after it had sent. `upTo`: the first claimer's. */
  | { readonly kind: 'won'; readonly isRetaken: boolean; readonly upTo?: number }
  /** An earlier delivery did it. */
  | { readonly kind: 'settled'; readonly status: 'sent' | 'grouped' }
  /** Another handler has it, under a lease that may be over if the claim was to be `grouped`. */
  | { readonly kind: 'held'; readonly untilMs: number };

const NAMES = {
  '#item': CLAIM_TABLE.sortKey,
  '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
  '#status': 'status',
  '#owner': 'owner',
  '#leaseUntil': 'leaseUntil',
};

/**
 * Claims an item that is unclaimed or that the table should have forgotten; and, in order to send it, one whose claimer
 * died while sending. That one is never grouped: an alert that was sent after all would be reported twice.
 */
export async function claimItem(
  client: DynamoDBClient,
  tableName: string,
  request: ClaimRequest,
): Promise<ClaimAnswer> {
  const hasNumber = request.upTo !== undefined;
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(request),
        UpdateExpression:
          'SET #status = :status, #owner = :owner, #leaseUntil = :leaseUntil, #expiresAt = :expiresAt' +
          (hasNumber ? ', #upTo = if_not_exists(#upTo, :upTo)' : ''),
        ConditionExpression:
          'attribute_not_exists(#item) OR #expiresAt <= :nowSeconds' +
          ' OR (:status = :sending AND #status = :sending AND #leaseUntil <= :now)',
        ExpressionAttributeNames: { ...NAMES, ...(hasNumber ? { '#upTo': 'upTo' } : {}) },
        ExpressionAttributeValues: {
          ':status': { S: request.status },
          ':sending': { S: 'sending' },
          ':owner': { S: request.owner },
          ':leaseUntil': { N: String(request.leaseUntilMs) },
          ':expiresAt': { N: String(request.expiresAtSeconds) },
          ':now': { N: String(request.nowMs) },
          ':nowSeconds': { N: String(Math.floor(request.nowMs / 1000)) },
          ...(hasNumber ? { ':upTo': { N: String(request.upTo) } } : {}),
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    const expiredAt = Number(Attributes?.[CLAIM_TABLE.timeToLiveAttribute]?.N ?? 0);
    const isRetaken = expiredAt > Math.floor(request.nowMs / 1000);
    return won(isRetaken, Attributes?.upTo?.N ?? request.upTo);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return whoHasIt(client, tableName, request);
  }
}

/** A retry inside the SDK meets the claim that its own first try made. That one is won; the previous owner is unknown. */
async function whoHasIt(
  client: DynamoDBClient,
  tableName: string,
  request: ClaimRequest,
): Promise<ClaimAnswer> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf(request), ConsistentRead: true }),
  );
  const status = Item?.status?.S;
  if (status === 'sent' || status === 'grouped') return { kind: 'settled', status };
  if (Item?.owner?.S === request.owner) return won(true, Item.upTo?.N);
  return { kind: 'held', untilMs: Number(Item?.leaseUntil?.N ?? request.nowMs) };
}

function won(isRetaken: boolean, upTo: string | number | undefined): ClaimAnswer {
  return { kind: 'won', isRetaken, ...(upTo === undefined ? {} : { upTo: Number(upTo) }) };
}

function keyOf(claim: Claim): { [attribute: string]: { S: string } } {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return { [partitionKey]: { S: claimPartition(claim.window, claim.item) }, [sortKey]: { S: claim.item } };
}
