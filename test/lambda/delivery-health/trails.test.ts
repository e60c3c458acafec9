import type { Gate } from '../memory-raise-ports';
import { HOUR_MS, MINUTE_MS, namedError, SETTINGS, START_MS, TRAIL, World } from './world';

test('trails that deliver everywhere raise nothing, and every Region is asked', async () => {
  const world = new World();
  expect(await world.told('check')).toEqual([]);
  expect(world.asked).toEqual(['audit eu-west-1', 'audit sa-east-1', 'audit us-east-1']);
  expect([world.sum('Checks'), world.sum('Places'), world.dead.length]).toEqual([1, 3, 0]);
});

test.each([
  ['logging is off', { isLogging: false }, 'trail-stopped'],
  ['S3 refuses log files', { logFileError: 'AccessDenied' }, 'log-file-error'],
  ['S3 refuses digest files', { digestError: 'NoSuchBucket' }, 'digest-error'],
  ['the log group refuses', { logGroupError: 'AccessDenied' }, 'log-group-error'],
  ['the topic refuses', { notificationError: 'AuthorizationError' }, 'notification-error'],
  ['no digest file comes', { lastDigestMs: 0 }, 'digest-late'],
])('it is told once in one Region when %s, and again after a recovery', async (_, status, rule) => {
  const world = new World();
  const place = `${TRAIL} sa-east-1`;
  await world.told('check');
  world.nowMs += 5 * HOUR_MS;
  world.statuses.set(place, status);
  expect(await world.told('check')).toEqual([`${rule} audit sa-east-1`]);
  world.nowMs += HOUR_MS;
  expect(await world.told('check')).toEqual([]);
  world.statuses.delete(place);
  expect(await world.told('check')).toEqual([]);
  world.nowMs += HOUR_MS;
  world.statuses.set(place, status);
  expect(await world.told('check')).toEqual([`${rule} audit sa-east-1`]);
  expect(new Set(world.published.map(({ id }) => id)).size).toBe(2);
});

test('what is over is told once, with its reason and under the id that it had, however often it is checked', async () => {
  const world = new World();
  const place = `${TRAIL} sa-east-1`;
  for (const region of ['sa-east-1', 'us-east-1'])
    world.statuses.set(`${TRAIL} ${region}`, { logFileError: 'AccessDenied' });
  await world.told('check');
  world.statuses.delete(`${TRAIL} us-east-1`);
  await world.told('check');
  expect(world.closings).toEqual([]);
  world.nowMs += HOUR_MS;
  world.statuses.delete(place);
  for (let times = 0; times < 3; times++) await world.told('check');
  const [opening] = world.published;
  expect(world.closings).toMatchObject([
    {
      closes: opening?.id,
      title: `Over: ${opening?.title}`,
      summary: `the check saw that it is right again at ${new Date(world.nowMs).toISOString().replace('.000', '')}; it was: ${opening?.summary}`,
      ...{ severity: opening?.severity, ruleId: opening?.ruleId, awsRegion: opening?.awsRegion },
    },
  ]);
});

test.each(['publishAlert', 'settleClaim', 'writeProgress'])(
  'the end is told once where %s fails',
  async (name) => {
    const world = new World();
    const place = `${TRAIL} sa-east-1`;
    world.statuses.set(place, { isLogging: false });
    await world.told('check');
    world.statuses.delete(place);
    world.trigger('check');
    let failures = 0;
    const gate: Gate = async (call, effect) => {
      if (call.name !== name || failures > 0) return effect();
      failures += 1;
      throw namedError('ThrottlingException');
    };
    await world.drain(world.container(gate));
    await world.told('check');
    expect(failures).toBe(1);
    expect(world.closings.map(({ closes }) => closes)).toEqual(world.published.map(({ id }) => id));
  },
);

test('what was not sent singly has nothing to close', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 1 });
  world.nowMs -= world.nowMs % HOUR_MS;
  for (let times = 0; times < 2; times++) {
    world.statuses.set(`${TRAIL} sa-east-1`, { logGroupError: 'AccessDenied' });
    world.trigger('check');
    await world.drain();
    world.nowMs += MINUTE_MS;
    world.statuses.delete(`${TRAIL} sa-east-1`);
    world.trigger('check');
    await world.drain();
    world.nowMs += MINUTE_MS;
  }
  const storms = world.published.filter(({ eventName }) => eventName === 'AlertStorm');
  const single = world.published.filter(({ eventName }) => eventName !== 'AlertStorm');
  expect([single.length, storms.length]).toEqual([1, 1]);
  expect(world.closings.map(({ closes }) => closes)).toEqual(single.map(({ id }) => id));
});

test('a bucket policy that no longer lets CloudTrail write is one alert for all Regions', async () => {
  const world = new World();
  for (const region of world.regions)
    world.statuses.set(`${TRAIL} ${region}`, { logFileError: 'AccessDenied' });
  expect(await world.told('check')).toEqual(['log-file-error audit eu-west-1 sa-east-1 us-east-1']);
});

