import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DELIVERY_ALARMS } from '../../../lib/core/alarm/pipeline/monitor-alarms';
import {
  AlertTopic,
  AuditTrail,
  DeliveryMonitor,
  type DeliveryMonitorProps,
  ExternalEvents,
  IntegrityMonitor,
  LogArchive,
  TrailIdentity,
  TrailKey,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  notesOf,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  resourceOf,
  resourcesOf,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

function create(
  stack: Stack,
  props: Partial<DeliveryMonitorProps> = {},
  trails: TrailIdentity[] = [TRAIL],
): DeliveryMonitor {
  return new DeliveryMonitor(stack, 'Delivery', {
    archive: new LogArchive(stack, 'Archive', { trails, keyPrefix: 'audit' }),
    alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
    ...props,
  });
}

function stackWith(props: Partial<DeliveryMonitorProps> = {}, trails?: TrailIdentity[]): Stack {
  const stack = newStack();
  create(stack, props, trails);
  return stack;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function statementsOf(stack: Stack): readonly Statement[] {
  return resourceOf(stack, 'AWS::IAM::Policy', 'DeliveryRole').Properties.PolicyDocument.Statement;
}

function variablesOf(stack: Stack): Record<string, unknown> {
  return resourceOf(stack, 'AWS::Lambda::Function', 'Delivery').Properties.Environment.Variables;
}

test('the function may do exactly what its code calls, and nothing of it writes to trails or the archive', () => {
  const actions = statementsOf(stackWith()).flatMap(({ Action }) => Action);
  expect([...new Set(actions)].sort()).toEqual([
    'account:ListRegions',
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'cloudtrail:GetTrail',
    'cloudtrail:GetTrailStatus',
    'cloudwatch:DescribeAlarms',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'events:DescribeRule',
    'events:ListTargetsByRule',
    'kms:Decrypt',
    'kms:GenerateDataKey*',
    'kms:GenerateMac',
    'kms:GetKeyPolicy',
    'lambda:GetEventSourceMapping',
    'lambda:GetFunctionConcurrency',
    'lambda:GetFunctionConfiguration',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:GetReplicationConfiguration',
    's3:ListBucket',
    'sns:GetSubscriptionAttributes',
    'sns:GetTopicAttributes',
    'sns:Publish',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ]);
});

test('it also reads the settings of trails that the app creates, even after the monitor', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Logs', { trails: [TRAIL] });
  create(stack, { archive });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  expect(statementsOf(stack)).toContainEqual(
    expect.objectContaining({
      Action: [
        ...['cloudtrail:GetEventSelectors', 'cloudtrail:GetInsightSelectors'],
        ...['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus'],
      ],
      Resource: TRAIL_ARN,
    }),
  );
});

test('it reads the status of the trails of the archive, and lists the Regions of its own account', () => {
  const statements = statementsOf(stackWith());
  expect(statements).toContainEqual(
    expect.objectContaining({
      Action: ['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus'],
      Resource: TRAIL_ARN,
    }),
  );
  expect(statements).toContainEqual(
    expect.objectContaining({
      Action: 'account:ListRegions',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:account::${ACCOUNT}:account`]] },
    }),
  );
});

test('an organization trail is read in every account; the trail of another account is not, and a note says so', () => {
  const other = TrailIdentity.account({ trailName: 'theirs', homeRegion: REGION, ownerAccount: MANAGEMENT });
  const stack = stackWith({}, [ORGANIZATION_TRAIL, other]);
  expect(variablesOf(stack).TRAILWATCH_TRAIL_ARNS).toBe(ORGANIZATION_TRAIL_ARN);
  expect(notesOf(stack).join()).toContain(`1 of the archive's trails, such as 'theirs' of ${MANAGEMENT}`);
  expect(notesOf(stackWith()).join()).not.toContain("of the archive's trails");
});

test('without a trail of its own account, it follows the archive alone', () => {
  const other = TrailIdentity.account({ trailName: 'theirs', homeRegion: REGION, ownerAccount: MANAGEMENT });
  const stack = stackWith({}, [other]);
  expect(variablesOf(stack).TRAILWATCH_TRAIL_ARNS).toBe('none');
  expect(JSON.stringify(statementsOf(stack))).not.toContain('cloudtrail:');
});

test('imported trails are read beside those of the archive, and one that is given twice is read once', () => {
  const stack = newStack();
  const arn = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/old`;
  const furtherTrails = [arn, TRAIL_ARN].map((one, index) =>
    AuditTrail.fromTrailArn(stack, `Old${index}`, one),
  );
  create(stack, { furtherTrails });
  expect(variablesOf(stack).TRAILWATCH_TRAIL_ARNS).toBe(`${TRAIL_ARN},${arn}`);
});

test('fails with an imported trail of another account', () => {
  const stack = newStack();
  const trail = AuditTrail.fromTrailArn(
    stack,
    'Theirs',
    `arn:aws:cloudtrail:eu-west-1:${MANAGEMENT}:trail/theirs`,
  );
  expect(() => create(stack, { furtherTrails: [trail] })).toThrow(
    `furtherTrails has the trail 'Stack/Theirs' of account '${MANAGEMENT}', but the monitor is in '${ACCOUNT}'; CloudTrail shows its status only there, so create a DeliveryMonitor there`,
  );
});

test('with regions, it asks those and may list none', () => {
  const stack = stackWith({ regions: ['eu-west-1', 'us-east-1'] });
  expect(variablesOf(stack).TRAILWATCH_REGIONS).toBe('eu-west-1,us-east-1');
  expect(JSON.stringify(statementsOf(stack))).not.toContain('account:');
});

test.each<[string, Partial<DeliveryMonitorProps>, string]>([
  ['no Region', { regions: [] }, 'regions is empty; leave it out for all enabled Regions'],
  [
    'a misspelt Region',
    { regions: ['eu-wset-1'] },
    "regions 'eu-wset-1' is not a Region that is known; did you mean 'eu-west-1'?",
  ],
  ['a Region of another partition', { regions: ['cn-north-1'] }, 'cn-north-1'],
  ['checks too often', { checkEvery: Duration.minutes(5) }, 'checkEvery is 5 minutes'],
  ['too little time', { timeout: Duration.seconds(30) }, 'timeout is 30 seconds'],
  ['looks too seldom', { lookEvery: Duration.hours(12) }, 'lookEvery is 12 hours'],
])('fails with %s', (_, props, message) => {
  expect(() => stackWith(props)).toThrow(message);
});

test('the clock has the trails checked and the accounts looked at', () => {
  const template = Template.fromStack(stackWith({ checkEvery: Duration.minutes(15) }));
  for (const [ScheduleExpression, job] of [
    ['rate(15 minutes)', 'check'],
    ['rate(3 hours)', 'accounts'],
  ]) {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression,
      Targets: [
        Match.objectLike({
          DeadLetterConfig: Match.anyValue(),
          InputTransformer: Match.objectLike({
            InputTemplate: `{"trailwatch":"delivery","version":1,"job":"${job}","at":<time>}`,
          }),
        }),
      ],
    });
  }
});

test('changes of trails, of the bucket and of the key have the trails checked', () => {
  const stack = newStack();
  const encryptionKey = new TrailKey(stack, 'Key', { trails: [TRAIL] });
  const archive = new LogArchive(stack, 'Encrypted', { trails: [TRAIL], encryptionKey });
  create(stack, { archive });
  const patterns = resourcesOf(stack, 'AWS::Events::Rule', 'Delivery').flatMap(
    ({ Properties }) => Properties.EventPattern ?? [],
  );
  expect(patterns.map(({ detail }) => [detail.eventSource[0], detail.eventName.length > 3])).toEqual([
    ['cloudtrail.amazonaws.com', true],
    ['s3.amazonaws.com', true],
    ['kms.amazonaws.com', true],
  ]);
  expect(patterns[1].detail.requestParameters.bucketName).toEqual([
    { Ref: expect.stringMatching(/^Encrypted/) },
  ]);
  expect(patterns[2].detail.resources.ARN).toEqual([
    { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
  ]);
});

test('an archive and a key of another Region have no rule', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: ACCOUNT, region: 'eu-north-1' } });
  const encryptionKey = new TrailKey(there, 'Key', { trails: [TRAIL], aliasName: 'logs' });
  const archive = new LogArchive(there, 'Archive', {
    trails: [TRAIL],
    bucketName: 'logs-there',
    encryptionKey,
  });
  const stack = new Stack(app, 'Stack', {
    env: { account: ACCOUNT, region: REGION },
    crossRegionReferences: true,
  });
  create(stack, { archive });
  const rules = resourcesOf(stack, 'AWS::Events::Rule', 'Delivery');
  expect(rules.filter(({ Properties }) => Properties.EventPattern !== undefined)).toHaveLength(1);
});

test('fails with an archive of another account', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: MANAGEMENT, region: REGION } });
  const archive = new LogArchive(there, 'Archive', { trails: [TRAIL], bucketName: 'logs-there' });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  expect(() => create(stack, { archive })).toThrow(
    `archive 'There/Archive' is in account '${MANAGEMENT}', but the monitor is in '${ACCOUNT}'; create the monitor in the account of the archive, where an organization trail has its status, too`,
  );
});

test('each alarm on the monitor itself links to its runbook', () => {
  const stack = stackWith();
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Delivery');
  const linked = alarms.map(
    ({ Properties }) => /runbooks\/([\w-]+)\.md$/.exec(Properties.AlarmDescription)?.[1],
  );
  expect(linked.sort()).toEqual(
    Object.values(DELIVERY_ALARMS)
      .map(({ runbook }) => runbook)
      .sort(),
  );
  const absent = alarms.filter(({ Properties }) => Properties.TreatMissingData === 'ignore');
  expect(absent.map(({ Properties }) => Properties.EvaluationPeriods).sort()).toEqual([2, 7]);
});

test('the dashboard shows the queues and alarms of the other parts of the pipeline', () => {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Own', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'OwnAlerts', { emails: ['security@example.com'] });
  const integrity = new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic, dashboard: false });
  create(stack, { archive, alertTopic, workers: [integrity] });
  const body = JSON.stringify(resourceOf(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  for (const title of ['Delivery: Age of the oldest message', 'Integrity: Messages in the dead-letter queue'])
    expect(body).toContain(title);
  expect(body.match(/"(Integrity|Delivery)Alarms\w+","Arn"/g)).toHaveLength(9 + 7);
});

test('fails with a worker of another Region', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: ACCOUNT, region: 'eu-north-1' } });
  const alertTopic = new AlertTopic(there, 'Alerts', { emails: ['security@example.com'] });
  const archive = new LogArchive(there, 'Archive', { trails: [TRAIL] });
  const integrity = new IntegrityMonitor(there, 'Integrity', { archive, alertTopic });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  expect(() => create(stack, { workers: [integrity] })).toThrow(
    `workers has 'There/Integrity' of ${ACCOUNT} in eu-north-1; a dashboard can show only alarms in its own account and Region, so leave it out`,
  );
});

test('a stack without a known account and Region is synthesized', () => {
  const stack = new Stack(new App(), 'Stack');
  create(stack);
  expect(resourcesOf(stack, 'AWS::Events::Rule', 'Delivery')).toHaveLength(5);
});

describe('over events from outside AWS', () => {
  function monitorOf(props: Partial<DeliveryMonitorProps> = {}): Stack {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const { archive } = new ExternalEvents(stack, 'Events', { sources: ['shop.example.com'], alertTopic });
    new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, ...props });
    return stack;
  }

  test('no trail is looked for, since none delivers there; bucket and key are compared, and files are followed', () => {
    const stack = monitorOf();
    const { Variables } = resourceOf(stack, 'AWS::Lambda::Function', 'DeliveryFunction').Properties
      .Environment;
    expect(Variables).toMatchObject({
      ...{ TRAILWATCH_TRAIL_ARNS: 'none', TRAILWATCH_ROOT: 'external/AWSLogs/' },
    });
    const deployed = JSON.stringify(resourcesOf(stack, 'Custom::TrailwatchDeployedResources'));
    const kinds = new Set([...deployed.matchAll(/kind\W+(\w+)/g)].map(([, kind]) => kind));
    expect([...kinds].sort()).toEqual(['bucket', 'key', 'part', 'topic']);
    expect(notesOf(stack)).toEqual([]);
  });

  test('further trails of the account are read all the same', () => {
    const trail = AuditTrail.fromTrailArn(newStack(), 'Trail', TRAIL_ARN);
    const { Variables } = resourceOf(
      monitorOf({ furtherTrails: [trail] }),
      'AWS::Lambda::Function',
      'DeliveryFunction',
    ).Properties.Environment;
    expect(Variables.TRAILWATCH_TRAIL_ARNS).toBe(TRAIL_ARN);
  });

  test('fails with an estimate of what CloudTrail charges, which is nothing', () => {
    expect(() => monitorOf({ eventVolume: {} })).toThrow(
      'eventVolume estimates what CloudTrail charges, and archive has events from outside AWS, for which it charges nothing; leave it out',
    );
  });
});
