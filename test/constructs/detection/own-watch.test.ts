import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSubscription, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { MONITOR_RULE_IDS } from '../../../lib/core/alert/operational/monitor-rules';
import { PATH_TEST_RULE_ID, PATH_TEST_RULE_NAME } from '../../../lib/core/alert/operational/test-alerts';
import { HEARTBEAT } from '../../../lib/core/settings/message/heartbeat';
import { AlertTopic, LogArchive, LogProcessor, RuleSeverity } from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
} from '../synthesize';
import { synthesize } from './synthesize-processor';

const NO_TEST = [{ 'anything-but': [PATH_TEST_RULE_ID] }, { exists: false }];

function alarmOf(stack: Stack, id: string) {
  return resourceOf(stack, 'AWS::CloudWatch::Alarm', `ProcessorAbsence${id}`).Properties;
}

function heartbeatOf(stack: Stack): string {
  return resourceOf(stack, 'AWS::Events::Rule', 'ProcessorHeartbeat').Properties.Targets[0].InputTransformer
    .InputTemplate;
}

describe('the heartbeat of a processor', () => {
  test('comes every hour over its own queue, and is one that the function reads', () => {
    const { stack } = synthesize();
    const { ScheduleExpression, Targets, State } = resourceOf(
      stack,
      'AWS::Events::Rule',
      'ProcessorHeartbeat',
    ).Properties;
    expect([ScheduleExpression, State]).toEqual(['rate(1 hour)', 'ENABLED']);
    expect(Targets).toMatchObject([
      {
        Arn: { 'Fn::GetAtt': ['ProcessorDeliveriesQueue7907ACBD', 'Arn'] },
        DeadLetterConfig: expect.anything(),
      },
    ]);
    const at = '2026-11-20T03:00:00Z';
    expect(HEARTBEAT.decode(heartbeatOf(stack).replace('<time>', JSON.stringify(at)))).toEqual({
      at,
      testsAlerts: true,
      summaryHour: 6,
    });
  });

  test.each([
    ['at another hour', { dailySummaryHour: 22 }, '"summaryHour":22'],
    ['never', { dailySummary: false }, undefined],
  ])('has the daily summary sent %s', (_, props, expected) => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule(), ...props });
    expect(/"summaryHour":\d+/.exec(heartbeatOf(stack))?.[0]).toBe(expected);
  });

  test('raises an alarm if it is missing for two hours, and none before the first', () => {
    expect(alarmOf(synthesize().stack, 'NoHeartbeatsAlarm')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 2,
      TreatMissingData: 'ignore',
      Metrics: [
        { Expression: 'FILL(counted, 0)' },
        { MetricStat: { Metric: { MetricName: 'Heartbeats' }, Period: 3600, Stat: 'Sum' } },
      ],
    });
  });
});

