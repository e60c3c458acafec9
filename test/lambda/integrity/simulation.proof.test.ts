import { gzipSync } from 'node:zlib';
import * as damage from '../../digest/damage';
import { logText, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { Simulation } from './simulation';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const ACCOUNT = '111122223333';
/** Days of a trail with a log file an hour. */
function someDays(days: number): Simulation {
  return new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: days * 24, logs: 1 }]));
}

const WRONG = gzipSync(logText('changed'));

describe('days of an archive', () => {
  test('a change of an old file is told within minutes, by the event of S3', async () => {
    const world = someDays(12);
    const startMs = world.nowMs;
    const { digests } = world.archive;
    const key = (day: number) => digests[day * 24]!.logKeys[0]!;
    const deeds = [
      { day: 2, what: 'log-tampered', key: key(1), act: (it: string) => world.write(it, WRONG) },
      { day: 4, what: 'log-missing', key: key(2), act: (it: string) => world.delete(it) },
      { day: 6, what: 'log-missing', key: key(5), act: (it: string) => world.deleteVersions(it) },
      { day: 8, what: 'digest-missing', key: digests[60]!.key, act: (it: string) => world.delete(it) },
      {
        day: 10,
        what: 'digest-tampered',
        key: digests[100]!.key,
        act: (it: string) => world.write(it, WRONG, world.archive.objects.get(it)?.metadata),
      },
    ];
    for (const { day, key: it, act } of deeds)
      world.at(startMs + day * DAY_MS + 20 * MINUTE_MS, () => act(it));
    await world.simulateUntil(startMs + 11 * DAY_MS);
    const told = world.told.map(({ alert, atMs }) => ({
      what: alert.ruleId,
      key: alert.source.key,
      minutes: (atMs - startMs) / MINUTE_MS,
    }));
    expect(told.map(({ what, key: it }) => `${what} ${it}`)).toEqual(
      deeds.map(({ what, key: it }) => `trailwatch-${what} ${it}`),
    );
    for (const [at, { day }] of deeds.entries())
      expect(told[at]!.minutes - (day * 24 * 60 + 20)).toBeLessThan(12);
    expect(world.dead).toEqual([]);
  });

  test('what is changed while the events of S3 do not come is told within a day, by the versions of the objects', async () => {
    const world = someDays(12);
    world.isAnnounced = false;
    const { digests } = world.archive;
    const startMs = world.nowMs;
    const [changed, deleted, added] = [30, 60, 90].map((hour) => digests[hour]!.logKeys[0]!);
    const stranger = added!.replace(/_[0-9a-f]+\.json\.gz$/, '_stranger.json.gz');
    const outside = added!.replace(/\/\d\d\/([^/]+)$/, '/sub/$1');
    world.at(startMs + 5 * DAY_MS, () => world.write(changed!, WRONG));
    world.at(startMs + 5 * DAY_MS, () => world.delete(deleted!));
    world.at(startMs + 5 * DAY_MS, () => world.write(stranger, WRONG));
    world.at(startMs + 5 * DAY_MS, () => world.write(outside, WRONG));
    await world.simulateUntil(startMs + 6.5 * DAY_MS);
    expect([...world.toldSince(0)].sort()).toEqual([
      `trailwatch-file-added ${stranger}`,
      `trailwatch-file-added ${outside}`,
      `trailwatch-log-missing ${deleted}`,
      `trailwatch-log-tampered ${changed}`,
    ]);
    await world.simulateUntil(startMs + 11 * DAY_MS);
    expect(world.told).toHaveLength(4);
  });

  test('what a lifecycle rule expires that someone added is told within a day, though S3 announces it like any expiry', async () => {
    const world = someDays(6);
    const startMs = world.nowMs;
    const keys = world.archive.digests.slice(24, 30).flatMap(({ logKeys }) => logKeys);
    world.at(startMs + 3 * DAY_MS, () => {
      for (const key of keys) world.delete(key, 'Lifecycle Expiration');
    });
    await world.simulateUntil(startMs + 4.5 * DAY_MS);
    expect([...world.toldSince(0)].sort()).toEqual(keys.map((key) => `trailwatch-log-missing ${key}`).sort());
  });

  test('a log file that CloudTrail delivers days late is no file that was added, and one that a stranger adds is', async () => {
    const archive = new SignedArchive([
      { accountId: ACCOUNT, hours: 8 * 24, logs: 1, lists: { hour: 100, logsOf: 20 } },
    ]);
    const world = new Simulation(archive);
    const startMs = world.nowMs;
    const late = archive.digests[100]!.logKeys.at(-1)!;
    world.late.set(late, archive.digests[100]!.startMs + 20 * MINUTE_MS);
    const stranger = late.replace(/_[0-9a-f]+\.json\.gz$/, '_stranger.json.gz');
    const addedMs = startMs + 5 * DAY_MS;
    world.at(addedMs, () => world.write(stranger, WRONG));
    await world.simulateUntil(startMs + 7 * DAY_MS);
    expect(world.toldSince(0)).toEqual([`trailwatch-file-added ${stranger}`]);
    expect(world.told[0]!.atMs - addedMs).toBeLessThan(4.5 * HOUR_MS);
  });
});

