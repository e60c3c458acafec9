import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE, claimPartition } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';
import {
  type ClaimStore,
  type Item,
  isForgotten,
  itemKey,
  MAC,
  reportForeign,
  unlessRewritten,
  type WriteCondition,
} from './claim-store';
import type { ClaimWatch } from './claim-watch';
import { isWrittenBy } from './item-format';
import { getItem } from './query-items';
import { putItem, updateItem } from './write-item';

/** The table, and what the container knows of claims that are held. */
export interface WatchedStore extends ClaimStore {
  readonly watch: Pick<ClaimWatch, 'own' | 'isAbandoned'>;
}

/** Which claim, and whose. */
export interface Claim {
  readonly window: string;
  readonly item: string;
  /** The owner of the claim: one text per invocation, never used again. */
  readonly owner: string;
  readonly leaseUntilMs: number;
  /** The expiration of the claim. */
  readonly expiresAtSeconds: number;
  /** A number that the first owner sets and every later one receives. */
  readonly upTo?: number;
}

/** The state of a claim: `sending` under a lease, or permanently `grouped` for the storm report. */
export type ClaimStatus = 'sending' | 'grouped';

/** A request to claim an alert. */
export interface ClaimRequest extends Claim {
  readonly status: ClaimStatus;
  readonly nowMs: number;
}

/** Whether one may send, and if not, why. */
export type ClaimAnswer =
  /** The claim is won. `upTo`: the value of the first owner. */
  | { readonly kind: 'won'; readonly upTo?: number }
  /** An earlier delivery sent it. */
  | { readonly kind: 'settled'; readonly status: 'sent' | 'grouped' }
  /** Another handler has it, under a lease that may be over if the claim was to be `grouped`. */
  | { readonly kind: 'held'; readonly untilMs: number };

/** The number of attempts for a claim that another writer changes in between. */
const ATTEMPTS = 3;

const NAMES = {
  '#item': CLAIM_TABLE.sortKey,
  '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
  '#status': 'status',
  '#leaseUntil': 'leaseUntil',
};

/** The condition for claims that do not exist, have expired, or whose lease was over long ago. */
const FREE =
  'attribute_not_exists(#item) OR #expiresAt <= :nowSeconds' +
  ' OR (:status = :sending AND #status = :sending AND #leaseUntil <= :overBy)';

/** The clocks of two containers differ by less. */
export const MAX_SKEW_MS = 60 * 60 * 1000;

/**
 * Claims an item that does not exist or has expired and, for sending, one whose owner was terminated while sending: its version was
 * the same for the length of a lease by the clock of the taker (claim-watch.ts), or its lease was over an hour ago. It is never grouped:
 * an alert that was actually sent would be reported twice.
 *
 * An item without a valid code blocks nothing: it is reported and replaced. A faster writer blocks nothing either: after some
 * attempts, the claim is won without the table.
 */
export async function claimItem(store: WatchedStore, request: ClaimRequest): Promise<ClaimAnswer> {
  // The first claimer's number has to be known before it is written under a new code.
  let upTo = request.upTo;
  for (let attempt = 1; ; attempt++) {
    if (request.upTo !== undefined) upTo = (await readUpTo(store, request)) ?? request.upTo;
    const answer = await putFree(store, { ...request, upTo });
    if (answer !== undefined) return answer;
    const item = await getItem(store, keyOf(request));
    if (item !== undefined && (await isAuthentic(store, item))) {
      const known = whoseIs(item, request);
      if (known?.kind === 'held' && (await takeOver(store, { ...request, upTo }, item))) return won(upTo);
      if (known !== undefined) return known;
    } else if (item !== undefined) {
      await reportForeign(store, item, 'is a claim that no function wrote');
      if (await replace(store, { ...request, upTo }, item)) return won(upTo);
    }
    if (attempt === ATTEMPTS) return won(upTo);
  }
}

/** Takes over a claim that its owner has abandoned, as far as this container has seen; unless it changes in between. */
async function takeOver(store: WatchedStore, request: ClaimRequest, item: Item): Promise<boolean> {
  if (request.status !== 'sending' || item.status?.S !== 'sending') return false;
  const version = item[MAC]?.S ?? '';
  const leaseMs = request.leaseUntilMs - request.nowMs;
  const isAbandoned = store.watch.isAbandoned(nameOf(request), version, leaseMs);
  return isAbandoned && (await replace(store, request, item));
}

/** Under which name a container watches a claim. */
function nameOf({ window, item }: Pick<Claim, 'window' | 'item'>): string {
  return `${window}\n${item}`;
}