describe('deliveries to a processor', () => {
  test('include the digest files of the home Region of each trail, and it may read those alone', () => {
    const { stack } = synthesize({ keyPrefix: 'audit', trails: [TRAIL, ORGANIZATION_TRAIL] });
    const prefixes = [
      `audit/AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`,
      `audit/AWSLogs/o-exampleorgid/999988887777/CloudTrail-Digest/${REGION}/`,
    ];
    expect(
      resourceOf(stack, 'AWS::Events::Rule', 'ProcessorDeliveriesDigests').Properties.EventPattern.detail
        .object.key,
    ).toEqual(prefixes.map((prefix) => ({ prefix })));
    expect(
      resourceOf(stack, 'AWS::Lambda::Function').Properties.Environment.Variables.TRAILWATCH_DIGEST_FOLDERS,
    ).toBe(prefixes.join(','));
    const policy = JSON.stringify(resourceOf(stack, 'AWS::IAM::Policy').Properties);
    const readable = [...policy.matchAll(/AWSLogs\/[^"]*CloudTrail-Digest[^"]*/g)].map(([text]) => text);
    for (const prefix of prefixes) expect(readable).toContain(`${prefix.slice('audit/'.length)}*`);
    expect(readable.filter((text) => /Digest\/\*/.test(text))).toEqual([]);
  });

  test('raise an alarm after four hours of zeros, which a new stack has not', () => {
    expect(alarmOf(synthesize().stack, 'NoDeliveriesAlarm')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 4,
      TreatMissingData: 'notBreaching',
      Metrics: [{ Expression: 'files + digests' }, expect.anything(), expect.anything()],
    });
  });

  test('raise an alarm if digest files list log files for three hours of which none is searched', () => {
    expect(alarmOf(synthesize().stack, 'UnsearchedFilesAlarm')).toMatchObject({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: 'IF(listed > 0 AND files < 1, 1, 0)' },
        { MetricStat: { Metric: { MetricName: 'FilesListed' }, Period: 3600 } },
        { MetricStat: { Metric: { MetricName: 'Files' }, Period: 3600 } },
      ],
    });
  });

  test.each([
    ['deliveryAlarms is off', { deliveryAlarms: false }, 8],
    ['there are no tests either', { deliveryAlarms: false, testAlerts: false }, 7],
  ])('raise no alarms where %s', (_, props, alarms) => {
    const { stack, processor } = synthesize(props);
    expect(processor.alarms).toHaveLength(alarms);
    expect(resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'ProcessorAbsenceNoDeliveries')).toEqual([]);
    expect(resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'ProcessorAbsenceUnsearched')).toEqual([]);
  });
});

