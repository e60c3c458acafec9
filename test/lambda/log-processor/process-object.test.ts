import { gzipSync } from 'node:zlib';
import { END_POSITION } from '../../../lambda/log-processor/alert-position';
import { CONTINUATION } from '../../../lambda/log-processor/continuation-message';
import { UNREADABLE_FILE_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import { correlationOf } from '../../core/correlation/random-correlation';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, noise, record, ruleOn } from './log-files';
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
    const unreadable = world.published.find(({ ruleId }) => ruleId === UNREADABLE_FILE_RULE_ID);
    expect(unreadable?.eventTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const told = world.lines.filter(({ level }) => level === 'error' || level === 'warn').at(-1);
    expect(told?.fields).toMatchObject({ problem: expect.stringContaining('byte') });
  });
});

const WHOLE = {
  object: { bucket: 'archive', key: KEY },
  position: { rank: 1, index: 2 },
  groups: 0,
  groupsHash: '',
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

  test('whose alerts are raised returns if its time runs out before the file is read: its correlations are not counted yet', async () => {
    const correlation = correlationOf({ groupBy: [], rules: [ruleOn('StopLogging')] });
    const world = new World([], SETTINGS, [correlation]);
    world.objects.set(KEY, logFile(RECORDS));
    const time = new AbortController();
    const container = world.container(async (call, effect) => {
      if (call.name === 'readObject') time.abort();
      return effect();
    });
    const rules = container.detections.fingerprint;
    world.send(CONTINUATION.encode({ ...WHOLE, position: END_POSITION, rules }));
    const batch = world.receive();
    const answer = await world.invoke(container, batch, time.signal);
    expect(answer.batchItemFailures).toHaveLength(1);
    world.answer(batch, answer);
    await world.drain();
    expect(world.published.map(({ ruleId }) => ruleId)).toEqual([correlation.id]);
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

test('an object that is not begun in time is not read', async () => {
  const world = new World([ruleOn('StopLogging')]);
  world.deliver(KEY, logFile(RECORDS));
  const calls: string[] = [];
  const container = world.container(async (call, effect) => {
    calls.push(call.name);
    return effect();
  });
  await world.invoke(container, world.receive(), AbortSignal.abort());
  expect(calls).toEqual([]);
  expect(world.lines.map(({ fields }) => fields.problem)).toEqual([
    `RetryLater: out of time before s3://archive/${KEY} was started`,
  ]);
});

describe('the line of a log file', () => {
  const searched = { duplicates: 0, matched: 0, unmatched: 0, rejected: 0 };
  const none = { sent: 0, grouped: 0, repeated: 0, tried: 0, silenced: 0 };

  /** The lines of a file of these bytes, at each of at most two receives of its message. */
  async function linesOf(content: Uint8Array, gate?: Gate) {
    const world = new World([ruleOn('StopLogging')], { ...SETTINGS, maxReceiveCount: 2 });
    world.deliver(KEY, content);
    const container = world.container(gate);
    for (let receive = 0; receive < 2 && world.skipToNextMessage(); receive++) await world.step(container);
    return world.lines.filter(({ message }) => message.startsWith('log file '));
  }

  test('says no more than there is to say', async () => {
    const [line] = await linesOf(logFile([noise('n1')]));
    expect(line).toEqual({
      ...{ level: 'info', message: 'log file searched' },
      fields: {
        ...{ bucket: 'archive', key: KEY, receiveCount: 1, ...searched, records: 1, unmatched: 1 },
        ...{ bytes: expect.any(Number), alerts: none },
      },
    });
  });

  test('warns of records of one identity and different content', async () => {
    const changed = [record('e1'), record('e1', { sourceIPAddress: '192.0.2.1' })];
    const [line] = await linesOf(logFile(changed));
    expect(line).toMatchObject({
      ...{ level: 'warn', fields: { changed: 1 } },
      message: 'log file searched; records with the same identity have different content',
    });
  });

  test('says which records were no records, and what lies beside them', async () => {
    const [line] = await linesOf(Buffer.from('{"Records":[7,{"a":1}],"more":1}'));
    expect(line?.fields).toMatchObject({ rejected: 2, rejections: [expect.any(String), expect.any(String)] });
  });

  test('says what is damaged at each receive, and what comes of the message', async () => {
    const text = JSON.stringify({ Records: [noise('n1')] });
    const lines = await linesOf(Buffer.from(`${text} x`));
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'log file processing failed; the message returns to the queue'],
      ['error', 'log file processing failed; the message moves to the dead-letter queue'],
    ]);
    expect(lines[0]?.fields).toMatchObject({ problem: expect.stringContaining(`byte ${text.length + 1}`) });
    expect(lines[0]?.fields).not.toHaveProperty('errors');
  });

  test('has the first three errors, which are no problem of the file', async () => {
    const gate: Gate = async (call, effect) => {
      if (call.name === 'publishAlert') throw new Error('no');
      return effect();
    };
    const [line] = await linesOf(logFile(RECORDS), gate);
    expect(line).toMatchObject({
      level: 'warn',
      fields: { errors: Array(3).fill(expect.stringContaining('was not sent: Error: no')) },
    });
    expect(line?.fields).not.toHaveProperty('problem');
  });
});

test('the lag of a log file is not measured where its records have no time', async () => {
  const world = new World([]);
  world.deliver(KEY, logFile([noise('n1')]));
  world.deliver(logKey('odd'), logFile([record('e1', { eventTime: 'soon' })]));
  world.objects.set(logKey('undated'), logFile([record('e2', { eventTime: undefined })]));
  world.send(noticeOf(logKey('undated')));
  await world.drain();
  expect(world.invocations.flatMap(({ counts }) => counts.valuesOf('DeliveryLag'))).toHaveLength(1);
});

test('a damaged file outside the layout is told without an account or a Region, and with its number of faults', async () => {
  const world = new World([ruleOn('StopLogging')]);
  const container = world.container();
  const object = { bucket: 'archive', key: 'AWSLogs/odd.json.gz', versionId: 'v1' };
  world.objects.set(object.key, Buffer.from('nonsense'));
  const { fingerprint: rules } = container.detections;
  world.send(CONTINUATION.encode({ ...WHOLE, object, position: { rank: 0, index: 0 }, rules }));
  await world.drain(container);
  const [alert] = world.published;
  expect(world.published).toHaveLength(1);
  expect(alert).toMatchObject({
    ruleId: UNREADABLE_FILE_RULE_ID,
    record: { ...object, problem: expect.not.stringContaining('more)') },
  });
  expect([alert?.recipientAccountId, alert?.awsRegion]).toEqual(['', '']);
});

test('a continuation is of the same version of the object', async () => {
  const world = new World([ruleOn('StopLogging')]);
  const time = new AbortController();
  const container = world.container(async (call, effect) => {
    if (call.name === 'publishAlert') time.abort();
    return effect();
  });
  world.objects.set(KEY, logFile(RECORDS));
  const object = { bucket: 'archive', key: KEY, versionId: 'v1' };
  const { fingerprint: rules } = container.detections;
  world.send(CONTINUATION.encode({ ...WHOLE, object, position: { rank: 0, index: 0 }, rules }));
  const batch = world.receive();
  world.answer(batch, await world.invoke(container, batch, time.signal));
  expect(world.queue.map(({ body }) => CONTINUATION.decode(body))).toMatchObject([{ object, rules }]);
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
