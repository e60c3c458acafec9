import { correlationOf, RULES } from '../../core/correlation/random-correlation';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const settings = { ...SETTINGS, maxReceiveCount: 60, stormThreshold: 1_000_000 };

const THREE = correlationOf({ groupBy: ['userIdentity.userName'], rules: [ruleOn('StopLogging')] });
const EXACTLY_THREE = correlationOf({ ...THREE, bounds: [{ operator: 'eq', value: 3 }] });

function plain(...records: readonly unknown[]): Uint8Array {
  return Buffer.from(JSON.stringify({ Records: records }));
}

test.each([
  ['one Region', ['eu-west-1', 'eu-west-1', 'eu-west-1'], 'eu-west-1', ['eu-west-1']],
  ['several Regions', ['eu-west-1', 'us-east-1', 'eu-west-1'], '', ['eu-west-1', 'us-east-1']],
  ['records that do not tell theirs', ['eu-west-1', undefined, 'eu-west-1'], '', ['eu-west-1']],
])('tells the Region of a correlation over %s', async (_, regions, awsRegion, told) => {
  const world = new World([], settings, [THREE]);
  for (const [at, region] of regions.entries())
    world.deliver(logKey(`file-${at}`), plain(record(`e${at}`, { awsRegion: region })));
  await world.drain();
  expect(world.published).toMatchObject([{ awsRegion, details: { regions: told } }]);
});

describe('an alert of a correlation', () => {
  test('goes out with the record that crosses the bound, and says who, what, when and on what evidence', async () => {
    const world = new World([], settings, [THREE]);
    const begun = world.nowMs;
    world.deliver(logKey('first'), logFile([record('e1'), record('e2')]));
    await world.drain();
    expect(world.published).toEqual([]);
    world.deliver(logKey('second'), logFile([record('e3'), record('e3')]));
    await world.drain();
    expect(world.nowMs).toBe(begun);
    expect(world.published).toMatchObject([
      {
        ruleId: 'correlation',
        eventTime: '2026-11-20T02:55:10Z',
        summary:
          'IAM user mallory (account 111122223333) stopped logging of a trail, 3 or more times in eu-west-1 from 198.51.100.7, within 1 second, at 2026-11-20T02:55:10Z',
        source: { key: logKey('second'), index: 0 },
        actor: { name: 'mallory' },
        record: {
          group: { 'userIdentity.userName': 'mallory' },
          condition: ['gte 3'],
          knownWhenRaised: {
            count: 3,
            instant: '2026-11-20T02:55:10Z',
            records: [
              { eventID: 'e1', key: logKey('first'), index: 0 },
              { eventID: 'e2' },
              { eventID: 'e3' },
            ],
          },
        },
      },
    ]);
  });

  test.each([
    ['one file', ['1-20'], 20],
    ['files of one batch', ['1-8', '5-20'], 20],
    ['files that come one after the other, as far as it is known then', ['1-2', '', '3-20'], 20],
    ['files of which earlier ones wrote what decides', ['1-1', '', '2-9', '', '10-20'], 9],
  ])('tells at least how many there were in %s', async (_, files, count) => {
    const world = new World([], settings, [THREE]);
    for (const [at, range] of files.entries()) {
      const [from = 0, to = 0] = range.split('-').map(Number);
      if (range === '') await world.drain();
      const ids = Array.from({ length: to - from + 1 }, (_, more) => `e${from + more}`);
      if (range !== '') world.deliver(logKey(`file-${at}`), logFile(ids.map((id) => record(id))));
    }
    await world.drain();
    const summary = expect.stringContaining(`, ${count} or more times in `);
    expect(world.published).toMatchObject([{ summary, details: { count: [`${count} or more`] } }]);
  });

  test('of which a record more could undo comes when the period has been over and quiet for the lateness', async () => {
    const world = new World([], settings, [EXACTLY_THREE]);
    const begun = world.nowMs;
    world.deliver(logKey('first'), logFile([record('e1'), record('e2'), record('e3')]));
    await world.drain();
    expect(world.published).toHaveLength(1);
    expect(world.nowMs - begun).toBe(settings.correlationLatenessSeconds * 1000);
    const undone = new World([], settings, [EXACTLY_THREE]);
    undone.deliver(logKey('first'), logFile([record('e1'), record('e2'), record('e3')]));
    undone.objects.set(logKey('late'), logFile([record('e4')]));
    undone.send(JSON.stringify({ s3Bucket: 'archive', s3ObjectKey: [logKey('late')] }), 1_700);
    await undone.drain();
    expect(undone.published).toEqual([]);
  });

  test('of a period whose records have a time far ahead comes, too', async () => {
    const world = new World([], settings, [EXACTLY_THREE]);
    const eventTime = '2999-01-01T00:00:00Z';
    world.deliver(logKey('ahead'), logFile(['e1', 'e2', 'e3'].map((id) => record(id, { eventTime }))));
    await world.drain();
    expect(world.published).toHaveLength(1);
  });

  test('comes for what could be read of a file that is damaged', async () => {
    const world = new World([], { ...settings, maxReceiveCount: 2 }, [THREE]);
    const content = plain(record('e1'), record('e2'), record('e3'), record('e4'));
    world.deliver(logKey('damaged'), content.subarray(0, content.length - 9));
    await world.drain();
    expect(world.published.filter(({ ruleId }) => ruleId === 'correlation')).toHaveLength(1);
  });

  test('of a definition that was taken away before its verdict does not come, and a line says so', async () => {
    const world = new World([], settings, [EXACTLY_THREE]);
    world.deliver(logKey('first'), logFile([record('e1'), record('e2'), record('e3')]));
    const batch = world.receive();
    world.answer(batch, await world.invoke(world.container(), batch));
    const later = new World([], settings, [THREE]);
    later.queue = world.queue;
    await later.drain();
    expect(later.published).toEqual([]);
    expect(later.dead).toEqual([]);
    const fingerprint = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(later.lines).toMatchObject(Array(2).fill({ level: 'warn', fields: { fingerprint } }));
  });
});

