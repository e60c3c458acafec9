import { type PlannedDigest, SignedArchive } from '../../digest/signed-archive';
import { World } from './world';

/** A monitor that has checked all of its archive. */
async function checked(): Promise<{ readonly world: World; readonly digests: readonly PlannedDigest[] }> {
  const world = new World(new SignedArchive([{ accountId: '111122223333', hours: 36, logs: 1 }]));
  await world.runUntil(world.archive.digests.at(-1)!.endMs);
  return { world, digests: world.archive.digests };
}

/** What is reported of digest files when this has happened. */
async function reportedOf(world: World, act: () => void): Promise<readonly string[]> {
  const { length } = world.published;
  act();
  await world.drain();
  return world.published
    .slice(length)
    .filter(({ ruleId }) => ruleId.startsWith('trailwatch-digest'))
    .map(({ ruleId, source }) => `${ruleId} ${source.key}`);
}

describe.each(['before', 'after'])(
  'digest files that are deleted %s those behind them are changed',
  (when) => {
    test.each([
      [[20], [21]],
      [[19, 20], [21]],
      [[20], [21, 22]],
      [
        [19, 20],
        [21, 22, 23],
      ],
    ])('are reported by name, once: %j behind %j', async (gone, changed) => {
      const { world, digests } = await checked();
      const keyOf = (hour: number) => digests[hour]!.key;
      const acts = [
        () => {
          for (const hour of gone) world.delete(keyOf(hour));
        },
        () => {
          for (const hour of changed) world.write(keyOf(hour), Buffer.from('changed'));
        },
      ];
      const reported: string[] = [];
      for (const act of when === 'before' ? acts : acts.reverse())
        reported.push(...(await reportedOf(world, act)));
      expect(reported.sort()).toEqual([
        ...gone.map((hour) => `trailwatch-digest-missing ${keyOf(hour)}`),
        ...changed.map((hour) => `trailwatch-digest-tampered ${keyOf(hour)}`),
      ]);
    });
  },
);

test('digest files that cannot be named are reported at the one that shows it, whose own deletion is reported, too', async () => {
  const { world, digests } = await checked();
  const [first, second, third] = digests.map(({ key }) => key);
  await reportedOf(world, () => world.write(second!, Buffer.from('changed')));
  const reported = [`trailwatch-digest-missing ${third}`];
  expect(await reportedOf(world, () => world.delete(first!))).toEqual(reported);
  expect(await reportedOf(world, () => world.delete(third!))).toEqual(reported);
});
