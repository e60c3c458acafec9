import { gzipSync } from 'node:zlib';
import * as damage from '../../digest/damage';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { SIGNING_KEYS as SIGNING } from '../../digest/signing-key';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS, World } from './world';

const ACCOUNT = '111122223333';
const FOLDER = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/`;
const DIGESTS = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1/`;

function worldOf(plan: Partial<TrailPlan> = {}, settings = SETTINGS): World {
  return new World(new SignedArchive([{ accountId: ACCOUNT, hours: 12, logs: 2, ...plan }]), settings);
}

/** Runs until the last digest was checked, and nothing is silent yet. */
async function runToEnd(world: World): Promise<void> {
  await world.runUntil(world.archive.digests.at(-1)!.endMs + 30 * MINUTE_MS);
}

describe('an archive in which all is right', () => {
  test('is followed digest by digest, each with its log files once, without alerts', async () => {
    const world = worldOf();
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    expect(world.sum('Digests')).toBe(12);
    expect(world.sum('LogFiles')).toBe(24);
    expect(world.sum('Valid')).toBe(36);
    expect(world.sum('Findings') + world.sum('Unverified')).toBe(0);
    expect(world.dead).toEqual([]);
  });

  test('is found by its layout: accounts, organizations, Regions, several trails', async () => {
    const world = new World(
      new SignedArchive([
        { accountId: ACCOUNT, hours: 3 },
        { accountId: ACCOUNT, hours: 3, trailName: 'other' },
        { accountId: '444455556666', hours: 3, region: 'us-east-1' },
        { accountId: '777788889999', hours: 3, organizationId: 'o-exampleorgid' },
      ]),
    );
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    expect(world.sum('Digests')).toBe(12);
    expect([...world.progress.keys()].filter((name) => name.startsWith('AWSLogs'))).toHaveLength(3);
    expect(new Set(world.keyRequests)).toEqual(new Set(['eu-west-1', 'us-east-1']));
  });

  test('is caught up with when plans were left out', async () => {
    const world = worldOf({ hours: 20 });
    await world.runUntil(world.nowMs + 3 * HOUR_MS);
    world.nowMs = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    expect(world.sum('Digests')).toBe(20);
  });

  test('is followed in slices when it holds many log files, to the same end', async () => {
    const world = worldOf({ hours: 22, logs: 3 });
    world.maxLogFiles = 5;
    world.nowMs = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    expect(world.sum('Digests')).toBe(22);
    expect(world.sum('LogFiles')).toBe(66);
    expect(world.invocations.length).toBeGreaterThan(4);
  });
});

describe('reported once, within the hour, and not again by later checks or rechecks', () => {
  test.each([
    ['changed', damage.replaceText, 'trailwatch-log-tampered'],
    ['appended to', damage.appendBytes, 'trailwatch-log-tampered'],
    ['deleted', damage.remove, 'trailwatch-log-missing'],
  ])('a log file that was %s', async (_, change, rule) => {
    const world = worldOf({}, { ...SETTINGS, recheckHours: 48, recheckReachHours: 96 });
    const [key = ''] = world.archive.digests[4]!.logKeys;
    change(world.archive, key);
    await world.runUntil(world.archive.digests[4]!.endMs + HOUR_MS + 10 * MINUTE_MS);
    expect(world.reported).toEqual([`${rule} ${key}`]);
    world.nowMs = world.archive.digests.at(-1)!.endMs;
    await world.runUntil(world.nowMs + 5 * DAY_MS);
    expect(world.reported.filter((line) => !line.includes('silence'))).toEqual([`${rule} ${key}`]);
    expect(world.sum('AlertsRepeated')).toBeGreaterThan(0);
  });

  test('a log file that was added, when the digests of its time are there', async () => {
    const world = worldOf();
    const added = world.archive.digests[4]!.logKeys[0]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
    world.archive.put({
      bucket: SETTINGS.bucketName,
      key: added,
      bytes: gzipSync('{"Records":[]}'),
      metadata: {},
    });
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-file-added ${added}`]);
  });

  test('a digest that was changed before it was checked', async () => {
    const world = worldOf();
    const { key } = world.archive.digests[4]!;
    damage.rewriteDigest(world.archive, key);
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-digest-tampered ${key}`]);
    expect(world.published[0]).toMatchObject({
      severity: 'critical',
      recipientAccountId: ACCOUNT,
      awsRegion: 'eu-west-1',
    });
  });
});

