import type { Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
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
import { CONTEXT_METRICS } from '../../../lib/core/settings/alarm-context-settings';
import { INTEGRITY_METRICS } from '../../../lib/core/settings/integrity-settings';
import { PROCESSOR_METRICS } from '../../../lib/core/settings/log-processor-settings';
import { REALTIME_METRICS } from '../../../lib/core/settings/realtime-alerts-settings';
import { newStack, oneRule, TRAIL } from '../synthesize';

/** No test changes them. */
const ALL = (() => {
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
    context: new AlarmContext(stack, 'Context', { metricAlarms: alarms }),
    chat: new ChatTopic(stack, 'Chat', { alertTopic }),
  };
})();

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
  const { stack, [name]: worker } = ALL;
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

const OWN = {
  processor: { units: PROCESSOR_METRICS, statistics: { DeliveryLag: 'p90' } },
  integrity: { units: INTEGRITY_METRICS, statistics: { DigestLag: 'Maximum' } },
  realtime: { units: REALTIME_METRICS, statistics: { DeliveryLag: 'p90' } },
  context: { units: CONTEXT_METRICS, statistics: {} },
} as const;

test.each(Object.entries(OWN))('%s has each metric that its handler emits', (name, { units, statistics }) => {
  const worker = ALL[name as keyof typeof OWN];
  const metrics = Object.keys(units).map((metricName) => worker.metric(metricName));
  const isOther = ({ metricName, statistic }: Metric) =>
    statistic !== ((statistics as Record<string, string>)[metricName] ?? 'Sum');
  expect(metrics.filter(isOther)).toEqual([]);
  expect(metrics.map(({ unit }) => unit)).toEqual(Object.values(units));
  expect(new Set(metrics.map(({ namespace }) => namespace))).toEqual(new Set(['Trailwatch']));
});

test('the value of the dimension is the name that the handler has in its environment', () => {
  const { stack, ...workers } = ALL;
  const names = { processor: 'PROCESSOR', integrity: 'MONITOR', realtime: 'REALTIME', context: 'CONTEXT' };
  for (const [key, variable] of Object.entries(names)) {
    const worker = workers[key as keyof typeof OWN];
    const { environment } = worker.lambdaFunction.node.defaultChild as CfnFunction;
    const { variables } = stack.resolve(environment);
    expect(variables[`TRAILWATCH_${variable}_NAME`]).toBe(worker.metric('Alerts').dimensions?.service);
    expect(variables.TRAILWATCH_METRICS_NAMESPACE).toBe('Trailwatch');
  }
});

test('the metrics with methods of their own are those of the same name', () => {
  const { processor, integrity, realtime, context } = ALL;
  const named = [
    ...[processor.metricFiles(), processor.metricRejectedFiles(), processor.metricDeliveryLag()],
    ...[integrity.metricFiles(), integrity.metricDigests(), integrity.metricFindings()],
    ...[realtime.metricRecords(), realtime.metricMatched(), realtime.metricDeliveryLag()],
    ...[context.metricSearches(), context.metricEmptyAlarms(), context.metricRecords()],
    ...[context.metricUnreported(), context.metricAlerts(), context.metricFailures()],
  ];
  expect(named.map(({ metricName }) => metricName)).toEqual([
    ...['Files', 'FilesRejected', 'DeliveryLag', 'LogFiles', 'Digests', 'Findings'],
    ...['Records', 'Matched', 'DeliveryLag', 'Searches', 'EmptyAlarms', 'Records'],
    ...['Unreported', 'Alerts', 'MessagesFailed'],
  ]);
});

test.each(Object.keys(OWN))(
  'fails for a metric that %s does not have, and names those that it has',
  (name) => {
    const worker = ALL[name as keyof typeof OWN];
    expect(() => worker.metric('toString')).toThrow(
      /'toString' is not a metric of the .*; it may be .*Alerts/,
    );
  },
);

test('a chat topic has metrics of its notifications, dead letters and failed invocations', () => {
  const { stack, chat } = ALL;
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
