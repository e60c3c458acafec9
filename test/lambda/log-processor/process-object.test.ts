import { gzipSync } from 'node:zlib';
import { UNREADABLE_FILE_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, World } from './world';

const KEY = logKey('long');
const IDS = Array.from({ length: 40 }, (_, index) => `e${index}`);
const RECORDS = IDS.map((id) => record(id));

/** Delivers a file, lets the time of its invocation run out at the third alert, and gives what is then in the queue. */
async function outOfTimeWith(world: World, content: Uint8Array, publish: Gate): Promise<string[]> {
  const time = new AbortController();
  const container = world.container(async (call, effect) => {
    if (call.name !== 'publishAlert') return effect();
    if (world.published.length === 2) time.abort();
    return publish(call, effect);
  });
  world.deliver(KEY, content);
  const batch = world.receive();
  const answer = await world.invoke(container, batch, time.signal);
  world.answer(batch, answer);
  expect(time.signal.aborted).toBe(true);
  expect(world.published.length).toBeLessThan(IDS.length);
  expect(answer.batchItemFailures).toHaveLength(1);
  return world.queue.map(({ body }) => body);
}

function sentEvents(world: World): unknown[] {
  return world.published.flatMap(({ eventID }) => eventID ?? []).sort();
}

describe('a file whose time runs out is not continued by another message', () => {
  test('while an alert of it failed: its own message returns, and no alert is lost', async () => {
    const world = new World([ruleOn('StopLogging')]);
    let failures = 0;
    const queued = await outOfTimeWith(world, logFile(RECORDS), async (_call, effect) => {
      if (world.published.length < 2 || failures++ > 0) return effect();
      throw new Error('ServiceUnavailable');
    });
    expect(failures).toBeGreaterThan(0);
    expect(queued).toEqual([noticeOf(KEY)]);
    await world.drain();
    expect(sentEvents(world)).toEqual([...IDS].sort());
  });

  test('when it is damaged: its own message returns until it is a dead letter', async () => {
    const world = new World([ruleOn('StopLogging')]);
    const damaged = gzipSync(JSON.stringify({ Records: RECORDS }).slice(0, -1));
    const queued = await outOfTimeWith(world, damaged, async (_call, effect) => effect());
    expect(queued).toEqual([noticeOf(KEY)]);
    await world.drain();
    expect(world.dead.map(({ body }) => body)).toEqual([noticeOf(KEY)]);
    const singles = world.published.filter(({ ruleId }) => ruleId !== UNREADABLE_FILE_RULE_ID);
    expect(singles.map(({ eventID }) => eventID).sort()).toEqual([...IDS].sort());
    expect(world.published.length - singles.length).toBe(1);
  });
});