test('log files of one hour that CloudTrail delivers days late, one after the other over hours, are no files that were added', async () => {
  const lateOf = { one: 60, two: 62, three: 64, four: 66 };
  const common = { accountId: ACCOUNT, hours: 4 * 24, logs: 1 };
  const plans = Object.entries(lateOf).map(([trailName, hour]) => ({
    ...{ ...common, trailName, lists: { hour, logsOf: 20 } },
  }));
  const archive = new SignedArchive(plans);
  const world = new Simulation(archive);
  const { nowMs: startMs } = world;
  const arrivals = [20, 50, 50, 10];
  for (const [at, hour] of Object.values(lateOf).entries()) {
    const digest = archive.digests[at * common.hours + hour]!;
    world.late.set(digest.logKeys.at(-1)!, digest.startMs + arrivals[at]! * MINUTE_MS);
  }
  await world.simulateUntil(startMs + 3.5 * DAY_MS);
  expect(world.toldSince(0)).toEqual([]);
});

describe('what the monitor cannot answer for is told', () => {
  const unwatched = (world: Simulation) =>
    world.told
      .filter(({ alert }) => alert.ruleId === 'trailwatch-archive-unwatched')
      .map(({ alert }) => [alert.record.reason, alert.source.key]);

  test('log files after validation is turned off, once a month', async () => {
    const world = someDays(12);
    const startMs = world.nowMs;
    const off = world.archive.digests.slice(3 * 24);
    for (const { key } of off) world.archive.objects.delete(key);
    await world.simulateUntil(startMs + 11 * DAY_MS);
    expect(world.toldSince(0)[0]).toContain('trailwatch-digest-silence');
    expect(unwatched(world)).toHaveLength(1);
    expect(off.flatMap(({ logKeys }) => logKeys)).toContain(unwatched(world)[0]![1]);
    expect(world.told).toHaveLength(2);
  });

  test('files that are older than the reach, once', async () => {
    const world = new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: 25 * 24, logs: 1 }]), {
      ...SETTINGS,
      recheckReachHours: 5 * 24,
      expectedFolders: `${ACCOUNT}/eu-west-1`,
    });
    const startMs = world.nowMs;
    await world.simulateUntil(startMs + 18 * DAY_MS);
    expect(world.told).toEqual([]);
    await world.simulateUntil(startMs + 24 * DAY_MS);
    expect(unwatched(world).map(([reason]) => reason)).toEqual(['beyond-reach']);
    expect(world.told).toHaveLength(1);
  });

  test('an account that never logged, within the hour, once, with what delivers there', async () => {
    const world = someDays(4);
    const startMs = world.nowMs;
    const [known = ''] = world.archive.digests[40]!.logKeys;
    const forged = known.replaceAll(ACCOUNT, '444455556666');
    const strange = known.replaceAll('eu-west-1', 'eu-west-1\u200b');
    const atMs = Date.parse('2026-10-02T16:20:00Z');
    world.at(atMs, () => {
      world.isAnnounced = false;
      for (const key of [forged, strange]) world.write(key, WRONG);
    });
    await world.simulateUntil(startMs + 2.4 * DAY_MS);
    const news = world.told.filter(({ atMs: toldMs }) => toldMs - atMs < HOUR_MS);
    expect(news.map(({ alert }) => [alert.ruleId, alert.severity, alert.source.key]).sort()).toEqual([
      ['trailwatch-archive-unwatched', 'medium', forged],
      ['trailwatch-file-added', 'high', strange.slice(0, strange.indexOf('2026/'))],
    ]);
    expect(news.map(({ alert }) => alert.summary).join()).toContain('no digest file');
    expect(world.dead).toEqual([]);
  });

  test('a file outside the layout, and one in a folder that digests do not list, within minutes', async () => {
    const world = someDays(3);
    const startMs = world.nowMs;
    const [key = ''] = world.archive.digests[5]!.logKeys;
    const outside = key.replace(/\/\d\d\/([^/]+)$/, '/sub/$1');
    const root = key.replace(/\/eu-west-1\/.*$/, '/file.json.gz');
    const insight = key.replaceAll('CloudTrail', 'CloudTrail-Insight');
    const other = key.replaceAll('CloudTrail', 'Config');
    for (const it of [outside, root, insight, other])
      world.at(startMs + DAY_MS + 10 * MINUTE_MS, () => world.write(it, WRONG));
    await world.simulateUntil(startMs + DAY_MS + HOUR_MS / 2);
    expect([...world.toldSince(0)].sort()).toEqual([
      `trailwatch-archive-unwatched ${insight}`,
      `trailwatch-file-added ${outside}`,
      `trailwatch-file-added ${root}`,
    ]);
    expect(world.dead).toEqual([]);
  });

  test('but a backfill digest file that comes days late is checked within minutes', async () => {
    const archive = new SignedArchive([
      { accountId: ACCOUNT, hours: 6 * 24, logs: 1 },
      { accountId: ACCOUNT, hours: 1, logs: 0, isBackfill: true, start: '2026-10-02T02:01:31Z' },
    ]);
    const world = new Simulation(archive);
    const startMs = world.nowMs;
    const { key } = archive.digests.at(-1)!;
    world.late.set(key, startMs + 4 * DAY_MS + 10 * MINUTE_MS);
    damage.forgeDigestAsCloudTrail(archive, key);
    await world.simulateUntil(startMs + 5 * DAY_MS);
    expect(world.toldSince(0)).toEqual([`trailwatch-digest-tampered ${key}`]);
    expect(world.told[0]!.atMs - startMs - 4 * DAY_MS).toBeLessThan(20 * MINUTE_MS);
  });
});