const objectOf = ({ archive }: World, hour: number) =>
  damage.objectAt(archive, archive.digests[hour]!.logKeys[0]!);

describe('what comes late', () => {
  test('is no false alarm: a log file ten minutes behind its digest', async () => {
    const world = worldOf();
    const digest = world.archive.digests[4]!;
    world.late.set(digest.logKeys[0]!, digest.endMs + 20 * MINUTE_MS);
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    expect(world.sum('Findings')).toBe(1);
  });

  test('is no false alarm: the same when the hour before is rechecked meanwhile', async () => {
    const world = worldOf();
    const digest = world.archive.digests[4]!;
    const [key = ''] = digest.logKeys;
    const isReported = () => world.reported.includes(`trailwatch-log-missing ${key}`);
    world.nowMs = digest.endMs + 10 * MINUTE_MS;
    world.late.set(key, world.nowMs + 10 * MINUTE_MS);
    world.plan();
    await world.drain(world.container(), world.nowMs + MINUTE_MS);
    world.write(world.archive.digests[3]!.logKeys[0]!, objectOf(world, 3).bytes);
    await world.drain(world.container());
    expect(isReported()).toBe(false);
    world.archive.objects.delete(key);
    world.write(world.archive.digests[3]!.logKeys[1]!, objectOf(world, 3).bytes);
    await world.drain(world.container());
    expect(isReported()).toBe(true);
  });

  test('is still checked: a late log file that is not what the digest names', async () => {
    const world = worldOf();
    const digest = world.archive.digests[4]!;
    const [key = ''] = digest.logKeys;
    damage.replaceText(world.archive, key);
    world.late.set(key, digest.endMs + 20 * MINUTE_MS);
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-log-tampered ${key}`]);
  });

  test('is no false alarm: a digest that comes after the two that follow it', async () => {
    const world = worldOf();
    const { digests } = world.archive;
    world.late.set(digests[4]!.key, digests[4]!.endMs + 2.5 * HOUR_MS);
    await runToEnd(world);
    expect(world.reported).toEqual([]);
    // Once as missing, and once as valid.
    expect(world.sum('Digests')).toBe(13);
    expect(world.sum('Valid')).toBe(36);
  });

  test('is reported when it never arrives: a deleted digest, three hours after its time, once', async () => {
    const world = worldOf();
    const digest = world.archive.digests[4]!;
    damage.remove(world.archive, digest.key);
    await world.runUntil(digest.endMs + 2.5 * HOUR_MS);
    expect(world.reported).toEqual([]);
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-digest-missing ${digest.key}`]);
  });
});

test('log files without digest files, more of them in a day than a slice holds, are followed to their end', async () => {
  const world = worldOf({ hours: 60, logs: 10 });
  const { digests, objects } = world.archive;
  for (const { key } of digests.slice(10)) objects.delete(key);
  world.maxLogFiles = 100;
  await runToEnd(world);
  expect(world.queue).toEqual([]);
  expect(world.dead).toEqual([]);
  expect(world.published.map(({ ruleId }) => ruleId).sort()).toEqual([
    'trailwatch-archive-unwatched',
    'trailwatch-digest-silence',
  ]);
});

