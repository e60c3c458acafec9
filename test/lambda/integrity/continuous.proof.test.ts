import { gzipSync } from 'node:zlib';
import * as damage from '../../digest/damage';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { Simulation } from './simulation';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const ACCOUNT = '111122223333';

/** An account that never logged, for which someone writes a log file: it is news, and has no digest file. */
const STRANGER = '444455556666';
const DAYS = 60;
const WRONG = gzipSync(logText('changed'));

/** A lifecycle rule expires what is older, which is more than is rechecked. */
const EXPIRY_DAYS = 45;
const REACH_DAYS = 40;

/** The days on which someone adds a log file an hour, and the alerts of a window after which only counts are sent. */
const FLOOD = { fromDay: 30, days: 5, stormThreshold: 10 };

const beside = (key: string, name: string) => key.replace(/_[0-9a-f]+\.json\.gz$/, `_${name}.json.gz`);

/** Something done to the archive: when, whether S3 announces it, and the alert that is to come for it. */
interface Deed {
  readonly day: number;
  readonly isLost?: true;
  /** What CloudTrail never delivered is added only once the digest file of its hour was due. */
  readonly isAdded?: true;
  readonly rule: string;
  readonly key: string;
  readonly act: (world: Simulation, key: string) => void;
}

const overwrite = (world: Simulation, key: string) =>
  world.write(key, WRONG, world.archive.objects.get(key)?.metadata);
const remove = (world: Simulation, key: string) => world.delete(key);

/** Every way of changing the archive, each once, with its events and without. */
function deedsOf({ digests }: SignedArchive): readonly Deed[] {
  const digest = (day: number) => digests[day * 24 + 7]!.key;
  const log = (day: number) => digests[day * 24 + 7]!.logKeys[0]!;
  const own = log(20);
  const newest = (day: number) => digests[day * 24 - 2]!;
  const removeHour = (world: Simulation, key: string) => {
    for (const it of [key, ...newest(52).logKeys]) world.delete(it);
  };
  return [
    { day: 6, rule: 'log-tampered', key: log(3), act: overwrite },
    { day: 8, rule: 'log-missing', key: log(4), act: remove },
    { day: 10, rule: 'digest-tampered', key: digest(6), act: overwrite },
    { day: 12, rule: 'digest-missing', key: digest(9), act: remove },
    { day: 14, isAdded: true, rule: 'file-added', key: beside(log(11), 'added'), act: overwrite },
    { day: 16, rule: 'file-added', key: log(13).replace(/\/\d\d\/([^/]+)$/, '/sub/$1'), act: overwrite },
    { day: 18, rule: 'file-added', key: own.replaceAll(ACCOUNT, STRANGER), act: overwrite },
    // Before the flood: in it, what is added is counted with the rest.
    { day: 26, isLost: true, rule: 'file-added', key: beside(log(23), 'added'), act: overwrite },
    { day: 38, isLost: true, rule: 'log-tampered', key: log(24), act: overwrite },
    { day: 40, isLost: true, rule: 'log-missing', key: log(26), act: remove },
    { day: 42, isLost: true, rule: 'digest-tampered', key: digest(28), act: overwrite },
    { day: 44, isLost: true, rule: 'digest-missing', key: digest(36), act: remove },
    // Of the hour before the last one, just after its check.
    { day: 46, rule: 'digest-missing', key: newest(46).key, act: remove },
    { day: 48, rule: 'log-tampered', key: newest(48).logKeys[0]!, act: overwrite },
    { day: 50, rule: 'log-missing', key: newest(50).logKeys[0]!, act: remove },
    { day: 52, rule: 'digest-missing', key: newest(52).key, act: removeHour },
    { day: 54, rule: 'digest-tampered', key: newest(54).key, act: overwrite },
    {
      day: 56,
      isAdded: true,
      rule: 'digest-tampered',
      key: newest(56).key.replace('_audit_', '_other_'),
      act: overwrite,
    },
  ];
}

