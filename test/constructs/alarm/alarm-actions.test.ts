import type { Stack } from 'aws-cdk-lib';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmSet, AlertTopic, MetricAlarms, type MetricAlarmsProps } from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, resourcesOf } from '../synthesize';

const PAGER = `arn:aws:sns:${REGION}:${ACCOUNT}:pager`;

function synthesize(props: Partial<MetricAlarmsProps> = {}) {
  const stack = newStack();
  const topic = Topic.fromTopicArn(stack, 'Company', `arn:aws:sns:${REGION}:${ACCOUNT}:company`);
  const alarms = new MetricAlarms(stack, 'Alarms', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'company-trail'),
    alertTopic: AlertTopic.fromTopic(stack, 'Alerts', topic),
    ...props,
  });
  const pager = new SnsAction(Topic.fromTopicArn(stack, 'Pager', PAGER));
  return { stack, alarms, pager };
}

/** The ends of the names of the alarms that have the pager among their actions. */
function pagedIn(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => Properties.AlarmActions.includes(PAGER))
    .map(({ Properties }) => Properties.AlarmName.split('/').pop());
}

test.each([
  ['the id of its control', 'CloudWatch.1'],
  ['the name of its rule', 'root-user-acted'],
  ['the end of its own name', 'CloudWatch.1-root-user-acted'],
])('an alarm is found by %s, and it alone gets the action', (_by, name) => {
  const { stack, alarms, pager } = synthesize({ alarms: AlarmSet.securityHub() });
  alarms.alarmOf(name).addAlarmAction(pager);
  expect(pagedIn(stack)).toEqual(['CloudWatch.1-root-user-acted']);
  expect(alarms.alarmOf(name)).toBe(alarms.alarms[0]);
});

test('fails on a name that no alarm has, and lists those there are', () => {
  const { alarms } = synthesize({ alarms: AlarmSet.securityHub().only('CloudWatch.1', 'CloudWatch.2') });
  expect(() => alarms.alarmOf('CloudWatch.15')).toThrow(
    /^no alarm is named 'CloudWatch.15'; the alarms are CloudWatch.1-root-user-acted, CloudWatch.2-/,
  );
});

test('fails on a rule that two alarms are of, each of which has a name of its own', () => {
  const set = AlarmSet.securityHub().only('CloudWatch.5').plus(AlarmSet.quiet().only('CloudWatch.5'));
  const { alarms } = synthesize({ alarms: set });
  expect(() => alarms.alarmOf('trail-changed')).toThrow(
    /^several alarms are for 'trail-changed'; name one of CloudWatch.5-trail-changed, CloudWatch.5-trail-changed-quiet/,
  );
  expect(alarms.alarmOf('CloudWatch.5-trail-changed-quiet')).toBe(alarms.alarms[1]);
});

test('an action of all alarms stands beside their topic, on unusual rates too, and not on severities', () => {
  const { stack, alarms, pager } = synthesize({ anomalyDetection: true });
  const severityTopic = AlertTopic.fromTopic(stack, 'Severity', Topic.fromTopicArn(stack, 'S', `${PAGER}-s`));
  const other = new MetricAlarms(stack, 'Other', {
    ...{ logGroup: alarms.logGroup, alertTopic: alarms.alertTopic, severityTopic },
    alarms: AlarmSet.ofRules(oneRule()),
  });
  alarms.addAlarmAction(pager);
  other.addAlarmAction(pager);
  expect(pagedIn(stack)).toHaveLength(2 * alarms.alarms.length + 1);
  for (const { Properties } of resourcesOf(stack, 'AWS::CloudWatch::Alarm')) {
    expect(Properties.AlarmActions).toEqual([alarms.alertTopic.topic.topicArn, PAGER]);
  }
  for (const { Properties } of resourcesOf(stack, 'AWS::CloudWatch::CompositeAlarm')) {
    expect(Properties.AlarmActions).not.toContain(PAGER);
  }
});

test('a function is permitted to each alarm that invokes it', () => {
  const { stack, alarms } = synthesize();
  const target = LambdaFunction.fromFunctionAttributes(stack, 'Function', {
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:answer`,
    sameEnvironment: true,
  });
  alarms.addAlarmAction(new LambdaAction(target, { useUniquePermissionId: true }));
  const permitted = resourcesOf(stack, 'AWS::Lambda::Permission').map(
    ({ Properties }) => Properties.SourceArn['Fn::GetAtt'][0],
  );
  expect(new Set(permitted).size).toBe(alarms.alarms.length);
});

test('without actions, nothing is added', () => {
  const { stack, alarms } = synthesize();
  alarms.addAlarmAction();
  expect(pagedIn(stack)).toEqual([]);
});
