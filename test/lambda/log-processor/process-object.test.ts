import { gzipSync } from 'node:zlib';
import { CONTINUATION } from '../../../lambda/log-processor/continuation-message';
import { UNREADABLE_FILE_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

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

const WHOLE = {
  object: { bucket: 'archive', key: KEY },
  position: { rank: 1, index: 2 },
  groups: 0,
  rules: 'fingerprint',
};

describe('a continuation', () => {
  test.each([
    ['of the same rules goes on where the one before ended', (rules: string) => rules, ['e2', 'e3']],
    ['of other rules begins the file again', () => 'others', ['e0', 'e1', 'e2', 'e3']],
  ])('%s', async (_what, rulesOf, sent) => {
    const world = new World([ruleOn('StopLogging')]);
    world.objects.set(KEY, logFile(['e0', 'e1', 'e2', 'e3'].map((id) => record(id))));
    const container = world.container();
    world.send(CONTINUATION.encode({ ...WHOLE, rules: rulesOf(container.detections.fingerprint) }));
    await world.drain(container);
    expect(world.published.map(({ eventID }) => eventID).sort()).toEqual(sent);
  });

  test('is read as it was written', () => {
    expect(CONTINUATION.decode(CONTINUATION.encode(WHOLE))).toEqual(WHOLE);
    const versioned = { ...WHOLE, object: { ...WHOLE.object, versionId: 'v1' } };
    expect(CONTINUATION.decode(CONTINUATION.encode(versioned))).toEqual(versioned);
  });

  test.each([
    ['a bucket', { object: { key: KEY } }],
    ['a key', { object: { bucket: 'archive' } }],
    ['an object', { object: undefined }],
    ['rules', { rules: 7 }],
    ['a position', { position: undefined }],
    ['a rank', { position: { rank: -1, index: 0 } }],
    ['an index', { position: { rank: 0, index: 0.5 } }],
    ['groups', { groups: '1' }],
  ])('fails without %s, and becomes a dead letter', async (_what, changes) => {
    const world = new World([ruleOn('StopLogging')]);
    world.objects.set(KEY, logFile([record('e0')]));
    world.send(CONTINUATION.encode({ ...WHOLE, ...changes } as unknown as typeof WHOLE));
    await world.drain();
    expect(world.dead).toHaveLength(1);
    expect(world.published).toEqual([]);
  });
});

test('of more alerts than are held at once, the critical one at the end is sent first, and each once', async () => {
  const critical = { ...ruleOn('DeleteTrail'), severity: 'critical' as const };
  const world = new World([ruleOn('StopLogging'), critical], { ...SETTINGS, maxLogFileBytes: 10_000_000 });
  const ids = Array.from({ length: 2_100 }, (_, at) => `e${at}`);
  const records = ids.map((id, at) => record(id, { recipientAccountId: String(100_000_000_000 + at) }));
  world.deliver(KEY, logFile([...records, record('last', { eventName: 'DeleteTrail' })]));
  await world.drain();
  const sent = world.published.map(({ eventID }) => eventID);
  expect(sent[0]).toBe('last');
  expect(sent.slice(1).sort()).toEqual([...ids].sort());
});
