import { gzipSync } from 'node:zlib';
import { alertId } from '../../../lib/core/alert/alert-id';
import { UNREADABLE_FILE_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import type { Condition } from '../../../lib/core/rule/condition';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import { logFile, logKey, noise, record, ruleOn } from './log-files';
import { named, noticeOf, SETTINGS, World } from './world';

const RULES = [ruleOn('StopLogging'), ruleOn('DeleteTrail')];

function idOf(eventID: string, ruleId = 'rule-StopLogging'): string {
  return alertId(ruleId, { eventID, recipientAccountId: '111122223333' });
}

function sentIds(world: World): string[] {
  return world.published.map((alert) => alert.id).sort();
}

function operational(world: World) {
  return world.published.filter((alert) => alert.ruleId === UNREADABLE_FILE_RULE_ID);
}

describe('a good file', () => {
  test('raises an alert for every match, with the place of its record, and is gone from the queue', async () => {
    const world = new World(RULES);
    world.deliver(logKey('good'), logFile([noise('n1'), record('e1'), noise('n2'), record('e2')]));
    await world.drain();
    expect(sentIds(world)).toEqual([idOf('e1'), idOf('e2')].sort());
    expect(world.published.map((alert) => alert.source)).toContainEqual({
      bucket: 'archive',
      key: logKey('good'),
      index: 3,
    });
    expect(world.queue).toEqual([]);
    expect(world.dead).toEqual([]);
  });

  test('writes one line with its counts, and no line says what a record says', async () => {
    const world = new World(RULES);
    world.deliver(logKey('good'), logFile([record('e1'), record('e1'), noise('n1'), 'no record']));
    await world.drain();
    expect(world.lines).toHaveLength(1);
    expect(world.lines[0]).toMatchObject({
      level: 'info',
      message: 'log file searched',
      fields: { records: 4, duplicates: 1, matched: 1, unmatched: 1, rejected: 1, receiveCount: 1 },
    });
    expect(JSON.stringify(world.lines)).not.toContain('mallory');
  });

  test('says in the same line how many of its records have no time', async () => {
    const world = new World(RULES);
    const undated = { eventTime: undefined };
    world.deliver(logKey('undated'), logFile([record('e1', undated), record('e2', undated), record('e3')]));
    world.deliver(logKey('dated'), logFile([record('e4')]));
    await world.drain();
    const lines = world.lines.filter(({ message }) => message === 'log file searched');
    const byKey = new Map(lines.map(({ fields }) => [fields.key, fields.withoutTime]));
    expect(lines).toHaveLength(2);
    expect(byKey).toEqual(
      new Map([
        [logKey('undated'), 2],
        [logKey('dated'), undefined],
      ]),
    );
  });

  test.each([
    ['matches, noise, repeats and what is no record', [record('e1'), record('e1'), noise('n1'), 7, { a: 1 }]],
    ['nothing', []],
    ['only noise', [noise('n1'), noise('n2')]],
  ])('conserves its counts: %s', async (_, records) => {
    const world = new World(RULES);
    world.deliver(logKey('counted'), logFile(records));
    await world.drain();
    expect(world.sum('Records')).toBe(records.length);
    const parts = ['Duplicates', 'Matched', 'Unmatched', 'Rejected'] as const;
    expect(parts.reduce((sum, part) => sum + world.sum(part), 0)).toBe(records.length);
    expect(world.sum('Files')).toBe(1);
  });

  test('counts its bytes and the lag of its newest record', async () => {
    const world = new World(RULES);
    const records = [noise('n1'), record('e1', { eventTime: '2026-11-20T02:59:00Z' })];
    world.deliver(logKey('lag'), logFile(records));
    await world.drain();
    expect(world.sum('Bytes')).toBe(JSON.stringify({ Records: records }).length);
    expect(world.invocations.flatMap(({ counts }) => counts.valuesOf('DeliveryLag'))).toEqual([60_000]);
  });
});

describe('the same record again', () => {
  test('raises no second alert when its notice comes twice, in one batch or later', async () => {
    const world = new World(RULES);
    world.deliver(logKey('twice'), logFile([record('e1')]));
    world.send(noticeOf(logKey('twice')));
    await world.drain();
    world.send(noticeOf(logKey('twice')));
    await world.drain();
    expect(sentIds(world)).toEqual([idOf('e1')]);
    expect(world.sum('AlertsRepeated')).toBe(2);
  });

  test('raises no second alert when it stands in two files of one batch', async () => {
    const world = new World(RULES);
    world.deliver(logKey('one'), logFile([record('e1')]));
    world.deliver(logKey('two'), logFile([record('e1'), record('e2')]));
    await world.drain();
    expect(sentIds(world)).toEqual([idOf('e1'), idOf('e2')].sort());
    expect(world.sum('MessagesFailed')).toBe(0);
  });

  test('raises an alert of its own in another account', async () => {
    const world = new World(RULES);
    world.deliver(
      logKey('accounts'),
      logFile([record('e1'), record('e1', { recipientAccountId: '444455556666' })]),
    );
    await world.drain();
    expect(world.published.map((alert) => alert.recipientAccountId).sort()).toEqual([
      '111122223333',
      '444455556666',
    ]);
  });

  test('raises an alert again once the table has forgotten it', async () => {
    const world = new World(RULES);
    world.deliver(logKey('old'), logFile([record('e1')]));
    await world.drain();
    world.nowMs += (SETTINGS.rememberDays * 86_400 + 1) * 1000;
    world.send(noticeOf(logKey('old')));
    await world.drain();
    expect(sentIds(world)).toEqual([idOf('e1'), idOf('e1')]);
  });
});

describe('messages', () => {
  test('of several objects are done only when every object is, and none holds up another', async () => {
    const world = new World(RULES);
    world.objects.set(logKey('good'), logFile([record('e1')]));
    world.objects.set(logKey('fine'), logFile([record('e2')]));
    world.send(noticeOf(logKey('good'), logKey('gone'), logKey('fine')));
    await world.drain();
    expect(sentIds(world).filter((id) => [idOf('e1'), idOf('e2')].includes(id))).toHaveLength(2);
    expect(world.dead).toHaveLength(1);
  });

  test('whose alerts cannot be sent for half a day are no dead letters, and are sent once SNS answers again', async () => {
    const world = new World(RULES);
    world.objects.set(logKey('one'), logFile([record('e1')]));
    world.send(noticeOf(logKey('one')));
    const answersAtMs = world.nowMs + 12 * 60 * 60 * 1000;
    const container = world.container(async ({ name }, effect) => {
      if (name === 'publishAlert' && world.nowMs < answersAtMs) throw new Error('ServiceUnavailable');
      return effect();
    });
    await world.drain(container);
    expect(sentIds(world)).toEqual([idOf('e1')]);
    expect(world.dead).toEqual([]);
    expect(world.nowMs - answersAtMs).toBeLessThan(60 * 60 * 1000);
  });

  test('that S3 and CloudTrail send to try the queue out are done without a word of failure', async () => {
    const world = new World(RULES);
    world.send(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'archive' }));
    world.send('CloudTrail validation message.');
    await world.drain();
    expect(world.lines.map(({ level }) => level)).toEqual(['info', 'info']);
    expect(world.dead).toEqual([]);
  });

  test('fail, and end as dead letters, when they are nothing that announces a file', async () => {
    const world = new World(RULES);
    world.send('{"hello":"world"}');
    await world.drain();
    expect(world.dead).toHaveLength(1);
    const last = world.lines.at(-1);
    expect(last?.level).toBe('error');
    expect(last?.message).toBe('message processing failed; it moves to the dead-letter queue');
  });

  test('fail one by one when all of them fail: the answer is no exception', async () => {
    const world = new World(RULES);
    for (let message = 0; message < 3; message++) world.send('nonsense');
    const batch = world.receive();
    const answer = await world.invoke(world.container(), batch);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      batch.map(({ id }) => id),
    );
  });
});

