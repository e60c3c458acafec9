import { actorHash } from '../../../lib/core/alert/alert-actor';
import { alertId } from '../../../lib/core/alert/alert-id';
import { SENT_FIRST } from '../../../lib/core/alert/alert-kinds';
import { idPrefix } from '../../../lib/core/alert/packed-alert-ids';
import { Detections } from '../../../lib/core/correlation/detections';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const ACCOUNT = '111122223333';
const WEEK_MS = 7 * 86_400_000;
const WINDOW_MS = Date.parse('2026-11-20T02:00:00Z');

function stormWorld(): World {
  return new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 1 });
}

function deliver(world: World, name: string, count: number): void {
  world.deliver(logKey(name), logFile(Array.from({ length: count }, (_, at) => record(`${name}-${at}`))));
}

const singlesOf = ({ published }: World) =>
  published.filter(({ eventName }) => eventName === 'StopLogging').map(({ eventID }) => eventID);
const countsOf = ({ published }: World) =>
  published.filter(({ eventName }) => eventName === 'AlertStorm').map(({ record: { count } }) => count);

test('an alert that a handler admitted and did not send is sent by who finds its record again, and in no report', async () => {
  const world = stormWorld();
  deliver(world, 'first', 3);
  await world.drain();
  const [admitted] = world.table.admitted.values();
  const id = alertId('rule-StopLogging', { eventID: 'second-9', recipientAccountId: ACCOUNT });
  admitted?.ids.add(idPrefix(id));
  deliver(world, 'second', 10);
  await world.drain();
  expect(singlesOf(world)).toEqual(['first-0', 'second-9']);
  expect(countsOf(world)).toEqual([2, 9]);
});

test('when the time is over, what is past the threshold is left to the next message, and counted once', async () => {
  const world = stormWorld();
  deliver(world, 'file', 10);
  const time = new AbortController();
  const calls: string[] = [];
  const container = world.container(async ({ name }, effect) => {
    calls.push(name);
    if (name === 'publishAlert') time.abort();
    return effect();
  });
  const batch = world.receive();
  world.answer(batch, await world.invoke(container, batch, time.signal));
  expect(singlesOf(world)).toEqual(['file-0']);
  expect(calls).not.toContain('putGroupedIds');
  await world.drain();
  expect(singlesOf(world)).toEqual(['file-0']);
  expect(countsOf(world)).toEqual([9]);
});

test('an alert is in a report that was grouped with others by a function that ended, also where a trial begins before its file comes again', async () => {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 2 });
  const inRegion = (name: string, awsRegion: string) => record(name, { awsRegion });
  const singles = ['eu-west-1', 'eu-west-1', 'us-east-1', 'us-west-2'].map((awsRegion, at) =>
    inRegion(`single-${at}`, awsRegion),
  );
  let last: string | undefined;
  let isOver = false;
  const container = world.container(async ({ name }, effect) => {
    isOver ||= name === last;
    if (isOver) throw new Error('the function has ended');
    return effect();
  });
  world.deliver(logKey('first'), logFile([...singles, record('grouped-0')]));
  await world.step(container);
  await world.drain(world.container());
  expect([singlesOf(world).length, countsOf(world)]).toEqual([4, [1]]);
  const [one, other, first, second] = singles;
  last = 'sendMessage';
  world.deliver(logKey('second'), logFile([first, second, one, other, record('grouped-1')]));
  await world.step(container);
  expect(isOver).toBe(true);

  world.detections = Detections.of([{ ...ruleOn('StopLogging'), trialUntil: '2026-12-20T00:00:00Z' }], []);
  const onTrial = world.container();
  deliver(world, 'trial', 5);
  await world.drain(onTrial, world.nowMs);
  await world.drain(onTrial);
  expect(countsOf(world)).toEqual([1, 1]);
  expect(world.table.summary.reduce((sum, { onTrial: count = 0 }) => sum + count, 0)).toBe(5);
});

test('the first alert of a Region is sent, and in no report, also where one before it in the file was counted on trial', async () => {
  const world = new World([{ ...ruleOn('StopLogging'), trialUntil: '2026-12-20T00:00:00Z' }], {
    ...SETTINGS,
    stormThreshold: 2,
  });
  const inOhio = (name: string) => record(name, { awsRegion: 'us-east-2' });
  world.deliver(logKey('trial'), logFile([inOhio('e0')]));
  await world.drain();
  world.detections = Detections.of([ruleOn('StopLogging')], []);
  world.deliver(
    logKey('first'),
    logFile([...[1, 2].map((at) => record(`e${at}`)), inOhio('e0'), record('e3'), inOhio('e4')]),
  );
  await world.drain();
  world.deliver(logKey('again'), logFile([inOhio('e4'), inOhio('e0')]));
  await world.drain();
  expect([singlesOf(world), countsOf(world)]).toEqual([['e1', 'e2', 'e4'], [1]]);
});

describe('the alert of a known actor behind a flood', () => {
  const alice = { type: 'IAMUser', userName: 'alice', arn: `arn:aws:iam::${ACCOUNT}:user/alice` };

  /** Alerts of five more actors, all made up, than a window sends singly. */
  const floodOf = (name: string) =>
    Array.from({ length: SENT_FIRST.actors + 5 }, (_, at) =>
      record(`${name}${at}`, { userIdentity: { ...alice, userName: `u${at}`, arn: `${alice.arn}-${at}` } }),
    );

  /** A world in which a window is full, and alice is known from before, with a file that has her alerts behind a flood. */
  async function fullWorld(): Promise<World> {
    const world = stormWorld();
    world.deliver(logKey('flood'), logFile(floodOf('f')));
    await world.drain();
    const actor = { type: 'IAMUser', name: 'alice', arn: alice.arn };
    world.table.actors.set(actorHash({ actor, recipientAccountId: ACCOUNT }), WINDOW_MS - WEEK_MS);
    world.published.length = 0;
    const hers = Array.from({ length: 6 }, (_, at) => record(`a${at}`, { userIdentity: alice }));
    world.deliver(logKey('alice'), logFile([...floodOf('g'), ...hers]));
    return world;
  }

  const GROUPED = SENT_FIRST.actors + 5 + 5;

  test('is no part of what is counted as grouped', async () => {
    const world = await fullWorld();
    await world.drain();
    expect([singlesOf(world), countsOf(world)]).toEqual([['a0'], [GROUPED]]);
    const { alerts } =
      world.lines.filter(({ message }) => message === 'log file searched').at(-1)?.fields ?? {};
    expect(alerts).toMatchObject({ sent: 1, grouped: GROUPED });
  });

  test('is sent and in no report, also where it could not be sent at first', async () => {
    const world = await fullWorld();
    let failures = 1;
    const calls: string[] = [];
    const container = world.container(async ({ name }, effect) => {
      calls.push(name);
      if (name === 'publishAlert' && failures-- > 0) throw new Error('ServiceUnavailable');
      return effect();
    });
    await world.step(container);
    expect(calls).not.toContain('putGroupedIds');
    await world.drain(container);
    expect(singlesOf(world)).toEqual(['a0']);
    expect(countsOf(world).reduce((sum: number, count) => sum + Number(count), 0)).toBe(GROUPED);
  });
});
