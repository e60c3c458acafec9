import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { WatchedStore } from '../../lambda/aws/table/claim-item';
import type { ForeignItem } from '../../lambda/aws/table/claim-store';
import { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import { MacKey } from '../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';

const dynalite: (options: { readonly createTableMs: number }) => Server = require('dynalite');

/** The name of the table of {@link openClaimTable}. */
export const TABLE_NAME = 'claims';

/** The code of the items that {@link openClaimTable} signs. */
export const TABLE_KEY = MacKey.derive(Buffer.alloc(32, 1), 'claims', TABLE_NAME);

export type Item = Record<string, AttributeValue>;

const KEY_ATTRIBUTES = [CLAIM_TABLE.partitionKey, CLAIM_TABLE.sortKey];

type Sent = { readonly input: ServiceInputTypes };
type Next = (sent: Sent) => Promise<{ output: ServiceOutputTypes; response: unknown }>;

/** The members of a request that the emulator reads. */
interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The answer of the emulator, which writes it as Node's server does. */
class Answer extends EventEmitter {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  body = '';

  setHeader(name: string, value: unknown): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  end(body: string): void {
    this.body = body;
    this.emit('end');
  }
}

/** A client of an emulated DynamoDB in this process, without a connection. */
export function openDynamoDb(): DynamoDBClient {
  const server = dynalite({ createTableMs: 0 });
  const requestHandler = {
    handle: async ({ method, path, headers, body: { buffer, byteOffset, byteLength } }: SentRequest) => {
      const body = Readable.from([Buffer.from(buffer, byteOffset, byteLength)]);
      const answer = new Answer();
      const ended = once(answer, 'end');
      server.emit('request', Object.assign(body, { method, url: path, headers }), answer);
      await ended;
      const { statusCode } = answer;
      const response = {
        statusCode,
        headers: answer.headers,
        body: Readable.from([Buffer.from(answer.body)]),
      };
      return { response };
    },
  };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, maxAttempts: 1, requestHandler });
  answerWithOldItem(client);
  return client;
}

/**
 * What the emulator lacks: a write whose condition fails answers with the item that is there, if it asks for it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
function answerWithOldItem(client: DynamoDBClient): void {
  const middleware = (next: Next) => async (sent: Sent) => {
    try {
      return await next(sent);
    } catch (error) {
      const {
        TableName,
        Item,
        Key: named,
        ReturnValuesOnConditionCheckFailure,
      } = sent.input as Partial<PutItemCommandInput & UpdateItemCommandInput>;
      const keyed = named ?? Item;
      const isAsked = ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && keyed !== undefined;
      if (!(error instanceof ConditionalCheckFailedException) || !isAsked) throw error;
      const Key = Object.fromEntries(KEY_ATTRIBUTES.map((name) => [name, keyed[name]!]));
      const { Item: found } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      throw new ConditionalCheckFailedException({
        ...{ message: error.message, $metadata: error.$metadata },
        ...(found === undefined ? {} : { Item: found }),
      });
    }
  };
  client.middlewareStack.add(middleware, { step: 'initialize' });
}

/** A table of claims of its own, in an emulated DynamoDB. */
export interface ClaimTable extends WatchedStore {
  readonly key: MacKey;
  /** What was reported as written by somebody else. */
  readonly foreign: readonly ForeignItem[];
  /** Every item of the table. */
  items(): Promise<readonly Item[]>;
  /** Writes each item changed, as somebody without the key can. */
  rewrite(change: (item: Item) => Item): Promise<void>;
}

/** Opens an empty table of claims. */
export async function openClaimTable(client = openDynamoDb()): Promise<ClaimTable> {
  const [partition, sort] = KEY_ATTRIBUTES;
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: KEY_ATTRIBUTES.map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
    }),
  );
  while (!(await isActive(client)));
  const foreign: ForeignItem[] = [];
  const items = async () => (await client.send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? [];
  return {
    ...{ client, tableName: TABLE_NAME, key: TABLE_KEY, macKey: async () => TABLE_KEY, foreign },
    onForeignItem: (item) => void foreign.push(item),
    watch: new ClaimWatch(),
    items,
    rewrite: async (change) => {
      for (const item of await items())
        await client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: change(item) }));
    },
  };
}

async function isActive(client: DynamoDBClient): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
  return Table?.TableStatus === 'ACTIVE';
}