test('a day of a folder takes the requests that the cost table counts', async () => {
  const world = someDays(6);
  const send = jest.spyOn(world, 'send');
  const countsOf = () => ({
    events: send.mock.calls.filter(([body]) => body.includes('aws.s3')).length,
    lists: world.listings.versions,
    versions: world.sum('Versions'),
    rechecks: send.mock.calls.filter(([body]) => body.includes('"recheck"')).length,
  });
  await world.simulateUntil(world.nowMs + 3 * DAY_MS);
  const before = countsOf();
  await world.simulateUntil(world.nowMs + DAY_MS - HOUR_MS);
  const after = countsOf();
  // An event for every file; a list of each of the two folders; and no recheck of what nobody changed.
  expect(after.events - before.events).toBe(48);
  expect(after.lists - before.lists).toBe(2);
  expect(after.versions - before.versions).toBeGreaterThan(2 * 24 * 3);
  expect(after.rechecks - before.rechecks).toBe(0);
});

describe('no false alarms', () => {
  test('by a clock that is three hours ahead, and a clock that is three hours behind misses nothing', async () => {
    const world = someDays(4);
    const startMs = world.nowMs;
    world.at(startMs + 10 * HOUR_MS, () => {
      world.clockAheadMs = 3 * HOUR_MS;
    });
    world.at(startMs + 40 * HOUR_MS, () => {
      world.clockAheadMs = -3 * HOUR_MS;
    });
    const [key = ''] = world.archive.digests[50]!.logKeys;
    damage.replaceText(world.archive, key);
    await world.simulateUntil(startMs + 3 * DAY_MS);
    expect(world.toldSince(0)).toEqual([`trailwatch-log-tampered ${key}`]);
    expect(world.told[0]!.atMs).toBeLessThan(world.archive.digests[50]!.endMs + 75 * MINUTE_MS);
  });

  test.each<[string, Partial<TrailPlan>]>([
    ['a second trail that is stopped', { finalMinutes: 20 }],
    ['a second trail that is deleted without a final digest file', {}],
  ])('and no more requests by %s', async (_, plan) => {
    const hours = 6 * 24;
    const common = { accountId: ACCOUNT, logs: 1 };
    const world = new Simulation(
      new SignedArchive([
        { ...common, hours },
        { ...common, trailName: 'second', hours: 24, ...plan },
      ]),
    );
    const startMs = world.nowMs;
    const readsOf = async (untilDay: number) => {
      const { length } = world.reads;
      await world.simulateUntil(startMs + untilDay * DAY_MS);
      return world.reads.length - length;
    };
    await readsOf(0.5);
    const both = await readsOf(0.9);
    await readsOf(3);
    const one = await readsOf(3.4);
    expect(world.toldSince(0)).toEqual([`trailwatch-digest-silence ${world.archive.digests.at(-1)!.key}`]);
    expect(one).toBeLessThan(1.2 * both);
  });

  test('by a trail that is stopped and started again, once for the stop and once for the start', async () => {
    const common = { accountId: ACCOUNT, logs: 1 };
    const world = new Simulation(
      new SignedArchive([
        { ...common, hours: 24, finalMinutes: 20 },
        { ...common, hours: 48, start: '2026-10-02T08:01:31Z' },
      ]),
    );
    const startMs = world.nowMs;
    await world.simulateUntil(startMs + 3 * DAY_MS);
    expect(world.toldSince(0).map((line) => line.split(' ')[0])).toEqual([
      'trailwatch-digest-silence',
      'trailwatch-digest-chain-broken',
    ]);
  });
});
