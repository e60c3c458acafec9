import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { REGION_WATCH } from '../../../lib/core/settings/message/region-watch';
import { REALTIME_ALERTS_ENVIRONMENT } from '../../../lib/core/settings/realtime-alerts-settings';
import { Condition, Rule, RuleSet, RuleSeverity } from '../../../lib/index';
import { matchesEvent } from '../../core/pattern/event-pattern/matches-event';
import {
  ACCOUNT,
  environmentTexts,
  MANAGEMENT,
  ORGANIZATION,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
} from '../synthesize';
import { synthesize } from './synthesize-realtime';

function rule(name: string, condition: Condition): Rule {
  return Rule.define({ name, title: name, severity: RuleSeverity.HIGH, condition });
}

const READS = rule('keys-listed', Condition.equalTo('eventName', 'ListAccessKeys'));

const WRITES = rule('trail-stopped', Condition.equalTo('eventName', 'StopLogging'));

/** An event on a bus, of a record of the given call. */
function event(eventName: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: '0',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.cloudtrail',
    account: ACCOUNT,
    detail: { eventSource: 'cloudtrail.amazonaws.com', eventName },
    ...changes,
  };
}

describe('what is forwarded', () => {
  test('the default bus sends what the rules may match to the home bus, and nothing else', () => {
    const { stack } = synthesize();
    const { Properties } = resourceOf(stack, 'AWS::Events::Rule', 'RealtimeRegionRule');
    expect(Properties.EventBusName).toBeUndefined();
    expect(matchesEvent(Properties.EventPattern, event('StopLogging'))).toBe(true);
    expect(matchesEvent(Properties.EventPattern, event('DescribeTrails'))).toBe(false);
    expect(Properties.Targets).toEqual([
      {
        Id: 'Home',
        Arn: {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, `:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`],
          ],
        },
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^RealtimeRegionRole/), 'Arn'] },
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RealtimeRegionDeadLetters/), 'Arn'] },
        },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
  });

  test('a forged event is not: its source cannot begin with aws.', () => {
    const { stack } = synthesize();
    for (const id of ['RealtimeRegionRule', 'RealtimeArrived']) {
      const { EventPattern } = resourceOf(stack, 'AWS::Events::Rule', id).Properties;
      expect(matchesEvent(EventPattern, event('StopLogging'))).toBe(true);
      expect(matchesEvent(EventPattern, event('StopLogging', { source: 'my.app' }))).toBe(false);
    }
  });

  test.each(['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'])(
    'a sign-in is, spelled %s',
    (detailType) => {
      const rules = RuleSet.fromRules(rule('signed-in', Condition.equalTo('eventName', 'ConsoleLogin')));
      const { stack } = synthesize({ rules });
      const signIn = event('ConsoleLogin', { 'detail-type': detailType, source: 'aws.signin' });
      for (const id of ['RealtimeRegionRule', 'RealtimeArrived']) {
        const { EventPattern } = resourceOf(stack, 'AWS::Events::Rule', id).Properties;
        expect(matchesEvent(EventPattern, signIn)).toBe(true);
      }
    },
  );

  test('only a rule that read events can satisfy asks for read events, where they are sent and where they arrive', () => {
    const ALL = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    const statesOf = (stack: Stack, id: string) =>
      resourcesOf(stack, 'AWS::Events::Rule', id).map(({ Properties }) => Properties.State);
    const both = synthesize({ rules: RuleSet.fromRules(READS, WRITES) }).stack;
    expect(statesOf(both, 'RealtimeRegionRule')).toEqual(['ENABLED', ALL]);
    expect(statesOf(both, 'RealtimeArrived')).toEqual([ALL]);
    const writing = synthesize({ rules: RuleSet.fromRules(WRITES) }).stack;
    expect(statesOf(writing, 'RealtimeRegionRule')).toEqual(['ENABLED']);
    expect(statesOf(writing, 'RealtimeArrived')).toEqual(['ENABLED']);
  });

  test('all the built-in rules need few of the 300 rules of a bus, and none of their patterns is too long', () => {
    const { stack } = synthesize({ rules: RuleSet.builtIn() });
    const rules = resourcesOf(stack, 'AWS::Events::Rule', 'RealtimeRegionRule');
    expect(rules.length).toBeGreaterThan(1);
    // As many as a bus of af-south-1 or eu-south-1 allows.
    expect(rules.length).toBeLessThanOrEqual(100);
    for (const { Properties } of rules) {
      expect(Properties.EventPattern.length).toBeLessThanOrEqual(2048);
    }
  });

  test('what cannot be sent for a day is kept, and only the rules of this account may keep it', () => {
    const { stack } = synthesize();
    const [queue] = resourcesOf(stack, 'AWS::SQS::Queue', 'RealtimeRegionDeadLetters');
    expect(queue?.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    const policy = resourceOf(stack, 'AWS::SQS::QueuePolicy', 'RealtimeRegionDeadLetters').Properties;
    const statements = policy.PolicyDocument.Statement as Statement[];
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    ]);
  });

  test('the role that sends may put events on the home bus, and nothing else', () => {
    const { stack } = synthesize();
    const statements = resourceOf(stack, 'AWS::IAM::Policy', 'RealtimeRegionRole').Properties.PolicyDocument
      .Statement;
    expect(statements.map(({ Action }: Statement) => Action)).toEqual(['events:PutEvents']);
    expect(JSON.stringify(statements[0].Resource)).toContain('event-bus/trailwatch-realtime');
  });
});

