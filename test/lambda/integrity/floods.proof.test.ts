import { gzipSync } from 'node:zlib';
import { STORM } from '../../../lambda/raise/storm/storm-message';
import * as damage from '../../digest/damage';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { Simulation } from './simulation';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const ACCOUNT = '111122223333';
const FORGED = 240;
const WRONG = gzipSync(logText('changed'));

const forgedOf = (key: string) => key.replace(/_[0-9a-f]+\.json\.gz$/, '_forged.json.gz');

/** Plants a digest file which lists the log file, signed with a key that CloudTrail does not have. */
function plantDigest(world: Simulation, digestKey: string, logKey: string): string {
  const key = digestKey.replace(/\d\dZ\.json/, '59Z.json');
  const { archive } = world;
  const scratch = new SignedArchive([]);
  scratch.put({ ...damage.objectAt(archive, digestKey), key });
  damage.editDigest((json) => {
    json.digestS3Object = key;
    json.logFiles = [
      {
        ...{ s3Bucket: SETTINGS.bucketName, s3Object: logKey, hashAlgorithm: 'SHA-256' },
        hashValue: damage.textHash(archive, logKey),
      },
    ];
  })(scratch, key);
  damage.forgeDigest(scratch, key, false);
  const { bytes, metadata } = damage.objectAt(scratch, key);
  world.write(key, bytes, metadata);
  return key;
}

/** A junk digest and a forged log file an hour, for ten days in one window of reports, in an archive of sixty days. */
function floodedWorld() {
  const world = new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: 60 * 24, logs: 1 }]), {
    ...SETTINGS,
    stormThreshold: 10,
    recheckReachHours: 90 * 24,
  });
  const hours = world.archive.digests.slice(5 * 24, 5 * 24 + FORGED);
  const forged = hours.map(({ logKeys: [key = ''] }) => forgedOf(key));
  for (const [at, digest] of hours.entries()) {
    world.at(digest.startMs + 40 * MINUTE_MS, () => world.write(forged[at]!, WRONG));
    world.at(digest.endMs + 10 * MINUTE_MS, () => plantDigest(world, digest.key, forged[at]!));
  }
  return { world, hours, forged };
}

describe('a junk digest file and a forged log file an hour, for ten days', () => {
  test('every forged log file is told: singly, or counted and named, in few reports; and a changed one at once', async () => {
    const { world, hours, forged } = floodedWorld();
    const send = jest.spyOn(world, 'send');
    const startMs = world.nowMs;
    const [changed = ''] = hours[150]!.logKeys;
    const changedMs = hours[200]!.endMs + 30 * MINUTE_MS;
    world.at(changedMs, () => world.write(changed, WRONG));
    await world.simulateUntil(startMs + 59 * DAY_MS);

    const added = world.told.filter(
      ({ alert }) => alert.ruleId === 'trailwatch-file-added' && !alert.source.key?.includes('-Digest/'),
    );
    const reports = added.filter(
      ({ alert }) => alert.eventName === 'AlertStorm' && alert.record.cause === 'log not-listed',
    );
    const singly = added.flatMap(({ alert }) => (alert.eventName === 'AlertStorm' ? [] : [alert.source.key]));
    expect(singly).toEqual(forged.slice(0, 10));
    expect(reports.reduce((sum, { alert }) => sum + Number(alert.record.count), 0)).toBe(FORGED - 10);
    expect(reports.at(-1)!.alert.record.total ?? reports.at(-1)!.alert.record.count).toBe(FORGED - 10);
    const logged = world.warnings.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
    expect([...new Set([...singly, ...logged])].filter((key) => key?.includes('_forged')).sort()).toEqual(
      [...forged].sort(),
    );
    // By orders and by days: at 1, 10 and 100, and once a day between them.
    expect(reports.length).toBeLessThanOrEqual(3 + 10);
    const lastMs = reports.at(-1)!.atMs;
    expect(lastMs - hours.at(-1)!.endMs).toBeLessThan(26 * HOUR_MS);

    // A report that waits is one message at a time, and none once all is told.
    const waits = send.mock.calls.filter(([body]) => STORM.decode(body) !== undefined).length;
    expect(waits).toBeGreaterThan(FORGED / 10);
    expect(waits).toBeLessThan(12 * 2 * 100);
    expect(world.queue.filter(({ body }) => STORM.decode(body) !== undefined)).toEqual([]);

    const tampered = world.told.filter(({ alert }) => alert.severity === 'critical');
    expect(tampered.map(({ alert }) => `${alert.ruleId} ${alert.source.key}`)).toEqual([
      `trailwatch-log-tampered ${changed}`,
    ]);
    expect(tampered[0]!.atMs - changedMs).toBeLessThan(12 * MINUTE_MS);
    expect(world.dead).toEqual([]);
  });
});

test('of what one check finds, the critical is raised before a flood of the rest', async () => {
  const world = new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: 12, logs: 20 }]), {
    ...SETTINGS,
    stormThreshold: 10,
  });
  const { digests } = world.archive;
  const { logKeys } = digests[5]!;
  for (const key of logKeys.slice(0, -1)) {
    for (const copy of ['a', 'b', 'c'])
      damage.copyTo(world.archive, key, key.replace('.json.gz', `${copy}.json.gz`));
  }
  damage.replaceText(world.archive, logKeys.at(-1)!);
  await world.simulateUntil(digests.at(-1)!.endMs);
  expect(world.told[0]!.alert.severity).toBe('critical');
  const counted = world.told.reduce(
    (sum, { alert }) => sum + (alert.eventName === 'AlertStorm' ? Number(alert.record.count) : 1),
    0,
  );
  expect(counted).toBe(1 + 3 * 19);
});

test('a flood of objects outside the layout hides no forged log file', async () => {
  const world = new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: 5 * 24, logs: 1 }]), {
    ...SETTINGS,
    stormThreshold: 10,
  });
  const startMs = world.nowMs;
  const [key = ''] = world.archive.digests[20]!.logKeys;
  const junk = (at: number) => key.replace(/\/\d\d\/([^/]+)$/, `/sub${at}/$1`);
  world.at(startMs + DAY_MS, () => {
    for (let at = 0; at < 500; at += 1) world.write(junk(at), WRONG);
  });
  world.at(startMs + 2 * DAY_MS, () => world.write(forgedOf(key), WRONG));
  await world.simulateUntil(startMs + 3 * DAY_MS);
  expect(world.toldSince(startMs + 2 * DAY_MS)).toContain(`trailwatch-file-added ${forgedOf(key)}`);
  const reports = world.told.filter(({ alert }) => alert.eventName === 'AlertStorm');
  expect(reports.reduce((sum, { alert }) => sum + Number(alert.record.count), 0)).toBe(490);
  // A sweep reports a hundred of them, and says that there may be more.
  expect(world.warnings).toContainEqual({ folder: expect.stringContaining(ACCOUNT), reported: 100 });
});
