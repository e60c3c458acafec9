import { SENT_FIRST } from '../../../lib/core/alert/alert-kinds';
import { FOREIGN_ITEMS_RULE_ID } from '../../../lib/core/alert/operational/operational-alert';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

const THRESHOLD = 5;
const DELAY_MS = SETTINGS.stormReportDelaySeconds * 1000;

function stormWorld(): World {
  return new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: THRESHOLD });
}

function deliver(world: World, name: string, count: number, changes: Record<string, unknown> = {}): void {
  const records = Array.from({ length: count }, (_, index) => record(`${name}-${index}`, changes));
  world.deliver(logKey(name), logFile(records));
}

function reports(world: World) {
  return world.published.filter((alert) => alert.eventName === 'AlertStorm');
}

function singles(world: World) {
  return world.published.filter((alert) => alert.eventName !== 'AlertStorm');
}

test('as many alerts as the threshold are sent singly, and there is no report', async () => {
  const world = stormWorld();
  deliver(world, 'calm', THRESHOLD);
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world)).toEqual([]);
});

test('past the threshold one report says how many more there were, in which window, and where one is', async () => {
  const world = stormWorld();
  deliver(world, 'storm', 200);
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world)).toHaveLength(1);
  expect(reports(world)[0]).toMatchObject({
    ruleId: 'rule-StopLogging',
    severity: 'high',
    recipientAccountId: '111122223333',
    eventTime: '2026-11-20T02:00:00Z',
    record: {
      count: 195,
      windowStart: '2026-11-20T02:00:00Z',
      windowEnd: '2026-11-20T03:00:00Z',
      examples: [{ bucket: 'archive', key: logKey('storm') }],
    },
  });
  expect([world.sum('Alerts'), world.sum('AlertsGrouped')]).toEqual([THRESHOLD + 1, 195]);
});

test('a call that succeeds is sent singly, at its own severity, after a storm of calls that failed', async () => {
  const rule = { ...ruleOn('StopLogging'), failureSeverity: 'low' as const };
  const world = new World([rule], { ...SETTINGS, stormThreshold: THRESHOLD });
  deliver(world, 'denied', 60, { errorCode: 'AccessDenied' });
  await world.drain();
  deliver(world, 'mixed', 3, { errorCode: 'TrailNotFoundException' });
  deliver(world, 'succeeded', 1);
  await world.drain();
  expect(singles(world).map(({ severity }) => severity)).toEqual([...Array(THRESHOLD).fill('low'), 'high']);
  expect(reports(world).map(({ title, severity, record: { count } }) => [title, severity, count])).toEqual([
    ['Many more: Denied or failed: StopLogging was called', 'low', 55],
    ['Many more: Denied or failed: StopLogging was called', 'low', 3],
  ]);
  expect(reports(world)[0]?.summary).toContain(' matched 55 more denied or failed calls of account ');
});

test('storms of calls that succeed and of calls that fail have reports with ids of their own', async () => {
  const world = stormWorld();
  const records = Array.from({ length: 40 }, (_, index) =>
    record(`mixed-${index}`, index % 2 === 0 ? {} : { errorCode: 'AccessDenied' }),
  );
  world.deliver(logKey('mixed'), logFile(records));
  await world.drain();
  expect(singles(world)).toHaveLength(2 * THRESHOLD);
  expect(reports(world).map((alert) => alert.record.count)).toEqual([15, 15]);
  expect(new Set(reports(world).map(({ id }) => id)).size).toBe(2);
});

test('the report comes after its delay and not before', async () => {
  const world = stormWorld();
  deliver(world, 'storm', 20);
  const begun = world.nowMs;
  const container = world.container();
  const batch = world.receive();
  world.answer(batch, await world.invoke(container, batch));
  expect(world.queue.map((message) => message.visibleAtMs)).toEqual([begun + DELAY_MS]);
  expect(reports(world)).toEqual([]);
});

test('a storm of many files, in many containers, asks for at most two reports a delay', async () => {
  const world = stormWorld();
  for (let file = 0; file < 8; file++) deliver(world, `storm${file}`, 20);
  const [, ...rest] = world.queue;
  for (const message of rest) message.visibleAtMs += DELAY_MS / 20;
  for (let container = 0; container < 8; container++) {
    const batch = world.receive().slice(0, 1);
    if (batch.length > 0) world.answer(batch, await world.invoke(world.container(), batch));
    world.nowMs += DELAY_MS / 20;
  }
  const asked = world.queue.filter((message) => message.body.includes('storm-report'));
  expect(asked.length).toBeLessThanOrEqual(2);
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world).reduce((sum, alert) => sum + Number(alert.record.count), 0)).toBe(155);
});