test('a trail that is gone is one alert, whatever was open before', async () => {
  const world = new World();
  world.statuses.set(`${TRAIL} sa-east-1`, { isLogging: false });
  await world.told('check');
  world.trails.delete(TRAIL);
  expect(await world.told('check')).toEqual(['trail-missing audit eu-west-1']);
  expect(await world.told('check')).toEqual([]);
});

test('a Region that a trail of all Regions does not log is told after a day', async () => {
  const world = new World();
  world.statuses.set(`${TRAIL} us-east-1`, namedError('TrailNotFoundException'));
  expect(await world.told('check')).toEqual([]);
  world.nowMs += 25 * HOUR_MS;
  expect(await world.told('check')).toEqual(['region-unlogged audit us-east-1']);
  expect(world.published.at(-1)?.summary).toContain(': the trail is not logging in us-east-1; found at ');
});

const LONG_AGO_MS = START_MS - 30 * 24 * HOUR_MS;

test.each([
  ['was never on', undefined, 'while it was off'],
  ['was on before', LONG_AGO_MS, 'while it was off'],
  ['was never on', undefined, 'by no check yet'],
  ['was on before', LONG_AGO_MS, 'by no check yet'],
] as const)(
  'digest files are not late for four hours after validation, which %s, is enabled on a trail that was looked at %s',
  async (_, lastDigestMs, looked) => {
    const world = new World();
    const status = { startedMs: START_MS - 90 * 24 * HOUR_MS, lastDigestMs };
    for (const region of world.regions) world.statuses.set(`${TRAIL} ${region}`, status);
    world.trails.set(TRAIL, { isMultiRegion: true, hasValidation: false });
    if (looked !== 'by no check yet') await world.told('check');
    world.trails.set(TRAIL, { isMultiRegion: true, hasValidation: true });
    expect(await world.told('change')).toEqual([]);
    world.nowMs += 3 * HOUR_MS;
    expect(await world.told('check')).toEqual([]);
    world.nowMs += 2 * HOUR_MS;
    expect(await world.told('check')).toEqual(['digest-late audit eu-west-1 sa-east-1 us-east-1']);
  },
);

test('a trail of one Region is asked there alone', async () => {
  const world = new World();
  world.trails.set(TRAIL, { isMultiRegion: false, hasValidation: false });
  world.statuses.set(`${TRAIL} eu-west-1`, { lastDigestMs: 0 });
  expect(await world.told('check')).toEqual([]);
  expect(world.asked).toEqual(['audit eu-west-1']);
});

test('the Regions of the settings are asked in place of those of the account, and the home Region in any case', async () => {
  const world = new World({ ...SETTINGS, regions: ['ap-east-1'] });
  await world.told('check');
  expect(world.asked).toEqual(['audit eu-west-1', 'audit ap-east-1']);
});

test('a status that is refused is told after an hour, and keeps what was known', async () => {
  const world = new World();
  const place = `${TRAIL} sa-east-1`;
  world.statuses.set(place, { isLogging: false });
  await world.told('check');
  world.statuses.set(place, namedError('AccessDeniedException'));
  expect(await world.told('check')).toEqual([]);
  world.nowMs += HOUR_MS;
  expect(await world.told('check')).toEqual(['trail-unwatched audit sa-east-1']);
  world.statuses.set(place, { isLogging: false });
  expect(await world.told('check')).toEqual([]);
  expect([world.sum('Checks'), world.dead.length]).toEqual([4, 0]);
});

test('a refusal at home keeps what was known of every Region', async () => {
  const world = new World();
  world.statuses.set(`${TRAIL} sa-east-1`, { isLogging: false });
  await world.told('check');
  world.trails.set(TRAIL, namedError('AccessDeniedException'));
  await world.told('check');
  world.trails.set(TRAIL, { isMultiRegion: true, hasValidation: true });
  expect(await world.told('check')).toEqual([]);
});

describe('where the Regions of the account cannot be listed', () => {
  const stoppedWorld = (name: string) => {
    const world = new World();
    world.listError = namedError(name);
    world.statuses.set(`${TRAIL} eu-west-1`, { isLogging: false });
    return world;
  };

  test('the home Region is asked all the same, and a refusal is told after an hour', async () => {
    const world = stoppedWorld('AccessDeniedException');
    expect(await world.told('check')).toEqual(['trail-stopped audit eu-west-1']);
    world.nowMs += HOUR_MS;
    expect(await world.told('check')).toEqual(['trail-unwatched audit eu-west-1']);
    expect(world.dead).toHaveLength(0);
  });

  test('a refusal is told once, apart from one of the status in the home Region, also if the list once does not answer', async () => {
    const world = new World();
    const at = async (name: string) => {
      world.listError = namedError(name);
      world.nowMs += 2 * HOUR_MS;
      return world.told('check');
    };
    expect(await at('AccessDeniedException')).toEqual([]);
    expect(await at('AccessDeniedException')).toEqual(['trail-unwatched audit eu-west-1']);
    expect(await at('TimeoutError')).toEqual([]);
    world.statuses.set(`${TRAIL} eu-west-1`, namedError('AccessDeniedException'));
    expect(await at('AccessDeniedException')).toEqual([]);
    expect(await at('AccessDeniedException')).toEqual(['trail-unwatched audit eu-west-1']);
  });

  test('those of the last look are asked, and nothing of others is forgotten', async () => {
    const world = new World();
    await world.told('check');
    world.listError = namedError('TimeoutError');
    world.statuses.set(`${TRAIL} sa-east-1`, { isLogging: false });
    expect(await world.told('check')).toEqual(['trail-stopped audit sa-east-1']);
    expect(world.dead).toHaveLength(1);
  });
});

