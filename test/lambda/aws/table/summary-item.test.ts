import { countSummary, readSummary, type SummaryChange } from '../../../../lambda/aws/table/summary-item';
import { type Item, openClaimTable } from '../../dynamodb';

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

const isTried = ({ example }: Item) => example !== undefined;
const isSent = (item: Item) => !isTried(item);

test('what a rule on trial did not send is counted apart from what it sent, with the last example', async () => {
  const store = await openClaimTable();
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
  const store = await openClaimTable();
  const { actor: _, ...several } = { ...SENT, actorHash: '' };
  await countSummary(store, { ...several, sent: 40 });
  await countSummary(store, { ...several, sent: 2 });
  const subjects = (await store.items()).filter(({ item }) => item?.S?.endsWith('!subjects'));
  expect(subjects).toEqual([]);
  const counts = await readSummary(store, '2026-11-20');
  expect(counts).toHaveLength(1);
  expect(counts[0]).toMatchObject({ ruleId: 'r1', sent: 42 });
  expect(counts[0]).not.toHaveProperty('actor');
  expect(store.foreign).toEqual([]);
});

test('the example is proven, and kept for 35 days, where other counts are for 10', async () => {
  const store = await openClaimTable();
  await countSummary(store, SENT);
  await countSummary(store, TRIED);
  const counts = (await store.items()).filter(({ ruleId }) => ruleId !== undefined);
  const daysOf = (item?: Item) => (Number(item?.expiresAt?.N) - NOW / 1000) / 86_400;
  expect([daysOf(counts.find(isSent)), daysOf(counts.find(isTried))]).toEqual([10, 35]);
  await store.rewrite((item) => (isTried(item) ? { ...item, example: { S: 'nothing happened' } } : item));
  expect(await readSummary(store, '2026-11-20')).toHaveLength(1);
  expect(store.foreign).toHaveLength(1);
});

test('a rule on trial makes no actor known, whose first alert is still to come', async () => {
  const [tried, sent] = [await openClaimTable(), await openClaimTable()];
  await countSummary(tried, TRIED);
  await countSummary(sent, SENT);
  const actorsOf = async ({ items }: typeof tried) =>
    (await items()).filter(({ window }) => window?.S?.startsWith('actor|'));
  expect(await actorsOf(tried)).toHaveLength(0);
  expect(await actorsOf(sent)).toHaveLength(1);
});