test('what comes after a report is told of in a further one, with its own id and only the rest', async () => {
  const world = stormWorld();
  deliver(world, 'first', 10);
  await world.drain();
  deliver(world, 'second', 7);
  await world.drain();
  expect(reports(world).map((alert) => alert.record.count)).toEqual([5, 7]);
  expect(new Set(reports(world).map((alert) => alert.id)).size).toBe(2);
});

test('a storm that is delivered again is told of once', async () => {
  const world = stormWorld();
  deliver(world, 'storm', 30);
  await world.drain();
  deliver(world, 'storm', 30);
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world).map((alert) => alert.record.count)).toEqual([25]);
});

test('windows, accounts and rules have their storms each on their own', async () => {
  const world = new World([ruleOn('StopLogging'), ruleOn('StopLogging', 'second-rule')], {
    ...SETTINGS,
    stormThreshold: THRESHOLD,
  });
  deliver(world, 'here', 6);
  deliver(world, 'later', 6, { eventTime: '2026-11-20T03:00:00Z' });
  deliver(world, 'there', 6, { recipientAccountId: '444455556666' });
  await world.drain();
  expect(singles(world)).toHaveLength(2 * 3 * THRESHOLD);
  expect(reports(world).map((alert) => alert.record.count)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('a storm whose time is no date is one of its own', async () => {
  const world = stormWorld();
  deliver(world, 'undated', 8, { eventTime: 'yesterday' });
  await world.drain();
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(reports(world).map((alert) => alert.record.count)).toEqual([3]);
});

test('records without a time count in the window in which their file was delivered, not in one for all days', async () => {
  const world = stormWorld();
  const early = logKey('early');
  const late = early.replace('20261120T0300Z', '20261120T0900Z');
  const undated = (name: string, count: number) =>
    logFile(
      Array.from({ length: count }, (_, index) => record(`${name}-${index}`, { eventTime: undefined })),
    );
  world.deliver(early, undated('flood', 200));
  world.deliver(late, undated('later', 2));
  world.send(noticeOf(late), 3_600);
  await world.drain();
  expect(singles(world).filter(({ source }) => source.key === late)).toHaveLength(2);
  expect(singles(world)).toHaveLength(THRESHOLD + 2);
  expect(reports(world).map(({ record: { count, windowStart } }) => [count, windowStart])).toEqual([
    [195, '2026-11-20T03:00:00Z'],
  ]);
});

test('records whose text SQS would refuse do not keep the report from being queued', async () => {
  const world = stormWorld();
  deliver(world, 'odd', 8, { awsRegion: 'eu-\uffff-\ud800-1' });
  const batch = world.receive();
  world.answer(batch, await world.invoke(world.container(), batch));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what SQS takes
  const allowed = /^[\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
  expect(world.queue.map(({ body }) => allowed.test(body))).toEqual([true]);
  await world.drain();
  expect(reports(world)).toHaveLength(1);
});

test('an own message that is not whole fails and ends as a dead letter', async () => {
  const world = stormWorld();
  world.send('{"trailwatch":"storm-report","version":1}');
  await world.drain();
  expect(world.dead).toHaveLength(1);
  expect(world.published).toEqual([]);
});

test('an alert that is grouped late, after the report that was under way, is told of in the next', async () => {
  const settings = { ...SETTINGS, stormThreshold: 1, stormReportDelaySeconds: 4 };
  const world = new World([ruleOn('StopLogging')], settings);
  const others = world.container();
  const slow = world.container(async (call, effect) => {
    if (call.name === 'settleClaim' || call.name === 'claimItem') {
      // Whatever report is on its way is made while this call hangs.
      world.nowMs += 5_000;
      const batch = world.receive();
      if (batch.length > 0) world.answer(batch, await world.invoke(others, batch));
    }
    return effect();
  });
  deliver(world, 'late', 6);
  const batch = world.receive();
  world.answer(batch, await world.invoke(slow, batch));
  await world.drain(others);
  expect(singles(world)).toHaveLength(1);
  expect(reports(world).reduce((sum, alert) => sum + Number(alert.record.count), 0)).toBe(5);
});

test('a storm of two files costs a claim for each alert that is sent, and one that shows that it is one', async () => {
  const world = stormWorld();
  let claims = 0;
  const container = world.container(async ({ name }, effect) => {
    if (name === 'claimItem') claims++;
    return effect();
  });
  for (const file of ['one', 'two']) {
    deliver(world, file, 200);
    await world.drain(container, world.nowMs);
  }
  expect(singles(world)).toHaveLength(THRESHOLD);
  expect(claims).toBe(THRESHOLD + 1);
});

test('a container that finds the report of another ahead asks for none', async () => {
  const world = stormWorld();
  for (const file of ['one', 'two', 'three']) {
    deliver(world, file, 20);
    const batch = world.receive();
    expect(batch).toHaveLength(1);
    world.answer(batch, await world.invoke(world.container(), batch));
  }
  expect(world.queue.map(({ body }) => JSON.parse(body).trailwatch)).toEqual(['storm-report']);
});

test('where fewer alerts are left than were reported somebody deleted some: an alert says so, and all that are left are reported', async () => {
  const world = stormWorld();
  deliver(world, 'storm', 200);
  await world.drain();
  expect(world.table.groupedIds.size).toBe(1);
  world.table.groupedIds.clear();
  world.nowMs += 86_400_000;
  deliver(world, 'later', 10);
  await world.drain();
  const lost = world.published.find(({ ruleId }) => ruleId === FOREIGN_ITEMS_RULE_ID);
  expect(JSON.stringify(lost?.record)).toContain('counts 195 alerts as reported, but only 11 are left');
  expect(reports(world).map(({ record: { count } }) => count)).toEqual([195, 11]);
});

test.each([
  ['sent', 0],
  ['sent once it can be, and in no report,', 1],
])(
  'the alert of an actor that is known for a week is %s in a storm of made-up actors',
  async (_, failures) => {
    const user = (userName: string) => ({
      userIdentity: { type: 'IAMUser', userName, arn: `arn:aws:iam::111122223333:user/${userName}` },
    });
    const world = stormWorld();
    deliver(world, 'before', 1, user('alice'));
    await world.drain();
    world.nowMs += 10 * 86_400_000;
    const eventTime = new Date(world.nowMs).toISOString().replace(/\.\d+/, '');
    const crowd = SENT_FIRST.actors + THRESHOLD;
    const records = Array.from({ length: crowd + 10 }, (_none, at) =>
      record(`e${at}`, { ...user(`made-up-${at}`), eventTime }),
    );
    for (const id of ['alice-1', 'alice-2']) records.push(record(id, { ...user('alice'), eventTime }));
    world.deliver(logKey('storm'), logFile(records));
    let failed = 0;
    const container = world.container(async ({ name, subject }, effect) => {
      const isHers = name === 'publishAlert' && world.published.length > SENT_FIRST.actors;
      if (isHers && failed < failures) {
        failed++;
        throw new Error(`${subject} was refused`);
      }
      return effect();
    });
    await world.drain(container);
    expect(failed).toBe(failures);
    const sent = singles(world).map(({ eventID }) => eventID);
    expect(sent.filter((id) => String(id).startsWith('alice'))).toEqual(['alice-1']);
    const counted = reports(world).reduce((sum, alert) => sum + Number(alert.record.count), 0);
    expect(sent.length - 1 + counted).toBe(records.length);
  },
);

test('what a handler grouped that died before it asked for the report is reported when its message comes again', async () => {
  const world = stormWorld();
  deliver(world, 'storm', THRESHOLD + 1);
  let deaths = 0;
  const dying = world.container(async ({ name }, effect) => {
    if (name === 'sendMessage' && deaths++ === 0) throw new Error('the function died');
    return effect();
  });
  await world.drain(dying);
  expect(deaths).toBeGreaterThan(1);
  expect(reports(world).map(({ record: { count } }) => count)).toEqual([1]);
});

test('a report that was sent but cannot be marked so is told in the log, and not sent again', async () => {
  const world = stormWorld();
  deliver(world, 'storm', THRESHOLD + 3);
  let isReported = false;
  const failing = world.container(async ({ name }, effect) => {
    if (name === 'writeStorm' && isReported) throw new Error('ServiceUnavailable');
    if (name === 'publishAlert' && world.published.length === THRESHOLD) isReported = true;
    return effect();
  });
  await world.drain(failing);
  expect(reports(world)).toHaveLength(1);
  const warnings = world.lines.filter(({ level }) => level === 'warn');
  expect(warnings.map(({ message }) => message)).toEqual([
    'a storm was reported but could not be marked as reported',
  ]);
});