/** Sixty days in which CloudTrail delivers a log file and a digest file days late, and a lifecycle rule expires what is old. */
function archiveOfAllKinds() {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: DAYS * 24, logs: 1, lists: { hour: 22 * 24, logsOf: 20 * 24 + 3 } },
    { accountId: ACCOUNT, hours: 1, logs: 0, isBackfill: true, start: '2026-10-03T02:01:31Z' },
  ]);
  const world = new Simulation(archive, {
    ...SETTINGS,
    ...{ stormThreshold: FLOOD.stormThreshold, recheckHours: 20 * 24, recheckReachHours: REACH_DAYS * 24 },
  });
  world.isLocked = true;
  const startMs = world.nowMs;
  world.late.set(
    archive.digests[22 * 24]!.logKeys.at(-1)!,
    archive.digests[22 * 24]!.startMs + 20 * MINUTE_MS,
  );
  world.late.set(archive.digests.at(-1)!.key, startMs + 5 * DAY_MS + 10 * MINUTE_MS);
  for (const { key, logKeys, endMs } of archive.digests) {
    world.at(endMs + EXPIRY_DAYS * DAY_MS, () => {
      for (const it of [key, ...logKeys]) world.delete(it, 'Lifecycle Expiration');
    });
  }
  return { world, archive, startMs };
}

test('in sixty days of lifecycle expiry, late deliveries, Object Lock and a flood, each change is reported in time and nothing else is', async () => {
  const { world, archive, startMs } = archiveOfAllKinds();
  const deeds = deedsOf(archive);
  const dayMs = (day: number) => startMs + day * DAY_MS + 20 * MINUTE_MS;
  for (const { day, isLost, key, act } of deeds) {
    world.at(dayMs(day), () => {
      world.isAnnounced = isLost !== true;
      act(world, key);
      world.isAnnounced = true;
    });
  }
  // S3 refuses to delete a version that Object Lock keeps, and nothing is changed.
  world.at(dayMs(19), () => world.deleteVersions(archive.digests[15 * 24]!.logKeys[0]!));
  const flooded = archive.digests.slice(FLOOD.fromDay * 24, (FLOOD.fromDay + FLOOD.days) * 24);
  const forged = flooded.map(({ logKeys: [key = ''] }) => beside(key, 'forged'));
  for (const [at, { startMs: hourMs }] of flooded.entries())
    world.at(hourMs + 40 * MINUTE_MS, () => world.write(forged[at]!, WRONG));

  await world.simulateUntil(startMs + (DAYS - 1) * DAY_MS);

  const ofDeeds = world.told.filter(({ alert }) => deeds.some(({ key }) => key === alert.source.key));
  const told = deeds.map(({ key }) => ofDeeds.find(({ alert }) => alert.source.key === key));
  expect(told.map((it) => it?.alert.ruleId)).toEqual(deeds.map(({ rule }) => `trailwatch-${rule}`));
  for (const [at, { day, isLost, isAdded }] of deeds.entries()) {
    const withinMinutes = isLost ? 24 * 60 : isAdded ? 5 * 60 : 15;
    expect([day, (told[at]!.atMs - dayMs(day)) / MINUTE_MS <= withinMinutes]).toEqual([day, true]);
  }

  const ofStranger = world.told.filter(({ alert }) => alert.source.key?.startsWith(`AWSLogs/${STRANGER}/`));
  expect(ofStranger.map(({ alert }) => alert.record.reason)).toEqual([
    ...['future-date', 'new-place', 'no-digests'],
    // Once a month, while the file is there.
    'no-digest',
  ]);
  const removedLogs = archive.digests[52 * 24 - 2]!.logKeys;
  const ofHour = world.told.filter(({ alert }) => removedLogs.includes(alert.source.key ?? ''));
  expect(ofHour.map(({ alert }) => alert.ruleId)).toEqual(['trailwatch-log-missing']);
  const known = [...ofDeeds, ...ofStranger, ...ofHour];
  const rest = world.told.filter((it) => !known.includes(it));
  const counted = rest.map(({ alert }) => {
    const isStorm = alert.eventName === 'AlertStorm' && alert.record.cause === 'log not-listed';
    if (!isStorm) expect(forged).toContain(alert.source.key);
    return isStorm ? Number(alert.record.count) : 1;
  });
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(forged.length);
  expect(rest.at(-1)!.atMs).toBeLessThan(flooded.at(-1)!.endMs + 26 * HOUR_MS);
  expect(world.dead).toEqual([]);
  // What was to expire is gone, and nobody was called for it.
  expect(archive.objects.has(archive.digests[0]!.key)).toBe(false);
  expect(damage.objectAt(archive, archive.digests[50 * 24]!.key)).toBeDefined();
});
