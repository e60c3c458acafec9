import { QUERY_WORK } from '../../../lib/core/settings/scheduled-query-settings';
import { AT, LOGS_QUERY, QUERY, World } from './world';

/** A world whose query has some rows, after all its messages. */
async function ran(rows: number, set: (world: World) => void = () => {}, query = QUERY): Promise<World> {
  const world = new World(query);
  const all = Array.from({ length: rows }, (_, index) => [`Call${index}`, index === 0 ? undefined : 'x, y']);
  world.result = { columns: ['event_name', 'actor'], rows: all, isComplete: true };
  set(world);
  world.schedule();
  await world.drain();
  return world;
}

test('the rows of a query become one alert, with the file of the whole result', async () => {
  const world = await ran(2);
  expect(world.published).toHaveLength(1);
  expect(world.published[0]).toMatchObject({
    ...{ ruleId: 'trailwatch-query-subscriptions', ruleName: 'subscriptions', severity: 'low' },
    title: 'Scheduled query: Who subscribed to services',
    summary: "query 'subscriptions' has 2 rows; all of the result is in s3://results/a.csv",
    eventTime: AT,
    details: { rows: ['event_name: Call0', 'event_name: Call1, actor: x, y'] },
    record: {
      ...{ query: 'subscriptions', executionId: 'query-1', isComplete: true, scannedBytes: 10_000_000 },
      rows: [
        { event_name: 'Call0', actor: null },
        { event_name: 'Call1', actor: 'x, y' },
      ],
    },
  });
  expect([world.total('Queries'), world.total('Rows'), world.dead]).toEqual([1, 2, []]);
});

test('rows over the maximum are not in the alert, which says so', async () => {
  const { published } = await ran(4);
  expect(published[0]?.summary).toContain('has more than 3 rows');
  expect(published[0]?.details).toMatchObject({ more: ['rows'] });
  expect(published[0]?.record).toMatchObject({ isComplete: false, rows: { length: 3 } });
});

test('a result without rows raises nothing, unless it is to be reported', async () => {
  expect((await ran(0)).published).toEqual([]);
  const { published } = await ran(0, undefined, { ...QUERY, reportsEmpty: true });
  expect(published.map(({ summary, details }) => [summary, details])).toEqual([
    ["query 'subscriptions' has no rows; all of the result is in s3://results/a.csv", {}],
  ]);
});

test('a message that comes twice starts the query once and raises one alert; another time starts another', async () => {
  const world = await ran(1, (each) => each.schedule());
  expect([world.executions.size, world.published.length]).toEqual([1, 1]);
  world.nowMs = Date.parse('2026-11-21T04:30:10Z');
  world.schedule('2026-11-21T04:30:00Z');
  await world.drain();
  expect([world.executions.size, world.published.length]).toEqual([2, 2]);
});

test.each([
  ['Athena', QUERY],
  ['Logs Insights', LOGS_QUERY],
])(
  'the same query of %s at the same time, of another Region, account or stack, is another alert',
  async (_, query) => {
    const sqs = (host: string, path: string) => `https://sqs.${host}.amazonaws.com/${path}`;
    const queues = [
      ['eu-west-1', '111122223333/Query-1'],
      ['us-east-1', '111122223333/Query-1'],
      ['eu-west-1', '444455556666/Query-1'],
      ['eu-west-1', '111122223333/Query-2'],
    ].map(([region = '', path = '']) => sqs(region, path));
    const alerts = await Promise.all(
      queues.map(async (queueUrl) => {
        const set = (world: World) => Object.assign(world, { settings: { ...world.settings, queueUrl } });
        return (await ran(1, set, query)).published;
      }),
    );
    expect(alerts.map(({ length }) => length)).toEqual(queues.map(() => 1));
    expect(new Set(alerts.flat().map(({ id }) => id)).size).toBe(queues.length);
  },
);

test.each([
  ['FAILED', 'Query exhausted: bytes scanned limit was exceeded', 'bytes scanned limit was exceeded'],
  ['CANCELLED', undefined, 'it is CANCELLED'],
])('a query that is %s raises an alert with the reason', async (state, reason, words) => {
  const world = await ran(1, (each) => {
    each.ended = { state, reason };
  });
  expect(world.published.map(({ ruleId, summary }) => [ruleId, summary])).toEqual([
    ['trailwatch-query-failed', expect.stringContaining(words)],
  ]);
  expect([world.total('QueriesFailed'), world.total('Queries')]).toEqual([1, 0]);
});

test('a query that takes too long is stopped, and looked at no more', async () => {
  const world = await ran(1, (each) => {
    each.takesSeconds = 100_000;
  });
  expect(world.stopped).toEqual(['query-1']);
  expect(world.published[0]?.summary).toContain('it was not complete after 30 minutes');
  expect(world.nowMs - Date.parse(AT)).toBeLessThan(32 * 60_000);
  expect(world.queue).toEqual([]);
});

test('a run that is two days late reads the days before its time, and has all its time', async () => {
  const world = await ran(1, (each) => {
    each.nowMs += 2 * 86_400_000;
    each.takesSeconds = 600;
  });
  expect([...world.executions.values()].map(({ statement }) => statement)).toEqual([
    `SELECT event_name FROM events WHERE "timestamp" >= '2026/11/19' AND "timestamp" < '2026/11/20'`,
  ]);
  expect(world.published.map(({ ruleId, eventTime }) => [ruleId, eventTime])).toEqual([
    ['trailwatch-query-subscriptions', AT],
  ]);
});

