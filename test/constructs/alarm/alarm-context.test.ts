import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ALARM_CONTEXT_ENVIRONMENT, decodeAlarms } from '../../../lib/core/settings/alarm-context-settings';
import {
  AlarmContext,
  type AlarmContextProps,
  AlarmSet,
  AlertTopic,
  AllowList,
  AuditTrail,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  RuleSet,
  TrailLogGroup,
} from '../../../lib/index';
import {
  ACCOUNT,
  environmentTexts,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  TRAIL,
} from '../synthesize';

interface Choices extends Partial<AlarmContextProps> {
  /** A log processor whose windows of storms are two hours. */
  readonly withProcessor?: boolean;
  /** Its rules. */
  readonly rules?: RuleSet;
}

function synthesize({ withProcessor = false, rules = oneRule(), ...props }: Choices = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const cloudWatchLogs = TrailLogGroup.create();
  const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const alarms = new MetricAlarms(stack, 'Alarms', { trail, alertTopic, alarms: AlarmSet.securityHub() });
  const processor = withProcessor
    ? new LogProcessor(stack, 'Processor', {
        archive,
        alertTopic,
        rules,
        stormWindow: Duration.hours(2),
        stormThreshold: 7,
        rememberAlertsFor: Duration.days(60),
      })
    : undefined;
  const context = new AlarmContext(stack, 'Context', { metricAlarms: alarms, processor, ...props });
  return { app, stack, alarms, context };
}

function environmentOf(stack: Stack): Record<string, unknown> {
  return resourceOf(stack, 'AWS::Lambda::Function', 'Context').Properties.Environment.Variables;
}

test('it is told of every alarm of the set that fires, and of no other change', () => {
  const { stack, alarms } = synthesize();
  expect(resourceOf(stack, 'AWS::Events::Rule', 'Context').Properties.EventPattern).toEqual({
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
    detail: { alarmName: [{ prefix: alarms.namePrefix }], state: { value: ['ALARM'] } },
  });
});

test('it may search the one log group, use the table and the topic, and nothing else', () => {
  const { stack } = synthesize();
  const policy = resourcesOf(stack, 'AWS::IAM::Policy', 'ContextRole').flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );
  const actions = policy.flatMap(({ Action }) => Action);
  expect(actions).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'logs:FilterLogEvents',
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
  expect(policy.find(({ Action }) => Action === 'logs:FilterLogEvents')?.Resource).toEqual([
    { 'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringMatching(/^TrailLogsGroup/) }])] },
    { 'Fn::GetAtt': [expect.stringMatching(/^TrailLogsGroup/), 'Arn'] },
  ]);
  expect(policy.filter(({ Resource }) => Resource === '*')).toEqual([]);
});

test('its function knows each alarm by its name, with the very pattern of its filter', () => {
  const { app, stack } = synthesize();
  const known = knownAlarms(app, stack);
  const deployed = resourcesOf(stack, 'AWS::Logs::MetricFilter').map(({ Properties }) => [
    Properties.MetricTransformations[0].MetricName,
    [Properties.FilterPattern],
  ]);
  expect([...known].map(([name, { patterns }]) => [name, patterns])).toEqual(deployed);
});

test("its function leaves out what the allow lists of the processor's rules leave out", () => {
  const allow = AllowList.anyOf(AllowList.accounts('444455556666'), AllowList.networks('10.0.0.0/8'));
  const rules = RuleSet.builtIn().tune('trail-changed', { allow });
  const { app, stack } = synthesize({ withProcessor: true, rules });
  const known = [...knownAlarms(app, stack).values()];
  const tuned = known.filter(({ narrowings }) => narrowings !== undefined);
  expect(tuned.map(({ rule }) => rule.name)).toEqual(['trail-changed']);
  expect(tuned[0]?.narrowings?.map(({ name }) => name)).toEqual([
    'allow list accounts 444455556666',
    'allow list networks 10.0.0.0/8',
  ]);
});

