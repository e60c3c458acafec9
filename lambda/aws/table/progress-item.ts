import { gunzipSync, gzipSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { itemKey, unlessAdvanced } from './claim-store';
import { isWrittenBy } from './item-format';
import { putIf } from './put-signed';
import { getItem, queryItems } from './query-items';

/** The progress of a task that continues later: any text, under a name. */
export interface Progress {
  readonly name: string;
  readonly text: string;
  /** 0 if nothing was written yet; each write adds one. */
  readonly version: number;
  /** Whether there is an item that was not written by a holder of the key, or by one of a later version: it has no text. */
  readonly isRejected?: true;
}

/** The table that holds it, and the key that proves who wrote an item. */
export interface ProgressTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly key: MacKey;
}

/** A partition of DynamoDB takes 1,000 writes a second: enough for a sixteenth of any archive. */
const SHARDS = [...'0123456789abcdef'];

/** The progress, read consistently; version 0 and no text if nothing was written yet. */
export async function readProgress(
  { client, tableName, key }: ProgressTable,
  name: string,
): Promise<Progress> {
  const item = await getItem({ client, tableName }, keyOf(name));
  const version = Number(item?.version?.N ?? 0);
  if (item === undefined) return { name, text: '', version };
  const packed = item.text?.B;
  if (packed === undefined || !isWrittenBy(key, item, [name, version, packed]))
    return { name, text: '', version, isRejected: true };
  return { name, text: gunzipSync(packed).toString('utf8'), version };
}

/** Writes a text that replaces the version that was read. False if another invocation has written since. */
export async function writeProgress(
  { client, tableName, key }: ProgressTable,
  { name, text, version }: Progress,
): Promise<boolean> {
  // DynamoDB takes 400 KB; the names in it are much alike.
  const packed = gzipSync(text);
  const item = {
    ...keyOf(name),
    text: { B: packed },
    version: { N: String(version + 1) },
    mac: { S: key.sign([name, version + 1, packed]) },
  };
  return putIf({ client, tableName, macKey: async () => key }, item, unlessAdvanced(version));
}

/** The names under which something was written. */
export async function* listProgress(client: DynamoDBClient, tableName: string): AsyncGenerator<string, void> {
  for (const shard of SHARDS) {
    const items = queryItems({ client, tableName }, partitionOf(shard), { isKeysOnly: true });
    for await (const item of items) yield item[CLAIM_TABLE.sortKey]?.S ?? '';
  }
}

function keyOf(name: string): Record<string, { S: string }> {
  const [shard = '0'] = sha256Hex(name);
  return itemKey(partitionOf(shard), name);
}

function partitionOf(shard: string): string {
  return `integrity|${shard}`;
}
