import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AlertTopic,
  ChatTopic,
  type IAlertTopic,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RealtimeAlerts,
} from '../../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, oneRule, REGION, TRAIL } from '../synthesize';

type Publisher = (stack: Stack, alertTopic: IAlertTopic) => unknown;

const archiveIn = (stack: Stack) => new LogArchive(stack, 'Archive', { trails: [TRAIL] });

const PUBLISHERS: readonly [string, Publisher][] = [
  [
    'Processor',
    (stack, alertTopic) =>
      new LogProcessor(stack, 'Processor', { archive: archiveIn(stack), alertTopic, rules: oneRule() }),
  ],
  [
    'Realtime',
    (stack, alertTopic) => new RealtimeAlerts(stack, 'Realtime', { alertTopic, rules: oneRule() }),
  ],
  [
    'Integrity',
    (stack, alertTopic) =>
      new IntegrityMonitor(stack, 'Integrity', { archive: archiveIn(stack), alertTopic }),
  ],
  [
    'Alarms',
    (stack, alertTopic) =>
      new MetricAlarms(stack, 'Alarms', {
        logGroup: new LogGroup(stack, 'Logs'),
        alarms: AlarmSet.quiet(),
        alertTopic,
      }),
  ],
  ['Chat', (stack, alertTopic) => new ChatTopic(stack, 'Chat', { alertTopic })],
];

/** SNS lets only the topic's own account subscribe. */
const SUBSCRIBERS = ['Chat'];

describe.each(PUBLISHERS)('%s', (id, publish) => {
  function stacks(region: string, account = ACCOUNT) {
    const app = new App();
    const home = new Stack(app, 'Home', { env: { account, region } });
    return { app, home, stack: new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } }) };
  }

  const message =
    `the alertTopic of 'Stack/${id}' is in 'us-west-2', but its stack deploys to '${REGION}': alarms can publish only to a topic in their own ` +
    'Region, and functions send alerts to their own Region; use an AlertTopic in a stack of that Region';

  test('fails, once, with a topic of another Region', () => {
    const { home, stack } = stacks('us-west-2');
    const alertTopic = new AlertTopic(home, 'Alerts', { topicName: 'alerts' });
    expect(() => publish(stack, alertTopic)).toThrow(message);
  });

  test('fails with an imported topic of another Region', () => {
    const { stack } = stacks('us-west-2');
    const topic = Topic.fromTopicArn(stack, 'Imported', `arn:aws:sns:us-west-2:${ACCOUNT}:alerts`);
    expect(() => publish(stack, AlertTopic.fromTopic(stack, 'Alerts', topic))).toThrow(message);
  });

  test('takes a topic of another account in its Region unless it subscribes to it, and one whose Region is not known', () => {
    const { app, home, stack } = stacks(REGION, LOG_ARCHIVE);
    const alertTopic = new AlertTopic(home, 'Alerts', { topicName: 'alerts' });
    if (SUBSCRIBERS.includes(id))
      expect(() => publish(stack, alertTopic)).toThrow(`would be in '${ACCOUNT}'`);
    else expect(() => publish(stack, alertTopic)).not.toThrow();
    const agnostic = new AlertTopic(new Stack(app, 'Agnostic'), 'Alerts');
    expect(() =>
      publish(new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } }), agnostic),
    ).not.toThrow();
  });
});
