import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ClaimStore } from '../../lambda/aws/table/claim-store';
import { MacKey } from '../../lib/core/alert/mac/mac-key';

const KEY = MacKey.derive(Buffer.alloc(32, 5), 'claims', 'table');

/** A table with a key that is known here. */
export function storeOf(
  client: DynamoDBClient,
  tableName: string,
  onForeignItem: ClaimStore['onForeignItem'],
): ClaimStore {
  return { client, tableName, macKey: async () => KEY, onForeignItem };
}
