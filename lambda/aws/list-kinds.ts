import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type AlertKinds,
  isWithoutKinds,
  KIND_NAMES,
  KnownKinds,
  LISTED,
  mapKinds,
  NO_KINDS,
} from '../../lib/core/alert/alert-kinds';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

/** The sort key of what the grouped alerts of a window differ in. */
export const LISTED_ITEM = 'listed';

/** Values of grouped alerts for the storm report of their window. */
export interface ListedKinds {
  readonly window: string;
  readonly kinds: AlertKinds;
  readonly expiresAtSeconds: number;
}

/** How often it is tried to add to lists that others fill at the same time. */
const ATTEMPTS = 3;

/**
 * Adds to the lists of a window, as far as they have room. Sets, so that who adds the same again changes nothing.
 *
 * A list never grows beyond its length by more than one call adds: what is added when another handler filled it meanwhile
 * is added again to what has room then.
 */
export async function listKinds(
  client: DynamoDBClient,
  tableName: string,
  { window, kinds, expiresAtSeconds }: ListedKinds,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const known = new KnownKinds(LISTED);
    known.add(await readListed(client, tableName, window));
    const added = fitting(known, kinds);
    if (isWithoutKinds(added)) return;
    if (await add(client, tableName, { window, kinds: added, expiresAtSeconds })) return;
  }
}

/** The lists of a window, read consistently. */
export async function readListed(
  client: DynamoDBClient,
  tableName: string,
  window: string,
): Promise<AlertKinds> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf(window), ConsistentRead: true }),
  );
  return mapKinds(NO_KINDS, (_values, kind) => Item?.[kind]?.SS ?? []);
}

function fitting(known: KnownKinds, kinds: AlertKinds): AlertKinds {
  const before = known.kinds;
  known.add(kinds);
  const after = known.kinds;
  return mapKinds(after, (values, name) => values.slice(before[name].length));
}

async function add(
  client: DynamoDBClient,
  tableName: string,
  { window, kinds, expiresAtSeconds }: ListedKinds,
): Promise<boolean> {
  const added = KIND_NAMES.filter((kind) => kinds[kind].length > 0);
  const names: Record<string, string> = { '#expiresAt': CLAIM_TABLE.timeToLiveAttribute };
  const values: Record<string, AttributeValue> = { ':expiresAt': { N: String(expiresAtSeconds) } };
  for (const kind of added) {
    names[`#${kind}`] = kind;
    values[`:${kind}`] = { SS: [...kinds[kind]] };
    values[`:${kind}Most`] = { N: String(LISTED[kind]) };
  }
  const room = added.map((kind) => `(attribute_not_exists(#${kind}) OR size(#${kind}) < :${kind}Most)`);
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(window),
        UpdateExpression: `ADD ${added.map((kind) => `#${kind} :${kind}`).join(', ')} SET #expiresAt = :expiresAt`,
        ConditionExpression: room.join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function keyOf(window: string): Record<string, AttributeValue> {
  return { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: LISTED_ITEM } };
}
