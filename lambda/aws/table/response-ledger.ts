import type { DynamoDBClient, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';
import type { Item } from './claim-store';
import { updateItem } from './write-item';

/** An action, and the alert that it answers: an entry of the ledger. */
export interface LedgerKey {
  readonly action: string;
  readonly alertId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** What was done for an alert, as far as it was noted. */
export interface LedgerEntry {
  /** When the action was first to be started, ISO 8601: it is noted before. */
  readonly startedAt?: string;
  /** The outcome that was reported last. */
  readonly outcome?: string;
}

/** A claim on the report of an entry. */
export interface ReportLease {
  /** Tells an attempt from others: the SDK may repeat its request. */
  readonly reporter: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** The outcome after which another one may be reported: of an alert that came again. */
  readonly after?: string | undefined;
}

/** What was noted of an alert. */
export async function readEntry(
  client: DynamoDBClient,
  tableName: string,
  key: LedgerKey,
): Promise<LedgerEntry> {
  const input = { ...entryUpdate(key, '', {}), ReturnValues: 'ALL_NEW' as const };
  return toEntry((await updateItem({ client, tableName }, input)).Attributes);
}

/** What an item of the ledger has. */
export function toEntry({ startedAt, outcome }: Item = {}): LedgerEntry {
  return {
    ...(startedAt?.S === undefined ? {} : { startedAt: startedAt.S }),
    ...(outcome?.S === undefined ? {} : { outcome: outcome.S }),
  };
}

/** The partition of the entries of an action. */
export function ledgerPartition(action: string): string {
  return `response|${action}|ledger`;
}

/** Notes that an action is started; the first time stays. */
export async function noteStarted(
  client: DynamoDBClient,
  tableName: string,
  { nowMs, ...key }: LedgerKey & { readonly nowMs: number },
): Promise<void> {
  const update = 'startedAt = if_not_exists(startedAt, :startedAt), ';
  const values = { ':startedAt': { S: new Date(nowMs).toISOString() } };
  await updateItem({ client, tableName }, entryUpdate(key, update, values));
}

/** Notes the outcome that was reported. */
export async function noteOutcome(
  client: DynamoDBClient,
  tableName: string,
  { outcome, ...key }: LedgerKey & { readonly outcome: string },
): Promise<void> {
  const values = { ':outcome': { S: outcome } };
  await updateItem({ client, tableName }, entryUpdate(key, 'outcome = :outcome, ', values));
}

/** Whether an attempt may report: no other one has begun to within its lease, and none has reported since it looked. */
export function leaseReport(
  client: DynamoDBClient,
  tableName: string,
  { reporter, nowMs, leaseMs, after, ...key }: LedgerKey & ReportLease,
): Promise<boolean> {
  const isUnreported =
    after === undefined
      ? 'attribute_not_exists(outcome)'
      : '(attribute_not_exists(outcome) OR outcome = :after)';
  const input = entryUpdate(key, 'reporter = :reporter, leasedUntil = :until, ', {
    ':reporter': { S: reporter },
    ':until': { N: String(nowMs + leaseMs) },
    ':now': { N: String(nowMs) },
    ...(after === undefined ? {} : { ':after': { S: after } }),
  });
  const condition = `${isUnreported} AND (attribute_not_exists(reporter) OR reporter = :reporter OR leasedUntil < :now)`;
  return isWritten(updateItem({ client, tableName }, { ...input, ConditionExpression: condition }));
}

function entryUpdate(
  { action, alertId, expiresAt }: LedgerKey,
  update: string,
  values: NonNullable<UpdateItemCommandInput['ExpressionAttributeValues']>,
): Omit<UpdateItemCommandInput, 'TableName'> {
  return {
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: ledgerPartition(action) },
      [CLAIM_TABLE.sortKey]: { S: alertId },
    },
    UpdateExpression: `SET ${update}#expiry = :expiry`,
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: { ':expiry': { N: String(expiresAt) }, ...values },
  };
}
