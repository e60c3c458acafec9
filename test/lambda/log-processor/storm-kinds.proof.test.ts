import type { Alert } from '../../../lib/core/alert/alert';
import { SENT_FIRST } from '../../../lib/core/alert/alert-kinds';
import type { Rule } from '../../../lib/core/rule/rule';
import { cases } from '../../jest/cases';
import { faultsOf, stopLoggingId } from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

const THRESHOLD = 5;
const RULE = ruleOn('StopLogging');
const CALLED: Rule = {
  ...RULE,
  condition: { kind: 'equals', field: 'eventSource', values: ['cloudtrail.amazonaws.com'], cased: false },
};

type Changes = Record<string, unknown>;

function worldOf(rule: Rule = RULE, changes: Partial<typeof SETTINGS> = {}): World {
  return new World([rule], { ...SETTINGS, stormThreshold: THRESHOLD, ...changes });
}

function deliver(world: World, name: string, changes: readonly Changes[]): void {
  world.deliver(logKey(name), logFile(changes.map((one, index) => record(`${name}-${index}`, one))));
}

function cheap(count: number): readonly Changes[] {
  return Array.from({ length: count }, () => ({}));
}

function user(name: string): Changes {
  return { userIdentity: { type: 'IAMUser', userName: name, arn: `arn:aws:iam::111122223333:user/${name}` } };
}

function trail(name: string): Changes {
  return { requestParameters: { name: `arn:aws:cloudtrail:eu-west-1:111122223333:trail/${name}` } };
}

function reports(world: World): readonly Alert[] {
  return world.published.filter((alert) => alert.eventName === 'AlertStorm');
}

function singles(world: World): readonly string[] {
  return world.published.filter((alert) => alert.eventName !== 'AlertStorm').map(({ eventID }) => eventID);
}

function counted(world: World): number {
  return reports(world).reduce((sum, alert) => sum + Number(alert.record.count), 0);
}

test.each<[string, Changes]>([
  ['actor', user('eve')],
  ['Region', { awsRegion: 'us-east-1' }],
  ['call', { eventName: 'DeleteTrail' }],
  ['resource', trail('organization')],
])(
  'the first alert of a new %s is sent singly in a storm, and the next one is not',
  async (_kind, changes) => {
    const world = worldOf(CALLED);
    deliver(world, 'one', [...cheap(200), changes, changes, ...cheap(10)]);
    await world.drain();
    deliver(world, 'two', [...cheap(10), changes]);
    await world.drain();
    expect(singles(world)).toHaveLength(THRESHOLD + 1);
    expect(singles(world)).toContain('one-200');
    expect(counted(world)).toBe(212 + 11 - THRESHOLD - 1);
  },
);

test('the first of its kind is sent singly in a window that is known to be full, in another file and container', async () => {
  const world = worldOf();
  deliver(world, 'storm', cheap(50));
  await world.drain();
  deliver(world, 'later', [{}, trail('organization'), {}, trail('organization')]);
  await world.drain();
  expect(singles(world).filter((id) => id.startsWith('later'))).toEqual(['later-1']);
  expect(counted(world)).toBe(54 - THRESHOLD - 1);
});

describe('of actors that are made up for a storm', () => {
  const DAY_MS = 86_400_000;
  const decoys = Array.from({ length: 5_000 }, (_, index) => user(`decoy-${index % 500}`));

  /** A processor that has had an alert of alice some days ago. */
  async function acquainted(daysAgo: number): Promise<World> {
    const world = worldOf(RULE, { maxLogFileBytes: 10_000_000 });
    world.nowMs -= daysAgo * DAY_MS;
    const eventTime = new Date(world.nowMs).toISOString();
    deliver(world, 'before', [{ ...user('alice'), eventTime }]);
    await world.drain();
    world.nowMs = Math.max(world.nowMs, Date.parse('2026-11-20T03:00:00Z'));
    return world;
  }

  test.each([
    ['in the same file', [[...decoys, user('alice'), user('alice')]]],
    ['in a later file', [decoys, [user('alice'), user('alice')]]],
  ])('none hides one who was known before, %s', async (_where, files) => {
    const world = await acquainted(8);
    for (const [at, records] of files.entries()) {
      deliver(world, `file${at}`, records);
      await world.drain();
    }
    const ofAlice = world.published.filter(({ actor }) => actor.name.includes('alice'));
    expect(ofAlice.map(({ eventTime }) => eventTime.slice(0, 10))).toEqual(['2026-11-12', '2026-11-20']);
    const sent = singles(world).length - 1;
    expect(sent).toBeLessThanOrEqual(THRESHOLD + SENT_FIRST.actors + 1);
    expect(sent + counted(world)).toBe(5_002);
    expect(world.dead).toEqual([]);
  });

  test('one who is known for less than a week is none of those', async () => {
    const world = await acquainted(6);
    deliver(world, 'file', [...decoys, user('alice')]);
    await world.drain();
    expect(world.published.filter(({ actor }) => actor.name.includes('alice'))).toHaveLength(1);
  });
});

