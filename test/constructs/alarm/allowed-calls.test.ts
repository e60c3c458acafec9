import { Annotations, type Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CONTROLS } from '../../../lib/core/alarm/to-control-alarm';
import { parseMetricFilter } from '../../../lib/core/pattern/metric-filter/parse-metric-filter';
import { AlarmSet, AlertTopic, AllowList, MetricAlarms, RuleSet } from '../../../lib/index';
import { newStack, resourcesOf, synthError, warningsOf } from '../synthesize';

const PIPELINE = 'arn:aws:iam::111122223333:role/pipeline';

function synthesize(alarms: AlarmSet): Stack {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const logGroup = LogGroup.fromLogGroupName(stack, 'Trail', 'trail');
  new MetricAlarms(stack, 'Alarms', { logGroup, alertTopic, alarms });
  return stack;
}

/** The patterns of each alarm, by its name without the prefix. */
function patternsOf(alarms: AlarmSet): Readonly<Record<string, readonly string[]>> {
  const filters = resourcesOf(synthesize(alarms), 'AWS::Logs::MetricFilter').map(
    ({ Properties }) => Properties,
  );
  const nameOf = ({ MetricTransformations }: (typeof filters)[number]) =>
    MetricTransformations[0].MetricName.split('/')[1] as string;
  return Object.fromEntries(
    filters.map((filter) => [
      nameOf(filter),
      filters
        .filter((each) => nameOf(each) === nameOf(filter))
        .map(({ FilterPattern }) => FilterPattern as string),
    ]),
  );
}

/** Whether any of the patterns of an alarm counts a record. */
function matches(patterns: readonly string[] = [], record: object): boolean {
  expect(patterns).not.toEqual([]);
  return patterns.some((pattern) => {
    const parsed = parseMetricFilter(pattern);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    return parsed.matches(JSON.stringify(record));
  });
}

const calledBy = (role: string | undefined, eventName: string, more: object = {}) => ({
  eventSource: 'iam.amazonaws.com',
  eventName,
  userIdentity:
    role === undefined
      ? { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/eve' }
      : { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn: role } } },
  ...more,
});

const LIST = AllowList.roles(PIPELINE);
const SETS = [
  ['quiet', AlarmSet.quiet(), 'CloudWatch.4-iam-policy-changed-quiet'],
  ['Security Hub', AlarmSet.securityHub(), 'CloudWatch.4-iam-policy-changed'],
] as const;

describe.each(SETS)('calls that a list allows, in the %s set', (_name, set, name) => {
  const named = set.allow(LIST, 'CloudWatch.4');
  const [before, after] = [patternsOf(set), patternsOf(named)];

  test('do not count in the named alarm, and everybody else does', () => {
    expect(matches(before[name], calledBy(PIPELINE, 'PutRolePolicy'))).toBe(true);
    expect(matches(after[name], calledBy(PIPELINE, 'PutRolePolicy'))).toBe(false);
    expect(matches(after[name], calledBy(`${PIPELINE}-2`, 'PutRolePolicy'))).toBe(true);
    expect(matches(after[name], calledBy(undefined, 'PutRolePolicy'))).toBe(true);
    expect(matches(after[name], calledBy(undefined, 'ListRoles'))).toBe(false);
  });

  test('count in all other alarms as before', () => {
    expect({ ...after, [name]: before[name] }).toEqual(before);
  });
});

test('alarms of high and critical severity keep their patterns unless they are named', () => {
  const severe = RuleSet.builtIn()
    .rules.filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ ruleName }) => ruleName);
  const quiet = AlarmSet.quiet();
  const [before, after] = [patternsOf(quiet), patternsOf(quiet.allow(LIST))];
  const changed = CONTROLS.filter(
    ({ id, ruleName }) =>
      before[`${id}-${ruleName}-quiet`]?.join() !== after[`${id}-${ruleName}-quiet`]?.join(),
  ).map(({ ruleName }) => ruleName);
  expect(changed).toEqual(
    CONTROLS.map(({ ruleName }) => ruleName).filter((ruleName) => !severe.includes(ruleName)),
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThan(CONTROLS.length);
});

test('lists add up, through only, without and plus', () => {
  const other = 'arn:aws:iam::111122223333:role/other';
  const set = AlarmSet.quiet()
    .only('CloudWatch.4', 'CloudWatch.5')
    .plus(AlarmSet.quiet().only('CloudWatch.4').allow(LIST).allow(AllowList.roles(other)))
    .without('CloudWatch.5');
  const pattern = patternsOf(set)['CloudWatch.4-iam-policy-changed-quiet'];
  expect(
    [PIPELINE, other, undefined].map((role) => matches(pattern, calledBy(role, 'PutRolePolicy'))),
  ).toEqual([false, false, true]);
});

test('a changed alarm does not make its control pass', () => {
  const all = AlarmSet.securityHub();
  expect(all._controls()).toHaveLength(14);
  expect(all.allow(LIST, 'CloudWatch.4')._controls()).toEqual(
    all._controls().filter((id) => id !== 'CloudWatch.4'),
  );
});

test('what a metric filter cannot leave out is refused with the alarm and the reason', () => {
  expect(() => AlarmSet.quiet().allow(AllowList.networks('203.0.113.0/24'), 'CloudWatch.4')).toThrow(
    /^allow: no metric filter leaves these calls out of 'CloudWatch\.4-iam-policy-changed-quiet': \S/,
  );
  const many = AllowList.anyOf(
    ...Array.from({ length: 200 }, (_, at) => AllowList.roles(`arn:aws:iam::111122223333:role/team-${at}`)),
  );
  expect(() => AlarmSet.quiet().allow(many, 'CloudWatch.2')).toThrow(
    /CloudWatch\.2-call-denied-quiet': it takes/,
  );
});

test('a list with an end allows calls before it only', () => {
  const ending = AllowList.entry({ allow: LIST, until: '2999-01-01', reason: 'migration' });
  const pattern = patternsOf(AlarmSet.quiet().allow(ending, 'CloudWatch.4'))[
    'CloudWatch.4-iam-policy-changed-quiet'
  ];
  const at = (eventTime: string) => matches(pattern, calledBy(PIPELINE, 'PutRolePolicy', { eventTime }));
  expect([at('2998-12-31T23:59:59Z'), at('2999-01-01T00:00:00Z')]).toEqual([false, true]);
});

test('a name that no alarm has is refused with the nearest', () => {
  expect(() => AlarmSet.quiet().allow(LIST, 'CloudWatch.44')).toThrow(
    "the alarm set has no alarm 'CloudWatch.44'; did you mean 'CloudWatch.4'?",
  );
});

test('a list of everybody fails the synthesis unless it is acknowledged, and is told then', () => {
  const alarms = AlarmSet.quiet().allow(AllowList.principals('arn:aws:iam::*'), 'CloudWatch.4');
  expect(synthError(synthesize(alarms))).toContain('applies to everyone');
  const meant = synthesize(alarms);
  Annotations.of(meant).acknowledgeWarning('cdk-trailwatch:allowsEverybody', 'a test');
  expect(warningsOf(meant).join('\n')).toContain('applies to everyone');
});
