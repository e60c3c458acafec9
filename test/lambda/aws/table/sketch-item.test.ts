import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { ClaimStore } from '../../../../lambda/aws/table/claim-store';
import { readSketch, writeSketch } from '../../../../lambda/aws/table/sketch-item';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';

type Item = Record<string, AttributeValue>;

interface Input {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

const BYTES = Uint8Array.from([1, 2, 3]);
const KEY = 'actor 111122223333 arn:aws:iam::111122223333:user/mallory';

/** A table that decides a condition on the version as DynamoDB does. */
function tableOf() {
  const items = new Map<string, Item>();
  const foreign: string[] = [];
  const keyOf = (item: Item) =>
    Object.values(item)
      .map(({ S }) => S)
      .join(' ');
  const store: ClaimStore = {
    tableName: 'claims',
    macKey: async () => MacKey.derive(Buffer.alloc(32, 1), 'claims', 'claims'),
    onForeignItem: ({ window, problem }) => foreign.push(`${window} ${problem}`),
    client: {
      send: async ({ input }: { input: Input }) => {
        if (input.Key !== undefined) return { Item: items.get(keyOf(input.Key)) };
        const { mac: _, values: __, version, expiresAt: ___, ...key } = input.Item ?? {};
        const found = items.get(keyOf(key));
        const wanted = input.ExpressionAttributeValues?.[':read']?.N;
        if (found?.version?.N !== wanted)
          throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
        items.set(keyOf(key), input.Item ?? {});
        return { version };
      },
    } as unknown as DynamoDBClient,
  };
  return { store, items, foreign };
}

const write = (store: ClaimStore, version: number, bytes = BYTES) =>
  writeSketch(store, { key: KEY, bytes, version, nowMs: 0 });

test('a sketch is read back as it was written, and expires', async () => {
  const { store, items } = tableOf();
  expect(await readSketch(store, KEY)).toEqual({ version: 0 });
  expect(await write(store, 0)).toBe(true);
  expect(await readSketch(store, KEY)).toEqual({ bytes: BYTES, version: 1 });
  const [item] = items.values();
  expect(Number(item?.expiresAt?.N)).toBe(120 * 86_400);
  // A name may be longer than a key of DynamoDB, and is in none.
  expect(JSON.stringify([...items.keys()])).not.toContain('mallory');
});

test('of two functions that made a sketch of one version, the second is refused', async () => {
  const { store } = tableOf();
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
  const { store, items, foreign } = tableOf();
  await write(store, 0);
  for (const [key, item] of items) items.set(key, change(item));
  const { bytes, version } = await readSketch(store, KEY);
  expect([bytes, foreign]).toEqual([
    undefined,
    [expect.stringMatching(/^sketch\|\S{43} is a sketch of an actor/)],
  ]);
  expect(await write(store, version)).toBe(true);
  expect((await readSketch(store, KEY)).bytes).toEqual(BYTES);
});