describe('a damaged file', () => {
  const whole = logFile([record('e1'), record('e2'), noise('n1')]);
  const text = JSON.stringify({ Records: [record('e1'), noise('n1')] });
  test.each([
    ['truncated gzip', whole.subarray(0, whole.length - 12)],
    ['corrupt gzip', Buffer.concat([whole.subarray(0, 40), Buffer.from([255, 255]), whole.subarray(42)])],
    ['bytes after the gzip data', Buffer.concat([whole, Buffer.from('trailing')])],
    ['JSON that ends too early', gzipSync(text.slice(0, -8))],
    ['a record that is no JSON', gzipSync('{"Records":[{"eventName" "x"}]}')],
    ['a decompression bomb', gzipSync(Buffer.alloc(SETTINGS.maxLogFileBytes * 4, ' '))],
    ['no CloudTrail file', Buffer.from('<html>not found</html>')],
    ['an empty object', Buffer.alloc(0)],
  ])('becomes a dead letter and one operational alert: %s', async (_, content) => {
    const world = new World(RULES);
    world.deliver(logKey('damaged'), content);
    world.deliver(logKey('good'), logFile([record('e9')]));
    await world.drain();
    expect(world.dead).toHaveLength(1);
    expect(operational(world)).toHaveLength(1);
    expect(operational(world)[0]).toMatchObject({
      severity: 'high',
      source: { bucket: 'archive', key: logKey('damaged') },
      recipientAccountId: '111122223333',
      awsRegion: 'eu-west-1',
    });
    expect(sentIds(world)).toContain(idOf('e9'));
    expect(world.sum('FilesRejected')).toBe(SETTINGS.maxReceiveCount);
  });

  test('raises the operational alert at its first receive', async () => {
    const world = new World(RULES);
    world.deliver(logKey('damaged'), Buffer.from('nonsense'));
    await world.invoke(world.container(), world.receive());
    expect(operational(world)).toHaveLength(1);
  });

  test('is told by its whole key, once, and by the place and the fault, also where the key is long', async () => {
    const world = new World(RULES);
    const key = logKey('0123456789abcdef').replace('AWSLogs/', 'AWSLogs/o-exampleorgid/');
    world.deliver(key, logFile([record('e1')]).subarray(0, -20));
    await world.drain();
    expect(operational(world).map(({ summary }) => summary)).toEqual([
      expect.stringMatching(
        /^trailwatch could not read (\S+): byte \d+: the gzip data ends too early; the records /,
      ),
    ]);
    expect(operational(world)[0]?.summary).toContain(`s3://archive/${key}: byte`);
  });

  test('raises the alerts of its good records, each once', async () => {
    const world = new World(RULES);
    world.deliver(logKey('damaged'), gzipSync(text.slice(0, -8)));
    await world.drain();
    expect(world.published.filter((alert) => alert.id === idOf('e1'))).toHaveLength(1);
  });

  test('never keeps the good files of its batch in the queue', async () => {
    const world = new World(RULES);
    for (let file = 0; file < 9; file++) world.deliver(logKey(`good${file}`), logFile([record(`e${file}`)]));
    world.deliver(logKey('damaged'), Buffer.from('nonsense'));
    const batch = world.receive();
    world.answer(batch, await world.invoke(world.container(), batch));
    expect(world.queue.map(({ body }) => body)).toEqual([noticeOf(logKey('damaged'))]);
  });
});