test('rules that are only counted raise no alert of their own, and those of the rule set do', async () => {
  const counted = { ...THREE, rules: RULES.slice(0, 2) };
  const records = ['SignIn', 'Assume', 'Assume'].map((eventName, at) => record(`e${at}`, { eventName }));
  const world = new World(RULES.slice(1, 2), settings, [counted]);
  world.deliver(logKey('both'), logFile(records));
  await world.drain();
  expect(world.published.map(({ ruleId }) => ruleId).sort()).toEqual([
    'correlation',
    'rule-Assume',
    'rule-Assume',
  ]);
});

describe('a group of very many records', () => {
  function attack(world: World, file: number, count: number): void {
    const records = Array.from({ length: count }, (_, at) =>
      record(`f${file}-${at}`, {
        eventTime: new Date(Date.parse('2026-11-20T02:00:00Z') + (at % 120) * 1000).toISOString(),
      }),
    );
    world.deliver(logKey(`attack${file}`), logFile(records));
  }

  test('costs a file one write a period, and one read', async () => {
    const world = new World([], { ...settings, maxLogFileBytes: 1e8 }, [THREE]);
    const calls: string[] = [];
    const container = world.container(async (call, effect) => {
      calls.push(call.name);
      return effect();
    });
    attack(world, 1, 20_000);
    await world.drain(container);
    expect(calls.filter((name) => name === 'putContributions')).toHaveLength(2);
    expect(calls.filter((name) => name === 'readContributions')).toHaveLength(1);
    expect(world.published).toHaveLength(2);
  });

  test('costs nothing once the container knows that all of its periods are raised', async () => {
    const world = new World([], settings, [THREE]);
    const calls: string[] = [];
    const container = world.container(async (call, effect) => {
      calls.push(call.name);
      return effect();
    });
    attack(world, 1, 180);
    world.deliver(logKey('more'), logFile([record('m', { eventTime: '2026-11-20T02:00:30Z' })]));
    await world.drain(container);
    calls.length = 0;
    world.deliver(logKey('again'), logFile([record('n', { eventTime: '2026-11-20T02:00:40Z' })]));
    await world.drain(container);
    expect(calls).toEqual(['readObject', 'readObject']);
  });
});
