import { ACCOUNT, DAY_MS, HERE, HOUR_MS, MINUTE_MS, SETTINGS, START_MS, TRAIL, World } from './world';

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

test('an account that the register ends is told no more, and its conditions end; another one is told', async () => {
  const world = silentWorld();
  for (const region of ['eu-west-1', 'us-east-1'])
    world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { account: OTHER, region });
  world.deliverEvery(HOUR_MS, [START_MS - 13 * DAY_MS, START_MS + 9 * DAY_MS]);
  expect(await world.told('accounts')).toEqual([`account-silent ${OTHER}`]);
  expect(world.sum('OpenConditions')).toBe(1);
  world.registers = [[{ account: OTHER, untilMs: START_MS - DAY_MS }]];
  world.nowMs += 3 * HOUR_MS;
  expect(await world.told('accounts')).toEqual([]);
  expect(world.sum('OpenConditions')).toBe(1);
  const closed = silentWorld();
  closed.registers = [[{ account: OTHER, untilMs: START_MS - DAY_MS }]];
  closed.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { account: OTHER });
  closed.deliverEvery(HOUR_MS, UNTIL_YESTERDAY);
  expect(await closed.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
});

test('a Region that the register ends is told no more, and the others of its account are', async () => {
  const world = silentWorld();
  world.registers = [[{ account: ACCOUNT, region: 'us-east-1', untilMs: START_MS - DAY_MS }]];
  for (const region of ['us-east-1', 'eu-central-1'])
    world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { region });
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} eu-central-1`]);
});

test('a Region that stayed silent while its whole account was, is not told again when another Region delivers again', async () => {
  const world = silentWorld();
  const stopMs = START_MS + 6 * HOUR_MS;
  const returnMs = stopMs + DAY_MS;
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { region: 'us-east-1' });
  world.deliverEvery(HOUR_MS, [START_MS - 13 * DAY_MS, stopMs]);
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
  world.nowMs = stopMs + 9 * HOUR_MS;
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
  world.deliverEvery(HOUR_MS, [returnMs, returnMs + HOUR_MS]);
  world.nowMs = returnMs + HOUR_MS;
  expect(await world.told('accounts')).toEqual([]);
  world.deliverEvery(HOUR_MS, [returnMs + HOUR_MS, returnMs + 10 * DAY_MS]);
  world.deliverEvery(HOUR_MS, [returnMs + HOUR_MS, returnMs + 2 * HOUR_MS], { region: 'us-east-1' });
  world.nowMs = returnMs + 3 * HOUR_MS;
  expect(await world.told('accounts')).toEqual([]);
  world.nowMs = returnMs + 9 * DAY_MS;
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
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

test.each([
  ['delivers elsewhere', { bucketName: 'other' }],
  ['delivers for another account', {}],
])('a stopped trail that %s hides no silence', async (_, elsewhere) => {
  const world = new World();
  world.trails.set(TRAIL, { ...HERE, ...elsewhere, isMultiRegion: true, hasValidation: true });
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { account: OTHER });
  for (const region of world.regions) world.statuses.set(`${TRAIL} ${region}`, { isLogging: false });
  await world.told('check');
  expect(await world.told('accounts')).toEqual([`account-silent ${OTHER}`]);
});

test('an error of delivery in one Region hides no silence of another', async () => {
  const world = new World();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  for (const region of ['us-east-1', 'sa-east-1']) world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY, { region });
  world.statuses.set(`${TRAIL} sa-east-1`, { logFileError: 'AccessDenied' });
  await world.told('check');
  expect(await world.told('accounts')).toEqual([`region-silent ${ACCOUNT} us-east-1`]);
});

test('without digest files, a Region that delivers once a day keeps its account from being called silent, look after look', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, [START_MS - 13 * DAY_MS, START_MS - 10 * HOUR_MS]);
  const told: string[] = [];
  for (let look = 0; look < 12; look += 1) {
    world.deliverEvery(DAY_MS, [START_MS - 13.5 * DAY_MS, world.nowMs], { region: 'us-east-1' });
    told.push(...(await world.told('accounts')));
    world.nowMs += 3 * HOUR_MS;
  }
  expect(told).toEqual([`region-silent ${ACCOUNT} eu-west-1`]);
  world.nowMs += 2 * DAY_MS;
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
});

test('silence is of a folder, which is named: the account may deliver in that of its organization', async () => {
  const world = silentWorld();
  world.deliverEvery(HOUR_MS, LAST_WEEKS);
  for (const key of [...world.keys]) {
    world.keys.delete(key);
    world.keys.add(key.replace('AWSLogs/', 'AWSLogs/o-exampleorgid/'));
  }
  world.deliverEvery(HOUR_MS, UNTIL_YESTERDAY);
  expect(await world.told('accounts')).toEqual([`account-silent ${ACCOUNT}`]);
  expect(world.published.map(({ summary }) => summary)).toEqual([
    expect.stringContaining(`account ${ACCOUNT}: no log file in AWSLogs/${ACCOUNT}/ since `),
  ]);
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
  expect([...world.progress.keys()].slice(1)).toEqual([
    `heartbeats ${ACCOUNT}`,
    `AWSLogs/o-exampleorgid/${ACCOUNT}/`,
  ]);
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

describe('an account that is used in office hours', () => {
  /** Monday to Friday, 8 to 18 o'clock, each half an hour; digest files each hour, day and night. */
  function worked(world: World, [fromMs, untilMs]: readonly [number, number], hasDigests: boolean): void {
    for (let timeMs = fromMs; timeMs < untilMs; timeMs += 30 * MINUTE_MS) {
      const time = new Date(timeMs);
      const isWork = time.getUTCDay() % 6 !== 0 && time.getUTCHours() >= 8 && time.getUTCHours() < 18;
      if (isWork) world.deliver(timeMs, { account: OTHER });
      if (hasDigests && timeMs % HOUR_MS === 0) world.deliver(timeMs, { account: OTHER, isDigest: true });
      world.deliver(timeMs);
    }
  }

  /** Hours from `fromMs` to the first alert, looking each three hours; undefined if none comes before `untilMs`. */
  async function hoursToAlert(world: World, fromMs: number, untilMs: number, alert: string) {
    for (world.nowMs = fromMs; world.nowMs <= untilMs; world.nowMs += 3 * HOUR_MS) {
      const told = await world.told('accounts');
      if (told.length > 0) {
        expect(told).toEqual([alert]);
        return (world.nowMs - fromMs) / HOUR_MS;
      }
    }
    return undefined;
  }

  const firstMonday = START_MS + (((8 - new Date(START_MS).getUTCDay()) % 7) * DAY_MS - (START_MS % DAY_MS));
  const fourthMonday = firstMonday + 21 * DAY_MS;

  /** The account is lost; the other one goes on. */
  function lost(hasDigests: boolean, lostMs: number): World {
    const world = silentWorld();
    worked(world, [firstMonday, lostMs], hasDigests);
    world.deliverEvery(HOUR_MS, [lostMs, lostMs + 14 * DAY_MS]);
    return world;
  }

  test.each([
    ['at work', 2 * DAY_MS + 10 * HOUR_MS, 9],
    ['after work', 2 * DAY_MS + 19 * HOUR_MS, 18],
    ['on Friday evening', 4 * DAY_MS + 19 * HOUR_MS, 66],
  ])(
    'that loses its log and digest files %s is told on the next working day',
    async (_when, afterMs, most) => {
      const lostMs = fourthMonday + afterMs;
      const world = lost(true, lostMs);
      const hours = await hoursToAlert(world, lostMs, lostMs + 14 * DAY_MS, `account-silent ${OTHER}`);
      expect(hours).toBeLessThanOrEqual(most);
    },
  );

  test('and never had digest files is told within four working days', async () => {
    const lostMs = fourthMonday + 10 * HOUR_MS;
    const hours = await hoursToAlert(
      lost(false, lostMs),
      lostMs,
      lostMs + 14 * DAY_MS,
      `account-silent ${OTHER}`,
    );
    expect(hours).toBeLessThanOrEqual(4 * 24);
  });

  test('whose digest files go on without log files is told once', async () => {
    const lostMs = fourthMonday + 10 * HOUR_MS;
    const world = lost(true, lostMs);
    world.deliverEvery(HOUR_MS, [lostMs, lostMs + 14 * DAY_MS], { account: OTHER, isDigest: true });
    const alert = `logs-stopped ${OTHER} eu-west-1`;
    expect(await hoursToAlert(world, lostMs, lostMs + 7 * DAY_MS, alert)).toBeLessThanOrEqual(4 * 24);
    expect(await hoursToAlert(world, world.nowMs, lostMs + 14 * DAY_MS, alert)).toBeUndefined();
  });

  test.each([true, false])(
    'raises nothing in 45 days with holidays (digest files: %s)',
    async (hasDigests) => {
      const world = silentWorld();
      const begin = firstMonday;
      // A Thursday with the Friday after it in the fourth week, and a Monday in the sixth.
      const holidays = [24, 25, 35].map((day) => begin + day * DAY_MS);
      for (let day = begin; day < begin + 45 * DAY_MS; day += DAY_MS) {
        if (!holidays.includes(day)) worked(world, [day, day + DAY_MS], hasDigests);
        else
          for (const isDigest of hasDigests ? [true] : [])
            world.deliverEvery(HOUR_MS, [day, day + DAY_MS - HOUR_MS], { account: OTHER, isDigest });
        if (holidays.includes(day)) world.deliverEvery(HOUR_MS, [day, day + DAY_MS - HOUR_MS]);
      }
      const keys = [...world.keys].sort();
      expect(keys.length).toBeGreaterThan(1000);
      expect(await hoursToAlert(world, begin + 7 * DAY_MS, begin + 45 * DAY_MS, 'none')).toBeUndefined();
    },
  );
});
