import { FOREIGN_ITEMS_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import { logFile, logKey, noise, record, ruleOn } from '../log-processor/log-files';
import { World } from '../log-processor/world';

const HOUR_MS = 3_600_000;

function reports(world: World) {
  return world.published.filter(({ ruleId }) => ruleId === FOREIGN_ITEMS_RULE_ID);
}

/** Lets an invocation find so many items that no function wrote. */
async function findForeign(world: World, container: ReturnType<World['container']>, count: number) {
  for (let item = 0; item < count; item++) {
    container.ports.noteForeignItem({ window: 'window', item: `item-${item}`, problem: 'has no code' });
  }
  world.deliver(logKey('quiet'), logFile([noise('n1')]));
  await world.drain(container);
}

test('foreign items in the table of claims raise an alert that names ten of them', async () => {
  const world = new World([ruleOn('StopLogging')]);
  await findForeign(world, world.container(), 200);
  expect(reports(world)).toHaveLength(1);
  const items = reports(world)[0]?.record.items as { readonly item: string }[];
  expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 10 }, (_, at) => `item-${at}`));
  const [line] = world.lines.filter(({ level }) => level === 'error');
  expect(line?.fields).toEqual({ tableName: world.settings.tableName, items });
});

test('a table without foreign items raises none', async () => {
  const world = new World([ruleOn('StopLogging')]);
  await findForeign(world, world.container(), 0);
  expect(reports(world)).toEqual([]);
});

test.each([
  ['a millisecond less than an hour: none, and later one with both', HOUR_MS - 1, 1],
  ['an hour', HOUR_MS, 2],
])('what a container finds after %s', async (_what, laterMs, count) => {
  const world = new World([ruleOn('StopLogging')]);
  const container = world.container();
  await findForeign(world, container, 1);
  const firstMs = world.nowMs;
  world.nowMs = firstMs + laterMs;
  await findForeign(world, container, 1);
  expect(reports(world)).toHaveLength(count);
  world.nowMs = firstMs + 2 * HOUR_MS;
  await findForeign(world, container, 0);
  expect(reports(world)).toHaveLength(2);
});

test('an alert about foreign items that cannot be sent holds up nothing', async () => {
  const world = new World([ruleOn('StopLogging')]);
  const container = world.container(async ({ name }, effect) => {
    // It is raised after the alerts of the log files.
    if (name === 'publishAlert' && world.published.length === 1) throw new Error('no');
    return effect();
  });
  container.ports.noteForeignItem({ window: 'window', item: 'item', problem: 'has no code' });
  world.deliver(logKey('one'), logFile([record('e1')]));
  await world.drain(container);
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['e1']);
  const [line] = world.lines.filter(({ message }) => message.includes('was not sent'));
  expect(line).toMatchObject({
    level: 'warn',
    fields: { tableName: world.settings.tableName, problem: expect.stringContaining('no') },
  });
});
