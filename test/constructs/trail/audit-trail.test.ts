import { App, Stack, Tags } from 'aws-cdk-lib';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AuditTrail,
  type AuditTrailProps,
  DataEventType,
  DeliveryTopic,
  EventSelection,
  LogArchive,
  TrailIdentity,
  TrailLogGroup,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };
const OBJECTS = EventSelection.dataEvents(DataEventType.S3_OBJECT);

type Choices = Omit<AuditTrailProps, 'identity' | 'archive'>;

function synthesize(choices: Choices = {}, identity = TRAIL) {
  const stack = newStack({ env: { account: identity.ownerAccount, region: identity.homeRegion } });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  const trail = new AuditTrail(stack, 'Trail', { identity, archive, ...choices });
  return { stack, archive, trail };
}

function trailOf(stack: Stack): Resource {
  return resourceOf(stack, 'AWS::CloudTrail::Trail');
}

describe('a trail', () => {
  const single = (homeRegion: string) =>
    TrailIdentity.account({ trailName: 'primary', homeRegion, ownerAccount: ACCOUNT });

  // global services are logged in us-east-1; of other partitions that is not known
  test.each([
    ['us-east-1', true],
    ['eu-central-1', false],
    ['cn-north-1', true],
  ])('of %s alone gets global services: %s', (homeRegion, isGlobal) => {
    const { stack } = synthesize({ multiRegion: false }, single(homeRegion));
    expect(trailOf(stack).Properties).toMatchObject({
      IsMultiRegionTrail: false,
      IncludeGlobalServiceEvents: isGlobal,
    });
  });

  test('may be stopped, and without proof of its files', () => {
    const { stack } = synthesize({ logging: false, logFileValidation: false });
    expect(trailOf(stack).Properties).toMatchObject({ IsLogging: false, EnableLogFileValidation: false });
  });

  test('may share its archive with others', () => {
    const stack = newStack();
    const second = TrailIdentity.account({
      trailName: 'second',
      homeRegion: REGION,
      ownerAccount: ACCOUNT,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL, second] });
    new AuditTrail(stack, 'First', { identity: TRAIL, archive });
    new AuditTrail(stack, 'Second', { identity: second, archive, eventSelection: OBJECTS });
    const buckets = resourcesOf(stack, 'AWS::CloudTrail::Trail').map((each) => each.Properties.S3BucketName);
    expect(buckets).toEqual([{ Ref: 'ArchiveBucket49F1AC64' }, { Ref: 'ArchiveBucket49F1AC64' }]);
  });

  test('has the tags of its stack', () => {
    const { stack } = synthesize();
    Tags.of(stack).add('team', 'security');
    expect(trailOf(stack).Properties.Tags).toEqual([{ Key: 'team', Value: 'security' }]);
  });
});

