import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type AlertKinds, KIND_NAMES, SENT_FIRST } from '../../lib/core/alert/alert-kinds';
import { idPrefix } from '../../lib/core/alert/packed-alert-ids';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { ADMITTED_ITEM } from './read-admitted';

/** An alert that asks to be sent singly. */
export interface Admission {
  readonly window: string;
  readonly alertId: string;
  /** How many alerts of the window are sent singly; of a window that has some already, its first such number holds. */
  readonly threshold: number;
  /** Hashed. With one that the window does not have yet, the alert is sent singly past the threshold, too. */
  readonly kinds: AlertKinds;
  readonly expiresAtSeconds: number;
}

/**
 * Whether an alert is one of those of its window that are sent singly. The answer for an alert never changes: who asks
 * again after a lost answer, or after another handler died, gets the same.
 */
export async function admitAlert(
  client: DynamoDBClient,
  tableName: string,
  { window, alertId, threshold, kinds, expiresAtSeconds }: Admission,
): Promise<boolean> {
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const prefix = idPrefix(alertId);
  const asked = askFor(kinds);
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { [partitionKey]: { S: window }, [sortKey]: { S: ADMITTED_ITEM } },
        UpdateExpression: `ADD ${['#ids :ids', ...asked.added].join(', ')} SET #expiresAt = :expiresAt, #threshold = if_not_exists(#threshold, :threshold)`,
        ConditionExpression: [
          'attribute_not_exists(#item) OR contains(#ids, :id) OR size(#ids) < #threshold',
          ...asked.conditions,
        ].join(' OR '),
        ExpressionAttributeNames: {
          '#item': sortKey,
          '#ids': 'ids',
          '#threshold': 'threshold',
          '#expiresAt': timeToLiveAttribute,
          ...asked.names,
        },
        ExpressionAttributeValues: {
          ':ids': { SS: [prefix] },
          ':id': { S: prefix },
          ':threshold': { N: String(threshold) },
          ':expiresAt': { N: String(expiresAtSeconds) },
          ...asked.values,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

interface AskedKinds {
  readonly added: readonly string[];
  readonly conditions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** What adds the values of the kinds to the window's, and asks whether one of them is new and has room. */
function askFor(kinds: AlertKinds): AskedKinds {
  const added: string[] = [];
  const conditions: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  for (const kind of KIND_NAMES.filter((name) => kinds[name].length > 0)) {
    const set = `#${kind}`;
    added.push(`${set} :${kind}`);
    names[set] = kind;
    values[`:${kind}`] = { SS: [...kinds[kind]] };
    values[`:${kind}Most`] = { N: String(SENT_FIRST[kind]) };
    conditions.push(`attribute_not_exists(${set})`);
    for (const [at, value] of kinds[kind].entries()) {
      values[`:${kind}${at}`] = { S: value };
      conditions.push(`(size(${set}) < :${kind}Most AND NOT contains(${set}, :${kind}${at}))`);
    }
  }
  return { added, conditions, names, values };
}
