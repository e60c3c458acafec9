import { GatheredGroups, LONGEST_WAIT_MS } from '../../../lambda/log-processor/gathered-groups';
import type { CollectedGroup } from '../../../lib/core/correlation/contribution-collector';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import type { Rule } from '../../../lib/core/rule/rule';
import { correlationOf } from '../../core/correlation/random-correlation';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const THREE = correlationOf({ groupBy: ['userIdentity.userName'], rules: [ruleOn('StopLogging')] });
const settings = { ...SETTINGS, maxReceiveCount: 6 };

/** A world whose queue has a file for each list of event ids. */
function worldOf(files: Readonly<Record<string, readonly string[]>>): World {
  const world = new World([], settings, [THREE]);
  for (const [name, ids] of Object.entries(files))
    world.deliver(logKey(name), logFile(ids.map((id) => record(id))));
  return world;
}

/** A container of a world whose time runs out with so many writes of what is counted. */
function outOfTimeAt(world: World, lastWrite: number) {
  const time = new AbortController();
  const seen = { writes: 0 };
  const container = world.container(async ({ name }, effect) => {
    if (name === 'putContributions' && ++seen.writes === lastWrite) time.abort();
    return effect();
  });
  return { container, time: time.signal, seen };
}

describe('what the files of a batch add to one group', () => {
  test('is written once and read once, and raises one alert of all of it', async () => {
    const world = worldOf({ one: ['e1'], two: ['e2', 'e1'], three: ['e3'] });
    const calls: string[] = [];
    await world.drain(
      world.container(async ({ name, subject }, effect) => {
        if (name.endsWith('Contributions')) calls.push(`${name} ${subject.split('\n').length}`);
        return effect();
      }),
    );
    expect(calls).toEqual(['putContributions 3', 'readContributions 1']);
    expect(world.published).toMatchObject([{ record: { knownWhenRaised: { count: 3 } } }]);
    const told = world.lines.map(({ fields }) => (fields.alerts as Record<string, number>).sent);
    expect(told.sort()).toEqual([0, 0, 1]);
  });

  test('sends all of their messages back if it cannot be written, and is counted once when they come again', async () => {
    const world = worldOf({ one: ['e1'], two: ['e2'], three: ['e3'] });
    let failures = 1;
    const container = world.container(async ({ name }, effect) => {
      if (name === 'putContributions' && failures-- > 0) throw new Error('throttled');
      return effect();
    });
    const batch = world.receive();
    const answer = await world.invoke(container, batch);
    expect(answer.batchItemFailures).toHaveLength(3);
    world.answer(batch, answer);
    await world.drain(container);
    expect(world.published).toMatchObject([{ record: { knownWhenRaised: { count: 3 } } }]);
  });

  test('of files that are searched again alone is counted once', async () => {
    const world = worldOf({ one: ['e1'], two: ['e2'] });
    await world.drain();
    world.deliver(logKey('one'), logFile([record('e1')]));
    await world.drain();
    expect(world.published).toEqual([]);
    world.deliver(logKey('three'), logFile([record('e3')]));
    await world.drain();
    expect(world.published).toMatchObject([{ record: { knownWhenRaised: { count: 3 } } }]);
  });

  test('is gone on with by other messages where the time ran out, and raises what it would have', async () => {
    const users = Array.from({ length: 100 }, (_, at) => `user-${at}`);
    const world = new World([], { ...settings, stormThreshold: 1_000 }, [THREE]);
    for (const [file, ids] of Object.entries({ one: ['e1', 'e2'], two: ['e3'] })) {
      const records = users.flatMap((userName) =>
        ids.map((id) => record(`${userName}-${id}`, { userIdentity: { type: 'IAMUser', userName } })),
      );
      world.deliver(logKey(file), logFile(records));
    }
    const { container, time, seen } = outOfTimeAt(world, 60);
    const batch = world.receive();
    const answer = await world.invoke(container, batch, time);
    expect(answer.batchItemFailures).toEqual([]);
    world.answer(batch, answer);
    const counted = world.queue.map(({ body }) => JSON.parse(body).groups as number);
    expect(counted).toEqual([expect.any(Number), counted[0]]);
    expect(counted[0]).toBeGreaterThan(10);
    expect(counted[0]).toBeLessThan(60);
    const before = seen.writes;
    await world.drain(container);
    // Of each file, but for those that were under way.
    expect(seen.writes - before).toBeLessThan(2 * (users.length - (counted[0] ?? 0)) + 1);
    const counts = world.published.map(({ actor, record }) => [
      actor?.name,
      (record.knownWhenRaised as { count: number }).count,
    ]);
    expect(counts.sort()).toEqual(users.map((user) => [user, 3]).sort());
    expect(world.dead).toEqual([]);
  });

  test('is all counted where another file taught in the meantime what is new no longer', async () => {
    const isNew: Rule = { ...ruleOn('new'), condition: { kind: 'exists', field: 'trailwatch.firstSeen' } };
    const correlation = correlationOf({
      ...{ groupBy: ['userIdentity.userName'], rules: [isNew] },
      bounds: [{ operator: 'gte', value: 2 }],
    });
    const users = Array.from({ length: 100 }, (_, at) => `user-${at}`);
    const calls = (file: string, day: string, of: readonly string[], tools: readonly string[]) =>
      of.flatMap((userName) =>
        tools.map((tool) =>
          record(`${file}-${tool}-${userName}`, {
            eventTime: `2026-11-${day}T02:15:00Z`,
            userAgent: `${tool}/1.0`,
            userIdentity: {
              ...{ type: 'IAMUser', accountId: '111122223333', userName },
              arn: `arn:aws:iam::111122223333:user/${userName}`,
            },
          }),
        ),
      );
    const world = new World([], { ...settings, stormThreshold: 1_000 }, [correlation]);
    world.environment = { TRAILWATCH_LEARNING_DAYS: '7' };
    world.deliver(logKey('learned'), logFile(calls('l', '01', users, ['aws-cli'])));
    await world.drain();
    world.deliver(logKey('one'), logFile(calls('one', '20', users, ['curl', 'Boto3'])));
    const { container, time } = outOfTimeAt(world, 60);
    const batch = world.receive();
    world.answer(batch, await world.invoke(container, batch, time));
    const continued = world.queue.splice(0);
    expect(continued.map(({ body }) => JSON.parse(body).groups)).toEqual([expect.any(Number)]);
    // The first users do the same in another file, which is searched first.
    world.deliver(logKey('two'), logFile(calls('two', '20', users.slice(0, 5), ['curl', 'Boto3'])));
    await world.drain();
    world.queue.push(...continued);
    await world.drain();
    expect(world.published.map(({ actor }) => actor.name).sort()).toEqual([...users].sort());
  });

  test('of what is new with each user is the same where the time ran out', async () => {
    const isNew: Rule = { ...ruleOn('new'), condition: { kind: 'exists', field: 'trailwatch.firstSeen' } };
    const correlation = correlationOf({ groupBy: ['userIdentity.userName'], rules: [isNew] });
    const users = Array.from({ length: 40 }, (_, at) => `user-${at}`);
    const calls = (day: string, tool: string) =>
      users.map((userName) =>
        record(`${tool}-${userName}`, {
          eventTime: `2026-11-${day}T02:15:00Z`,
          userAgent: `${tool}/1.0`,
          userIdentity: {
            ...{ type: 'IAMUser', accountId: '111122223333', userName },
            arn: `arn:aws:iam::111122223333:user/${userName}`,
          },
        }),
      );
    const raised = async (lastWrite: number) => {
      const world = new World([isNew], { ...settings, stormThreshold: 1_000 }, [correlation]);
      world.environment = { TRAILWATCH_LEARNING_DAYS: '7' };
      world.deliver(logKey('learned'), logFile(calls('01', 'aws-cli')));
      await world.drain();
      expect(world.published).toEqual([]);
      world.deliver(
        logKey('one'),
        logFile(['Boto3', 'curl', 'kubectl'].flatMap((tool) => calls('20', tool))),
      );
      const { container, time } = outOfTimeAt(world, lastWrite);
      const batch = world.receive();
      world.answer(batch, await world.invoke(container, batch, time));
      const first = world.published.length;
      await world.drain(container);
      expect(world.dead).toEqual([]);
      return { first, ids: world.published.map(({ id }) => id).sort() };
    };
    const [whole, cut] = [await raised(0), await raised(10)];
    expect(whole.ids).toHaveLength(3 * 40 + 40);
    expect(cut.first).toBeLessThan(whole.first);
    expect(cut.ids).toEqual(whole.ids);
  });

  test('waits for a file that cannot be read no longer than until that is known', async () => {
    const world = worldOf({ one: ['e1', 'e2', 'e3'] });
    world.deliver(logKey('gone'), new Error('connection lost'));
    const batch = world.receive();
    const { batchItemFailures } = await world.invoke(world.container(), batch);
    expect(batchItemFailures).toHaveLength(1);
    expect(world.published).toHaveLength(1);
  });
});

