import { CONTINUATION } from '../../lambda/log-processor/continuation-message';
import { EVALUATION } from '../../lambda/log-processor/evaluation-messages';
import { STORM } from '../../lambda/raise/storm/storm-message';
import { heartbeatMessage } from '../../lib/core/settings/message/heartbeat';
import { INTEGRITY_WORK } from '../../lib/core/settings/message/integrity-work';
import { correlationOf } from '../core/correlation/random-correlation';
import { SignedArchive } from '../digest/signed-archive';
import { ALARM, World as AlarmWorld, firedEvent } from './alarm-context/world';
import { HOUR_MS, World as IntegrityWorld } from './integrity/world';
import { logFile, logKey, record, ruleOn } from './log-processor/log-files';
import { VirtualTime } from './log-processor/virtual-time';
import { SETTINGS, World } from './log-processor/world';

/** After about so many rounds Lambda stops a function that may not send messages to its own queue. */
const LAMBDA_ROUNDS = 16;

/** Enough for a file that is continued; one that takes more has no end. */
const MAX_ROUNDS = 100;

const OBJECT = { bucket: 'archive', key: logKey('many') };

/** The bodies of the messages that a world's queue is sent from now on. */
function sentIn(world: { send(body: string, delaySeconds?: number): void }): () => readonly string[] {
  const send = jest.spyOn(world, 'send');
  return () => send.mock.calls.map(([body]) => body);
}

/** One record each of so many accounts: an alert each that is sent singly. */
function accounts(count: number): Buffer {
  const records = Array.from({ length: count }, (_, at) =>
    record(`e${at}`, { recipientAccountId: String(100_000_000_000 + at) }),
  );
  return logFile(records);
}

describe('a continuation of a log file', () => {
  test('is at a later position than the one before it, so that its rounds end with the file', async () => {
    const world = new World([ruleOn('StopLogging')]);
    world.deliver(OBJECT.key, accounts(1_500));
    const bodies = sentIn(world);
    const time = new VirtualTime(world, 120);
    const container = world.container(time.gate);
    for (let round = 0; world.queue.length > 0 && round < MAX_ROUNDS; round++)
      await time.invoke(container, 4_000);
    const indexes = bodies().map((body) => CONTINUATION.decode(body)?.position.index ?? -1);
    expect(indexes.length).toBeGreaterThan(LAMBDA_ROUNDS);
    expect(indexes).toEqual([...new Set(indexes)].sort((one, other) => one - other));
    expect(Math.max(...indexes)).toBeLessThan(1_500);
    expect(world.published).toHaveLength(1_500);
    expect(world.dead).toEqual([]);
  });

  test('fails where it comes no further, sends no other, and moves to the dead-letter queue after its receives', async () => {
    const world = new World([ruleOn('StopLogging')]);
    world.objects.set(OBJECT.key, accounts(10));
    const time = new VirtualTime(world, 3_000);
    const container = world.container(time.gate);
    const { fingerprint } = container.detections;
    const position = { rank: 1, index: 5 };
    world.send(
      CONTINUATION.encode({ object: OBJECT, position, groups: 0, groupsHash: '', rules: fingerprint }),
    );
    const bodies = sentIn(world);
    let received = 0;
    for (let round = 0; world.queue.length > 0 && round < MAX_ROUNDS; round++, world.skipToNextMessage()) {
      const { answer } = await time.invoke(container, 4_000);
      received += answer.batchItemFailures.length;
    }
    expect(received).toBe(SETTINGS.maxReceiveCount);
    expect(world.dead.map(({ body }) => CONTINUATION.decode(body)?.position)).toEqual([position]);
    expect(bodies()).toEqual([]);
  });
});

test('the report of a storm sends no message, however many alerts it counts', async () => {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 5 });
  world.deliver(logKey('storm'), logFile(Array.from({ length: 500 }, (_, at) => record(`e${at}`))));
  const container = world.container();
  const batch = world.receive();
  world.answer(batch, await world.invoke(container, batch));
  expect(world.queue.filter(({ body }) => STORM.decode(body) !== undefined)).toHaveLength(1);
  const bodies = sentIn(world);
  await world.drain(container);
  expect(world.published.filter(({ eventName }) => eventName === 'AlertStorm')).toHaveLength(1);
  expect(bodies()).toEqual([]);
});