test('sessions of one role are one actor, whatever their names', async () => {
  const world = worldOf();
  const session = (at: number): Changes => ({
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/Deploy/s${at}` },
  });
  deliver(
    world,
    'sessions',
    Array.from({ length: 300 }, (_, at) => session(at)),
  );
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world)[0]?.record.actors).toEqual({
    distinct: 1,
    isComplete: true,
    values: ['arn:aws:sts::111122223333:assumed-role/Deploy'],
  });
});

test('100,000 made-up actors are no flood, and the first resource after them is sent singly', async () => {
  const world = worldOf(RULE, { maxLogFileBytes: 256 * 1024 * 1024 });
  for (let file = 0; file < 10; file++) {
    const actors = Array.from({ length: 10_000 }, (_, at) => user(`user${file * 10_000 + at}`));
    deliver(
      world,
      `actors${file}`,
      file === 9 ? [...actors, { ...user('user3'), ...trail('real') }] : actors,
    );
  }
  await world.drain();
  const most = THRESHOLD + SENT_FIRST.actors + 1;
  expect(singles(world).length).toBeLessThanOrEqual(most);
  expect(singles(world)).toContain('actors9-10000');
  expect(singles(world).length + counted(world)).toBe(100_001);
  expect(reports(world).at(-1)?.record.actors).toMatchObject({ distinct: 100, isComplete: false });
});

test('critical alerts are sent singly far beyond the threshold of others, and are grouped in the end', async () => {
  const world = worldOf({ ...RULE, severity: 'critical' });
  deliver(world, 'critical', cheap(400));
  await world.drain();
  expect(singles(world)).toHaveLength(400);
  expect(reports(world)).toEqual([]);
  deliver(world, 'flood', cheap(1_000));
  await world.drain();
  expect(singles(world)).toHaveLength(500);
  expect(counted(world)).toBe(900);
});

test('the report lists who, what, where and on what the grouped alerts are, and not what was sent singly', async () => {
  const world = worldOf(CALLED);
  deliver(
    world,
    'told',
    Array.from({ length: 5 }, () => ({ ...user('told'), ...trail('told') })),
  );
  await world.drain();
  const grouped = ['DeleteTrail', 'StopLogging'].flatMap((eventName) =>
    Array.from({ length: 30 }, () => ({ eventName, ...trail('grouped') })),
  );
  deliver(world, 'grouped', grouped);
  await world.drain();
  const [report] = reports(world);
  expect(report?.record).toMatchObject({
    actors: { distinct: 1, values: ['arn:aws:iam::111122223333:user/mallory'] },
    calls: {
      distinct: 2,
      values: ['cloudtrail.amazonaws.com DeleteTrail', 'cloudtrail.amazonaws.com StopLogging'],
    },
    awsRegions: { distinct: 1, values: ['eu-west-1'] },
    resources: { distinct: 1, values: ['arn:aws:cloudtrail:eu-west-1:111122223333:trail/grouped'] },
  });
  expect(report?.resources).toEqual(['arn:aws:cloudtrail:eu-west-1:111122223333:trail/grouped']);
  expect(singles(world)).toHaveLength(6);
});

const FAULTS: readonly Fault[] = ['fail', 'fail after', 'repeat', 'kill before', 'kill after'];
const NAMES = ['ann', 'bob', 'eve', 'mallory', 'oscar', 'peggy'];

/** Files that share records of many kinds, each delivered twice, while calls fail and handlers die. */
async function runWithFaults(seed: number): Promise<readonly string[]> {
  const chance = chanceOf(seed);
  const world = worldOf(RULE, { maxReceiveCount: 40 });
  const records = Array.from({ length: 300 }, (_, at) =>
    record(`e${at}`, {
      ...(chance() < 0.2 ? user(oneOf(chance, NAMES)) : {}),
      ...(chance() < 0.2 ? trail(`trail${Math.floor(chance() * 30)}`) : {}),
      ...(chance() < 0.1 ? { awsRegion: oneOf(chance, ['us-east-1', 'eu-west-3']) } : {}),
    }),
  );
  for (const [file, from] of [0, 60, 120, 200].entries()) {
    world.deliver(logKey(`f${file}`), logFile(records.slice(from, from + 100)));
    world.send(noticeOf(logKey(`f${file}`)), 200);
  }
  const plan = new Map<number, Fault>();
  for (let call = 0; call < 400; call++) if (chance() < 0.04) plan.set(call, oneOf(chance, FAULTS));
  const faults = new FaultInjector(world, plan);
  await drainWithFaults(world, faults);
  const ids = records.map(({ eventID }) => stopLoggingId(String(eventID)));
  const most = THRESHOLD + NAMES.length + SENT_FIRST.resources + 2;
  return faultsOf(world, { ids, stormThreshold: most }, faults.repeats);
}

test('alerts of many kinds are each sent or counted once, under kills and repeats, in random runs', async () => {
  const wrong: Record<number, readonly string[]> = {};
  for (let seed = 1; seed <= cases(375); seed++) {
    const found = await runWithFaults(seed);
    if (found.length > 0) wrong[seed] = found;
  }
  expect(wrong).toEqual({});
});
