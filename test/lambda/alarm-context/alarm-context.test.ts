import type { AlarmRule } from '../../../lib/core/alarm/alarm-definition';
import { alertId } from '../../../lib/core/alert/alert-id';
import type { Narrowing } from '../../../lib/core/rule/narrowed-condition';
import { record } from '../log-processor/log-files';
import { raiseRecord } from '../log-processor/raise-record';
import { ALARM, ALARM_NAME, firedEvent, PATTERN, SETTINGS, World } from './world';

/** The id of the built-in rule `trail-changed`. */
const TRAIL_CHANGED = '3dd60a1a-8dff-4e71-8116-88d1f98ed197';

const NOT_MALLORY: Narrowing = {
  name: 'allow list principals mallory',
  condition: {
    kind: 'not',
    of: { kind: 'equals', field: 'userIdentity.userName', values: ['mallory'], cased: false },
  },
};

const singly = (world: World) => world.published.filter(({ eventSource }) => eventSource !== 'trailwatch');
const own = (world: World) => world.published.filter(({ eventSource }) => eventSource === 'trailwatch');

test('an alarm that fires becomes an alert that says who, what and where, by which route and in which log group', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain();
  expect(world.published).toHaveLength(1);
  expect(world.published[0]).toMatchObject({
    version: 2,
    id: alertId(TRAIL_CHANGED, { recipientAccountId: '111122223333', eventID: 'e1' }),
    ruleId: TRAIL_CHANGED,
    title: 'CloudTrail configuration changed',
    severity: 'low',
    actor: { name: 'mallory' },
    eventName: 'StopLogging',
    route: 'metric-alarm',
    source: { logGroup: 'trail', logStream: '111122223333_CloudTrail_eu-west-1' },
  });
});

test('it asks with the very pattern of the filter, from a quarter of an hour before the counted period on', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.step(world.container());
  expect(world.queries).toEqual([
    {
      logGroupName: 'trail',
      filterPattern: PATTERN,
      fromMs: Date.parse('2026-11-20T02:45:00Z'),
      toMs: Date.parse('2026-11-20T03:05:12.345Z'),
    },
  ]);
});

test('an alarm whose reason tells no period, as after SetAlarmState, is looked at over the periods that it has', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent({}, { reasonData: undefined }));
  await world.step(world.container());
  expect(world.queries[0]?.fromMs).toBe(Date.parse('2026-11-20T02:45:12.345Z'));
  expect(singly(world)).toHaveLength(1);
});

test('every page is read, empty ones too, and each record is told once', async () => {
  const world = new World();
  for (let index = 0; index < 7; index++) world.log('2026-11-20T03:02:00Z', record(`e${index}`));
  world.log('2026-11-20T03:03:00Z', record('e0'));
  world.send(firedEvent());
  world.send(firedEvent());
  await world.drain();
  expect(
    singly(world)
      .map(({ eventID }) => eventID)
      .sort(),
  ).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6']);
});

test('as long as records come it looks again, so that what follows while the alarm goes on firing is told as well', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.log('2026-11-20T03:09:30Z', record('e2'));
  world.log('2026-11-20T03:21:00Z', record('e3'));
  world.send(firedEvent());
  await world.drain();
  expect(singly(world).map(({ eventID }) => eventID)).toEqual(['e1', 'e2', 'e3']);
  expect(world.queries.length).toBeLessThan(12);
  expect(world.nowMs).toBeLessThan(Date.parse('2026-11-20T04:00:00Z'));
});

test('looks that several messages ask for are one: an alarm that flaps begins no second chain', async () => {
  const once = new World();
  const often = new World();
  for (const world of [once, often]) world.log('2026-11-20T03:02:00Z', record('e1'));
  once.send(firedEvent());
  for (let index = 0; index < 5; index++) often.send(firedEvent());
  await once.drain();
  await often.drain();
  expect(often.queries.length - 5).toBe(once.queries.length - 1);
});

test('a record that is searchable only later is waited for', async () => {
  const world = new World();
  world.log('2026-11-20T03:04:50Z', record('e1'), 10 * 60_000);
  world.send(firedEvent());
  await world.drain();
  expect(singly(world).map(({ eventID }) => eventID)).toEqual(['e1']);
  expect(own(world)).toEqual([]);
});

test('an alarm behind which nothing can be found is told of all the same, and no message is given up', async () => {
  const world = new World();
  world.send(firedEvent());
  await world.drain();
  expect(world.published.map(({ eventName, ruleId, severity }) => [eventName, ruleId, severity])).toEqual([
    ['AlarmWithoutRecords', TRAIL_CHANGED, 'low'],
  ]);
  expect(world.published[0]?.summary).toBe(
    `alarm '${ALARM_NAME}' fired, but no record was found between 2026-11-20T02:45:00Z and 2026-11-20T03:05:12.345Z; ` +
      'search the log group yourself',
  );
  expect(world.dead).toEqual([]);
});

test('over the bound records are counted, and one alert says how many', async () => {
  const world = new World({ ...SETTINGS, maxRecords: 3 });
  for (let index = 0; index < 5; index++) world.log('2026-11-20T03:02:00Z', record(`e${index}`));
  world.send(firedEvent());
  await world.step(world.container());
  expect(singly(world)).toHaveLength(3);
  expect(own(world).map(({ summary }) => summary)).toEqual([
    expect.stringContaining(`alarm '${ALARM_NAME}' counted 2 more records between`),
  ]);
  await world.drain();
  expect(singly(world)).toHaveLength(5);
});