describe('silence', () => {
  const silent = (world: World) =>
    world.published.filter(({ ruleId }) => ruleId === 'trailwatch-digest-silence');

  test('is reported once, for as long as it lasts, without any traffic', async () => {
    const world = worldOf({ logs: 0 });
    const { endMs, key } = world.archive.digests.at(-1)!;
    await world.runUntil(endMs + HOUR_MS);
    expect(world.reported).toEqual([]);
    await world.runUntil(endMs + 4 * HOUR_MS);
    expect(world.reported).toEqual([`trailwatch-digest-silence ${key}`]);
    await world.runUntil(endMs + 5 * DAY_MS);
    expect(world.reported).toHaveLength(1);
    expect(silent(world)[0]?.record).not.toHaveProperty('isStopped');
  });

  test('after a final digest says that the trail was stopped', async () => {
    const world = worldOf({ hours: 5, finalMinutes: 20 });
    await world.runUntil(world.archive.digests.at(-1)!.endMs + 4 * HOUR_MS);
    expect(silent(world)).toHaveLength(1);
    expect(silent(world)[0]).toMatchObject({ record: { isStopped: true } });
    expect(silent(world)[0]?.summary).toContain('logging was stopped, or the trail was deleted');
  });

  test('is reported for a folder whose objects are all gone', async () => {
    const world = worldOf();
    await world.runUntil(world.nowMs + 5 * HOUR_MS);
    world.archive.objects.clear();
    await world.runUntil(world.nowMs + 6 * HOUR_MS);
    expect(silent(world)).toHaveLength(1);
  });

  test('is reported for a trail that has never delivered anything', async () => {
    const world = worldOf(
      {},
      { ...SETTINGS, expectedFolders: `444455556666/us-east-1,${ACCOUNT}/eu-west-1` },
    );
    await runToEnd(world);
    expect(world.reported).toEqual([
      'trailwatch-digest-silence AWSLogs/444455556666/CloudTrail-Digest/us-east-1/',
    ]);
  });

  test('is reported for a trail that delivers log files without digests, but not in its first hours', async () => {
    const world = worldOf();
    for (const { key } of world.archive.digests) world.archive.objects.delete(key);
    await world.runUntil(world.nowMs + 2 * HOUR_MS);
    expect(world.reported).toEqual([]);
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-digest-silence ${DIGESTS}`]);
  });

  test.each([
    ['when the chain ended', 0, 0],
    ['when the account was last seen, before the chain ended', -HOUR_MS, 0],
    ['an hour later: the trail stopped before', HOUR_MS, 1],
  ])('is not reported of an account that the register ends %s', async (_, afterMs, alerts) => {
    const world = worldOf({ hours: 5, finalMinutes: 20 });
    const { endMs } = world.archive.digests.at(-1)!;
    world.registers = [[{ account: ACCOUNT, untilMs: endMs + afterMs }]];
    await world.runUntil(endMs + 9 * HOUR_MS);
    expect(silent(world)).toHaveLength(alerts);
    expect(world.sum('Findings') > 0).toBe(alerts > 0);
  });

  test('of a trail is reported where the register ends another one', async () => {
    const world = worldOf({ hours: 5, finalMinutes: 20 });
    const { endMs } = world.archive.digests.at(-1)!;
    const untilMs = endMs - HOUR_MS;
    world.registers = [
      [
        { account: ACCOUNT, trail: 'other', untilMs },
        { account: ACCOUNT, region: 'us-east-1', untilMs },
      ],
    ];
    await world.runUntil(endMs + 4 * HOUR_MS);
    expect(silent(world)).toHaveLength(1);
  });

  test('of a trail that has never delivered anything is not reported before the register says that it begins', async () => {
    const settings = { ...SETTINGS, expectedFolders: `444455556666/us-east-1,${ACCOUNT}/eu-west-1` };
    const world = worldOf({}, settings);
    world.registers = [[{ account: '444455556666', fromMs: world.nowMs + 365 * DAY_MS }]];
    await runToEnd(world);
    expect(world.reported).toEqual([]);
  });

  test('hides no file that is missing or changed in a closed account', async () => {
    const world = worldOf({ hours: 5, finalMinutes: 20, logs: 1 });
    const { endMs } = world.archive.digests.at(-1)!;
    world.registers = [[{ account: ACCOUNT, untilMs: world.archive.digests[0]!.startMs }]];
    const key = world.archive.digests[1]!.logKeys[0]!;
    world.archive.objects.delete(key);
    await world.runUntil(endMs + 9 * HOUR_MS);
    expect(world.reported).toEqual([`trailwatch-log-missing ${key}`]);
  });

  test('ends with a chain that restarts, which is reported too', async () => {
    const world = worldOf({ off: [4, 5, 6, 7], restarts: [8] });
    await runToEnd(world);
    expect(world.published.map(({ ruleId }) => ruleId)).toEqual([
      'trailwatch-digest-silence',
      'trailwatch-digest-chain-broken',
    ]);
  });
});

describe('what cannot be verified', () => {
  test.each(['UnrecognizedClientException', 'AccessDeniedException'])(
    'for want of keys (%s) is reported once a month, and never counted as valid',
    async (name) => {
      const world = worldOf();
      world.refusals.set('eu-west-1', Object.assign(new Error('no'), { name }));
      await runToEnd(world);
      expect(world.published.map(({ ruleId, record }) => [ruleId, record.reason])).toEqual([
        ['trailwatch-integrity-unverified', 'no-key'],
      ]);
      expect(world.sum('Valid')).toBe(0);
      expect(world.sum('Unverified')).toBe(36);
      expect(world.dead).toEqual([]);
    },
  );

  test('with the known keys is asked for again before an alert: CloudTrail may have a new one', async () => {
    const world = worldOf({ keyOf: (hour) => (hour < 6 ? SIGNING.current : SIGNING.next) });
    world.publicKeys = [SIGNING.current.listed()];
    const container = world.container();
    await world.runUntil(world.archive.digests[4]!.endMs + 30 * MINUTE_MS, container);
    world.publicKeys = Object.values(SIGNING).map((key) => key.listed());
    await world.runUntil(world.archive.digests.at(-1)!.endMs + 30 * MINUTE_MS, container);
    expect(world.reported).toEqual([]);
    expect(world.keyRequests).toHaveLength(2);
  });
});

describe('rechecks', () => {
  const settings = { ...SETTINGS, recheckHours: 10 * 24, recheckReachHours: 20 * 24 };

  test('find what was changed, deleted and added long after it was checked', async () => {
    const world = worldOf({ hours: 60 }, settings);
    await world.runUntil(world.archive.digests[40]!.endMs);
    const [changed, deleted, digest] = [5, 10, 15].map((hour) => world.archive.digests[hour]!);
    damage.replaceText(world.archive, changed!.logKeys[0]!);
    damage.remove(world.archive, deleted!.logKeys[1]!);
    damage.remove(world.archive, digest!.key);
    expect(world.reported).toEqual([]);
    world.nowMs = world.archive.digests.at(-1)!.endMs;
    await world.runUntil(world.nowMs + 11 * DAY_MS);
    expect(world.reported.filter((line) => !line.includes('silence'))).toEqual([
      `trailwatch-digest-missing ${digest!.key}`,
      `trailwatch-log-missing ${deleted!.logKeys[1]}`,
      `trailwatch-log-tampered ${changed!.logKeys[0]}`,
    ]);
  });

  test('read each file once a period, also in slices', async () => {
    const world = worldOf({ hours: 60 }, settings);
    world.maxLogFiles = 10;
    await runToEnd(world);
    const logs = world.archive.logKeys;
    const readsOf = () => world.reads.filter((key) => logs.includes(key)).length;
    const before = readsOf();
    await world.runUntil(world.nowMs + 10 * DAY_MS);
    // Slices that meet in an hour both check it.
    expect(readsOf() - before).toBeGreaterThanOrEqual(logs.length);
    expect(readsOf() - before).toBeLessThan(1.5 * logs.length);
  });
});

/** Does all work in invocations that have time for so many reads. */
async function workWithin(maxReads: number, world: World): Promise<void> {
  while (world.skipToNextMessage()) {
    const batch = world.receive();
    if (batch.length === 0) continue;
    const time = new AbortController();
    const { length } = world.reads;
    const container = world.container(async ({ name }, effect) => {
      if (name === 'readArchive' && world.reads.length > length + maxReads)
        time.abort(new Error('out of time'));
      time.signal.throwIfAborted();
      return effect();
    });
    world.answer(batch, await world.invoke(container, batch, time.signal));
  }
}

test('log files of weeks that are all gone are told by an invocation that has time for a few days of them', async () => {
  const world = worldOf({ hours: 21 * 24, logs: 1 }, { ...SETTINGS, stormThreshold: 1_000 });
  world.nowMs = world.archive.digests.at(-1)!.endMs + HOUR_MS;
  const { logKeys } = world.archive;
  for (const key of logKeys) world.archive.objects.delete(key);
  world.maxLogFiles = 800;
  const [fromMs, untilMs] = [world.nowMs - 40 * DAY_MS, world.nowMs - HOUR_MS];
  world.send(
    JSON.stringify({ trailwatch: 'integrity', version: 1, job: 'recheck', folder: FOLDER, fromMs, untilMs }),
  );
  await workWithin(300, world);
  expect(world.dead).toEqual([]);
  expect(world.reported).toEqual(logKeys.map((key) => `trailwatch-log-missing ${key}`).sort());
});

test('so are those of a backlog, which the check that continues divides, too', async () => {
  const world = worldOf({ hours: 21 * 24, logs: 1 }, { ...SETTINGS, stormThreshold: 1_000 });
  await world.runUntil(world.nowMs + 3 * HOUR_MS);
  world.nowMs = world.archive.digests.at(-1)!.endMs + HOUR_MS;
  const logKeys = world.archive.logKeys.slice(4);
  for (const key of logKeys) world.archive.objects.delete(key);
  world.maxLogFiles = 800;
  world.plan();
  await workWithin(300, world);
  expect(world.dead).toEqual([]);
  expect(world.reported).toEqual(logKeys.map((key) => `trailwatch-log-missing ${key}`).sort());
});

test('a folder that was checked after the plan is not checked again by a second message', async () => {
  const world = worldOf();
  world.nowMs += 3.5 * HOUR_MS;
  world.plan();
  await world.drain(world.container());
  const { length } = world.reads;
  const plannedAtMs = world.nowMs - 1;
  world.send(
    JSON.stringify({ trailwatch: 'integrity', version: 1, job: 'follow', folder: FOLDER, plannedAtMs }),
  );
  await world.drain(world.container());
  expect(world.reads).toHaveLength(length);
});

test('hundreds of findings of one account and month are sent singly up to the threshold, and one report counts the rest', async () => {
  const world = worldOf({ hours: 20, logs: 5 }, { ...SETTINGS, stormThreshold: 3 });
  for (const key of world.archive.logKeys) damage.replaceText(world.archive, key);
  await runToEnd(world);
  await world.drain(world.container());
  const reports = world.published.filter(({ eventName }) => eventName === 'AlertStorm');
  expect(world.published.length - reports.length).toBe(3);
  expect(reports.reduce((sum, { record }) => sum + Number(record.count), 0)).toBe(97);
});

test('fails a message that is no work, which ends among the dead letters', async () => {
  const world = worldOf();
  world.send('{"Records":[]}');
  world.send('{"trailwatch":"integrity","version":1,"job":"follow","folder":"elsewhere/","plannedAtMs":1}');
  await world.drain(world.container());
  expect(world.dead).toHaveLength(2);
});
