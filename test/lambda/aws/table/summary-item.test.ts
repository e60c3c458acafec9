import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { ClaimStore, ForeignItem } from '../../../../lambda/aws/table/claim-store';
import { countSummary, readSummary, type SummaryChange } from '../../../../lambda/aws/table/summary-item';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';

type Item = Record<string, AttributeValue>;

interface Update {
  readonly Key: Record<string, { S: string }>;
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Item;
}

/** A table that does what the updates of counts ask for: sets, numbers that are added to, and a condition that an item exists. */
function newStore(): ClaimStore & { items: Map<string, Item>; foreign: ForeignItem[] } {
  const items = new Map<string, Item>();
  const foreign: ForeignItem[] = [];
  const send = async ({ input }: { input: Partial<Update> & { KeyConditionExpression?: string } }) => {
    if (input.UpdateExpression === undefined) {
      const window = input.ExpressionAttributeValues?.[':window']?.S;
      const found = [...items.values()].filter((item) => item.window?.S === window);
      return { Items: found, Count: found.length };
    }
    const { Key = {}, ConditionExpression, ExpressionAttributeNames: names = {} } = input;
    const { ExpressionAttributeValues: values = {}, UpdateExpression = '' } = input;
    const key = `${Key.window?.S} ${Key.item?.S}`;
    if (ConditionExpression === 'attribute_exists(#item)' && !items.has(key))
      throw new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });
    const item: Item = { ...Key, ...items.get(key) };
    for (const [, name = '', value = ''] of UpdateExpression.matchAll(/(#\w+) = (:\w+)/g))
      item[names[name] ?? ''] = values[value]!;
    const added = UpdateExpression.split(' ADD ')[1] ?? '';
    for (const [, name = '', value = ''] of added.matchAll(/(#\w+) (:\w+)/g)) {
      const before = Number(item[names[name] ?? '']?.N ?? 0);
      item[names[name] ?? ''] = { N: String(before + Number(values[value]?.N)) };
    }
    items.set(key, item);
    return {};
  };
  const macKey = MacKey.derive(Buffer.alloc(32, 1), 'claims', 'claims');
  const client = { send } as unknown as DynamoDBClient;
  return {
    ...{ client, tableName: 'claims', macKey: async () => macKey, items, foreign },
    onForeignItem: (item) => void foreign.push(item),
  };
}

const NOW = Date.parse('2026-11-20T03:00:00Z');
const NONE = { sent: 0, held: 0, belowMedium: 0, storms: 0, grouped: 0 };
const SUBJECT = {
  ruleId: 'r1',
  ruleName: 'stopped',
  severity: 'high',
  actor: 'alice',
  actorHash: 'a1',
} as const;
const SENT: SummaryChange = { ...SUBJECT, ...NONE, sent: 1, nowMs: NOW };
const TRIED: SummaryChange = { ...SUBJECT, ...NONE, onTrial: 2, example: 'alice did it', nowMs: NOW };

test('what a rule on trial did not send is counted apart from what it sent, with the last example', async () => {
  const store = newStore();
  await countSummary(store, SENT);
  await countSummary(store, TRIED);
  await countSummary(store, { ...TRIED, onTrial: 3, example: 'alice did it again' });
  const counts = await readSummary(store, '2026-11-20');
  expect(counts).toHaveLength(2);
  expect(counts[0]).toMatchObject({ sent: 1 });
  expect(counts[0]).not.toHaveProperty('onTrial');
  expect(counts[1]).toMatchObject({ ...NONE, onTrial: 5, example: 'alice did it again', actor: 'alice' });
  expect(store.foreign).toEqual([]);
});

test('what several actors did takes the room of no actor, and is counted with the others of their rule', async () => {
  const store = newStore();
  const { actor: _, ...several } = { ...SENT, actorHash: '' };
  await countSummary(store, { ...several, sent: 40 });
  await countSummary(store, { ...several, sent: 2 });
  expect([...store.items.keys()].filter((key) => key.endsWith('!subjects'))).toEqual([]);
  const counts = await readSummary(store, '2026-11-20');
  expect(counts).toHaveLength(1);
  expect(counts[0]).toMatchObject({ ruleId: 'r1', sent: 42 });
  expect(counts[0]).not.toHaveProperty('actor');
  expect(store.foreign).toEqual([]);
});

test('the example is proven, and kept for 35 days, where other counts are for 10', async () => {
  const store = newStore();
  await countSummary(store, SENT);
  await countSummary(store, TRIED);
  const [sent, tried] = [...store.items.values()].filter(({ ruleId }) => ruleId !== undefined);
  const daysOf = (item?: Item) => (Number(item?.expiresAt?.N) - NOW / 1000) / 86_400;
  expect([daysOf(sent), daysOf(tried)]).toEqual([10, 35]);
  tried!.example = { S: 'nothing happened' };
  expect(await readSummary(store, '2026-11-20')).toHaveLength(1);
  expect(store.foreign).toHaveLength(1);
});

test('a rule on trial makes no actor known, whose first alert is still to come', async () => {
  const [tried, sent] = [newStore(), newStore()];
  await countSummary(tried, TRIED);
  await countSummary(sent, SENT);
  const actorsOf = ({ items }: typeof tried) => [...items.keys()].filter((key) => key.startsWith('actor|'));
  expect([actorsOf(tried).length, actorsOf(sent).length]).toEqual([0, 1]);
});
