import { MAX_SKEW_MS } from '../../../lambda/aws/table/claim-item';
import { actorHash } from '../../../lib/core/alert/alert-actor';
import { alertId } from '../../../lib/core/alert/alert-id';
import { SENT_FIRST } from '../../../lib/core/alert/alert-kinds';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { noticeOf, SETTINGS, World } from '../log-processor/world';

const ACCOUNT = '111122223333';

function idOf(eventID: string): string {
  return alertId('rule-StopLogging', { eventID, recipientAccountId: ACCOUNT });
}

test('a message returns whose alert another handler took over while it was being grouped', async () => {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 1 });
  world.deliver(logKey('first'), logFile([record('e0')]));
  await world.drain();
  const other = world.container();
  let isTakenOver = false;
  const slow = world.container(async ({ name, subject }, effect) => {
    if (name === 'settleClaim' && subject === idOf('e1') && !isTakenOver) {
      isTakenOver = true;
      world.nowMs += SETTINGS.leaseSeconds * 1000 + MAX_SKEW_MS;
      world.send(noticeOf(logKey('second')));
      await world.step(other);
    }
    return effect();
  });
  world.deliver(logKey('second'), logFile([record('e1')]));
  const batch = world.receive();
  const answer = await world.invoke(slow, batch);
  world.answer(batch, answer);
  expect(isTakenOver).toBe(true);
  expect(answer.batchItemFailures).toHaveLength(1);
  expect(world.lines.at(-1)?.fields.problem).toContain(
    `another handler took over alert ${idOf('e1')} while it was being grouped`,
  );
  await world.drain();
  expect(world.published.map(({ eventName, record: { count } }) => [eventName, count])).toEqual([
    ['StopLogging', undefined],
    ['AlertStorm', 1],
  ]);
});

test.each([
  ['a millisecond before its lease ends: it is sent', -1, 0],
  ['when its lease ends: it is left to another handler, and its message returns', 0, 1],
])('a handler comes to send an alert %s', async (_what, beforeMs, returned) => {
  const world = new World([ruleOn('StopLogging')]);
  world.deliver(logKey('one'), logFile([record('e1')]));
  const frozen = world.container(async ({ name }, effect) => {
    const result = await effect();
    if (name === 'admitAlert') world.nowMs += SETTINGS.leaseSeconds * 1000 + beforeMs;
    return result;
  });
  const batch = world.receive();
  const answer = await world.invoke(frozen, batch);
  world.answer(batch, answer);
  expect(answer.batchItemFailures).toHaveLength(returned);
  expect(world.published).toHaveLength(1 - returned);
  await world.drain();
  expect(world.published.map(({ id }) => id)).toEqual([idOf('e1')]);
});

test.each([
  ['is written at the third try', 2, []],
  ['cannot be written: the handler says so, and does not send it again', 3, ['warn']],
])('that an alert was sent %s', async (_what, failures, levels) => {
  const world = new World([ruleOn('StopLogging')]);
  world.deliver(logKey('one'), logFile([record('e1')]));
  let calls = 0;
  await world.drain(
    world.container(async ({ name }, effect) => {
      if (name === 'settleClaim' && calls++ < failures) throw new Error('ServiceUnavailable');
      return effect();
    }),
  );
  expect(calls).toBe(3);
  expect(world.published).toHaveLength(1);
  expect(world.lines.map(({ level }) => level).filter((level) => level !== 'info')).toEqual(levels);
});

test.each([
  ['critical', 5, 5],
  ['critical', 1, 2],
  ['high', 5, 2],
] as const)(
  'of eight %s alerts with a threshold of %s for critical ones and 2 for all, %s are sent singly',
  async (severity, criticalThreshold, sent) => {
    const settings = { ...SETTINGS, stormThreshold: 2, criticalThreshold };
    const world = new World([{ ...ruleOn('StopLogging'), severity }], settings);
    world.deliver(logKey('eight'), logFile(Array.from({ length: 8 }, (_, index) => record(`e${index}`))));
    await world.drain();
    expect(world.published.filter(({ eventName }) => eventName === 'StopLogging')).toHaveLength(sent);
  },
);

describe('past the threshold and the first actors, of two alerts of one actor', () => {
  const WEEK_MS = 7 * 86_400_000;
  const WINDOW_MS = Date.parse('2026-11-20T02:00:00Z');

  test.each([
    ['one is sent, as the actor raised alerts a week before the window', WINDOW_MS - WEEK_MS, ['alice']],
    ['none is sent, as the actor did so a millisecond later', WINDOW_MS - WEEK_MS + 1, []],
    ['none is sent, as the actor never did', undefined, []],
  ])('%s', async (_what, sinceMs, sent) => {
    const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 1 });
    const by = (userName: string, eventID: string) => record(eventID, { userIdentity: userOf(userName) });
    const flood = Array.from({ length: SENT_FIRST.actors + 5 }, (_, index) =>
      by(`made-up-${index}`, `f${index}`),
    );
    world.deliver(logKey('flood'), logFile(flood));
    await world.drain();
    const actor = { type: 'IAMUser', name: 'alice', arn: userOf('alice').arn };
    if (sinceMs !== undefined)
      world.table.actors.set(actorHash({ actor, recipientAccountId: ACCOUNT }), sinceMs);
    const before = world.published.length;
    world.deliver(logKey('alice'), logFile([by('alice', 'a1'), by('alice', 'a2')]));
    await world.drain();
    const singles = world.published.slice(before).filter(({ eventName }) => eventName === 'StopLogging');
    expect(singles.map(({ actor: { arn } }) => arn)).toEqual(sent.map((name) => userOf(name).arn));
  });
});

function userOf(userName: string) {
  return { type: 'IAMUser', userName, arn: `arn:aws:iam::${ACCOUNT}:user/${userName}` };
}
