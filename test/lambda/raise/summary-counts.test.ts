import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { SETTINGS, World } from '../log-processor/world';

/** A world with an alert each of so many actors. */
function worldOf(actors: number): World {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 500 });
  const records = Array.from({ length: actors }, (_, at) =>
    record(`e${at}`, {
      userIdentity: { type: 'IAMUser', userName: `u${at}`, arn: `arn:aws:iam::1:user/u${at}` },
    }),
  );
  world.deliver(
    logKey('actors'),
    logFile([...records, record('again', { userIdentity: records[0]?.userIdentity })]),
  );
  return world;
}

test.each([
  [99, 99],
  [100, 100],
  [101, 100],
])('of alerts of %s actors, an invocation counts those of %s, and sends all', async (actors, counted) => {
  const world = worldOf(actors);
  await world.drain();
  expect(world.published).toHaveLength(actors + 1);
  expect(world.table.summary).toHaveLength(counted);
  const total = world.table.summary.reduce((sum, { sent, held }) => sum + sent + held, 0);
  expect(total).toBe(counted + 1);
});

test('counts that cannot be written are given up after ten at once, and hold up nothing', async () => {
  const world = worldOf(50);
  let tries = 0;
  const container = world.container(async ({ name }, effect) => {
    if (name !== 'countSummary') return effect();
    tries++;
    throw new Error('ServiceUnavailable');
  });
  await world.drain(container);
  expect(world.published).toHaveLength(51);
  expect(tries).toBe(10);
  expect(world.dead).toEqual([]);
  expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});
