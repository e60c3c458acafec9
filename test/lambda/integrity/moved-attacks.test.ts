import * as damage from '../../digest/damage';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS, World } from './world';

const ACCOUNT = '111122223333';
const MOVED = 4;
const TO_ORGANIZATION = { bucket: SETTINGS.bucketName, organizationId: 'o-exampleorgid', isBehindLogs: true };

/** An archive whose trail changes its place in the fifth hour. */
function movedWorld(
  move: Omit<NonNullable<TrailPlan['move']>, 'hour'>,
  { settings, ...plan }: Partial<TrailPlan> & { readonly settings?: Partial<typeof SETTINGS> } = {},
): World {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 12, logs: 2, ...plan, move: { hour: MOVED, ...move } },
  ]);
  return new World(archive, { ...SETTINGS, ...settings });
}

function runToEnd(world: World): Promise<void> {
  return world.runUntil(world.archive.digests.at(-1)!.endMs + 30 * MINUTE_MS);
}

/** The digest files after which the monitor has reported silence. */
function silentAfter({ published }: World): readonly string[] {
  return published
    .filter(({ ruleId }) => ruleId === 'trailwatch-digest-silence')
    .map(({ source }) => source.key ?? '');
}

describe('a chain that continues in another folder is not reported as silent', () => {
  test('days later, when its last digest file is no longer read', async () => {
    const world = movedWorld(TO_ORGANIZATION, { hours: 60 });
    await runToEnd(world);
    expect(silentAfter(world)).toEqual([]);
  });

  test('when all that proves it has expired', async () => {
    const world = movedWorld(TO_ORGANIZATION);
    const { archive } = world;
    await runToEnd(world);
    await world.runUntil(world.nowMs + 32 * DAY_MS);
    for (const { key } of archive.digests.slice(0, MOVED + 3)) archive.objects.delete(key);
    await world.runUntil(world.nowMs + 3 * HOUR_MS);
    expect(silentAfter(world)).toEqual([archive.digests.at(-1)!.key]);
  });

  test('where an attacker puts a copy of the digest file before it', async () => {
    const world = movedWorld(TO_ORGANIZATION);
    const { archive } = world;
    const { key, endMs } = archive.digests[MOVED]!;
    const copy = key.replace(/\d{4}Z\.json/, '0000Z.json');
    damage.copyTo(archive, key, copy);
    world.late.set(copy, endMs + 5 * MINUTE_MS);
    await runToEnd(world);
    expect(silentAfter(world)).toEqual([]);
    expect(world.reported).toContain(`trailwatch-digest-tampered ${copy}`);
  });
});

test('a chain whose digest file in the other folder is forged is reported as silent', async () => {
  const world = movedWorld(TO_ORGANIZATION);
  const { archive } = world;
  for (const { key } of archive.digests.slice(MOVED)) damage.forgeDigest(archive, key);
  await runToEnd(world);
  expect(silentAfter(world)).toContain(archive.digests[MOVED - 1]!.key);
});

test('a digest file without a valid signature has no object of another folder read, and none reported as missing', async () => {
  const world = movedWorld(TO_ORGANIZATION);
  const { archive } = world;
  const { key, endMs } = archive.digests[8]!;
  const forged = key.replace('_audit_', '_zzz_');
  const invented = archive.digests[1]!.key.replaceAll(ACCOUNT, '444455556666');
  damage.copyTo(archive, key, forged);
  damage.editDigest((json) => {
    json.digestS3Object = forged;
    json.previousDigestS3Object = invented;
  })(archive, forged);
  damage.removeSignature(archive, forged);
  world.late.set(forged, endMs + 5 * MINUTE_MS);
  await runToEnd(world);
  world.announce('Object Created', forged, 'PutObject');
  await world.runUntil(world.nowMs + 10 * HOUR_MS);
  expect(world.reported).toContain(`trailwatch-integrity-unverified ${forged}`);
  expect(world.reads).not.toContain(invented);
  expect(world.reported.filter((reported) => reported.endsWith(invented))).toEqual([]);
});

test('a former prefix that begins with that of the archive is named, as no plan looks there', async () => {
  const root = 'new/AWSLogs/';
  const world = movedWorld(
    { bucket: SETTINGS.bucketName, prefix: 'new' },
    { prefix: `${root}old`, settings: { root } },
  );
  await runToEnd(world);
  expect(world.reported).toContain(`trailwatch-archive-unwatched ${world.archive.digests[MOVED - 1]!.key}`);
});
