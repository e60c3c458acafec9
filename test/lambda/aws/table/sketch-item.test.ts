import type { ClaimStore } from '../../../../lambda/aws/table/claim-store';
import { readSketch, writeSketch } from '../../../../lambda/aws/table/sketch-item';
import { type Item, openClaimTable } from '../../dynamodb';

const BYTES = Uint8Array.from([1, 2, 3]);
const KEY = 'actor 111122223333 arn:aws:iam::111122223333:user/mallory';

const write = (store: ClaimStore, version: number, bytes = BYTES) =>
  writeSketch(store, { key: KEY, bytes, version, nowMs: 0 });

test('a sketch is read back as it was written, and expires', async () => {
  const store = await openClaimTable();
  expect(await readSketch(store, KEY)).toEqual({ version: 0 });
  expect(await write(store, 0)).toBe(true);
  expect(await readSketch(store, KEY)).toEqual({ bytes: BYTES, version: 1 });
  const items = await store.items();
  expect(items.map(({ expiresAt }) => Number(expiresAt?.N))).toEqual([120 * 86_400]);
  // A name may be longer than a key of DynamoDB, and is in none.
  expect(JSON.stringify(items)).not.toContain('mallory');
});

test('of two functions that made a sketch of one version, the second is refused', async () => {
  const store = await openClaimTable();
  await write(store, 0);
  expect(await write(store, 0, Uint8Array.from([9]))).toBe(false);
  expect(await write(store, 1, Uint8Array.from([9]))).toBe(true);
  expect(await readSketch(store, KEY)).toEqual({ bytes: Uint8Array.from([9]), version: 2 });
});

test.each<[string, (item: Item) => Item]>([
  ['with other values', (item) => ({ ...item, values: { B: Uint8Array.from([1]) } })],
  ['with another version', (item) => ({ ...item, version: { N: '7' } })],
  ['without a code', ({ mac: _, ...item }) => item],
  ['without values', ({ values: _, ...item }) => item],
])('an item %s teaches nothing, is reported, and is replaced by the next write', async (_, change) => {
  const store = await openClaimTable();
  await write(store, 0);
  await store.rewrite(change);
  const { bytes, version } = await readSketch(store, KEY);
  expect(bytes).toBeUndefined();
  expect(store.foreign).toEqual([
    expect.objectContaining({
      window: expect.stringMatching(/^sketch\|\S{43}$/),
      problem: expect.stringMatching(/^is a sketch of an actor/),
    }),
  ]);
  expect(await write(store, version)).toBe(true);
  expect((await readSketch(store, KEY)).bytes).toEqual(BYTES);
});
