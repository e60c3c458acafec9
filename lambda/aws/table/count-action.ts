import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';

/** The alerts that an action answers in an hour, and one more of them. */
export interface CountedAction {
  readonly action: string;
  /** Such as `2026-11-20T03`. */
  readonly hour: string;
  readonly alertId: string;
  readonly most: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Whether there is room for an alert among those of the hour. One that is among them already takes no more room. */
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

/** A report that is to be made once, among those of an hour. */
export interface AdmittedReport extends CountedAction {
  /** Whether it is over: it was published. */
  readonly isMade: boolean;
}

/**
 * Whether a report is to be made: `made` if it was already, `over` if the hour has as many as it takes. It counts from the
 * moment that it is begun, and is made again if what began it did not come to an end.
 */
export async function admitReport(
  client: DynamoDBClient,
  tableName: string,
  { action, hour, alertId, most, expiresAt, isMade }: AdmittedReport,
): Promise<'new' | 'made' | 'over'> {
  const names = isMade ? [alertId, `${MADE}${alertId}`] : [alertId];
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: `response|${action}|reports` },
      [CLAIM_TABLE.sortKey]: { S: hour },
    },
    UpdateExpression: 'ADD alerts :names SET #expiry = :expiry',
    // each report is there twice at most: begun, and made
    ConditionExpression: 'attribute_not_exists(alerts) OR contains(alerts, :id) OR size(alerts) < :most',
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: {
      ':names': { SS: names },
      ':id': { S: alertId },
      ':most': { N: String(2 * most) },
      ':expiry': { N: String(expiresAt) },
    },
    ReturnValues: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(command);
    return Attributes?.alerts?.SS?.includes(`${MADE}${alertId}`) === true ? 'made' : 'new';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'over';
    throw error;
  }
}

/** How the mark of a report that was published begins. */
const MADE = 'made|';
