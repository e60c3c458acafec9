import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { HOUR_MS, SETTINGS, World } from './world';

const ACCOUNT = '111122223333';
const MOVED = 4;

/** The alerts of an archive whose trail changes its place in the fifth hour, checked until some hours after its last digest file. */
async function alertsOf(
  move: Omit<NonNullable<TrailPlan['move']>, 'hour'>,
  settings: Partial<typeof SETTINGS> = {},
  before = '',
) {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 12, logs: 2, move: { hour: MOVED, ...move } },
  ]);
  for (const { key } of [...archive.objects.values()].filter(
    ({ bucket }) => before !== '' && bucket === before,
  ))
    archive.objects.delete(key);
  const world = new World(archive, { ...SETTINGS, ...settings });
  await world.runUntil(archive.digests.at(-1)!.endMs + 30 * 60_000);
  return { world, archive };
}

describe('a chain that continues', () => {
  test('in the folder of an organization has its change reported, and no silence; every file is proven', async () => {
    const { world, archive } = await alertsOf({
      bucket: SETTINGS.bucketName,
      organizationId: 'o-exampleorgid',
      isBehindLogs: true,
    });
    expect(world.reported).toEqual([`trailwatch-digest-chain-broken ${archive.digests[MOVED]!.key}`]);
    expect(world.sum('Valid')).toBe(12 + 24);
  });

  test('elsewhere is not silent once that was proven, also if the digest file there cannot be read for a while', async () => {
    const archive = new SignedArchive([
      {
        ...{ accountId: ACCOUNT, hours: 14, logs: 1 },
        move: { hour: MOVED, bucket: SETTINGS.bucketName, organizationId: 'o-exampleorgid' },
      },
    ]);
    const world = new World(archive);
    await world.runUntil(archive.digests[MOVED + 4]!.endMs);
    const before = world.reported;
    const { key } = archive.digests[MOVED]!;
    const { length } = world.reads;
    world.forbidden.add(key);
    await world.runUntil(archive.digests.at(-1)!.endMs);
    expect(world.reads.slice(length)).toContain(key);
    expect(world.reported).toEqual(before);
  });

  test('from another bucket names the digest file from which on, backwards, the monitor proves nothing', async () => {
    const { world, archive } = await alertsOf(
      { bucket: 'new-archive' },
      { bucketName: 'new-archive' },
      SETTINGS.bucketName,
    );
    const last = archive.digests[MOVED - 1]!.key;
    expect(world.reported).toEqual(
      [
        `trailwatch-archive-unwatched ${last}`,
        `trailwatch-digest-chain-broken ${archive.digests[MOVED]!.key}`,
      ].sort(),
    );
    expect(world.published.find(({ ruleId }) => ruleId === 'trailwatch-archive-unwatched')).toMatchObject({
      source: { bucket: SETTINGS.bucketName, key: last },
      record: { reason: 'elsewhere' },
    });
  });

  test('from a prefix that the monitor never had is reported likewise, and by a recheck, too', async () => {
    const { world, archive } = await alertsOf(
      { bucket: SETTINGS.bucketName, prefix: 'new' },
      { root: 'new/AWSLogs/', recheckHours: 24, recheckReachHours: 240 },
    );
    const unwatched = `trailwatch-archive-unwatched ${archive.digests[MOVED - 1]!.key}`;
    expect(world.reported).toContain(unwatched);
    const late = new World(archive, { ...world.settings });
    late.nowMs = archive.digests.at(-1)!.endMs + 60 * HOUR_MS;
    await late.runUntil(late.nowMs + 48 * HOUR_MS);
    expect(late.reported).toContain(unwatched);
  });
});

test('a trail that is recreated under another name leaves log files without digest files, which is reported', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 5, logs: 2, finalMinutes: 20 },
    { accountId: ACCOUNT, hours: 6, logs: 2, trailName: 'renamed', start: '2026-10-01T06:01:31Z' },
  ]);
  // Delivered after the last digest file of the old trail, and before the first of the new one.
  const [log] = archive.logKeys;
  const between = log!.replace(/2026.{9}Z_/, '20261001T0530Z_');
  archive.put({ ...archive.objects.get(log!)!, key: between });
  const world = new World(archive);
  await world.runUntil(archive.digests.at(-1)!.endMs + 30 * 60_000);
  expect(world.published.map(({ ruleId, source, record }) => [ruleId, source.key, record.reason])).toEqual([
    ['trailwatch-digest-silence', archive.digests[4]!.key, 'silence'],
    ['trailwatch-archive-unwatched', between, 'no-digest'],
  ]);
});
