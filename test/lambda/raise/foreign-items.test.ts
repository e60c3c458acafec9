import { FOREIGN_ITEMS_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import { logFile, logKey, noise, record, ruleOn } from '../log-processor/log-files';
import { World } from '../log-processor/world';

const HOUR_MS = 3_600_000;

function reports(world: World) {
  return world.published.filter(({ ruleId }) => ruleId === FOREIGN_ITEMS_RULE_ID);
}

/** Notes so many items that no function wrote. */
function noteForeign({ ports }: ReturnType<World['container']>, count: number): void {
  for (let item = 0; item < count; item++)
    ports.noteForeignItem({ window: 'window', item: `item-${item}`, problem: 'has no code' });
}

/** Lets an invocation find them. */
async function findForeign(world: World, container: ReturnType<World['container']>, count: number) {
  noteForeign(container, count);
  world.deliver(logKey('quiet'), logFile([noise('n1')]));
  await world.drain(container);
}

test('foreign items in the table of claims raise an alert that says how many there are and names ten', async () => {
  const world = new World([ruleOn('StopLogging')]);
  await findForeign(world, world.container(), 200);
  expect(reports(world)).toHaveLength(1);
  const items = reports(world)[0]?.record.items as { readonly item: string }[];
  expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 10 }, (_, at) => `item-${at}`));
  const [line] = world.lines.filter(({ level }) => level === 'error');
  expect(line?.fields).toEqual({ tableName: world.settings.tableName, count: 200, items });
  expect(reports(world)[0]?.summary).toContain(
    "holds 200 items that no trailwatch function wrote; item 'item-0' of 'window' has no code; trailwatch ignores such items",
  );
});

test.each([
  [1, 'an item'],
  [2, '2 items'],
  [999, '999 items'],
  [1_000, '1,000 items or more'],
  [1_001, '1,000 items or more'],
])('of %s foreign items, each found twice, the alert says %s', async (count, words) => {
  const world = new World([ruleOn('StopLogging')]);
  const container = world.container();
  for (const _ of [1, 2]) noteForeign(container, count);
  await findForeign(world, container, 0);
  expect(reports(world)[0]?.summary).toContain(`holds ${words} that no trailwatch function wrote`);
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

test('an alert about foreign items that cannot be sent is sent an hour later', async () => {
  const world = new World([ruleOn('StopLogging')]);
  let failures = 1;
  const container = world.container(async ({ name }, effect) => {
    if (name === 'publishAlert' && failures-- > 0) throw new Error('no');
    return effect();
  });
  await findForeign(world, container, 2);
  expect(reports(world)).toEqual([]);
  world.nowMs += HOUR_MS;
  await findForeign(world, container, 0);
  expect(reports(world).map(({ record }) => record.count)).toEqual([2]);
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
