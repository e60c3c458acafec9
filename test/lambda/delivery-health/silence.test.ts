import { ACCOUNT, DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS, START_MS, TRAIL, World } from './world';

const OTHER = '444455556666';
const LAST_WEEKS = [START_MS - 13 * DAY_MS, START_MS] as const;
const UNTIL_YESTERDAY = [START_MS - 13 * DAY_MS, START_MS - DAY_MS] as const;

function silentWorld(): World {
  return new World({ ...SETTINGS, trailArns: [] });
}

test('an archive in which every Region delivers raises nothing', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  world.deliverEvery(HOUR_MS, LAST_WEEKS, { account: OTHER });
  expect(await world.told('accounts')).toEqual([]);
  expect(world.sum('Accounts')).toBe(2);
});

test('a Region that delivered every hour and has stopped is told once, and again when it returned and stops again', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { region: 'us-east-1' });
  world.deliverEvery(HOUR_MS, [START_MS - 13 * DAY_MS, START_MS + 9 * DAY_MS]);
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
  expect(await world.told('accounts')).toEqual([]);
  world.deliverEvery(HOUR_MS, [START_MS, START_MS + 2 * HOUR_MS], { region: 'us-east-1' });
  world.nowMs = START_MS + 3 * HOUR_MS;
  expect(await world.told('accounts')).toEqual([]);
  world.nowMs = START_MS + 8 * DAY_MS;
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
});

test('a Region whose digest files still come is idle', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY);
  world.deliverEvery(HOUR_MS, LAST_WEEKS, { isDigest: true });
  expect(await world.told('accounts')).toEqual([]);
});

test('a Region that is used from time to time raises nothing', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  world.deliverEvery(2 * DAY_MS, UNTIL_YESTERDAY, { region: 'sa-east-1' });
  world.nowMs += 30 * MINUTE_MS;
  expect(await world.told('accounts')).toEqual([]);
});

test('an account of which nothing comes any more is one alert, not one for each Region', async () => {
  const world = silentWorld();
  for (const region of ['eu-west-1', 'us-east-1'])
    for (const isDigest of [true, false])
      world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { account: OTHER, region, isDigest });
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  expect(await world.told('accounts')).toEqual([`account-silent ${OTHER}`]);
});

test('an account whose digest files come in another Region is alive', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { region: 'us-east-1' });
  world.deliverEvery(HOUR_MS, LAST_WEEKS, { isDigest: true });
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
});

test('an account whose files are all gone is missed', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  await world.told('accounts');
  world.keys.clear();
  world.nowMs += DAY_MS;
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
});

test('while a trail itself is stopped, silence is not told', async () => {
  const world = new World();
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY);
  world.statuses.set(`${TRAIL} eu-west-1`, { isLogging: false });
  expect(await world.told('check')).toEqual(['trail-stopped audit eu-west-1']);
  expect(await world.told('accounts')).toEqual([]);
  world.statuses.clear();
  await world.told('check');
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
});

test('keys that were listed are not listed again', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  await world.told('accounts');
  const listed = world.sum('KeysListed');
  expect(listed).toBe(world.keys.size);
  await world.told('accounts');
  expect(world.sum('KeysListed')).toBe(listed);
});

test('a name from the future hides no file of today', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY);
  world.deliver(START_MS + 400 * DAY_MS);
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
  world.deliverEvery(HOUR_MS, [START_MS - HOUR_MS, START_MS]);
  await world.told('accounts');
  expect(world.sum('OpenConditions')).toBe(1);
});

test('a Region with more keys than a look reads is read further at the next one, and is not silent meanwhile', async () => {
  const world = silentWorld();
  world.deliverEvery(MINUTE_MS, [START_MS - 12 * DAY_MS, START_MS - 2 * DAY_MS]);
  expect(await world.told('accounts')).toEqual([]);
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
  expect(world.sum('KeysListed')).toBe(world.keys.size);
});

test('accounts of an organization are found below its folder', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  const keys = [...world.keys].map((key) => key.replace('AWSLogs/', 'AWSLogs/o-exampleorgid/'));
  world.keys.clear();
  for (const key of [...keys, 'AWSLogs/elsewhere/key']) world.keys.add(key);
  await world.told('accounts');
  expect([...world.progress.keys()].slice(1)).toEqual([`AWSLogs/o-exampleorgid/${ACCOUNT}/`]);
});

test('two hundred accounts of thirty Regions are followed, each by a message of its own', async () => {
  const world = silentWorld();
  for (let account = 0; account < 200; account += 1)
    for (let region = 0; region < 30; region += 1)
      world.deliver(START_MS - HOUR_MS, {
        account: String(100000000000 + account),
        region: `eu-west-${region}`,
      });
  const containers = { lists: 0 };
  world.trigger('accounts');
  await world.drain(
    world.container(async (call, effect) => {
      if (call.name === 'list' && call.subject.startsWith('AWSLogs/')) containers.lists += 1;
      return effect();
    }),
  );
  expect(world.sum('Accounts')).toBe(200);
  expect(containers.lists).toBe(1 + 200 * (2 + 30));
});
