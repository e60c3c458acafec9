import type { Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  ChatTopic,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RealtimeAlerts,
} from '../../../lib';
import { INTEGRITY_METRICS } from '../../../lib/core/settings/integrity-metrics';
import { PROCESSOR_METRICS } from '../../../lib/core/settings/log-processor-metrics';
import { newStack, oneRule, TRAIL } from '../synthesize';

function createAll() {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alarms = new MetricAlarms(stack, 'Alarms', {
    alertTopic,
    logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
    alarms: AlarmSet.securityHub().only('trail-changed'),
  });
  return {
    stack,
    processor: new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() }),
    integrity: new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic }),
    realtime: new RealtimeAlerts(stack, 'Realtime', { alertTopic, rules: oneRule() }),
    context: new AlarmContext(stack, 'Context', { alarms }),
    chat: new ChatTopic(stack, 'Chat', { alertTopic }),
  };
}

/** The metric as an alarm would have it, with the logical id that its dimension refers to. */
function shown(stack: Stack, { namespace, metricName, dimensions, statistic }: Metric): string {
  const [value] = Object.values(stack.resolve(dimensions ?? {}));
  const id = typeof value === 'string' ? value : JSON.stringify(value);
  const [logicalId = ''] = /[A-Z][A-Za-z]+/.exec(id.replace(/^\{"(Ref|Fn::GetAtt)":/, '')) ?? [];
  return `${namespace} ${metricName} ${statistic} ${logicalId}`;
}

test.each([
  ['processor', 'Processor'],
  ['integrity', 'Integrity'],
  ['realtime', 'Realtime'],
  ['context', 'Context'],
] as const)('%s has metrics of its messages, dead letters and failed invocations', (name, id) => {
  const { stack, [name]: worker } = createAll();
  expect(shown(stack, worker.metricMessages())).toMatch(
    new RegExp(`^AWS/SQS NumberOfMessagesDeleted Sum ${id}`),
  );
  expect(shown(stack, worker.metricOldestMessageAge())).toMatch(
    new RegExp(`^AWS/SQS ApproximateAgeOfOldestMessage Maximum ${id}`),
  );
  expect(shown(stack, worker.metricDeadLetters())).toMatch(
    new RegExp(
      `^AWS/SQS ApproximateNumberOfMessagesVisible Maximum ${id}DeadLetters|${id}DeliveriesDeadLetters`,
    ),
  );
  expect(shown(stack, worker.metricErrors())).toMatch(new RegExp(`^AWS/Lambda Errors Sum ${id}Function`));
  expect(worker.metricDeadLetters({ statistic: 'Average' }).statistic).toBe('Average');
});

test('the metrics of the handlers are those that they emit', () => {
  const { processor, integrity } = createAll();
  const processed = [processor.metricFiles(), processor.metricAlerts(), processor.metricFailures()];
  const checked = [
    ...[integrity.metricFiles(), integrity.metricDigests()],
    ...[integrity.metricAlerts(), integrity.metricFailures()],
  ];
  for (const { metricName } of processed) expect(Object.keys(PROCESSOR_METRICS)).toContain(metricName);
  for (const { metricName } of checked) expect(Object.keys(INTEGRITY_METRICS)).toContain(metricName);
  expect(processed.map(({ metricName }) => metricName)).toEqual(['Files', 'Alerts', 'MessagesFailed']);
  expect(checked.map(({ metricName }) => metricName)).toEqual([
    'LogFiles',
    'Digests',
    'Alerts',
    'MessagesFailed',
  ]);
});

test('a chat topic has metrics of its notifications, dead letters and failed invocations', () => {
  const { stack, chat } = createAll();
  expect([
    shown(stack, chat.metricMessages()),
    shown(stack, chat.metricFailures()),
    shown(stack, chat.metricDeadLetters()),
    shown(stack, chat.metricErrors()),
  ]).toEqual([
    expect.stringMatching(/^AWS\/SNS NumberOfMessagesPublished Sum ChatTopic/),
    expect.stringMatching(/^AWS\/SNS NumberOfNotificationsFailed Sum ChatTopic/),
    expect.stringMatching(/^AWS\/SQS ApproximateNumberOfMessagesVisible Maximum ChatDeadLetters/),
    expect.stringMatching(/^AWS\/Lambda Errors Sum ChatFunction/),
  ]);
});