/** The data that the code of a claim covers. */
export function claimParts(item: Item): readonly string[] {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const { status, owner, leaseUntil, upTo } = item;
  const key = [item[partitionKey]?.S, item[sortKey]?.S];
  const content = [status?.S, owner?.S, leaseUntil?.N, item[timeToLiveAttribute]?.N, upTo?.N];
  return ['claim', ...[...key, ...content].map((part) => part ?? '')];
}

/** A claim as the table holds it, with its code. */
function toClaimItem(macKey: MacKey, claim: Claim, status: ClaimStatus | 'sent'): Item {
  const item: Item = {
    ...keyOf(claim),
    status: { S: status },
    owner: { S: claim.owner },
    leaseUntil: { N: String(claim.leaseUntilMs) },
    [CLAIM_TABLE.timeToLiveAttribute]: { N: String(claim.expiresAtSeconds) },
    ...(claim.upTo === undefined ? {} : { upTo: { N: String(claim.upTo) } }),
  };
  return { ...item, [MAC]: { S: macKey.sign(claimParts(item)) } };
}

/** The primary key of a claim. */
function keyOf({ window, item }: Pick<Claim, 'window' | 'item'>): Record<string, { S: string }> {
  return itemKey(claimPartition(window, item), item);
}

/** The first claimer's number, of a claim that is proven and not forgotten. */
async function readUpTo(store: ClaimStore, request: ClaimRequest): Promise<number | undefined> {
  const item = await getItem(store, keyOf(request));
  if (item?.upTo?.N === undefined || isForgotten(item, request.nowMs)) return undefined;
  return (await isAuthentic(store, item)) ? Number(item.upTo.N) : undefined;
}

async function putFree(store: WatchedStore, request: ClaimRequest): Promise<ClaimAnswer | undefined> {
  const { Attributes, isWritten } = await put(store, request, {
    ConditionExpression: FREE,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ':status': { S: request.status },
      ':sending': { S: 'sending' },
      ':overBy': { N: String(request.nowMs - MAX_SKEW_MS) },
      ':nowSeconds': { N: String(Math.floor(request.nowMs / 1000)) },
    },
  });
  if (!isWritten) return undefined;
  const isRetaken = Attributes !== undefined && !isForgotten(Attributes, request.nowMs);
  if (isRetaken && !(await isAuthentic(store, Attributes))) {
    await reportForeign(store, Attributes, 'is a claim that no function wrote');
  }
  return won(request.upTo);
}

async function replace(store: WatchedStore, request: ClaimRequest, item: Item): Promise<boolean> {
  const { isWritten } = await put(store, request, unlessRewritten(item));
  return isWritten;
}

async function put(
  store: WatchedStore,
  request: ClaimRequest,
  condition: WriteCondition,
): Promise<{ readonly isWritten: boolean; readonly Attributes?: Item }> {
  try {
    const item = toClaimItem(await store.macKey(), request, request.status);
    const { Attributes } = await putItem(store, { Item: { ...item }, ...condition, ReturnValues: 'ALL_OLD' });
    store.watch.own(nameOf(request), item[MAC]?.S ?? '');
    return { isWritten: true, Attributes };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { isWritten: false };
    throw error;
  }
}

async function isAuthentic({ macKey }: ClaimStore, item: Item): Promise<boolean> {
  return isWrittenBy(await macKey(), item, claimParts(item));
}

/**
 * A retry inside the SDK finds the claim of its own first attempt, which counts as won; the previous owner is unknown.
 * Undefined if the claim became free in the meantime.
 */
function whoseIs(item: Item, request: ClaimRequest): ClaimAnswer | undefined {
  const status = item.status?.S;
  if (isForgotten(item, request.nowMs)) return undefined;
  if (status === 'sent' || status === 'grouped') return { kind: 'settled', status };
  if (item.owner?.S === request.owner) return won(numberOf(item.upTo?.N));
  return { kind: 'held', untilMs: numberOf(item.leaseUntil?.N) ?? request.nowMs };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function won(upTo: number | undefined): ClaimAnswer {
  return { kind: 'won', ...(upTo === undefined ? {} : { upTo }) };
}

/** Completes a claim: its alert was sent, or waits for the storm report. False if the claim now belongs to another owner. */
export async function settleClaim(
  store: ClaimStore,
  claim: Claim,
  status: 'sent' | 'grouped',
): Promise<boolean> {
  const { [MAC]: mac } = toClaimItem(await store.macKey(), claim, status);
  return isWritten(
    updateItem(store, {
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
  );
}