describe('the bucket of the archive', () => {
  const exclusionOf = (stack: Stack) => {
    const { Properties } = trailOf(stack);
    return Properties.AdvancedEventSelectors[0].FieldSelectors[2];
  };

  test('is left out of the data events that are delivered to it, and the template says why', () => {
    const { stack } = synthesize({ eventSelection: OBJECTS });
    expect(exclusionOf(stack)).toEqual({
      Field: 'resources.ARN',
      NotStartsWith: [{ 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'ArchiveBucket49F1AC64' }, '/']] }],
    });
    const trail = trailOf(stack) as Resource & { readonly Metadata: unknown };
    expect(trail.Metadata).toMatchObject({
      'cdk-trailwatch:archive':
        'the trail does not log object events of the bucket that it delivers to: each delivery would be logged, and delivered, ' +
        'as an event of its own',
    });
    expect(trail.Properties.AdvancedEventSelectors[0].Name).toBe(
      'Data events of AWS::S3::Object outside the archive',
    );
  });

  test('is left out by its physical name when it belongs to another account', () => {
    const app = new App();
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailStack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(archiveStack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    new AuditTrail(trailStack, 'Trail', { identity: ORGANIZATION_TRAIL, archive, eventSelection: OBJECTS });
    const { BucketName } = resourceOf(archiveStack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(BucketName).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(exclusionOf(trailStack).NotStartsWith).toEqual([`arn:aws:s3:::${BucketName}/`]);
  });

  test('is left out by the export of another stack of the account', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const archive = new LogArchive(new Stack(app, 'LogArchive', { env }), 'Archive', { trails: [TRAIL] });
    const trailStack = new Stack(app, 'TrailStack', { env });
    new AuditTrail(trailStack, 'Trail', { identity: TRAIL, archive, eventSelection: OBJECTS });
    app.synth();
    expect(JSON.stringify(exclusionOf(trailStack).NotStartsWith)).toContain('"Fn::ImportValue"');
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('is left out in the partition of %s', (homeRegion, partition) => {
    const identity = TrailIdentity.account({ trailName: 'primary', homeRegion, ownerAccount: ACCOUNT });
    const { stack } = synthesize({ eventSelection: OBJECTS }, identity);
    expect(exclusionOf(stack).NotStartsWith[0]['Fn::Join'][1][0]).toBe(`arn:${partition}:s3:::`);
  });

  test('is left out in a stack that knows neither account nor Region', () => {
    const stack = newStack({});
    const identity = TrailIdentity.account({
      trailName: 'primary',
      homeRegion: stack.region,
      ownerAccount: stack.account,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
    new AuditTrail(stack, 'Trail', { identity, archive, eventSelection: OBJECTS });
    expect(exclusionOf(stack).NotStartsWith).toEqual([
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'ArchiveBucket49F1AC64' }, '/'],
        ],
      },
    ]);
  });

  test('is logged as well where that is asked for', () => {
    const { stack } = synthesize({ eventSelection: OBJECTS.includingArchive() });
    expect(exclusionOf(stack)).toBeUndefined();
    expect(trailOf(stack)).not.toHaveProperty('Metadata.cdk-trailwatch:archive');
  });

  test('fails to be left out of basic selectors, until that is meant', () => {
    const everything = EventSelection.basic({
      dataResources: [{ resourceType: DataEventType.S3_OBJECT, values: ['arn:aws:s3'] }],
    });
    expect(() => synthesize({ eventSelection: everything })).toThrow(
      new Error(
        "eventSelection: a basic selector logs the objects of the archive's own bucket: each delivery would be logged, and " +
          'delivered, as an event of its own, and basic selectors cannot leave a bucket out; select by ' +
          'dataEvents(DataEventType.S3_OBJECT), or call includingArchive() if this is meant',
      ),
    );
    expect(() => synthesize({ eventSelection: everything.includingArchive() })).not.toThrow();
  });
});

