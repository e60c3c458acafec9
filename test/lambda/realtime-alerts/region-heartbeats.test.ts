import { SILENT_REGIONS_RULE_ID } from '../../../lib/core/alert/operational/silent-regions-alert';
import { regionWatchMessage } from '../../../lib/core/settings/message/region-watch';
import { heartbeat, World } from './world';

const START = Date.parse('2026-11-20T00:00:00Z');
const HOUR_MS = 3_600_000;
const HOME = '111122223333/eu-central-1';

function at(hour: number, minutes = 7): string {
  return new Date(START + hour * HOUR_MS + minutes * 60_000).toISOString();
}

/** Lets hours pass in which these places send heartbeats, and the function looks for others; the alerts of each hour. */
async function pass(world: World, hours: readonly number[], places: readonly string[]) {
  const alerts = [];
  for (const hour of hours) {
    world.nowMs = START + hour * HOUR_MS + 30 * 60_000;
    for (const place of places) world.send(heartbeat(place, at(hour)));
    world.send(JSON.stringify(regionWatchMessage(at(hour, 30))));
    await world.drain();
    alerts.push(world.published.splice(0));
  }
  return alerts;
}

test('Regions that are heard of every hour, and new ones, raise nothing', async () => {
  const world = new World();
  const alerts = [
    ...(await pass(world, [0, 1, 2, 3], [HOME])),
    ...(await pass(world, [4, 5, 6, 7, 8], [HOME, '444455556666/us-east-1'])),
  ];
  expect(alerts.flat()).toEqual([]);
  expect(world.dead).toEqual([]);
});

test('a Region that is not heard of for three hours raises one alert, which names account, Region and last hour', async () => {
  const world = new World();
  await pass(world, [0, 1, 2], [HOME, '444455556666/us-east-1']);
  const hours = await pass(world, [3, 4, 5, 6, 7, 8, 9, 10], [HOME]);
  expect(hours.map((alerts) => alerts.length)).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
  expect(hours[3]).toMatchObject([
    {
      ruleId: SILENT_REGIONS_RULE_ID,
      recipientAccountId: '444455556666',
      awsRegion: 'us-east-1',
      record: { account: '444455556666', regions: ['us-east-1'], lastHour: '2026-11-20T02:00:00Z' },
    },
  ]);
});

test('all Regions of an account that leaves are one alert, and two accounts are two', async () => {
  const world = new World();
  const leaving = ['444455556666/us-east-1', '444455556666/eu-west-1', '777788889999/eu-west-1'];
  await pass(world, [0, 1], [HOME, ...leaving]);
  const alerts = (await pass(world, [2, 3, 4, 5], [HOME])).flat();
  expect(alerts.map(({ recipientAccountId, record }) => [recipientAccountId, record.regions])).toEqual([
    ['444455556666', ['eu-west-1', 'us-east-1']],
    ['777788889999', ['eu-west-1']],
  ]);
});

test('one lost heartbeat raises nothing, and a Region that returns and ends again raises another alert', async () => {
  const world = new World();
  const member = '444455556666/us-east-1';
  await pass(world, [0], [HOME, member]);
  await pass(world, [1, 2], [HOME]);
  expect((await pass(world, [3, 4], [HOME, member])).flat()).toEqual([]);
  expect((await pass(world, [5, 6, 7, 8], [HOME])).flat()).toHaveLength(1);
  await pass(world, [9, 10], [HOME, member]);
  expect((await pass(world, [11, 12, 13, 14], [HOME])).flat()).toHaveLength(1);
});

test('Regions that stay silent are not told again when another one of their account is back', async () => {
  const world = new World();
  const [back, gone] = ['444455556666/us-east-1', '444455556666/eu-west-1'];
  await pass(world, [0, 1], [HOME, back, gone]);
  const first = (await pass(world, [2, 3, 4, 5], [HOME])).flat();
  expect(first.map(({ record }) => record.regions)).toEqual([['eu-west-1', 'us-east-1']]);
  expect((await pass(world, [6, 7, 8, 9], [HOME, back])).flat()).toEqual([]);
});

test('what queued up in hours in which nothing read the queue raises alerts for silent Regions only, in whatever order it comes', async () => {
  const world = new World();
  const [gone, ...members] = ['eu-west-1', 'us-east-1', 'us-west-2'].map((one) => `444455556666/${one}`);
  const others = [HOME, ...members];
  await pass(world, [0, 1], [...others, gone ?? '']);
  for (const hour of [2, 3, 4, 5, 6, 7]) {
    world.nowMs = START + hour * HOUR_MS + 30 * 60_000;
    world.send(heartbeat(HOME, at(hour)));
    world.send(JSON.stringify(regionWatchMessage(at(hour, 30))));
  }
  for (const hour of [2, 3, 4, 5, 6, 7]) for (const place of members) world.send(heartbeat(place, at(hour)));
  await world.drain();
  expect(world.published.map(({ record }) => record.regions)).toEqual([['eu-west-1']]);
  expect(world.dead).toEqual([]);
});

test('a look that failed is made up for', async () => {
  const world = new World();
  await pass(world, [0, 1], [HOME, '444455556666/us-east-1']);
  world.nowMs = START + 5.5 * HOUR_MS;
  for (const hour of [2, 3, 4, 5]) world.send(heartbeat(HOME, at(hour)));
  await world.drain();
  expect((await pass(world, [6], [HOME])).flat()).toHaveLength(1);
});

test('raises no alert for each account where nothing is heard of: an alarm is on that', async () => {
  const world = new World();
  await pass(world, [0, 1], [HOME, '444455556666/us-east-1']);
  expect((await pass(world, [2, 3, 4, 5, 6], [])).flat()).toEqual([]);
});

test('a thousand accounts that end at once each raise an alert, in several invocations if need be', async () => {
  const world = new World();
  const members = Array.from({ length: 1_000 }, (_, index) => `${100_000_000_000 + index}/us-east-1`);
  await pass(world, [0], [HOME, ...members]);
  const alerts = (await pass(world, [1, 2, 3, 4], [HOME])).flat();
  expect(new Set(alerts.map(({ recipientAccountId }) => recipientAccountId)).size).toBe(1_000);
});

test.each<[string, Record<string, unknown>]>([
  ['another source', { source: 'my.app' }],
  ['another type', { 'detail-type': 'Other' }],
  ['no account', { account: 'me' }],
  ['no Region', { region: 'somewhere' }],
  ['no time', { time: 'now' }],
])('fails on what is no heartbeat of EventBridge: %s', async (_, changes) => {
  const world = new World();
  world.send(heartbeat(HOME, at(0), changes));
  await world.drain();
  expect(world.dead).toHaveLength(1);
  expect(world.heard.size).toBe(0);
});

test('what says a time that is still to come is a dead letter: it would be a sign of life of days, or end a silence that is none', async () => {
  const world = new World();
  const member = '444455556666/us-east-1';
  await pass(world, [0, 1], [HOME, member]);
  for (let hour = 2; hour < 190; hour++) world.send(heartbeat(member, at(hour)));
  world.send(heartbeat(HOME, at(1, 40)));
  world.send(JSON.stringify(regionWatchMessage(at(5, 30))));
  await world.drain();
  expect(world.published).toEqual([]);
  expect(world.dead).toHaveLength(189);
  expect((await pass(world, [2, 3, 4, 5], [HOME])).flat()).toHaveLength(1);
});
