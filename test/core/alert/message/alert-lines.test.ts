import { alertLines } from '../../../../lib/core/alert/message/alert-lines';
import { toTestAlert } from '../../../../lib/core/alert/operational/test-alerts';
import { sampleAlert } from '../sample-alert';

const lineOf = (name: string, members: Record<string, unknown>) =>
  alertLines({ ...sampleAlert(), ...members }).find(([each]) => each === name)?.[1];

test.each([
  ['From', { sourceIPAddress: 'ec2.amazonaws.com', userAgent: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
  ['From', { sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli' }, '198.51.100.7, aws-cli'],
  ['Rule', { ruleName: 'trailwatch-ending', ruleId: 'trailwatch-ending' }, 'trailwatch-ending'],
  ['Rule', { ruleName: 'trail-stopped', ruleId: '0b0f2a76' }, 'trail-stopped, 0b0f2a76'],
  ['Rule', { ruleName: undefined, ruleId: '0b0f2a76' }, '0b0f2a76'],
])('the line %s of %j says each thing once', (name, members, expected) => {
  expect(lineOf(name, members)).toBe(expected);
});

test.each([
  [10, []],
  [11, ['and 1 more']],
  [19, ['and 9 more']],
  // An alert that has so many may have left out some itself.
  [20, ['and at least 10 more']],
])('of %s resources ten are named, and it is told how many are left out', (count, more) => {
  const resources = Array.from({ length: count }, (_, at) => `r${at}`);
  const lines = alertLines({ ...sampleAlert(), resources });
  const told = lines.filter(([name]) => name === 'Resource').map(([, value]) => value);
  expect(told).toEqual([...resources.slice(0, 10), ...more]);
});

test('a fact with more values than it tells says so', () => {
  const details = { ranges: ['10.0.0.1/32', '10.0.0.2/32'], ports: ['tcp 22'], more: ['ranges'] };
  const lines = alertLines({ ...sampleAlert(), details });
  expect(lines.filter(([name]) => name === 'Detail').map(([, value]) => value)).toEqual([
    'Ranges: 10.0.0.1/32, 10.0.0.2/32, and more',
    'Ports: tcp 22',
  ]);
});

test.each([
  ['sharedWith', 'Shared with'],
  ['accessKeyId', 'Access key ID'],
  ['a.name of mine', 'a.name of mine'],
])('the fact %s is named in words: %s', (fact, words) => {
  expect(lineOf('Detail', { details: { [fact]: ['x'] } })).toBe(`${words}: x`);
});

test('values that contain a comma are not separated by one', () => {
  const details = { steps: ["tried to stop trail 'a', and was denied", "stopped trail 'b'"] };
  expect(lineOf('Detail', { details })).toBe(
    "Steps: tried to stop trail 'a', and was denied | stopped trail 'b'",
  );
});

test('a message of trailwatch itself has no line on who, what, which record and where it is', () => {
  const alert = toTestAlert({ topic: 'alerts', at: '2026-11-20T03:00:00Z', severity: 'high', awsRegion: '' });
  expect(alertLines(alert).map(([name]) => name)).toEqual(['Severity', 'When', 'Rule', 'Alert']);
});

test.each([
  [['ASIAIOSFODNN7EXAMPLE'], /, access key ASIAIOSFODNN7EXAMPLE, /],
  [['ASIAIOSFODNN7EXAMPLE', 'ASIAI44QH8DHBEXAMPLE'], /^(?!.*access key)/],
])('of several records it names the access key that all have: %j', (sessionKeys, who) => {
  expect(lineOf('Who', { record: { knownWhenRaised: {} }, details: { sessionKeys } })).toMatch(who);
});

test('an actor may have that name', () => {
  expect(lineOf('Who', { actor: { name: 'trailwatch', type: 'IAMUser' } })).toMatch(/^trailwatch, IAMUser, /);
});

test('a record of which no copy is kept is from EventBridge', () => {
  expect(lineOf('Found in', { route: 'event-bus', source: {} })).toBe('EventBridge');
});

test('what an alert does not have takes no line', () => {
  expect(lineOf('What', { eventSource: 'trailwatch', eventName: 'CorrelatedRecords' })).toBeUndefined();
  expect(lineOf('Location', {})).toBeUndefined();
  expect(lineOf('From', { sourceIPAddress: '', userAgent: undefined })).toBeUndefined();
});

test.each([400, 300])('names the access key within %s characters, whatever path a user has', (length) => {
  const actor = {
    type: 'IAMUser',
    name: 'svc',
    arn: `arn:aws:iam::111122223333:user/${'p'.repeat(500)}/svc`,
  };
  const [, who = ''] = alertLines({ ...sampleAlert(), actor }).find(([name]) => name === 'Who') ?? [];
  expect(who.slice(0, length)).toContain('access key ASIAIOSFODNN7EXAMPLE');
});