describe('the log group of a trail', () => {
  test('is kept for a year, and written by a role for this trail and its streams alone', () => {
    const { stack, trail } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
    const group = resourceOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs');
    expect([group.Properties, group.DeletionPolicy]).toEqual([{ RetentionInDays: 365 }, 'Retain']);
    const role = resourceOf(stack, 'AWS::IAM::Role', 'TrailLogs').Properties;
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
      },
    ]);
    const groupArn = [
      'arn:',
      { Ref: 'AWS::Partition' },
      `:logs:${REGION}:${ACCOUNT}:log-group:`,
      { Ref: 'TrailLogsGroup94A42E7E' },
    ];
    const Resource = {
      'Fn::Join': ['', [...groupArn, `:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`]],
    };
    expect(resourceOf(stack, 'AWS::IAM::Policy', 'TrailLogs').Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'AWSCloudTrailCreateLogStream20141101',
        Effect: 'Allow',
        Action: 'logs:CreateLogStream',
        Resource,
      },
      { Sid: 'AWSCloudTrailPutLogEvents20141101', Effect: 'Allow', Action: 'logs:PutLogEvents', Resource },
    ]);
    const { Properties, DependsOn } = trailOf(stack);
    expect(Properties.CloudWatchLogsLogGroupArn).toEqual({ 'Fn::Join': ['', [...groupArn, ':*']] });
    expect(stack.resolve(trail.logGroup?.logGroupName)).toEqual({ Ref: 'TrailLogsGroup94A42E7E' });
    expect(DependsOn).toContain('TrailLogsRoleDefaultPolicy21DE5168');
  });

  test('has metrics, which a trail without one has not', () => {
    const { stack, trail } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
    const [events, bytes] = [trail.metricLogEvents(), trail.metricLogBytes()];
    expect([events.namespace, events.metricName, bytes.metricName]).toEqual([
      'AWS/Logs',
      'IncomingLogEvents',
      'IncomingBytes',
    ]);
    expect(stack.resolve(events.dimensions)).toEqual({ LogGroupName: { Ref: 'TrailLogsGroup94A42E7E' } });
    expect(() => synthesize().trail.metricLogEvents()).toThrow(
      new Error("the trail 'primary' has no log group, and so no metric; set cloudWatchLogs"),
    );
  });

  test('of an organization is written for the organization as well', () => {
    const { stack } = synthesize({ cloudWatchLogs: TrailLogGroup.create() }, ORGANIZATION_TRAIL);
    const [create] = resourceOf(stack, 'AWS::IAM::Policy', 'TrailLogs').Properties.PolicyDocument.Statement;
    const streams = create.Resource.map((arn: Record<string, [string, unknown[]]>) =>
      arn['Fn::Join']?.[1].at(-1),
    );
    expect(streams).toEqual([
      `:log-stream:${MANAGEMENT}_CloudTrail_${REGION}*`,
      `:log-stream:${ORGANIZATION}_*`,
    ]);
    const trust = resourceOf(stack, 'AWS::IAM::Role', 'TrailLogs').Properties.AssumeRolePolicyDocument;
    expect(trust.Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceArn': ORGANIZATION_TRAIL_ARN },
    });
  });

  test('may have a key, a name and another retention', () => {
    const stack = newStack();
    const cloudWatchLogs = TrailLogGroup.create({
      encryptionKey: new Key(stack, 'LogKey'),
      logGroupName: '/audit/trail',
      retention: RetentionDays.TEN_YEARS,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
    expect(resourceOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs').Properties).toEqual({
      LogGroupName: '/audit/trail',
      RetentionInDays: 3653,
      KmsKeyId: { 'Fn::GetAtt': ['LogKeyE83D0C1B', 'Arn'] },
    });
    expect(resourceOf(stack, 'AWS::KMS::Key', 'LogKey').Properties.KeyPolicy.Statement[1]).toEqual({
      Sid: 'AllowCloudWatchLogs',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', [`logs.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] } },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:/audit/trail`],
            ],
          },
        },
      },
    });
  });

  test('fails on an imported key with the statement to add, until its policy is managed elsewhere', () => {
    const build = (policyManagedElsewhere: boolean) => {
      const stack = newStack();
      const encryptionKey = Key.fromKeyArn(
        stack,
        'Key',
        `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
      );
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const cloudWatchLogs = TrailLogGroup.create({ encryptionKey, policyManagedElsewhere });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
      return stack;
    };
    const message = synthError(build(false));
    expect(message).toContain('cannot be changed from this app, and CloudWatch Logs needs these statements');
    expect(message).toContain('"Sid": "AllowCloudWatchLogs"');
    expect(resourceOf(build(true), 'AWS::Logs::LogGroup', 'TrailLogs').Properties.KmsKeyId).toContain('0a1b');
  });

  test('may be one that is there already', () => {
    const stack = newStack();
    const logGroup = LogGroup.fromLogGroupName(stack, 'Company', 'company-trail');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const cloudWatchLogs = TrailLogGroup.fromLogGroup(logGroup);
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
    expect(resourcesOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs')).toEqual([]);
    expect(trailOf(stack).Properties.CloudWatchLogsLogGroupArn).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:company-trail:*`],
      ],
    });
  });

  test('fails in another account or Region than the trail', () => {
    const stack = newStack();
    const arn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:company-trail`;
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const cloudWatchLogs = TrailLogGroup.fromLogGroup(LogGroup.fromLogGroupArn(stack, 'Company', arn));
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs })).toThrow(
      new Error(
        `cloudWatchLogs: the log group is in '${ACCOUNT}' and 'us-east-1', the trail is created in '${ACCOUNT}' and ` +
          `'${REGION}': CloudTrail takes a log group of the home Region and of the account that creates the trail only; ` +
          "give a log group of the trail's own account and home Region",
      ),
    );
  });
});

describe('the delivery topic of a trail', () => {
  function withTopic() {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const deliveryTopic = new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, deliveryTopic });
    return { stack, deliveryTopic };
  }

  test('trusts this trail alone, over TLS, with its key', () => {
    const { stack } = withTopic();
    const Condition = { StringEquals: { 'aws:SourceArn': TRAIL_ARN } };
    const policy = resourceOf(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(policy.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      {
        Sid: 'AWSCloudTrailSNSPolicy20131101',
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'SNS:Publish',
        Resource: { Ref: 'DeliveriesTopicF217F407' },
        Condition,
      },
    ]);
    expect(resourceOf(stack, 'AWS::KMS::Key', 'Deliveries').Properties.KeyPolicy.Statement[1]).toEqual({
      Sid: 'AllowCloudTrailEncryptNotifications',
      Effect: 'Allow',
      Principal: CLOUDTRAIL,
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      Resource: '*',
      Condition,
    });
  });

  test('is named by the trail, which waits for the policies of topic and key', () => {
    const { Properties, DependsOn } = trailOf(withTopic().stack);
    expect(Properties.SnsTopicName).toEqual({ Ref: 'DeliveriesTopicF217F407' });
    expect(DependsOn).toEqual(
      expect.arrayContaining(['DeliveriesTopicPolicyCDC3F62C', 'DeliveriesKeyC97D87D1']),
    );
  });

  test('has subscribers in other Regions and accounts', () => {
    const { stack, deliveryTopic } = withTopic();
    const env = { account: ACCOUNT, region: 'us-east-1' };
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env });
    const queue = new Queue(elsewhere, 'Queue', { queueName: 'notices' });
    deliveryTopic.addSubscription(new SqsSubscription(queue));
    deliveryTopic.allowSubscribers(LOG_ARCHIVE);
    const subscription = resourceOf(elsewhere, 'AWS::SNS::Subscription').Properties;
    expect(subscription).toMatchObject({ Protocol: 'sqs', Region: REGION });
    const { Statement } = resourceOf(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(Statement[2]).toEqual({
      Sid: 'AllowSubscribers',
      Effect: 'Allow',
      Principal: {
        AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${LOG_ARCHIVE}:root`]] },
      },
      Action: 'sns:Subscribe',
      Resource: { Ref: 'DeliveriesTopicF217F407' },
    });
    expect(() => deliveryTopic.allowSubscribers('everybody')).toThrow('is not a valid account id');
  });

  test('may be in another account, and is deployed first', () => {
    const app = new App();
    const topicStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailStack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const trails = [ORGANIZATION_TRAIL];
    const archive = new LogArchive(topicStack, 'Archive', { trails });
    const deliveryTopic = new DeliveryTopic(topicStack, 'Deliveries', { trails });
    new AuditTrail(trailStack, 'Trail', { identity: ORGANIZATION_TRAIL, archive, deliveryTopic });
    const { TopicName } = resourceOf(topicStack, 'AWS::SNS::Topic').Properties;
    expect(trailOf(trailStack).Properties.SnsTopicName).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sns:${REGION}:${LOG_ARCHIVE}:${TopicName}`]],
    });
    expect(trailStack.dependencies).toEqual([topicStack]);
    expect(topicStack.dependencies).toEqual([]);
  });

  test('has metrics', () => {
    const { deliveryTopic } = withTopic();
    expect(deliveryTopic.metricPublished().metricName).toBe('NumberOfMessagesPublished');
    expect(deliveryTopic.metricFailed().metricName).toBe('NumberOfNotificationsFailed');
  });

  test('may be a topic of the app, with its key', () => {
    const stack = newStack();
    const encryptionKey = new Key(stack, 'TopicKey');
    const topic = new Topic(stack, 'Company', { masterKey: encryptionKey });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const props = { topic, encryptionKey, trails: [TRAIL] };
    const deliveryTopic = DeliveryTopic.fromTopic(stack, 'Deliveries', props);
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, deliveryTopic });
    const sids = (resource: Resource, policy: string) =>
      resource.Properties[policy].Statement.flatMap(({ Sid }: { Sid?: string }) => Sid ?? []);
    expect(sids(resourceOf(stack, 'AWS::SNS::TopicPolicy'), 'PolicyDocument')).toEqual([
      'AWSCloudTrailSNSPolicy20131101',
    ]);
    expect(sids(resourceOf(stack, 'AWS::KMS::Key', 'TopicKey'), 'KeyPolicy')).toEqual([
      'AllowCloudTrailEncryptNotifications',
    ]);
  });

  test('fails on an imported topic with the statement to add, until its policy is managed elsewhere', () => {
    const build = (policyManagedElsewhere: boolean) => {
      const stack = newStack();
      const topic = Topic.fromTopicArn(stack, 'Company', `arn:aws:sns:${REGION}:${LOG_ARCHIVE}:company`);
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const props = { topic, trails: [TRAIL], policyManagedElsewhere };
      const deliveryTopic = DeliveryTopic.fromTopic(stack, 'Deliveries', props);
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, deliveryTopic });
      return stack;
    };
    const message = synthError(build(false));
    expect(message).toContain('the policy of the imported topic');
    expect(message).toContain('"Sid": "AWSCloudTrailSNSPolicy20131101"');
    expect(trailOf(build(true)).Properties.SnsTopicName).toBe(`arn:aws:sns:${REGION}:${LOG_ARCHIVE}:company`);
  });

  test('fails when it does not trust the trail', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const deliveryTopic = new DeliveryTopic(stack, 'Deliveries', { trails: [] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, deliveryTopic })).toThrow(
      `deliveryTopic 'Stack/Deliveries' does not trust the trail 'primary' (${TRAIL_ARN}): CloudTrail may not publish there`,
    );
  });
});

describe('what others may do with a trail', () => {
  const READ = [
    'cloudtrail:GetEventConfiguration',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetInsightSelectors',
  ];
  const on = (Action: unknown, Resource: string = TRAIL_ARN) => ({ Effect: 'Allow', Action, Resource });

  test.each([
    ['start it', 'grantStart', [on('cloudtrail:StartLogging')]],
    ['stop it', 'grantStop', [on('cloudtrail:StopLogging')]],
    [
      'describe it',
      'grantDescribe',
      [
        on([...READ, 'cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus', 'cloudtrail:ListTags']),
        on('cloudtrail:DescribeTrails', '*'),
      ],
    ],
    [
      'change what it logs',
      'grantManageSelectors',
      [
        on([
          ...READ,
          'cloudtrail:PutEventConfiguration',
          'cloudtrail:PutEventSelectors',
          'cloudtrail:PutInsightSelectors',
        ]),
      ],
    ],
  ] as const)('is to %s, and nothing else, imported or not', (_what, grant, statements) => {
    const { stack, trail } = synthesize();
    const imported = newStack();
    for (const each of [trail, AuditTrail.fromTrailArn(imported, 'Trail', TRAIL_ARN)]) {
      const role = new Role(Stack.of(each), 'Somebody', {
        assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      });
      each[grant](role);
    }
    for (const each of [stack, imported]) {
      const policy = resourceOf(each, 'AWS::IAM::Policy', 'Somebody').Properties.PolicyDocument;
      expect(policy.Statement).toEqual(statements);
    }
  });

  test('is to look events up, which belong to no trail', () => {
    const stack = newStack();
    AuditTrail.grantLookup(
      new Role(stack, 'Somebody', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      on('cloudtrail:LookupEvents', '*'),
    ]);
  });

  test('can be listened to: calls to CloudTrail, and calls to anything', () => {
    const { stack, trail } = synthesize();
    const target = new SqsQueue(new Queue(stack, 'Queue'));
    trail.onCloudTrailEvent('Changed', { target });
    AuditTrail.onEvent(stack, 'AnyCall', { target, eventPattern: { source: ['aws.iam'] } });
    AuditTrail.fromTrailArn(stack, 'Other', TRAIL_ARN).onCloudTrailEvent('Changed', { target });
    const patterns = resourcesOf(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
    const call = { 'detail-type': ['AWS API Call via CloudTrail'] };
    expect(patterns).toEqual([
      { ...call, source: ['aws.cloudtrail'] },
      { ...call, source: ['aws.iam'] },
      { ...call, source: ['aws.cloudtrail'] },
    ]);
  });

  test('fails on an ARN that is not that of a trail', () => {
    const arn = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b`;
    expect(() => AuditTrail.fromTrailArn(newStack(), 'Trail', arn)).toThrow(
      `trailArn '${arn}' is not the ARN of a trail; it looks like arn:aws:cloudtrail:eu-central-1:111122223333:trail/NAME`,
    );
  });
});
