import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WatchedStore } from '../../lambda/aws/table/claim-item';
import { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import { MacKey } from '../../lib/core/alert/mac/mac-key';

const KEY = MacKey.derive(Buffer.alloc(32, 5), 'claims', 'table');

/** A table with a key that is known here. */
export function storeOf(
  client: DynamoDBClient,
  tableName: string,
  onForeignItem: WatchedStore['onForeignItem'],
  watch = new ClaimWatch(),
): WatchedStore {
  return { client, tableName, macKey: async () => KEY, onForeignItem, watch };
}
