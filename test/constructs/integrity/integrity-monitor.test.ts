import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertTopic,
  ArchiveLifecycle,
  IntegrityMonitor,
  type IntegrityMonitorProps,
  LogArchive,
} from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, notesOf, ORGANIZATION_TRAIL, REGION, TRAIL } from '../synthesize';

function templateOf(props: Partial<IntegrityMonitorProps> = {}, trail = TRAIL): Template {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [trail], keyPrefix: 'audit' });
  new IntegrityMonitor(stack, 'Integrity', {
    archive,
    alertTopic: new AlertTopic(stack, 'Alerts'),
    ...props,
  });
  return Template.fromStack(stack);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsOf(template: Template): readonly Statement[] {
  const policies = template.findResources('AWS::IAM::Policy', {
    Properties: { PolicyName: Match.stringLikeRegexp('^IntegrityRole') },
  });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

test('the function may do exactly what its code calls, and nothing of it writes to the archive', () => {
  const actions = statementsOf(templateOf()).flatMap(({ Action }) => Action);
  expect([...new Set(actions)].sort()).toEqual([
    'cloudtrail:ListPublicKeys',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'kms:Decrypt',
    'kms:GenerateDataKey*',
    'kms:GenerateMac',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucketVersions',
    'sns:Publish',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ]);
});

test('only log files and digests may be read, and listing is not bound to a prefix', () => {
  const statements = statementsOf(templateOf());
  const get = statements.find(({ Action }) => Action === 's3:GetObject');
  expect(JSON.stringify(get?.Resource)).toContain(`/audit/AWSLogs/${ACCOUNT}/CloudTrail/*`);
  expect(JSON.stringify(get?.Resource)).toContain(`/audit/AWSLogs/${ACCOUNT}/CloudTrail-Digest/*`);
  expect(get?.Resource).toHaveLength(2);
  const list = statements.find(({ Action }) => Action.includes('s3:ListBucketVersions'));
  expect(list).toMatchObject({ Action: ['s3:ListBucket', 's3:ListBucketVersions'] });
  expect(list).not.toHaveProperty('Condition');
});

test('what is written or deleted in the archive is put on the queue, but not what a lifecycle rule expires', () => {
  const template = templateOf();
  template.hasResource('AWS::Events::Rule', {
    Properties: {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created', 'Object Deleted'],
        detail: {
          bucket: { name: [{ Ref: Match.stringLikeRegexp('^Archive') }] },
          object: { key: [{ prefix: 'audit/AWSLogs/' }] },
          reason: [{ 'anything-but': ['Lifecycle Expiration'] }],
        },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^IntegrityFunction')]),
  });
});

test('a monitor in another Region than the bucket has no rule, and warns of it', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: ACCOUNT, region: 'eu-north-1' } });
  const archive = new LogArchive(there, 'Archive', { trails: [TRAIL], bucketName: 'audit-archive' });
  const stack = new Stack(app, 'Stack', {
    env: { account: ACCOUNT, region: REGION },
    crossRegionReferences: true,
  });
  new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic: new AlertTopic(stack, 'Alerts') });
  Annotations.fromStack(stack).hasWarning(
    '/Stack/Integrity',
    Match.stringLikeRegexp(`the monitor is in Region '${REGION}', the bucket in 'eu-north-1'`),
  );
  Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 1);
});

test('the clock puts a plan on the queue, with its own time', () => {
  templateOf({ checkEvery: Duration.hours(1) }).hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 hour)',
    Targets: [
      Match.objectLike({
        DeadLetterConfig: Match.anyValue(),
        InputTransformer: {
          InputPathsMap: { time: '$.time' },
          InputTemplate: '{"trailwatch":"integrity","version":1,"job":"plan","at":<time>}',
        },
      }),
    ],
  });
});

test.each([
  ['an account', TRAIL, `${ACCOUNT}/${REGION}`],
  ['an organization', ORGANIZATION_TRAIL, `o-[a-z0-9]+/${MANAGEMENT}/${REGION}`],
])("the trail of %s is expected to deliver in its owner's home Region", (_, trail, place) => {
  templateOf({}, trail).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        TRAILWATCH_ROOT: 'audit/AWSLogs/',
        TRAILWATCH_EXPECTED_FOLDERS: Match.stringLikeRegexp(`^${place}$`),
        TRAILWATCH_RECHECK_HOURS: '2160',
        TRAILWATCH_RECHECK_REACH_HOURS: '8760',
        TRAILWATCH_REMEMBER_DAYS: '400',
      }),
    },
  });
});

test('what was found is remembered for longer than it takes to find it again', () => {
  templateOf({ recheckEvery: Duration.days(200) }).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ TRAILWATCH_REMEMBER_DAYS: '600' }) },
  });
});

