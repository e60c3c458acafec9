import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';
import { updateItem } from './write-item';

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

/** What is written of an alert to the item of its hour, if a condition holds. */
interface HourUpdate extends Omit<CountedAction, 'most'> {
  readonly partition: string;
  /** What is done beside setting the expiry. */
  readonly update: string;
  readonly condition: string;
  readonly values: UpdateItemCommandInput['ExpressionAttributeValues'];
}

function hourUpdate(written: HourUpdate): Omit<UpdateItemCommandInput, 'TableName'> {
  return {
    Key: {
      [CLAIM_TABLE.partitionKey]: { S: written.partition },
      [CLAIM_TABLE.sortKey]: { S: written.hour },
    },
    UpdateExpression: `${written.update} SET #expiry = :expiry`.trim(),
    ConditionExpression: written.condition,
    ExpressionAttributeNames: { '#expiry': CLAIM_TABLE.timeToLiveAttribute },
    ExpressionAttributeValues: {
      ':id': { S: written.alertId },
      ':expiry': { N: String(written.expiresAt) },
      ...written.values,
    },
  };
}

/** Counts an alert of the hour, if there is room for it or it is counted already. */
function counting(counted: CountedAction & Pick<HourUpdate, 'partition' | 'update'>) {
  return hourUpdate({
    ...counted,
    condition: 'attribute_not_exists(alerts) OR contains(alerts, :id) OR size(alerts) < :most',
    values: { ':one': { SS: [counted.alertId] }, ':most': { N: String(counted.most) } },
  });
}

/** Whether the hour's limit allows an alert. One that is already counted needs no more room. */
export async function countAction(
  client: DynamoDBClient,
  tableName: string,
  counted: CountedAction,
): Promise<boolean> {
  const partition = `response|${counted.action}`;
  const input = counting({ ...counted, partition, update: 'ADD alerts :one' });
  return isWritten(updateItem({ client, tableName }, input));
}

/** Whether an alert is among those of its hour: an action may have been started for it. Nothing is counted by this. */
export async function isCounted(
  client: DynamoDBClient,
  tableName: string,
  counted: Omit<CountedAction, 'most'>,
): Promise<boolean> {
  const partition = `response|${counted.action}`;
  const condition = 'contains(alerts, :id)';
  const input = hourUpdate({ ...counted, partition, update: '', condition, values: {} });
  return isWritten(updateItem({ client, tableName }, input));
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
  { isMade, ...counted }: AdmittedReport,
): Promise<'new' | 'made' | 'over'> {
  const partition = `response|${counted.action}|reports`;
  const update = `ADD alerts :one${isMade ? ', made :one' : ''}`;
  const input = counting({ ...counted, partition, update });
  try {
    const { Attributes } = await updateItem({ client, tableName }, { ...input, ReturnValues: 'ALL_OLD' });
    return Attributes?.made?.SS?.includes(counted.alertId) === true ? 'made' : 'new';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'over';
    throw error;
  }
}
