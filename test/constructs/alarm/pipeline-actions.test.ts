import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { AlertTopic, IntegrityMonitor, LogArchive } from '../../../lib/index';
import { newStack, REGION, TRAIL } from '../synthesize';

function monitorWith(alarmActionArns: readonly string[]) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const alarmActions = alarmActionArns.map(
    (alarmActionArn): IAlarmAction => ({ bind: () => ({ alarmActionArn }) }),
  );
  new IntegrityMonitor(stack, 'It', { archive, alertTopic, alarmActions });
  return stack;
}

const topicIn = (region: string, name = 'pager') => `arn:aws:sns:${region}:111122223333:${name}`;

test('an alarm takes five actions, that of the alert topic among them', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  expect(() => monitorWith(names.map((name) => topicIn(REGION, name)))).toThrow(
    'alarmActions has 5 actions, but an alarm allows 5, including the one for the alert topic; name fewer',
  );
  monitorWith(names.slice(1).map((name) => topicIn(REGION, name)));
});

test('an action of another Region is refused', () => {
  expect(() => monitorWith([topicIn('us-east-2')])).toThrow(
    `alarmActions has '${topicIn('us-east-2')}', but the alarm is in '${REGION}'; name an action in that Region`,
  );
  Template.fromStack(monitorWith(['arn:aws:ssm-incidents::111122223333:response-plan/audit']));
});
