import { SignedArchive } from '../../digest/signed-archive';
import { HOUR_MS, World } from './world';

/** A monitor that may not read some of the log files of an archive, and has checked all of it but the last hours. */
async function checked(isForbidden: (index: number) => boolean): Promise<World> {
  const world = new World(new SignedArchive([{ accountId: '111122223333', hours: 12, logs: 2 }]));
  for (const key of world.archive.logKeys.filter((_, index) => isForbidden(index))) world.forbidden.add(key);
  await world.runUntil(world.archive.digests.at(-1)!.endMs - HOUR_MS / 2);
  return world;
}

test('log files that may not be read are reported once', async () => {
  const world = await checked(() => true);
  expect(world.published.map(({ record }) => record.reason)).toEqual(['unreadable']);
  expect(world.sum('Unverified')).toBe(22);
});

test('one that may be read again is not read by the next plans: the first steps of its alert have the command that checks it', async () => {
  const world = await checked((index) => index === 4);
  const [key = ''] = world.forbidden;
  world.forbidden.clear();
  const { length } = world.reads;
  await world.runUntil(world.nowMs + HOUR_MS);
  expect(world.reads.length).toBeGreaterThan(length);
  expect(world.reads.slice(length)).not.toContain(key);
  const [step] = world.published[0]!.firstSteps!.filter((each) => each.startsWith('Unreadable'));
  expect(step).toMatch(
    /: trailwatch validate s3:\/\/audit-archive --account 111122223333 --region eu-west-1$/,
  );
});
