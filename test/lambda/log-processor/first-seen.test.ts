import { setTimeout } from 'node:timers/promises';
import { END_POSITION } from '../../../lambda/log-processor/alert-position';
import { CONTINUATION } from '../../../lambda/log-processor/continuation-message';
import type { RecordSieve } from '../../../lib/core/json/record-sieve';
import type { Rule } from '../../../lib/core/rule/rule';
import { never } from '../fault';
import { type Gate, OPEN_GATE } from '../memory-raise-ports';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, World } from './world';

const DAY = 86_400;

/** A rule on everything that an actor or account is seen with for the first time. */
const RULE: Rule = {
  ...ruleOn('any'),
  condition: { kind: 'exists', field: 'trailwatch.firstSeen' },
};

/** A rule on a new agent of one call. */
const ON_KEYS: Rule = {
  ...ruleOn('CreateAccessKey'),
  condition: {
    kind: 'and',
    of: [ruleOn('CreateAccessKey').condition, { kind: 'exists', field: 'trailwatch.firstSeen.userAgent' }],
  },
};

let count = 0;
/** A record of the first of the month at noon and so many days later, by Mallory unless changed. */
function on(day: number, changes: Record<string, unknown> = {}) {
  count += 1;
  const eventTime = new Date(Date.parse('2026-11-01T12:00:00Z') + day * DAY * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
  const user = { type: 'IAMUser', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/mallory' };
  return record(`e${count}`, {
    eventTime,
    userIdentity: user,
    userAgent: 'aws-cli/2.1 Python/3',
    ...changes,
  });
}

const ANN = {
  userIdentity: { type: 'IAMUser', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' },
};

function learningWorld(): World {
  const world = new World([RULE]);
  world.environment = { TRAILWATCH_LEARNING_DAYS: '7' };
  return world;
}

async function search(world: World, ...records: readonly unknown[]) {
  return searchIn(world, world.container(), ...records);
}

/** What is new in each record that raised an alert. */
async function searchIn(
  world: World,
  container: ReturnType<World['container']>,
  ...records: readonly unknown[]
) {
  const before = world.published.length;
  world.deliver(logKey(`f${world.objects.size}`), logFile(records));
  await world.drain(container);
  return world.published
    .slice(before)
    .flatMap(
      ({ record: { trailwatch } }) => (trailwatch as { firstSeen: object } | undefined)?.firstSeen ?? [],
    );
}

describe('what is seen for the first time', () => {
  beforeEach(() => {
    count = 0;
  });

  it('is nothing while an actor and its account are learned', async () => {
    const world = learningWorld();
    expect(await search(world, on(0), on(3, { eventName: 'A' }), on(6, { awsRegion: 'eu-west-2' }))).toEqual(
      [],
    );
  });

  it.each([
    ['eventName', { eventName: 'DeleteTrail' }],
    ['awsRegion', { awsRegion: 'ap-south-1' }],
    ['sourceNetwork', { sourceIPAddress: '203.0.113.9' }],
    ['userAgent', { userAgent: 'Boto3/1.3 md/Botocore' }],
  ])('is %s of the account, of the actor, and then of none', async (trait, changes) => {
    const world = learningWorld();
    await search(world, on(0), on(0, ANN));
    expect(await search(world, on(8, { ...changes }))).toEqual([{ [trait]: 'account' }]);
    expect(await search(world, on(8, { ...changes }))).toEqual([]);
    expect(await search(world, on(8, { ...changes, ...ANN }))).toEqual([{ [trait]: 'actor' }]);
    expect(await search(world, on(8, { ...changes, ...ANN }))).toEqual([]);
  });

  it('is learned of every record, so that none is left out before it is parsed', async () => {
    const siftedOf = async (world: World) => {
      let asked = 0;
      const sieve: RecordSieve = {
        maxBytes: 2 ** 20,
        isReady: () => {
          asked += 1;
          return false;
        },
        sift: () => {
          throw new Error('is not ready');
        },
      };
      await searchIn(world, { ...world.container(), sieve }, on(0));
      return asked;
    };
    expect(await siftedOf(learningWorld())).toBe(0);
    expect(await siftedOf(new World([RULE]))).toBe(1);
  });

  it('is no other address of a network, and no other version of an agent', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const same = { sourceIPAddress: '198.51.100.200', userAgent: 'aws-cli/2.9.9 Python/3.13' };
    expect(await search(world, on(8, same))).toEqual([]);
  });

  it('of a new actor in a known account is what is new to the account', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const changes = { ...ANN, sourceIPAddress: '203.0.113.9' };
    expect(await search(world, on(8, ANN), on(8, changes))).toEqual([{ sourceNetwork: 'account' }]);
  });

  it('of a new account is nothing, whatever its actors do', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const other = { recipientAccountId: '444455556666' };
    expect(await search(world, on(8, other), on(9, { ...other, eventName: 'DeleteTrail' }))).toEqual([]);
  });

  it('is marked once in a file, and again in a copy of the record', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const first = on(8, { eventName: 'DeleteTrail' });
    expect(await search(world, first, on(8, { eventName: 'DeleteTrail' }), first)).toHaveLength(1);
    expect(world.lines.at(-1)?.fields).toMatchObject({ records: 3, duplicates: 1, matched: 1 });
  });

  it('is the same when a file is searched again because its alert could not be sent', async () => {
    const world = learningWorld();
    await search(world, on(0));
    let failures = 2;
    const gate: Gate = async (call, effect) => {
      if (call.name === 'publishAlert' && failures-- > 0) throw new Error('no');
      return effect();
    };
    const found = await searchIn(world, world.container(gate), on(8, { eventName: 'DeleteTrail' }));
    expect(failures).toBeLessThan(1);
    expect(found).toEqual([{ eventName: 'account' }]);
  });

  it.each([
    ['its alert could not be sent', 'publishAlert', 'fails'],
    ['its function died before it sent the alert', 'publishAlert', 'dies'],
    ['its function died before it claimed the alert', 'claimItem', 'dies'],
  ])(
    'is the same where another file taught it before the first is searched again: %s',
    async (_, name, how) => {
      const world = new World([ON_KEYS]);
      world.environment = { TRAILWATCH_LEARNING_DAYS: '7' };
      await search(world, on(0, { eventName: 'ListUsers' }), on(0, { eventName: 'CreateAccessKey' }));
      let isFirst = true;
      const gate: Gate = async (call, effect) => {
        if (call.name !== name || !isFirst) return effect();
        isFirst = false;
        if (how === 'dies') return never();
        throw new Error('no');
      };
      const agent = { userAgent: 'Boto3/1.3' };
      world.deliver(logKey('one'), logFile([on(8, { eventName: 'CreateAccessKey', ...agent })]));
      const batch = world.receive();
      const invocation = world.invoke(world.container(gate), batch);
      if (how === 'fails') world.answer(batch, await invocation);
      else await setTimeout(50);
      world.deliver(logKey('two'), logFile([on(8, { eventName: 'ListUsers', ...agent })]));
      await world.drain();
      expect(world.published.map(({ record }) => record.trailwatch)).toEqual([
        { firstSeen: { userAgent: 'account' } },
      ]);
      expect(world.dead).toEqual([]);
    },
  );

  it('is what another function has not learned in the meantime', async () => {
    const world = learningWorld();
    const one = world.container();
    await searchIn(world, one, on(0));
    expect(await searchIn(world, world.container(), on(8, { eventName: 'DeleteTrail' }))).toHaveLength(1);
    expect(await searchIn(world, one, on(8, { eventName: 'DeleteTrail' }))).toEqual([]);
  });

  it('is learned by two functions that write at once, by both', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const [one, two] = [world.container(), world.container()];
    world.deliver(logKey('one'), logFile([on(8, { eventName: 'A' })]));
    world.deliver(logKey('two'), logFile([on(8, { eventName: 'B' })]));
    const [first = [], second = []] =
      [world.receive()].map((batch) => [batch.slice(0, 1), batch.slice(1)])[0] ?? [];
    await Promise.all([world.invoke(one, first), world.invoke(two, second)]);
    expect(world.published).toHaveLength(2);
    world.queue = [];
    expect(await search(world, on(9, { eventName: 'A' }), on(9, { eventName: 'B' }))).toEqual([]);
  });

  it('reads and writes nothing of what is known', async () => {
    const world = learningWorld();
    const calls: string[] = [];
    const gate: Gate = (call, effect) => {
      if (call.name.endsWith('Sketch')) calls.push(call.name);
      return OPEN_GATE(call, effect);
    };
    const container = world.container(gate);
    await searchIn(world, container, on(0));
    const learned = calls.splice(0);
    expect(learned.sort()).toEqual(['readSketch', 'readSketch', 'writeSketch', 'writeSketch']);
    await searchIn(world, container, ...Array.from({ length: 500 }, () => on(8)));
    expect(calls).toEqual([]);
  });

  it('is forgotten where the table does not take it, and the file is searched all the same', async () => {
    const world = learningWorld();
    await search(world, on(0));
    const gate: Gate = async (call, effect) => {
      if (call.name === 'writeSketch') throw new Error('no');
      return effect();
    };
    expect(await searchIn(world, world.container(gate), on(8, { eventName: 'A' }))).toHaveLength(1);
    expect(world.dead).toEqual([]);
    expect(
      world.lines.some(({ message }) => message === 'first-seen values of a log file could not be stored'),
    ).toBe(true);
  });

  it('is not what a record of a log file says itself', async () => {
    const world = learningWorld();
    expect(await search(world, on(0, { trailwatch: { firstSeen: { eventName: 'account' } } }))).toEqual([]);
  });

  it('is no network of an actor that calls from ever new ones, and then none of its account', async () => {
    const world = learningWorld();
    const from = (at: number) => ({ sourceIPAddress: `20.60.${at}.1` });
    await search(world, on(0, ANN), ...Array.from({ length: 40 }, (_, at) => on(at / 10, from(at))));
    expect(await search(world, on(8, from(99)))).toEqual([]);
    expect(await search(world, on(8, { ...ANN, ...from(99) }))).toEqual([{ sourceNetwork: 'account' }]);
  });

  it('is counted and not sent by a rule on trial, and learned all the same', async () => {
    const world = new World([{ ...RULE, trialUntil: '2026-12-15T00:00:00Z' }]);
    world.environment = { TRAILWATCH_LEARNING_DAYS: '7' };
    const tried = () => world.table.summary.reduce((sum, { onTrial = 0 }) => sum + onTrial, 0);
    await search(world, on(0));
    expect(await search(world, on(8, { awsRegion: 'ap-south-1' }))).toEqual([]);
    expect([world.published, tried()]).toEqual([[], 1]);
    await search(world, on(9, { awsRegion: 'ap-south-1' }));
    expect(tried()).toBe(1);
    await search(world, on(9, { awsRegion: 'sa-east-1' }));
    expect([world.published, tried()]).toEqual([[], 2]);
  });

  it('a flood of agents fills the room of its actor, and what was known stays so', async () => {
    const world = learningWorld();
    await search(world, on(0), on(0, ANN));
    const flood = Array.from({ length: 700 }, (_, index) => on(8, { userAgent: `agent-${index}/1` }));
    await search(world, ...flood);
    expect(await search(world, on(9, ANN), on(9), on(9, { userAgent: 'agent-more/1' }))).toEqual([]);
    expect(await search(world, on(9, { awsRegion: 'ap-south-1' }))).toEqual([{ awsRegion: 'account' }]);
    const sizes = [...world.sketches.values()].map(({ bytes }) => bytes?.length ?? 0);
    expect(Math.max(...sizes)).toBeLessThan(6 * (512 + 10));
  });
});

test('how far a file came is believed of trailwatch alone: else nothing is raised of a file, and all is learned of it', async () => {
  const world = learningWorld();
  await search(world, on(0));
  const key = logKey('forged');
  world.objects.set(key, logFile([on(19, { awsRegion: 'ap-south-1' })]));
  const { fingerprint: rules } = world.container().detections;
  const object = { bucket: 'archive', key };
  Object.assign(world, { isOwnMessage: () => false });
  world.send(CONTINUATION.encode({ object, position: END_POSITION, groups: 0, groupsHash: '', rules }));
  await world.drain();
  world.send(noticeOf(key));
  await world.drain();
  expect(world.published).toHaveLength(1);
});
