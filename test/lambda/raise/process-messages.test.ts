import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { named, noticeOf, SETTINGS, World } from '../log-processor/world';
import type { Gate } from '../memory-raise-ports';

const KEY = logKey('one');

/** A world with one alert to send, in which each publishing fails. */
function failingWorld(failure: Error, gate: Gate = async (_call, effect) => effect()) {
  const world = new World([ruleOn('StopLogging')]);
  world.deliver(KEY, logFile([record('e1')]));
  const container = world.container(async (call, effect) => {
    if (call.name === 'publishAlert') throw failure;
    return gate(call, effect);
  });
  return { world, container };
}

/** Lets the messages that are queued now be received as often as they may be. */
async function receiveAll(world: World, container: ReturnType<World['container']>): Promise<void> {
  for (let receive = 0; receive < SETTINGS.maxReceiveCount; receive++) {
    world.skipToNextMessage();
    await world.step(container);
  }
}

describe('at the last receive, a message whose alert cannot be sent', () => {
  test('is put on the queue anew, to be received as late as SQS allows', async () => {
    const { world, container } = failingWorld(named('ThrottlingException', 'slow down'));
    await receiveAll(world, container);
    expect(world.queue).toEqual([
      expect.objectContaining({ body: noticeOf(KEY), receiveCount: 0, visibleAtMs: world.nowMs + 900_000 }),
    ]);
    expect(world.lines.at(-1)).toMatchObject({ level: 'error', fields: { messageId: 'message-0' } });
  });

  test('is put there once, however many equal messages fail, and again when that one was received', async () => {
    const { world, container } = failingWorld(named('ThrottlingException', 'slow down'));
    for (let copy = 0; copy < 3; copy++) world.send(noticeOf(KEY));
    await receiveAll(world, container);
    expect(world.queue).toHaveLength(1);
    await receiveAll(world, container);
    expect(world.queue).toHaveLength(1);
    expect(world.dead).toEqual([]);
  });

  test.each([
    ['and others of its own', [record('e1'), record('e2')]],
    ['only', [record('e1')]],
  ])('is put there, too, if a handler that tries the same holds an alert of it: %s', async (_, records) => {
    const { world, container } = failingWorld(named('ThrottlingException', 'slow down'));
    const other = noticeOf(logKey('other'));
    world.objects.set(logKey('other'), logFile(records));
    world.send(other, SETTINGS.leaseSeconds / 2);
    for (let twice = 0; twice < 2; twice++) await receiveAll(world, container);
    expect(world.dead).toEqual([]);
    expect(world.queue.map(({ body }) => body)).toEqual([noticeOf(KEY), other]);
    const last = world.lines.filter(({ level }) => level === 'error').map(({ message }) => message);
    expect(last).toEqual(
      [KEY, other].flatMap(() => [
        'log file processing failed; its alerts are not sent yet',
        'alerts were not sent yet; the message is sent to the queue again',
      ]),
    );
    await world.drain();
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(records.length);
  });

  test('fails and becomes a dead letter where the alert itself is refused', async () => {
    const { world, container } = failingWorld(named('InvalidParameterException', 'too long'));
    await world.drain(container);
    expect(world.dead.map(({ body }) => body)).toEqual([noticeOf(KEY)]);
  });

  test('fails and becomes a dead letter where the queue takes no message either', async () => {
    const failure = named('ThrottlingException', 'slow down');
    const { world, container } = failingWorld(failure, async ({ name }, effect) => {
      if (name === 'sendMessage') throw failure;
      return effect();
    });
    await world.drain(container);
    expect(world.dead.map(({ body }) => body)).toEqual([noticeOf(KEY)]);
    const told = world.lines.find(({ message }) =>
      message.includes('the message cannot be sent to the queue again'),
    );
    expect(told).toMatchObject({
      level: 'error',
      fields: { messageId: 'message-0', failure: 'ThrottlingException: slow down' },
    });
  });
});

test('before its last receive, a message returns to the queue with the count of its receives', async () => {
  const { world, container } = failingWorld(named('ThrottlingException', 'slow down'));
  await world.step(container);
  expect(world.queue).toEqual([expect.objectContaining({ body: noticeOf(KEY), receiveCount: 1 })]);
});
