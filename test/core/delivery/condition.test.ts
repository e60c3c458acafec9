import { toDeliveryAlert } from '../../../lib/core/alert/operational/delivery-alert';
import { DELIVERY_CONDITIONS, DELIVERY_RULES } from '../../../lib/core/alert/operational/delivery-rule';
import {
  type Condition,
  isLasting,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../../lib/core/delivery/condition';

const HOUR_MS = 3_600_000;
const T = Date.parse('2026-11-20T12:00:00Z');
const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

function condition(region: string, more: Partial<Condition> = {}): Condition {
  const text = 'log files are not delivered (AccessDenied)';
  return { kind: 'log-file-error', subject: TRAIL, accountId: '111122223333', region, text, ...more };
}

function update(open: Parameters<typeof updateConditions>[0], found: readonly Condition[], nowMs: number) {
  return updateConditions(open, found, {
    nowMs,
    isUnknown: ({ region }) => region === 'unknown-1',
    isRight: ({ region }) => region !== 'gone-1',
  });
}

test('a condition that lasts keeps its time and its text, and one that returns has another time', () => {
  const first = update([], [condition('eu-west-1')], T);
  const second = update(first, [condition('eu-west-1', { text: 'other words' })], T + HOUR_MS);
  expect(second).toEqual(first);
  const ended = update(second, [], T + 2 * HOUR_MS);
  expect(ended).toEqual([{ ...first[0], endedMs: T + 2 * HOUR_MS }]);
  expect(problemsOf(ended, T + 2 * HOUR_MS)).toMatchObject([{ endedMs: T + 2 * HOUR_MS }]);
  expect(update(ended, [], T + 3 * HOUR_MS)).toEqual([]);
  expect(update(ended, [condition('eu-west-1')], T + 3 * HOUR_MS)).toMatchObject([
    { sinceMs: T + 3 * HOUR_MS },
  ]);
  expect(update([], [condition('eu-west-1')], T + 3 * HOUR_MS)).toMatchObject([{ sinceMs: T + 3 * HOUR_MS }]);
});

test('what was known of a place that could not be looked at stays', () => {
  const open = update([], [condition('unknown-1'), condition('eu-west-1')], T);
  expect(update(open, [], T + HOUR_MS)).toEqual([open[0], { ...open[1], endedMs: T + HOUR_MS }]);
  expect(update(open, [condition('unknown-1')], T + HOUR_MS).filter(isLasting)).toEqual([open[0]]);
});

test('what was told and was not seen to be right stays, and what was not told yet is forgotten', () => {
  const slow = condition('gone-1', { kind: 'region-unlogged' });
  const open = update([], [condition('gone-1'), slow], T);
  expect(update(open, [], T + HOUR_MS)).toEqual([open[0]]);
});

test('of values of a setting that changes again and again, the newest are kept', () => {
  let open = update([], [], T);
  for (let hour = 0; hour < 50; hour++)
    open = update(open, [condition('gone-1', { part: String(hour) })], T + hour * HOUR_MS);
  const kept = open.map(({ part }) => Number(part)).sort((one, other) => one - other);
  expect(kept).toEqual(Array.from({ length: 21 }, (_, index) => 29 + index));
});

test('Regions that fail in one check are one problem, and one that fails later is another', () => {
  const first = update([], [condition('us-east-1'), condition('eu-west-1')], T);
  const open = update(
    first,
    [condition('us-east-1'), condition('eu-west-1'), condition('sa-east-1')],
    T + HOUR_MS,
  );
  const alerts = problemsOf(open, T + HOUR_MS).map(toDeliveryAlert);
  expect(alerts.map(({ summary }) => summary)).toEqual([
    `trail ${TRAIL}: log files are not delivered (AccessDenied) in eu-west-1, us-east-1; found at 2026-11-20T12:00:00Z`,
    `trail ${TRAIL}: log files are not delivered (AccessDenied) in sa-east-1; found at 2026-11-20T13:00:00Z`,
  ]);
  expect(alerts.map(({ awsRegion }) => awsRegion)).toEqual(['', 'sa-east-1']);
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(2);
});

test('a problem has ended once all of its Regions have recovered', () => {
  const open = update([], [condition('us-east-1'), condition('eu-west-1')], T);
  const partly = update(open, [condition('us-east-1')], T + HOUR_MS);
  expect(problemsOf(partly, T + HOUR_MS)[0]).not.toHaveProperty('endedMs');
  const wholly = problemsOf(update(partly, [], T + 2 * HOUR_MS), T + 2 * HOUR_MS);
  expect(wholly).toMatchObject([{ endedMs: T + 2 * HOUR_MS }]);
});

test('an alert is the same when some of its Regions have recovered', () => {
  const open = update([], [condition('us-east-1'), condition('eu-west-1')], T);
  const [whole] = problemsOf(open, T).map(toDeliveryAlert);
  const [rest] = problemsOf(open.slice(1), T).map(toDeliveryAlert);
  expect(rest?.id).toBe(whole?.id);
});

test.each([
  ['region-unlogged', 24],
  ['status-refused', 1],
  ['not-logging', 0],
] as const)('%s is told after %d hours', (kind, hours) => {
  const open = update([], [condition('eu-west-1', { kind })], T);
  if (hours > 0) expect(problemsOf(open, T + hours * HOUR_MS - 1)).toEqual([]);
  expect(problemsOf(open, T + hours * HOUR_MS)).toHaveLength(1);
});

test('a state is read as it was written, without what no check writes', () => {
  const open = update([], [condition('eu-west-1')], T);
  const text = JSON.parse(
    JSON.stringify([...open, { ...open[0], kind: 'toString' }, { ...open[0], sinceMs: '1' }, 7]),
  );
  expect(readConditions(text, DELIVERY_CONDITIONS)).toEqual(open);
  expect(readConditions({ length: 1 }, DELIVERY_CONDITIONS)).toEqual([]);
});

test('every condition has a rule of its own, with first steps', () => {
  const rules = DELIVERY_CONDITIONS.map((kind) => DELIVERY_RULES[kind]);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(DELIVERY_CONDITIONS.length);
  for (const { firstSteps } of rules) expect(firstSteps.length).toBeGreaterThan(0);
});

test('the alert of a silent account has no resource, and names the account', () => {
  const silent = condition('', {
    kind: 'account-silent',
    subject: '444455556666',
    accountId: '444455556666',
    text: 'no log file since T',
  });
  const [alert] = problemsOf(update([], [silent], T), T).map(toDeliveryAlert);
  expect(alert).toMatchObject({
    ruleId: 'trailwatch-account-silent',
    summary: 'account 444455556666: no log file since T; found at 2026-11-20T12:00:00Z',
    recipientAccountId: '444455556666',
    resources: [],
    awsRegion: '',
  });
});
