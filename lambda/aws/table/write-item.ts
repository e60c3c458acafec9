import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isWritten } from '../answers';
import { type ForeignItem, type Item, reportForeign } from './claim-store';
import { CURRENT_FORMAT, FORMAT, isOfLaterVersion, isReadable } from './item-format';

/** A table that functions of several versions may write to. */
export interface WrittenTable {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Proves which formats functions wrote; without one, every format is taken for that of a function. */
  readonly macKey?: () => Promise<MacKey>;
  /** Gets items that this version does not read and does not write over. */
  readonly onForeignItem?: (item: ForeignItem) => void;
}

/** A write without its table. */
type Unplaced<Input> = Omit<Input, 'TableName'>;

/** Condition under which no item of a later version is written over. */
const NOT_LATER = '(attribute_not_exists(#format) OR #format <= :format)';
const FORMAT_VALUE = { ':format': { N: String(CURRENT_FORMAT) } };

/**
 * Writes an item in place of any other, with its format. An item in a format of a later version is kept, as if the condition did not hold,
 * and reported.
 *
 * @throws ConditionalCheckFailedException
 */
export function putItem(
  table: WrittenTable,
  input: Unplaced<PutItemCommandInput>,
): Promise<PutItemCommandOutput> {
  const { Item: item = {} } = input;
  const command = new PutItemCommand({
    ...{ ...input, ...guarded(input), TableName: table.tableName },
    Item: { ...item, [FORMAT]: { N: String(CURRENT_FORMAT) } },
  });
  return unlessLater(table, () => table.client.send(command));
}

/**
 * Updates an item, with its format, and keeps members that are not named: those of a later version, too. An item in a format of a later version
 * is kept as a whole, as if the condition did not hold, and reported; an update without a condition then does nothing.
 *
 * @throws ConditionalCheckFailedException
 */
export async function updateItem(
  table: WrittenTable,
  input: Unplaced<UpdateItemCommandInput>,
): Promise<UpdateItemCommandOutput> {
  const { UpdateExpression = '', ConditionExpression } = input;
  const command = new UpdateItemCommand({
    ...{ ...input, ...guarded(input), TableName: table.tableName },
    UpdateExpression: withFormat(UpdateExpression),
  });
  try {
    return await unlessLater(table, () => table.client.send(command));
  } catch (error) {
    if (ConditionExpression !== undefined || !(error instanceof ConditionalCheckFailedException)) throw error;
    return { $metadata: {} };
  }
}

/** An item to be written; a member that is undefined is removed, and members that are not named are kept. */
export type WrittenItem = Readonly<Record<string, Item[string] | undefined>>;

/** The update that writes an item. */
export function settingMembers(item: WrittenItem): Unplaced<UpdateItemCommandInput> {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const { [partitionKey]: window, [sortKey]: name, ...members } = item;
  const set = Object.entries(members).flatMap(([member, value]) =>
    value === undefined ? [] : [[member, value] as const],
  );
  const removed = Object.keys(members).filter((member) => members[member] === undefined);
  const assigned = set.map(([member]) => `#${member} = :${member}`).join(', ');
  return {
    Key: { [partitionKey]: window ?? { S: '' }, [sortKey]: name ?? { S: '' } },
    UpdateExpression: `SET ${assigned}${removed.length === 0 ? '' : ` REMOVE ${removed.map((member) => `#${member}`).join(', ')}`}`,
    ExpressionAttributeNames: Object.fromEntries(
      Object.keys(members).map((member) => [`#${member}`, member]),
    ),
    ExpressionAttributeValues: Object.fromEntries(set.map(([member, value]) => [`:${member}`, value])),
  };
}

function guarded({
  ConditionExpression,
  ExpressionAttributeNames,
  ExpressionAttributeValues,
}: Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>) {
  return {
    ConditionExpression:
      ConditionExpression === undefined ? NOT_LATER : `(${unwrapped(ConditionExpression)}) AND ${NOT_LATER}`,
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#format': FORMAT },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...FORMAT_VALUE },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** DynamoDB refuses a condition in two pairs of parentheses. */
function unwrapped(condition: string): string {
  let depth = 0;
  const closed = [...condition].findIndex((character) => {
    depth += Number(character === '(') - Number(character === ')');
    return depth === 0;
  });
  return condition.startsWith('(') && closed === condition.length - 1 ? condition.slice(1, -1) : condition;
}

/** An expression may have one SET only. */
function withFormat(expression: string): string {
  return /\bSET /.test(expression)
    ? expression.replace(/\bSET /, 'SET #format = :format, ')
    : `${expression} SET #format = :format`;
}

/**
 * A write whose condition does not hold because of a format that no function wrote is tried again without that format: otherwise, anyone who
 * may write to the table could keep an item from being written.
 */
async function unlessLater<Output>(table: WrittenTable, write: () => Promise<Output>): Promise<Output> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item: item } = error;
    if (item === undefined || isReadable(item)) throw error;
    await reportForeign(table, item, 'has a format that no function wrote');
    if (await isLater(table, item)) throw error;
    await removeFormat(table, item);
    return write();
  }
}

async function isLater({ macKey }: WrittenTable, item: Item): Promise<boolean> {
  return macKey === undefined || isOfLaterVersion(await macKey(), item);
}

async function removeFormat({ client, tableName }: WrittenTable, item: Item): Promise<void> {
  await isWritten(
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(item),
        UpdateExpression: 'REMOVE #format',
        ConditionExpression: '#format = :found',
        ExpressionAttributeNames: { '#format': FORMAT },
        ExpressionAttributeValues: { ':found': item[FORMAT] ?? { NULL: true } },
      }),
    ),
  );
}

function keyOf(item: Item): Record<string, { S: string }> {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return {
    [partitionKey]: { S: item[partitionKey]?.S ?? '' },
    [sortKey]: { S: item[sortKey]?.S ?? '' },
  };
}
