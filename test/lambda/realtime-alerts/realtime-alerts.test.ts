import { alertId } from '../../../lib/core/alert/alert-id';
import { type Narrowing, narrowed } from '../../../lib/core/rule/narrowed-condition';
import type { Rule } from '../../../lib/core/rule/rule';
import { record, ruleOn } from '../log-processor/log-files';
import { raiseRecord } from '../log-processor/raise-record';
import { busEvent, RULE, SETTINGS, World } from './world';

async function play(...bodies: readonly string[]): Promise<World> {
  const world = new World();
  for (const body of bodies) world.send(body);
  await world.drain();
  return world;
}

test('an event that a rule matches becomes the alert of its record, which says that it came over the bus', async () => {
  const { published, dead } = await play(busEvent('e1'));
  expect(published).toEqual([
    expect.objectContaining({
      version: 2,
      id: alertId(RULE.id, { recipientAccountId: '111122223333', eventID: 'e1' }),
      ruleId: RULE.id,
      route: 'event-bus',
      source: {},
      record: record('e1'),
    }),
  ]);
  expect(dead).toEqual([]);
});

test('an event that the patterns sent and no rule matches is told of in the log, and by no alert', async () => {
  const { published, dead, lines } = await play(busEvent('e1', { eventName: 'DescribeTrails' }));
  expect([published, dead, lines]).toEqual([[], [], ['record matches no rule']]);
});

test('an event whose call failed is as severe as its rule says of failures, or raises no alert below the least', async () => {
  const careful: Rule = { ...RULE, failureSeverity: 'low' };
  const strict: Rule = { ...careful, id: 'strict', minimumSeverity: 'medium' };
  const world = new World(SETTINGS, [careful, strict]);
  world.send(busEvent('e1', { errorCode: 'AccessDenied' }));
  world.send(busEvent('e2'));
  await world.drain();
  expect(world.published.map(({ eventID, ruleId, severity }) => [eventID, ruleId, severity]).sort()).toEqual([
    ['e1', RULE.id, 'low'],
    ['e2', RULE.id, 'high'],
    ['e2', 'strict', 'high'],
  ]);
});

test('a record that several rules match raises an alert for each', async () => {
  const world = new World(SETTINGS, [RULE, ruleOn('StopLogging', 'another-rule')]);
  world.send(busEvent('e1'));
  await world.drain();
  expect(world.published.map(({ ruleId }) => ruleId)).toEqual([RULE.id, 'another-rule']);
});

test.each(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'])(
  'a sign-in is understood, spelled %s',
  async (detailType) => {
    const { published } = await play(busEvent('e1', {}, { 'detail-type': detailType, source: 'aws.signin' }));
    expect(published).toHaveLength(1);
  },
);

test('an event that comes twice is told once', async () => {
  const { published, dead } = await play(busEvent('e1'), busEvent('e1'));
  expect(published).toHaveLength(1);
  expect(dead).toEqual([]);
});

test('a storm is sent singly up to its threshold, and one report counts the rest', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 2 });
  for (let index = 0; index < 6; index++) world.send(busEvent(`e${index}`));
  await world.drain();
  expect(world.published.filter(({ eventSource }) => eventSource !== 'trailwatch')).toHaveLength(2);
  const [report] = world.published.filter(({ eventSource }) => eventSource === 'trailwatch');
  expect(report).toMatchObject({ eventName: 'AlertStorm', route: 'event-bus', record: { count: 4 } });
});

test('an alert of a window that is known to be full is grouped with one claim, and counted so', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 2 });
  const claimed: string[] = [];
  const container = world.container(async ({ name, subject }, effect) => {
    if (name === 'claimItem') claimed.push(subject);
    return effect();
  });
  for (let index = 0; index < 4; index++) world.send(busEvent(`e${index}`));
  await world.drain(container, world.nowMs);
  claimed.length = 0;
  world.send(busEvent('late'));
  await world.drain(container, world.nowMs);
  expect(claimed).toHaveLength(1);
  expect(world.total('AlertsGrouped')).toBe(3);
  expect(world.total('AlertsRepeated')).toBe(0);
});

test.each([
  ['a source that anybody may use', busEvent('e1', {}, { source: 'my.app' })],
  ['a kind of event that is none of CloudTrail', busEvent('e1', {}, { 'detail-type': 'Object Created' })],
  ["another account's record", busEvent('e1', {}, { account: '999988887777' })],
  ['no record', busEvent('e1', { eventName: undefined })],
  ['no envelope', JSON.stringify(record('e1'))],
  ['no JSON', 'hello'],
])('fails on an event with %s, and keeps it among the dead letters', async (_, body) => {
  const { published, dead } = await play(body);
  expect(published).toEqual([]);
  expect(dead.map((message) => message.body)).toEqual([body]);
});