describe('the heartbeats', () => {
  test('are sent every hour by each Region, over the way of its events', () => {
    const { stack } = synthesize();
    const { Targets } = resourceOf(stack, 'AWS::Events::Rule', 'RealtimeRegionRule').Properties;
    expect(resourceOf(stack, 'AWS::Events::Rule', 'RealtimeRegionHeartbeat').Properties).toEqual({
      Description: expect.any(String),
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets,
    });
  });

  test('go to the queue; what anyone can put on the bus is none', () => {
    const { stack } = synthesize();
    const { EventPattern, Targets, EventBusName } = resourceOf(
      stack,
      'AWS::Events::Rule',
      'RealtimeHeartbeats',
    ).Properties;
    const heartbeat = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: ACCOUNT,
      detail: {},
    };
    expect(matchesEvent(EventPattern, heartbeat)).toBe(true);
    expect(matchesEvent(EventPattern, { ...heartbeat, source: 'events' })).toBe(false);
    expect(EventBusName).toBeDefined();
    expect(Targets).toEqual(resourceOf(stack, 'AWS::Events::Rule', 'RealtimeArrived').Properties.Targets);
  });

  test('are looked at every hour, and raise an alarm if none comes for two', () => {
    const { stack } = synthesize();
    const { ScheduleExpression, Targets } = resourceOf(
      stack,
      'AWS::Events::Rule',
      'RealtimeWatch',
    ).Properties;
    expect(ScheduleExpression).toBe('rate(1 hour)');
    const at = '2026-11-20T03:00:00Z';
    const message = Targets[0].InputTransformer.InputTemplate.replace('<time>', JSON.stringify(at));
    expect(REGION_WATCH.decode(message)).toEqual({ at, hasWaited: false });
    const alarm = resourceOf(stack, 'AWS::CloudWatch::Alarm', 'RealtimeNoHeartbeats').Properties;
    expect(alarm).toMatchObject({
      EvaluationPeriods: 2,
      TreatMissingData: 'ignore',
      Metrics: [
        { Expression: 'FILL(counted, 0)' },
        { MetricStat: { Metric: { Namespace: 'Trailwatch', MetricName: 'Heartbeats' }, Period: 3600 } },
      ],
    });
    const { TRAILWATCH_REALTIME_NAME: name } = resourceOf(stack, 'AWS::Lambda::Function', 'RealtimeFunction')
      .Properties.Environment.Variables;
    expect(JSON.stringify(alarm.Metrics)).toContain(JSON.stringify([{ Name: 'service', Value: name }]));
  });
});

describe('the home bus', () => {
  test('takes events of its own account only, unless told otherwise', () => {
    expect(resourcesOf(synthesize().stack, 'AWS::Events::EventBusPolicy')).toEqual([]);
  });

  test('takes those of an organization, or of the named accounts', () => {
    const { stack } = synthesize({ organizationId: ORGANIZATION, accounts: [MANAGEMENT] });
    const statements = resourcesOf(stack, 'AWS::Events::EventBusPolicy').map(
      ({ Properties }) => Properties.Statement,
    );
    expect(statements).toEqual([
      expect.objectContaining({
        Sid: 'cdk-AllowOrganization',
        Action: 'events:PutEvents',
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      }),
      expect.objectContaining({ Sid: 'cdk-AllowAccounts', Action: 'events:PutEvents' }),
    ]);
    expect(JSON.stringify(statements[1].Principal)).toContain(`iam::${MANAGEMENT}:root`);
  });

  test('takes those of no more accounts than a bus policy has room for, unless the quota was raised', () => {
    const accountsOf = (count: number) =>
      Array.from({ length: count }, (_, at) => String(200_000_000_000 + at));
    expect(() => Template.fromStack(synthesize({ accounts: accountsOf(300) }).stack)).not.toThrow();
    const { stack } = synthesize({ accounts: accountsOf(400) });
    expect(() => Template.fromStack(stack)).toThrow('the bus policy names 400 accounts');
    const raised = synthesize({ accounts: accountsOf(400) }).stack;
    Annotations.of(raised).acknowledgeWarning('cdk-trailwatch:busPolicySize');
    expect(() => Template.fromStack(raised)).not.toThrow();
  });

  test('puts each event on the queue as it came, and what it cannot put there among the dead letters', () => {
    const { Targets } = resourceOf(synthesize().stack, 'AWS::Events::Rule', 'RealtimeArrived').Properties;
    expect(Targets).toHaveLength(1);
    expect(Targets[0].Arn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^RealtimeQueue/), 'Arn'] });
    expect(Targets[0].DeadLetterConfig.Arn).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^RealtimeDeadLetters/), 'Arn'],
    });
    expect(Object.keys(Targets[0])).toEqual(
      expect.not.arrayContaining(['Input', 'InputPath', 'InputTransformer']),
    );
  });
});

