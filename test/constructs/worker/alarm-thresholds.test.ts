import { CfnParameter, Duration } from 'aws-cdk-lib';
import { AlertTopic, RealtimeAlerts, SecurityHubSink, type WorkerAlarmThresholds } from '../../../lib/index';
import { newStack, oneRule, resourcesOf } from '../synthesize';

function worker(alarmThresholds: WorkerAlarmThresholds) {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new RealtimeAlerts(stack, 'Realtime', { alertTopic, rules: oneRule(), alarmThresholds });
  return stack;
}

test.each<[WorkerAlarmThresholds, string]>([
  [{ deadLetters: 0 }, 'alarmThresholds.deadLetters is 0, but must be a whole number from 1'],
  [{ errors: -1 }, 'alarmThresholds.errors is -1,'],
  [{ throttles: Number.NaN }, 'alarmThresholds.throttles is NaN,'],
  [{ oldestMessageAge: Duration.seconds(0) }, 'alarmThresholds.oldestMessageAge is 0 seconds,'],
  [{ oldestMessageAge: Duration.millis(61_500) }, 'alarmThresholds.oldestMessageAge is 61.5 seconds,'],
  [{ oldestMessageAge: Duration.days(15) }, 'alarmThresholds.oldestMessageAge is 1296000 seconds,'],
])('%j is refused', (thresholds, message) => {
  expect(() => worker(thresholds)).toThrow(message);
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  expect(() => new SecurityHubSink(stack, 'Hub', { alertTopic, alarmThresholds: thresholds })).toThrow(
    message,
  );
});

test('an age that only the deployment knows is taken in seconds', () => {
  const number = new CfnParameter(newStack(), 'Age', { type: 'Number' }).valueAsNumber;
  expect(() => worker({ oldestMessageAge: Duration.minutes(number) })).toThrow(
    'create it with Duration.seconds',
  );
  expect(
    resourcesOf(worker({ oldestMessageAge: Duration.minutes(1) }), 'AWS::CloudWatch::Alarm'),
  ).not.toEqual([]);
});