test.each(['startQuery', 'getQuery', 'getRows', 'publishAlert', 'sendMessage'])(
  'loses no run and sends no alert twice if %s fails once, before or after it took effect',
  async (name) => {
    for (const isAfter of [false, true]) {
      const world = new World();
      world.result = { columns: ['event_name'], rows: [['A']], isComplete: true };
      world.schedule();
      let failures = 0;
      const container = world.container(async (call, does) => {
        if (call.name !== name || failures > 0) return does();
        failures++;
        if (isAfter) await does();
        throw new Error('failed');
      });
      await world.drain(container);
      expect([name, failures, world.executions.size, world.dead]).toEqual([name, 1, 1, []]);
      expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
    }
  },
);

test.each([
  ['of a time to come', QUERY_WORK.encode({ job: 'start', at: '2026-11-21T04:30:00Z' })],
  ['about something else', '{"Records":[]}'],
  ['without a time', '{"trailwatch":"scheduled-query","version":1,"job":"start"}'],
])('fails on a message %s, which becomes a dead letter', async (_, body) => {
  const world = new World();
  world.send(body);
  await world.drain();
  expect([world.executions.size, world.published, world.dead.length]).toEqual([0, [], 1]);
});

test('fails on a query of another workgroup, whose rows are not reported', async () => {
  const world = new World();
  world.ended = { state: 'SUCCEEDED', workGroupName: 'primary' };
  world.result = { columns: ['a'], rows: [['b']], isComplete: true };
  world.takesSeconds = 0;
  world.schedule();
  await world.drain();
  expect([world.published, world.dead.length]).toEqual([[], 1]);
});

describe('a query in Logs Insights', () => {
  test('reads whole days of its log group before its time, and its rows become an alert', async () => {
    const world = await ran(2, undefined, LOGS_QUERY);
    expect([...world.executions.values()].map(({ statement, period }) => [statement, period])).toEqual([
      [
        LOGS_QUERY.statement,
        { fromMs: Date.parse('2026-11-18T00:00:00Z'), untilMs: Date.parse('2026-11-20T00:00:00Z') },
      ],
    ]);
    expect(world.published.map(({ ruleId, summary }) => [ruleId, summary])).toEqual([
      ['trailwatch-query-subscriptions', "query 'subscriptions' has 2 rows"],
    ]);
    expect([world.total('Queries'), world.total('Rows'), world.dead]).toEqual([1, 2, []]);
  });

  test('that is started twice is reported once', async () => {
    const world = await ran(1, (each) => each.schedule(), LOGS_QUERY);
    expect(world.executions.size).toBe(2);
    expect(world.published).toHaveLength(1);
  });

  test.each([
    [50_000_000, 100, [], /has 1 row$/],
    [50_000_001, 100, ['query-1'], /had scanned 50000001 bytes, and may scan 50000000$/],
    // what is complete is charged already, and is reported
    [50_000_001, 1, [], /has 1 row$/],
    [1, 100_000, ['query-1'], /was not complete after 30 minutes$/],
  ])('with %i bytes scanned and %i seconds stops %j', async (scannedBytes, takesSeconds, stopped, words) => {
    const world = await ran(1, (each) => Object.assign(each, { scannedBytes, takesSeconds }), LOGS_QUERY);
    expect([world.stopped, world.queue, world.dead]).toEqual([stopped, [], []]);
    expect(world.published.map(({ summary }) => summary)).toEqual([expect.stringMatching(words)]);
  });

  test('that is two days late has all its time', async () => {
    const late = (each: World) => Object.assign(each, { nowMs: each.nowMs + 2 * 86_400_000 });
    const { published } = await ran(1, late, LOGS_QUERY);
    expect(published.map(({ ruleId }) => ruleId)).toEqual(['trailwatch-query-subscriptions']);
  });

  test('that is malformed raises an alert with the reason, and is not tried again', async () => {
    const world = await ran(
      1,
      (each) => Object.assign(each, { refused: { refused: 'unexpected symbol', isOutside: false } }),
      LOGS_QUERY,
    );
    expect(world.published.map(({ ruleId, summary }) => [ruleId, summary])).toEqual([
      ['trailwatch-query-failed', "query 'subscriptions' has no result: unexpected symbol"],
    ]);
    expect([world.executions.size, world.dead, world.total('QueriesFailed')]).toEqual([0, [], 1]);
  });

  test.each([
    [50_000_001, 100, 'of too much'],
    [1, 100_000, 'too late'],
  ])('that ends just before it is stopped is reported (%i, %i, %s)', async (scannedBytes, takesSeconds) => {
    const set = { scannedBytes, takesSeconds, endsBeforeStop: true };
    const world = await ran(1, (each) => Object.assign(each, set), LOGS_QUERY);
    expect([world.stopped, world.dead, world.total('QueriesFailed')]).toEqual([['query-1'], [], 0]);
    expect(world.published.map(({ ruleId }) => ruleId)).toEqual(['trailwatch-query-subscriptions']);
  });

  test.each([
    ['has no rows', 0, false, []],
    ['has no rows, which are reported', 0, true, ['trailwatch-query-subscriptions']],
    [
      'is refused a day later, when the events may be past the retention',
      86_400_000,
      false,
      ['trailwatch-query-failed'],
    ],
  ])('of a day before its log group %s', async (_, lateMs, reportsEmpty, rules) => {
    const refused = { refused: 'before the log groups creation time', isOutside: true };
    const set = (each: World) => Object.assign(each, { nowMs: each.nowMs + lateMs, refused });
    const world = await ran(1, set, { ...LOGS_QUERY, reportsEmpty });
    expect([world.published.map(({ ruleId }) => ruleId), world.dead, world.queue]).toEqual([rules, [], []]);
    expect(world.total('QueriesFailed') + world.total('Queries')).toBe(1);
  });
});