describe('the hourly test of the alerts', () => {
  test('comes back to the function, which only the topic may call', () => {
    const { stack } = synthesize();
    expect(
      resourcesOf(stack, 'AWS::SNS::Subscription')
        .map(({ Properties }) => Properties)
        .filter(({ Protocol }) => Protocol === 'lambda'),
    ).toEqual([
      {
        Protocol: 'lambda',
        TopicArn: { Ref: 'AlertsTopicCF7C81C9' },
        Endpoint: { 'Fn::GetAtt': ['ProcessorFunction5B2A90E2', 'Arn'] },
        FilterPolicy: { rule: [PATH_TEST_RULE_ID, ...MONITOR_RULE_IDS] },
      },
    ]);
    expect(resourceOf(stack, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'sns.amazonaws.com',
      SourceArn: { Ref: 'AlertsTopicCF7C81C9' },
    });
  });

  test('raises an alarm if none comes back for three hours, also by the actions that are given', () => {
    const other: IAlarmAction = {
      bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-central-1:111122223333:pager' }),
    };
    expect(alarmOf(synthesize({ alarmActions: [other] }).stack, 'PathTestAlarm')).toMatchObject({
      MetricName: 'PathTestsReceived',
      Statistic: 'Sum',
      Period: 3600,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlertsTopicCF7C81C9' }, 'arn:aws:sns:eu-central-1:111122223333:pager'],
    });
  });

  test('reaches no other subscription, however and wherever it was added', () => {
    const { stack, alertTopic } = withTopic();
    const other = new Stack(stack.node.root as never, 'Other', { env: { account: ACCOUNT, region: REGION } });
    alertTopic.addEmail('high@example.com', { minimumSeverity: RuleSeverity.HIGH });
    alertTopic.addHttps('https://example.com/rules', { ruleIds: ['a'] });
    alertTopic.topic.addSubscription(new UrlSubscription('https://example.com/direct'));
    alertTopic.topic.addSubscription(new SqsSubscription(new Queue(other, 'Queue')));
    new CfnSubscription(other, 'Body', {
      topicArn: alertTopic.topic.topicArn,
      protocol: 'https',
      endpoint: 'https://example.com/body',
      filterPolicyScope: 'MessageBody',
      filterPolicy: { severity: ['high'] },
    });
    const policies = [stack, other]
      .flatMap((one) => resourcesOf(one, 'AWS::SNS::Subscription'))
      .filter(({ Properties }) => Properties.Protocol !== 'lambda')
      .map(({ Properties }) => Properties.FilterPolicy);
    expect(policies).toHaveLength(5);
    expect(policies).toEqual(
      expect.arrayContaining([
        {
          rule: NO_TEST,
          severity: expect.arrayContaining(['high', 'critical']),
          repeat: [{ exists: false }],
        },
        { rule: expect.arrayContaining(['a']), repeat: [{ exists: false }] },
        { rule: NO_TEST },
        { ruleId: NO_TEST, severity: ['high'] },
      ]),
    );
    for (const policy of policies) {
      expect(JSON.stringify(policy.rule ?? policy.ruleId)).not.toBe(JSON.stringify([PATH_TEST_RULE_ID]));
    }
  });

  test.each([
    ['any rule but some', { denylist: ['call-denied'] }],
    ['rules whose id begins somehow', { matchPrefixes: ['trailwatch-'] }],
  ])('reaches no subscription that asks for %s, whose own filter stays', (_, conditions) => {
    const { stack, alertTopic } = withTopic();
    const own = SubscriptionFilter.stringFilter(conditions);
    alertTopic.addSubscription(
      new SqsSubscription(new Queue(stack, 'Queue'), { filterPolicy: { rule: own } }),
    );
    for (let time = 0; time < 2; time++) {
      expect(resourceOf(stack, 'AWS::SNS::Subscription', 'Queue').Properties.FilterPolicy).toEqual({
        rule: own.conditions,
        ruleName: [{ 'anything-but': [PATH_TEST_RULE_NAME] }, { exists: false }],
      });
    }
  });

  test('is refused where it may fulfil a filter by both id and name, and needs no more where one leaves it out', () => {
    const wide = SubscriptionFilter.stringFilter({ denylist: ['call-denied'] });
    const filtered = (ruleName: SubscriptionFilter) => {
      const { stack, alertTopic } = withTopic();
      const filterPolicy = { rule: wide, ruleName };
      alertTopic.addSubscription(new SqsSubscription(new Queue(stack, 'Queue'), { filterPolicy }));
      return stack;
    };
    expect(synthError(filtered(wide))).toContain(
      "the filter policy has 'rule' and 'ruleName', but hourly tests may match both",
    );
    const without = SubscriptionFilter.stringFilter({ denylist: [PATH_TEST_RULE_NAME] });
    expect(resourceOf(filtered(without), 'AWS::SNS::Subscription', 'Queue').Properties.FilterPolicy).toEqual({
      rule: wide.conditions,
      ruleName: without.conditions,
    });
  });

  test('does not count as a subscriber: a topic that no one listens to is still warned of', () => {
    const { stack } = withTopic();
    const warnings = () => JSON.stringify(stack.node.findAll().flatMap((node) => node.node.metadata));
    resourcesOf(stack, 'AWS::SNS::Subscription');
    expect(warnings()).toContain('has no subscription');
  });

  test.each([
    ['is switched off', 'own', false],
    ['has a topic of elsewhere', 'imported', true],
  ] as const)('is not sent where it %s', (_, topic, testAlerts) => {
    const stack = newStack();
    const alertTopic =
      topic === 'own'
        ? new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'] })
        : AlertTopic.fromTopic(
            stack,
            'Alerts',
            Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:t`),
          );
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule(), testAlerts });
    expect(heartbeatOf(stack)).toContain('"testsAlerts":false');
    expect(resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'ProcessorAbsencePathTest')).toEqual([]);
    const policies = resourcesOf(stack, 'AWS::SNS::Subscription').map(
      ({ Properties }) => Properties.FilterPolicy,
    );
    expect(policies.filter((policy) => policy?.rule !== undefined)).toEqual([]);
  });
});

test('every alarm of a processor has a runbook, and notifies the topic', () => {
  const { stack, processor } = synthesize();
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Processor');
  expect(alarms).toHaveLength(processor.alarms.length);
  for (const { Properties } of alarms) {
    expect(Properties.AlarmDescription).toContain('docs/runbooks/log-processor-');
    expect(Properties.AlarmActions).toEqual([{ Ref: 'AlertsTopicCF7C81C9' }]);
  }
});

function withTopic() {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  return { stack, alertTopic };
}
