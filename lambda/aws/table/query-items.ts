import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { pagesOf } from '../answers';
import type { Item } from './claim-store';

/** A table with the keys of the table of claims. */
export interface QueriedTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** An item, read consistently; undefined if there is none. */
export async function getItem(
  { client, tableName }: QueriedTable,
  key: Record<string, { S: string }>,
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await client.send(command)).Item;
}

/** Options for reading items of a partition. */
export interface ItemQuery {
  /**
   * Whether to read consistently, at twice the price.
   *
   * @default no
   */
  readonly isConsistent?: boolean;
  /**
   * The first sort key and the last, both inclusive.
   *
   * @default all items
   */
  readonly sortKeys?: readonly [string, string];
  /**
   * Whether only the sort keys are sent over the network.
   *
   * @default no, whole items
   */
  readonly isKeysOnly?: boolean;
}

/**
 * The items of a partition, in the order of their sort keys, page by page. DynamoDB filters nothing out by content: a claim
 * that was changed would be, and its code would not be verified.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export async function* queryItems(
  { client, tableName }: QueriedTable,
  partition: string,
  { isConsistent = false, sortKeys, isKeysOnly = false }: ItemQuery = {},
): AsyncGenerator<Item, void> {
  const [from = '', until = ''] = sortKeys ?? [];
  const isNarrowed = sortKeys !== undefined;
  const query = {
    TableName: tableName,
    ConsistentRead: isConsistent,
    KeyConditionExpression: `#window = :window${isNarrowed ? ' AND #item BETWEEN :from AND :until' : ''}`,
    ...(isKeysOnly ? { ProjectionExpression: '#item' } : {}),
    ExpressionAttributeNames: {
      '#window': CLAIM_TABLE.partitionKey,
      ...(isNarrowed || isKeysOnly ? { '#item': CLAIM_TABLE.sortKey } : {}),
    },
    ExpressionAttributeValues: {
      ':window': { S: partition },
      ...(isNarrowed ? { ':from': { S: from }, ':until': { S: until } } : {}),
    },
  };
  const pages = pagesOf('Query', async (ExclusiveStartKey: Item | undefined) => {
    const page = await client.send(new QueryCommand({ ...query, ExclusiveStartKey }));
    return { items: page.Items, NextToken: page.LastEvaluatedKey };
  });
  for await (const { items = [] } of pages) yield* items;
}