describe('S3 errors', () => {
  test.each([
    ['SlowDown', 'Please reduce your request rate.'],
    ['TimeoutError', 'socket hang up'],
    ['InternalError', 'We encountered an internal error.'],
  ])('fail the message without an alert while it may be tried again: %s', async (name, message) => {
    const world = new World(RULES);
    world.deliver(logKey('busy'), named(name, message));
    const container = world.container();
    const batch = world.receive();
    world.answer(batch, await world.invoke(container, batch));
    expect(world.published).toEqual([]);
    expect(world.queue).toHaveLength(1);
    world.objects.set(logKey('busy'), logFile([record('e1')]));
    await world.drain(container);
    expect(sentIds(world)).toEqual([idOf('e1')]);
  });

  test.each([
    ['NoSuchKey', 'the object does not exist; check who deleted it, and the lifecycle rules of the bucket'],
    [
      'AccessDenied',
      'access was denied, or the object does not exist; allow s3:GetObject, and kms:Decrypt on its key',
    ],
    ['KMS.DisabledException', 'its KMS key is disabled; enable the key, then redrive the message'],
    ['SlowDown', 'S3 failed with SlowDown: said S3'],
  ])('that last until the last receive raise one operational alert: %s', async (name, words) => {
    const world = new World(RULES);
    world.deliver(logKey('gone'), named(name, 'said S3'));
    await world.drain();
    expect(world.dead).toHaveLength(1);
    expect(operational(world)).toHaveLength(1);
    expect(operational(world)[0]?.record.problem).toBe(words);
    expect(world.sum('FilesRejected')).toBe(1);
  });
});