test('the evaluation of a correlation is sent again until its time is over and quiet, each as late as SQS allows', async () => {
  const day = 24 * 60 * 60;
  const bounds = [{ operator: 'lt', value: 3 }] as const;
  const groupBy = ['userIdentity.userName'];
  const correlation = correlationOf({
    rules: [ruleOn('StopLogging')],
    groupBy,
    timespanSeconds: day,
    bounds,
  });
  const world = new World([], SETTINGS, [correlation]);
  world.deliver(logKey('one'), logFile([record('e1')]));
  const bodies = sentIn(world);
  await world.drain();
  const evaluations = bodies().filter((body) => EVALUATION.decode(body) !== undefined);
  const waitSeconds = day + SETTINGS.correlationLatenessSeconds;
  expect(evaluations.length).toBeGreaterThan(LAMBDA_ROUNDS);
  expect(evaluations.length).toBeLessThanOrEqual(2 * (Math.ceil(waitSeconds / 900) + 1));
  expect(world.published).toHaveLength(1);
});

describe('the rest of a folder', () => {
  test('of a recheck begins an hour later at least than what was checked', async () => {
    const { world, fromMs, untilMs, folder } = folderOf({ hours: 30 });
    world.send(INTEGRITY_WORK.encode({ job: 'recheck', folder, fromMs, untilMs }));
    const bodies = sentIn(world);
    await world.drain(world.container());
    const begins = bodies().flatMap((body) => {
      const work = INTEGRITY_WORK.decode(body);
      return work?.job === 'recheck' ? [work.fromMs] : [];
    });
    expect(begins.length).toBeGreaterThan(LAMBDA_ROUNDS);
    const steps = begins.map((beginMs, at) => beginMs - (begins[at - 1] ?? fromMs));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(HOUR_MS);
    expect(Math.max(...begins)).toBeLessThan(untilMs);
  });

  test('of what is new is followed in as many rounds as it has hours at most', async () => {
    const { world, untilMs, fromMs, folder } = folderOf({ hours: 90 });
    world.nowMs = fromMs;
    world.send(INTEGRITY_WORK.encode({ job: 'follow', folder, plannedAtMs: fromMs, isMet: false }));
    await world.drain(world.container());
    world.nowMs = untilMs;
    world.send(INTEGRITY_WORK.encode({ job: 'follow', folder, plannedAtMs: untilMs, isMet: true }));
    const bodies = sentIn(world);
    await world.drain(world.container());
    const rounds = bodies().filter((body) => INTEGRITY_WORK.decode(body)?.job === 'follow').length;
    expect(rounds).toBeGreaterThan(LAMBDA_ROUNDS);
    expect(rounds).toBeLessThanOrEqual((untilMs - fromMs) / HOUR_MS);
    expect(world.dead).toEqual([]);
  });
});

/** An archive's folder so full that each slice of it has the least length. */
function folderOf({ hours }: { readonly hours: number }) {
  const accountId = '111122223333';
  const archive = new SignedArchive([{ accountId, hours, logs: 3 }]);
  const world = new IntegrityWorld(archive);
  world.maxLogFiles = 1;
  const fromMs = world.nowMs;
  const untilMs = archive.digests.at(-1)!.endMs;
  world.nowMs = untilMs + 10 * 60_000;
  return { world, fromMs, untilMs, folder: `AWSLogs/${accountId}/CloudTrail/eu-west-1/` };
}

test('an alarm is searched once a period while records come, and no more when they have ended', async () => {
  const world = new AlarmWorld();
  const beginMs = Date.parse('2026-11-20T03:02:00Z');
  const minutes = 4 * 60;
  for (let minute = 0; minute < minutes; minute++) {
    world.log(new Date(beginMs + minute * 60_000).toISOString(), record(`e${minute}`));
  }
  world.send(firedEvent());
  const bodies = sentIn(world);
  await world.drain();
  const looks = bodies().filter((body) => body.includes('alarm-look'));
  const periods = (minutes * 60) / ALARM.periodSeconds;
  expect(looks.length).toBeGreaterThan(LAMBDA_ROUNDS);
  expect(looks.length).toBeLessThanOrEqual(periods + 6);
  expect(world.queue).toEqual([]);
});

test('a heartbeat sends no message to the queue, and its test only to the topic', async () => {
  const world = new World([ruleOn('StopLogging')]);
  world.send(JSON.stringify(heartbeatMessage('2026-11-20T03:00:00Z', { testsAlerts: true })));
  const bodies = sentIn(world);
  await world.drain();
  expect(world.published).toHaveLength(1);
  expect(bodies()).toEqual([]);
});