describe('groups that wait', () => {
  const plan = planCorrelation(THREE);
  const groupOf = (key: string): CollectedGroup => ({
    ...{ plan, group: { key, values: [key] } },
    contributions: [
      {
        ...{ id: key, timeMs: 0, countKey: key },
        record: { eventID: key, recipientAccountId: '', eventTime: '', eventName: '', ruleId: '' },
      },
    ],
  });

  function gather(outOfTime = new AbortController().signal) {
    const correlate = jest.fn(async (_: CollectedGroup) => []);
    return { correlate, gathered: new GatheredGroups({ correlate }, outOfTime) };
  }

  test('are counted when the last file is searched, however often the end of one is said', async () => {
    const { correlate, gathered } = gather();
    const [endOne, endOther] = [gathered.beginSearch(), gathered.beginSearch()];
    endOne();
    endOne();
    const counted = gathered.count(groupOf('a'));
    await new Promise(setImmediate);
    expect(correlate).not.toHaveBeenCalled();
    endOther();
    expect(await counted).toEqual([]);
  });

  test.each<[string, (gathered: GatheredGroups) => void]>([
    [
      'with the others',
      (gathered) => {
        const [endOne] = [gathered.beginSearch(), gathered.beginSearch()];
        endOne();
      },
    ],
    [
      'when they were over',
      (gathered) => {
        gathered.beginSearch()();
        gathered.beginSearch();
      },
    ],
  ])('are counted without a file that is searched for long, if its search begins %s', async (_, search) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    try {
      const { correlate, gathered } = gather();
      search(gathered);
      const counted = gathered.count(groupOf('a'));
      await new Promise(setImmediate);
      jest.advanceTimersByTime(LONGEST_WAIT_MS - 1);
      await new Promise(setImmediate);
      expect(correlate).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(await counted).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });

  test('are left, and said to be, when the time runs out before they are begun', async () => {
    const time = new AbortController();
    const { correlate, gathered } = gather(time.signal);
    const end = gathered.beginSearch();
    const counted = [gathered.count(groupOf('a')), gathered.count(groupOf('a'))];
    time.abort();
    end();
    expect(await Promise.all(counted)).toEqual([undefined, undefined]);
    expect(correlate).not.toHaveBeenCalled();
  });

  test('take nothing more once they are begun: what comes then is counted by itself', async () => {
    const { correlate, gathered } = gather();
    const [first] = [gathered.count(groupOf('a'))];
    await first;
    await gathered.count(groupOf('a'));
    expect(correlate).toHaveBeenCalledTimes(2);
  });
});
