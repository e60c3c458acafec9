import { gzipSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ProgressTable, readProgress, writeProgress } from '../../../../lambda/aws/table/progress-item';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';

type Item = Record<string, AttributeValue>;

const KEY = MacKey.derive(Buffer.alloc(32, 1), 'integrity', 'claims');

/** A table of one item. */
function tableOf(key = KEY): ProgressTable & { item: Item | undefined } {
  const table = {
    ...{ tableName: 'claims', key, item: undefined as Item | undefined },
    client: {
      send: async ({ input }: { input: { Item?: Item } }) => {
        if (input.Item === undefined) return { Item: table.item };
        table.item = input.Item;
        return {};
      },
    } as unknown as DynamoDBClient,
  };
  return table;
}

test('what was written is read back', async () => {
  const table = tableOf();
  expect(await readProgress(table, 'folder')).toEqual({ name: 'folder', text: '', version: 0 });
  await writeProgress(table, { name: 'folder', text: 'far', version: 0 });
  expect(await readProgress(table, 'folder')).toEqual({ name: 'folder', text: 'far', version: 1 });
});

test.each<[string, (item: Item) => Item]>([
  ['with another text', (item) => ({ ...item, text: { B: gzipSync('farther') } })],
  ['with another version', (item) => ({ ...item, version: { N: '7' } })],
  ['without a code', ({ mac: _, ...item }) => item],
  ['without a text', ({ text: _, ...item }) => item],
])('an item %s is rejected, and keeps its version for the next write', async (_, change) => {
  const table = tableOf();
  await writeProgress(table, { name: 'folder', text: 'far', version: 0 });
  table.item = change(table.item!);
  expect(await readProgress(table, 'folder')).toEqual({
    ...{ name: 'folder', text: '', isRejected: true },
    version: Number(table.item.version!.N),
  });
});

test('an item of another folder, and one that was signed with another key, are rejected', async () => {
  const table = tableOf();
  await writeProgress(table, { name: 'folder', text: 'far', version: 0 });
  expect(await readProgress(table, 'other')).toMatchObject({ text: '', isRejected: true });
  const other = { ...table, key: MacKey.derive(Buffer.alloc(32, 2), 'integrity', 'claims') };
  expect(await readProgress(other, 'folder')).toMatchObject({ text: '', isRejected: true });
});
