import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';

/** The alerts that an action responds to in an hour, and one more of them. */
export interface CountedAction {
  readonly action: string;
  /** Such as `2026-11-20T03`. */
  readonly hour: string;
  readonly alertId: string;
  readonly most: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Whether the hour's limit allows an alert. One that is already counted needs no more room. */
export async function countAction(
  client: DynamoDBClient,
  tableName: string,
  { action, hour, alertId, most, expiresAt }: CountedAction,
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: `response|${action}` },
      [CLAIM_TABLE.sortKey]: { S: hour },
    },
    UpdateExpression: 'ADD alerts :one SET #expiry = :expiry',
    ConditionExpression: 'attribute_not_exists(alerts) OR contains(alerts, :id) OR size(alerts) < :most',
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: {
      ':one': { SS: [alertId] },
      ':id': { S: alertId },
      ':most': { N: String(most) },
      ':expiry': { N: String(expiresAt) },
    },
  });
  return isWritten(client.send(command));
}

/** Whether an alert is among those of its hour: an action may have been started for it. Nothing is counted by this. */
export async function isCounted(
  client: DynamoDBClient,
  tableName: string,
  { action, hour, alertId, expiresAt }: Omit<CountedAction, 'most'>,
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: `response|${action}` },
      [CLAIM_TABLE.sortKey]: { S: hour },
    },
    UpdateExpression: 'SET #expiry = :expiry',
    ConditionExpression: 'contains(alerts, :id)',
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: { ':id': { S: alertId }, ':expiry': { N: String(expiresAt) } },
  });
  return isWritten(client.send(command));
}

/** A report that is to be published once, among those of an hour. */
export interface AdmittedReport extends CountedAction {
  /** Whether it is over: it was published. */
  readonly isMade: boolean;
}

/**
 * Whether a report is to be published: `made` if it already was, `over` if the limit of the hour is reached. It counts from its
 * start, and is published again if the first attempt did not complete.
 */
export async function admitReport(
  client: DynamoDBClient,
  tableName: string,
  { action, hour, alertId, most, expiresAt, isMade }: AdmittedReport,
): Promise<'new' | 'made' | 'over'> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: `response|${action}|reports` },
      [CLAIM_TABLE.sortKey]: { S: hour },
    },
    UpdateExpression: `ADD alerts :one${isMade ? ', made :one' : ''} SET #expiry = :expiry`,
    ConditionExpression: 'attribute_not_exists(alerts) OR contains(alerts, :id) OR size(alerts) < :most',
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: {
      ':one': { SS: [alertId] },
      ':id': { S: alertId },
      ':most': { N: String(most) },
      ':expiry': { N: String(expiresAt) },
    },
    ReturnValues: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(command);
    return Attributes?.made?.SS?.includes(alertId) === true ? 'made' : 'new';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'over';
    throw error;
  }
}