test('a storm is sent singly up to its threshold, and one report counts the rest', async () => {
  const world = new World({ ...SETTINGS, stormThreshold: 2 });
  for (let index = 0; index < 6; index++) world.log('2026-11-20T03:02:00Z', record(`e${index}`));
  world.send(firedEvent());
  await world.drain();
  expect(singly(world)).toHaveLength(2);
  const [report] = own(world);
  expect(report).toMatchObject({ eventName: 'AlertStorm', route: 'metric-alarm', record: { count: 4 } });
});

test('a log event that is no record is counted and told of', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', '{"eventName":"StopLogging"}');
  world.send(firedEvent());
  await world.drain();
  expect(own(world).map(({ summary }) => summary)).toEqual([
    expect.stringContaining('counted 1 log event that is not a CloudTrail record between'),
  ]);
});

test('an alarm that does not fire is left alone', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent({}, { value: 'OK' }));
  await world.drain();
  expect([world.published, world.queries, world.dead]).toEqual([[], [], []]);
});

test.each([
  ['an alarm that nobody knows', firedEvent({ alarmName: 'Alarms/other' })],
  ['a change of state without a name', firedEvent({ alarmName: undefined })],
  ['something else', '{"hello":"world"}'],
  ['no JSON', 'hello'],
])('fails on %s, and keeps it among the dead letters', async (_, body) => {
  const world = new World();
  world.send(body);
  await world.drain();
  expect(world.dead.map((message) => message.body)).toEqual([body]);
});

test('a record that the log processor told of for the same rule is not told again', async () => {
  const world = new World();
  const container = world.container();
  await raiseRecord(container, 'e1', ALARM.rule);
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain(container);
  expect(world.published.map(({ route }) => route)).toEqual(['log-file']);
});

test('a record that an allow list of the rule leaves out raises no alert, and none that says nothing was found', async () => {
  const world = new World(SETTINGS, [{ ...ALARM, narrowings: [NOT_MALLORY] }]);
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain();
  expect(world.published).toEqual([]);
  expect(world.dead).toEqual([]);
});

test('an allow list of the rule leaves out its records, and no others', async () => {
  const world = new World(SETTINGS, [{ ...ALARM, narrowings: [NOT_MALLORY] }]);
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.log('2026-11-20T03:02:00Z', record('e2', { userIdentity: { type: 'IAMUser', userName: 'eve' } }));
  world.send(firedEvent());
  await world.drain();
  expect(world.published.map(({ actor }) => actor.name)).toEqual(['eve']);
});

test('a record whose call failed raises no alert below the least severity, and none that says nothing was found', async () => {
  const rule: AlarmRule = { ...ALARM.rule, failureSeverity: 'low' };
  for (const minimumSeverity of ['low', 'medium'] as const) {
    const world = new World(SETTINGS, [{ ...ALARM, rule: { ...rule, minimumSeverity } }]);
    world.log('2026-11-20T03:02:00Z', record('e1', { errorCode: 'AccessDenied' }));
    world.send(firedEvent());
    await world.drain();
    expect(world.dead).toEqual([]);
    expect(world.published.map(({ severity }) => severity)).toEqual(minimumSeverity === 'low' ? ['low'] : []);
  }
});

test('what it finds for a rule on trial is counted and not sent; that an alarm without records fired is told', async () => {
  const onTrial = { ...ALARM, rule: { ...ALARM.rule, trialUntil: '2026-12-15' } };
  const world = new World(SETTINGS, [onTrial]);
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain();
  expect(world.published).toEqual([]);
  const empty = new World(SETTINGS, [onTrial]);
  empty.send(firedEvent());
  await empty.drain();
  expect(empty.published.map(({ eventName }) => eventName)).toEqual(['AlarmWithoutRecords']);
});

test('counts searches, records, alerts and what was not reported', async () => {
  const world = new World({ ...SETTINGS, maxRecords: 2 });
  for (const id of ['e1', 'e2', 'e3']) world.log('2026-11-20T03:02:00Z', record(id));
  world.log('2026-11-20T03:02:00Z', 'no record');
  world.send(firedEvent());
  await world.step(world.container());
  expect(world.totals()).toEqual({ Searches: 1, Records: 3, Unreported: 1, Foreign: 1, Alerts: 4 });
});

test('what is searched again is counted again, and its alerts as repeated', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain();
  const { Searches = 0, Records = 0, Alerts, AlertsRepeated } = world.totals();
  expect(Searches).toBe(Records + 1);
  expect([Alerts, AlertsRepeated]).toEqual([1, Records - 1]);
});

test('counts what an allow list left out', async () => {
  const world = new World(SETTINGS, [{ ...ALARM, narrowings: [NOT_MALLORY] }]);
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.step(world.container());
  expect(world.totals()).toEqual({ Searches: 1, Records: 1, Allowed: 1 });
});

test('counts each try that finds nothing as a failure, and at the last one an empty alarm', async () => {
  const world = new World();
  world.send(firedEvent());
  await world.drain();
  expect(world.totals()).toEqual({
    ...{ Searches: SETTINGS.maxReceiveCount + 1, EmptyAlarms: 1, Alerts: 1 },
    MessagesFailed: SETTINGS.maxReceiveCount - 1,
  });
});