test('there are alarms on the monitor itself, one of them for missing plans, which a new stack does not raise', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 9);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: 'FILL(counted, 0)' }),
      Match.objectLike({
        MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'Plans' }), Period: 3600 }),
      }),
    ]),
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'ignore',
    EvaluationPeriods: 2,
    AlarmDescription: Match.stringLikeRegexp('integrity-no-plans\\.md$'),
  });
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
});

test('the table outlives the stack, and each metric has its unit', () => {
  const stack = new Stack(new App(), 'Stack');
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const monitor = new IntegrityMonitor(stack, 'Integrity', {
    archive,
    alertTopic: new AlertTopic(stack, 'Alerts'),
  });
  expect(monitor.metricDigestLag()).toMatchObject({
    metricName: 'DigestLag',
    statistic: 'Maximum',
    unit: 'Milliseconds',
  });
  expect(monitor.metricFindings().metricName).toBe('Findings');
  expect(monitor.metricUnverified().metricName).toBe('Unverified');
  Template.fromStack(stack).hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
  expect(() => monitor.metric('Nothing')).toThrow(
    "metricName 'Nothing' is not a metric of the integrity monitor",
  );
});

test('fails, for all of them at once, when times are out of their bounds', () => {
  const times = { checkEvery: Duration.hours(2), recheckReach: Duration.hours(1), maxConcurrency: 1 };
  expect(() => templateOf(times)).toThrow(
    'checkEvery is 120 minutes, but must be a whole number from 15 to 60 minutes\n' +
      'recheckReach is 1 hours, but must be a whole number from 48 to 87600 hours\n' +
      'maxConcurrency is 1, but must be a whole number from 2 to 1000',
  );
});

test('sends at most 2,000 alerts of a kind and month singly, and fails on one more', () => {
  expect(() => templateOf({ stormThreshold: 2_000 })).not.toThrow();
  expect(() => templateOf({ stormThreshold: 2_001 })).toThrow(
    'stormThreshold is 2001, but must be a whole number from 1 to 2000',
  );
});

test('there are alarms when no folder is checked, all digest files are late, and notifications fail', () => {
  const template = templateOf();
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({
        MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'Folders' }) }),
      }),
    ]),
    AlarmDescription: Match.stringLikeRegexp('integrity-no-folders\\.md$'),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DigestLag',
    Statistic: 'Minimum',
    Period: 3600,
    Threshold: 4 * 3_600_000,
    EvaluationPeriods: 2,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'StatesRejected', Threshold: 1 });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'NumberOfNotificationsFailed',
    Namespace: 'AWS/SNS',
    Threshold: 1,
  });
});

describe('where lifecycle rules expire files', () => {
  function reachOf(expireDays: number, recheckReach?: Duration): Template {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const lifecycleRules = ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(expireDays) });
    new IntegrityMonitor(stack, 'Integrity', {
      archive: new LogArchive(stack, 'Archive', { trails: [TRAIL], lifecycleRules }),
      alertTopic: new AlertTopic(stack, 'Alerts'),
      ...(recheckReach === undefined ? {} : { recheckReach }),
    });
    return Template.fromStack(stack);
  }

  test.each([
    [180, 179],
    [400, 365],
  ])('after %s days, files of %s days are checked again', (expireDays, days) => {
    reachOf(expireDays).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TRAILWATCH_RECHECK_REACH_HOURS: String(days * 24) }) },
    });
  });

  test('fails on a reach in which files expire: they would be reported as missing', () => {
    expect(() => reachOf(180, Duration.days(200))).toThrow(
      "recheckReach is 200 days, but a rule of the bucket of 'Stack/Archive' expires files after 180 days: it would report expired " +
        'files as missing, and archived files as unverified; set recheckReach to at least a day less, or move and expire files later',
    );
    expect(() => reachOf(180, Duration.days(179))).not.toThrow();
  });
});

describe('alarms come by another way, too', () => {
  const stackWith = (isPaged: boolean) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const alarmActions = isPaged ? [new SnsAction(new Topic(stack, 'Pager'))] : [];
    new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic, alarmActions });
    return stack;
  };

  test('with alarmActions: every alarm of the monitor has both actions', () => {
    const stack = stackWith(true);
    expect(notesOf(stack)).toEqual([]);
    const alarms = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(
      ([id]) => id.startsWith('Integrity'),
    );
    expect(alarms.length).toBeGreaterThan(3);
    for (const [id, { Properties }] of alarms) {
      const actions = JSON.stringify(Properties.AlarmActions);
      expect([id, Properties.AlarmActions.length, actions.includes('Pager')]).toEqual([id, 2, true]);
    }
  });

  test('and a note says so where there is none', () => {
    expect(notesOf(stackWith(false))).toEqual([
      expect.stringMatching(
        /^\/Stack\/Integrity: the monitor has no alarmActions: .*set alarmActions to another channel/,
      ),
    ]);
  });
});