test('what it finds for a rule that is on trial at the processor is on trial, too', () => {
  const rules = RuleSet.builtIn().onTrial('root-user-acted', { until: '2026-12-15' });
  const { app, stack } = synthesize({ withProcessor: true, rules });
  const known = [...knownAlarms(app, stack).values()].map(({ rule }) => rule);
  const onTrial = known.filter((rule) => 'trialUntil' in rule);
  expect(onTrial).toMatchObject([{ name: 'root-user-acted', trialUntil: '2026-12-15T00:00:00Z' }]);
});

test('other alarms whose names begin with the prefix of the watched ones are refused', () => {
  const { app, stack, alarms } = synthesize();
  const namePrefix = `${alarms.namePrefix}quiet`;
  const { logGroup, alertTopic } = alarms;
  const other = new MetricAlarms(stack, 'Others', {
    logGroup,
    alertTopic,
    namePrefix,
    alarms: AlarmSet.quiet().only('CloudWatch.1'),
  });
  expect(() => app.synth()).toThrow(`the alarms of '${other.node.path}' ('${namePrefix}/…') begin with`);
});

/** The alarms that the function reads from its layer. */
function knownAlarms(app: App, stack: Stack): ReturnType<typeof decodeAlarms> {
  const assembly = app.synth();
  const file = (environmentOf(stack).TRAILWATCH_ALARMS_FILE as string).replace('/opt/', '');
  const folder = Object.values(
    (
      JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8')) as {
        files: Record<string, { source: { path: string } }>;
      }
    ).files,
  )
    .map(({ source }) => resolve(assembly.directory, source.path))
    .find((path) => readable(join(path, file)));
  return decodeAlarms(readFileSync(join(folder ?? '', file), 'utf8'));
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

test('without a processor it has a table of its own; with one it shares the table, and how alerts are counted', () => {
  const alone = synthesize().stack;
  expect(resourcesOf(alone, 'AWS::DynamoDB::Table', 'ContextClaims')).toHaveLength(1);
  const { stack } = synthesize({ withProcessor: true });
  expect(resourcesOf(stack, 'AWS::DynamoDB::Table', 'Context')).toEqual([]);
  const functions = resourcesOf(stack, 'AWS::Lambda::Function').map(
    ({ Properties }) => Properties.Environment.Variables,
  );
  expect(functions).toHaveLength(2);
  for (const name of ['TABLE_NAME', 'STORM_THRESHOLD', 'STORM_WINDOW_MINUTES', 'REMEMBER_DAYS']) {
    expect(functions[0][`TRAILWATCH_${name}`]).toEqual(functions[1][`TRAILWATCH_${name}`]);
  }
  expect(functions[0].TRAILWATCH_STORM_WINDOW_MINUTES).toBe('120');
});

test('its handler can read the settings that it is given', () => {
  const texts = environmentTexts(environmentOf(synthesize().stack));
  expect(ALARM_CONTEXT_ENVIRONMENT.decode(texts)).toMatchObject({
    maxReceiveCount: 5,
    leaseSeconds: 120,
    stormThreshold: 20,
    maxRecords: 500,
    alarmsFile: '/opt/trailwatch/alarms.json',
  });
});

test('what failed has a queue of its own, and every way to fail has an alarm with a runbook', () => {
  const { stack, context } = synthesize();
  const queue = resourceOf(stack, 'AWS::SQS::Queue', 'ContextQueue').Properties;
  expect(queue.VisibilityTimeout).toBe(360);
  expect(queue.RedrivePolicy.maxReceiveCount).toBe(5);
  expect(context.alarms).toHaveLength(4);
  const own = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Context');
  expect(own.map(({ Properties }) => /[\w-]+\.md$/.exec(Properties.AlarmDescription)?.[0])).toEqual([
    'alarm-context-dead-letters.md',
    'alarm-context-oldest-message.md',
    'alarm-context-errors.md',
    'alarm-context-throttles.md',
  ]);
});

test('fails on numbers that Lambda or the search would refuse', () => {
  expect(() => synthesize({ maxRecords: 0, timeout: Duration.seconds(5) })).toThrow(
    new Error(
      'maxRecords is 0, but must be a whole number from 1 to 10000\n' +
        'timeout is 5 seconds, but must be a whole number from 30 to 900 seconds',
    ),
  );
});

test('nothing in a stack with all of it is circular', () => {
  expect(() => Template.fromStack(synthesize({ withProcessor: true }).stack)).not.toThrow();
});