describe('the function', () => {
  test('may use the table, the topic and its queue, and nothing else', () => {
    const { stack } = synthesize();
    const policy = resourcesOf(stack, 'AWS::IAM::Policy', 'RealtimeRole').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );
    expect(policy.flatMap(({ Action }) => Action)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
      'kms:Decrypt',
      'kms:GenerateDataKey*',
      'kms:GenerateMac',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueUrl',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ]);
    expect(policy.filter(({ Resource }) => Resource === '*')).toEqual([]);
  });

  test('has a table of its own; beside a processor it shares the table, the rules, and how alerts are counted', () => {
    expect(resourcesOf(synthesize().stack, 'AWS::DynamoDB::Table', 'RealtimeClaims')).toHaveLength(1);
    const { stack } = synthesize({ withProcessor: true });
    expect(resourcesOf(stack, 'AWS::DynamoDB::Table', 'Realtime')).toEqual([]);
    const functions = resourcesOf(stack, 'AWS::Lambda::Function').map(
      ({ Properties }) => Properties.Environment.Variables,
    );
    expect(functions).toHaveLength(2);
    for (const name of [
      'TABLE_NAME',
      'STORM_THRESHOLD',
      'STORM_WINDOW_MINUTES',
      'REMEMBER_DAYS',
      'RULES_FILE',
    ]) {
      expect(functions[0][`TRAILWATCH_${name}`]).toEqual(functions[1][`TRAILWATCH_${name}`]);
    }
    expect(functions[1].TRAILWATCH_STORM_WINDOW_MINUTES).toBe('120');
    const layers = resourcesOf(stack, 'AWS::Lambda::LayerVersion').map(
      ({ Properties }) => Properties.Content.S3Key,
    );
    expect(new Set(layers).size).toBe(1);
  });

  test('can read the settings that it is given', () => {
    const { Variables } = resourceOf(synthesize().stack, 'AWS::Lambda::Function', 'Realtime').Properties
      .Environment;
    expect(REALTIME_ALERTS_ENVIRONMENT.decode(environmentTexts(Variables))).toMatchObject({
      maxReceiveCount: 5,
      leaseSeconds: 60,
      stormThreshold: 20,
      rulesFile: '/opt/trailwatch/rules.json',
    });
  });

  test('has an alarm that is raised where every event of ten minutes is more than 15 minutes old', () => {
    const { stack } = synthesize();
    const [alarm] = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'RealtimeDeliveryLag');
    expect(alarm?.Properties).toMatchObject({
      ...{ Namespace: 'Trailwatch', MetricName: 'DeliveryLag', Unit: 'Milliseconds' },
      ...{ Statistic: 'Minimum', Period: 300, EvaluationPeriods: 2, Threshold: 900_000 },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [expect.anything()],
    });
  });

  test('has an alarm with a runbook for every way to fail', () => {
    const { stack, realtime } = synthesize();
    expect(realtime.alarms).toHaveLength(6);
    const own = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Realtime');
    const pages = own.map(({ Properties }) => /[\w-]+\.md$/.exec(Properties.AlarmDescription)?.[0] ?? '');
    expect(pages).toEqual([
      'realtime-alerts-dead-letters.md',
      'realtime-alerts-oldest-message.md',
      'realtime-alerts-errors.md',
      'realtime-alerts-throttles.md',
      'realtime-alerts-delivery-lag.md',
      'realtime-alerts-no-heartbeats.md',
    ]);
    for (const page of pages) {
      expect(readFileSync(join(__dirname, '../../../docs/runbooks', page), 'utf8')).toContain(
        'First ten minutes',
      );
    }
  });
});