test('a record that the log processor told of is not told again, in the same table of claims', async () => {
  const world = new World();
  const container = world.container();
  await raiseRecord(container, 'e1', RULE);
  world.send(busEvent('e1'));
  await world.drain(container);
  expect(world.published.map(({ route }) => route)).toEqual(['log-file']);
});

test('an event that an allow list leaves out raises no alert, and is counted by rule and entry', async () => {
  const office: Narrowing = {
    name: 'allow list networks 198.51.100.0/24',
    condition: { kind: 'not', of: { kind: 'cidr', field: 'sourceIPAddress', ranges: ['198.51.100.0/24'] } },
  };
  const world = new World(SETTINGS, [{ ...RULE, condition: narrowed(RULE.condition, [office]) }]);
  world.send(busEvent('e1'));
  world.send(busEvent('e2', { sourceIPAddress: '203.0.113.7' }));
  await world.drain();
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['e2']);
  expect(world.invocations.flatMap(({ counts }) => counts.allowed.counts)).toEqual([
    { rule: RULE.name, entry: 'allow list networks 198.51.100.0/24', records: 1 },
  ]);
  expect([world.total('Allowed'), world.total('Matched'), world.total('Unmatched')]).toEqual([1, 1, 1]);
});

test('a record without a time is searched, with the time of @timestamp or none, and counts when EventBridge had it', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 1 });
  const undated = { eventTime: undefined };
  for (const hour of ['01', '02', '03']) {
    const time = `2026-11-20T${hour}:10:00Z`;
    world.send(busEvent(`first${hour}`, undated, { time }));
    world.send(busEvent(`second${hour}`, undated, { time }));
  }
  world.send(busEvent('exported', { ...undated, '@timestamp': '2026-11-20T00:30:00.000Z' }));
  await world.drain();
  const singles = world.published.filter(({ eventName }) => eventName === 'StopLogging');
  expect(singles.map(({ eventTime }) => eventTime).sort()).toEqual(['', '', '', '2026-11-20T00:30:00Z']);
  const storms = world.published.filter(({ eventName }) => eventName === 'AlertStorm');
  expect(storms.map(({ record: { windowStart, count } }) => [windowStart, count]).sort()).toEqual([
    ['2026-11-20T01:00:00Z', 1],
    ['2026-11-20T02:00:00Z', 1],
    ['2026-11-20T03:00:00Z', 1],
  ]);
  expect(world.dead).toEqual([]);
});

test('in a storm over the bus the first alert of a new actor is sent singly, and the report lists who else acted', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 2 });
  const eve = {
    userIdentity: { type: 'IAMUser', userName: 'eve', arn: 'arn:aws:iam::111122223333:user/eve' },
  };
  for (let index = 0; index < 12; index++) world.send(busEvent(`e${index}`));
  for (let index = 0; index < 3; index++) world.send(busEvent(`eve${index}`, eve));
  await world.drain();
  const singles = world.published.filter(({ eventName }) => eventName === 'StopLogging');
  expect(singles.map(({ actor: { name } }) => name)).toEqual(['mallory', 'mallory', 'eve']);
  const storms = world.published.filter(({ eventName }) => eventName === 'AlertStorm');
  expect(storms.reduce((sum, { record: { count } }) => sum + Number(count), 0)).toBe(12);
  expect(storms.at(-1)?.record.actors).toEqual({
    distinct: 2,
    isComplete: true,
    values: ['arn:aws:iam::111122223333:user/eve', 'arn:aws:iam::111122223333:user/mallory'],
  });
});

test('counts records, matches, alerts and failures, and measures how old each record is', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 2 });
  const bodies = ['e1', 'e2', 'e3', 'e4', 'e1'].map((eventID) => busEvent(eventID));
  for (const body of [...bodies, busEvent('e5', { eventName: 'DescribeTrails' }), 'hello']) world.send(body);
  const ageMs = world.nowMs - Date.parse(String(record('e1').eventTime));
  await world.drain();
  const names = ['Records', 'Matched', 'Unmatched', 'Alerts', 'AlertsGrouped', 'AlertsRepeated'] as const;
  expect(Object.fromEntries(names.map((name) => [name, world.total(name)]))).toEqual({
    ...{ Records: 6, Matched: 5, Unmatched: 1 },
    // two singly, and the report of the storm
    ...{ Alerts: 3, AlertsGrouped: 2, AlertsRepeated: 1 },
  });
  expect(world.total('MessagesFailed')).toBe(SETTINGS.maxReceiveCount);
  expect(world.invocations.flatMap(({ counts }) => counts.valuesOf('DeliveryLag'))).toEqual(
    Array.from({ length: 6 }, () => ageMs),
  );
});

test('a record without a time has no age, and one of the future none below zero', async () => {
  const world = new World();
  world.send(busEvent('undated', { eventTime: undefined }));
  world.send(busEvent('ahead', { eventTime: '2026-11-20T09:00:00Z' }));
  await world.drain();
  expect(world.invocations.flatMap(({ counts }) => counts.valuesOf('DeliveryLag'))).toEqual([0]);
});