test('a Region that does not answer hides no other, and its check is tried until it goes to the dead letters', async () => {
  const world = new World();
  world.statuses.set(`${TRAIL} eu-west-1`, namedError('TimeoutError'));
  world.statuses.set(`${TRAIL} us-east-1`, { isLogging: false });
  expect(await world.told('check')).toEqual(['trail-stopped audit us-east-1']);
  expect(world.dead).toHaveLength(1);
  expect([world.sum('Checks'), world.sum('MessagesFailed')]).toEqual([0, SETTINGS.maxReceiveCount]);
});

test('after a change, the trails are checked at once and again a quarter of an hour later', async () => {
  const world = new World();
  world.trigger('change');
  await world.drain(world.container(), world.nowMs + 14 * MINUTE_MS);
  expect(world.sum('Checks')).toBe(1);
  world.statuses.set(`${TRAIL} eu-west-1`, { logFileError: 'AccessDenied' });
  await world.drain();
  expect(world.sum('Checks')).toBe(2);
  expect(world.published.map(({ ruleId }) => ruleId)).toEqual(['trailwatch-log-file-error']);
});

describe('what has ended before its alert could be sent', () => {
  /** A world whose topic fails so many times, with a container that it fails for. */
  const failing = (times: number, name = 'ServiceUnavailable') => {
    const world = new World();
    let left = times;
    const container = world.container(async (call, effect) => {
      if (call.name === 'publishAlert' && left-- > 0) throw namedError(name);
      return effect();
    });
    return { world, container };
  };
  const told = ({ published }: World) =>
    published.map(({ ruleId, record }) => [ruleId, record.regions, record.since]);

  test('is told, with each Region of which it was to be told', async () => {
    const { world, container } = failing(1);
    const since = new Date(world.nowMs).toISOString().replace('.000', '');
    for (const region of ['eu-west-1', 'sa-east-1'])
      world.statuses.set(`${TRAIL} ${region}`, { isLogging: false });
    world.trigger('check');
    await world.step(container);
    expect(told(world)).toEqual([]);
    world.statuses.delete(`${TRAIL} sa-east-1`);
    await world.drain(container);
    world.statuses.clear();
    expect(await world.told('check')).toEqual([]);
    expect(told(world)).toEqual([['trailwatch-trail-stopped', ['eu-west-1', 'sa-east-1'], since]]);
    expect(world.dead).toEqual([]);
  });

  test('is not told where it did not last as long as it must', async () => {
    const world = new World();
    world.statuses.set(`${TRAIL} sa-east-1`, namedError('TrailNotFoundException'));
    expect(await world.told('check')).toEqual([]);
    world.statuses.clear();
    world.nowMs += 25 * HOUR_MS;
    expect(await world.told('check')).toEqual([]);
  });

  test('does not keep the next check from being written, if SNS never takes it', async () => {
    const { world, container } = failing(Number.POSITIVE_INFINITY, 'InvalidParameterException');
    world.statuses.set(`${TRAIL} sa-east-1`, { isLogging: false });
    world.trigger('check');
    await world.step(container);
    world.statuses.clear();
    await world.drain(container);
    expect(JSON.parse(world.progress.get('trails')?.text ?? '{}').open).toEqual([]);
    expect(world.dead).toEqual([]);
  });
});

test('a state that someone else wrote is not used, and counted', async () => {
  const world = new World();
  world.progress.set('trails', { name: 'trails', text: '', version: 7, isRejected: true });
  world.statuses.set(`${TRAIL} eu-west-1`, { isLogging: false });
  expect(await world.told('check')).toEqual(['trail-stopped audit eu-west-1']);
  expect(world.sum('StatesRejected')).toBe(1);
});

test('a message that is none of the monitor goes to the dead letters', async () => {
  const world = new World();
  world.send('{"trailwatch":"delivery","version":1,"job":"destroy","at":"2026-11-20T12:00:00Z"}');
  world.send('hello');
  await world.drain();
  expect(world.dead).toHaveLength(2);
});
