import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, LogArchive, LogTable, LogTableCompaction, MetricAlarms } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

const stack = newStack();
const alertTopic = new AlertTopic(stack, 'Alerts');
const elsewhere = Topic.fromTopicArn(stack, 'Elsewhere', 'arn:aws:sns:us-east-1:111122223333:alerts');
const logGroup = LogGroup.fromLogGroupName(stack, 'Logs', 'trail');

test('an alarm action of another Region, or a sixth one, is one sentence', () => {
  const alarms = new MetricAlarms(stack, 'Alarms', { logGroup, alertTopic });
  expect(() => alarms.addAlarmAction(new SnsAction(elsewhere))).toThrow(
    "alarmActions has 'arn:aws:sns:us-east-1:111122223333:alerts', but the alarm is in 'eu-central-1'; name an action in that Region",
  );
  const others = new MetricAlarms(stack, 'Others', { logGroup, alertTopic });
  for (const id of ['A', 'B', 'C', 'D']) others.addAlarmAction(new SnsAction(new Topic(stack, id)));
  expect(() => others.addAlarmAction(new SnsAction(new Topic(stack, 'E')))).toThrow(
    'alarmActions has 5 actions, but an alarm allows 5, including the one for the alert topic; name fewer',
  );
});

test('topics of alarms are in the Region of the alarms', () => {
  const topic = AlertTopic.fromTopic(stack, 'Topic', elsewhere);
  expect(() => new MetricAlarms(stack, 'Severe', { logGroup, alertTopic, severityTopic: topic })).toThrow(
    "the severityTopic of 'Stack/Severe' is in 'us-east-1'",
  );
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' });
  expect(() => new LogTableCompaction(stack, 'Compaction', { table, alertTopic: topic })).toThrow(
    "the alertTopic of 'Stack/Compaction' is in 'us-east-1'",
  );
});
