import { gzipSync } from 'node:zlib';
import { readProgress, writeProgress } from '../../../../lambda/aws/table/progress-item';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';
import { CLAIM_TABLE } from '../../../../lib/core/settings/claim-table';
import { type Item, openClaimTable } from '../../dynamodb';

test('what was written is read back', async () => {
  const table = await openClaimTable();
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
  const table = await openClaimTable();
  await writeProgress(table, { name: 'folder', text: 'far', version: 0 });
  await table.rewrite(change);
  const [item] = await table.items();
  expect(await readProgress(table, 'folder')).toEqual({
    ...{ name: 'folder', text: '', isRejected: true },
    version: Number(item?.version?.N),
  });
});

test('an item of another folder, and one that was signed with another key, are rejected', async () => {
  const table = await openClaimTable();
  await writeProgress(table, { name: 'other', text: 'near', version: 0 });
  const [other] = await table.items();
  await writeProgress(table, { name: 'folder', text: 'far', version: 0 });
  // The content of the one under the key of the other.
  const { partitionKey, sortKey } = CLAIM_TABLE;
  await table.rewrite((item) =>
    item[sortKey]?.S === 'other'
      ? item
      : { ...other, [partitionKey]: item[partitionKey]!, [sortKey]: item[sortKey]! },
  );
  expect(await readProgress(table, 'folder')).toMatchObject({ text: '', isRejected: true });
  const key = MacKey.derive(Buffer.alloc(32, 2), 'integrity', 'claims');
  expect(await readProgress({ ...table, key }, 'other')).toMatchObject({ text: '', isRejected: true });
});