describe('the deadline', () => {
  test('gives back what was not begun, and the next invocation does it', async () => {
    const world = new World(RULES);
    for (let file = 0; file < 3; file++) world.deliver(logKey(`f${file}`), logFile([record(`e${file}`)]));
    const batch = world.receive();
    const answer = await world.invoke(world.container(), batch, AbortSignal.abort());
    expect(answer.batchItemFailures).toHaveLength(3);
    expect(world.published).toEqual([]);
    world.answer(batch, answer);
    await world.drain();
    expect(sentIds(world)).toEqual([idOf('e0'), idOf('e1'), idOf('e2')].sort());
  });

  test('stops a file in the middle of its alerts; none is lost and none is sent twice', async () => {
    const world = new World(RULES);
    const time = new AbortController();
    const container = world.container(async (call, effect) => {
      if (call.name === 'publishAlert' && world.published.length === 2) time.abort();
      return effect();
    });
    const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
    world.deliver(logKey('long'), logFile(ids.map((id) => record(id))));
    const batch = world.receive();
    const answer = await world.invoke(container, batch, time.signal);
    // Another message goes on with the file, so that this one is done.
    expect(answer.batchItemFailures).toEqual([]);
    expect(world.published.length).toBeLessThan(40);
    world.answer(batch, answer);
    expect(world.queue.map(({ body }) => JSON.parse(body).trailwatch)).toEqual(['log-file-continuation']);
    const { continuesAt } = world.lines.at(-1)?.fields ?? {};
    expect(JSON.parse(world.queue[0]?.body ?? '')).toMatchObject(continuesAt as object);
    await world.drain();
    expect(sentIds(world)).toEqual(ids.map((id) => idOf(id)).sort());
  });

  test('stops a file of very many records that raise nothing, so that its batch is answered in time', async () => {
    const world = new World(RULES, { ...SETTINGS, maxLogFileBytes: 64 * 1024 * 1024 });
    const records = Array.from({ length: 10_000 }, (_, index) => noise(`n${index}`));
    world.deliver(logKey('endless'), logFile(records));
    const time = new AbortController();
    // As a timer does: it needs a turn of the event loop, which work without a pause would not give it.
    setImmediate(() => time.abort());
    const batch = world.receive();
    const answer = await world.invoke(world.container(), batch, time.signal);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(world.sum('Records')).toBeLessThan(records.length);
  });

  test('is no problem of the file: there is no operational alert, even at the last receive', async () => {
    const world = new World(RULES);
    world.deliver(logKey('slow'), logFile([record('e1')]));
    for (let receive = 0; receive < SETTINGS.maxReceiveCount; receive++) {
      world.skipToNextMessage();
      const batch = world.receive();
      world.answer(batch, await world.invoke(world.container(), batch, AbortSignal.abort()));
    }
    expect(world.published).toEqual([]);
    expect(world.lines.at(-1)?.level).toBe('error');
  });
});

test('what an allow list leaves out is counted, in the metric and by rule and entry in the log', async () => {
  const name = 'allow list principals mallory';
  const mallory: Condition = {
    kind: 'equals',
    field: 'userIdentity.userName',
    values: ['mallory'],
    cased: false,
  };
  const rule = ruleOn('StopLogging');
  const condition = narrowed(rule.condition, [{ name, condition: { kind: 'not', of: mallory } }]);
  const world = new World([{ ...rule, condition }]);
  const eve = record('e3', { userIdentity: { type: 'IAMUser', userName: 'eve' } });
  world.deliver(logKey('allowed'), logFile([record('e1'), record('e2'), eve, noise('e4')]));
  await world.drain();
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['e3']);
  expect(world.sum('Allowed')).toBe(2);
  const allowed = [{ rule: rule.name, entry: name, records: 2 }];
  expect(world.invocations.flatMap(({ counts }) => counts.allowed.counts)).toEqual(allowed);
  expect(world.lines.find(({ message }) => message === 'log file searched')?.fields).toMatchObject({
    allowed,
  });
});

describe('an object that is not of the archive', () => {
  test.each([
    ['another bucket', 'archive-2', logKey('one')],
    ['another prefix', 'archive', `backup/${logKey('one')}`],
    ['a prefix that only begins alike', 'archive', logKey('one').replace('AWSLogs/', 'AWSLogs2/')],
  ])('fails, is not read and becomes a dead letter: %s', async (_what, bucket, key) => {
    const world = new World(RULES);
    world.objects.set(key, logFile([record('e1')]));
    world.send(noticeOf(key).replace('"bucket":{"name":"archive"}', `"bucket":{"name":"${bucket}"}`));
    await world.drain();
    expect(world.published).toEqual([]);
    expect(world.dead).toHaveLength(1);
    const problem = world.lines.at(-1)?.fields.problem;
    expect(problem).toBe(
      `Error: s3://${bucket}/${key} is not read: this processor is for s3://archive/AWSLogs/`,
    );
  });
});
