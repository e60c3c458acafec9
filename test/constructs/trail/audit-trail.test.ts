import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AuditTrail, DataEventType, EventSelection, LogArchive, TrailIdentity } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';
import { synthesize } from './synthesize-trail';

const OBJECTS = EventSelection.dataEvents(DataEventType.S3_OBJECT);

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
    const archive = new LogArchive(archiveStack, 'Archive', {
      ...{ trails: [ORGANIZATION_TRAIL], bucketName: LOG_BUCKET },
    });
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
    const { stack } = synthesize({ eventSelection: everything });
    expect(() => Template.fromStack(stack)).toThrow(
      "the trail 'Stack/Trail' logs its own deliveries to its bucket, so that each delivery causes another, for ever: each event is " +
        'charged as a data event, also where nothing else happens; select by dataEvents(DataEventType.S3_OBJECT), which leaves the bucket ' +
        'out, or call includingArchive() if this is intended',
    );
    const intended = synthesize({ eventSelection: everything.includingArchive() });
    expect(() => Template.fromStack(intended.stack)).not.toThrow();
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
    AuditTrail.fromTrailArn(stack, 'Other', `${TRAIL_ARN}-before`).onCloudTrailEvent('Changed', { target });
    const patterns = resourcesOf(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
    const call = { 'detail-type': ['AWS API Call via CloudTrail'] };
    expect(patterns).toEqual([
      { ...call, source: ['aws.cloudtrail'] },
      { ...call, source: ['aws.iam'] },
      { ...call, source: ['aws.cloudtrail'] },
    ]);
  });

  test('can be listened to for what is no call to AWS, such as sign-ins', () => {
    const stack = newStack();
    const target = new SqsQueue(new Queue(stack, 'Queue'));
    const detailType = ['AWS Console Sign In via CloudTrail', 'AWS Service Event via CloudTrail'];
    AuditTrail.onEvent(stack, 'SignIns', { target, eventPattern: { detailType } });
    expect(resourceOf(stack, 'AWS::Events::Rule').Properties.EventPattern).toEqual({
      'detail-type': detailType,
    });
  });

  test('fails on an ARN that is not that of a trail', () => {
    const arn = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b`;
    expect(() => AuditTrail.fromTrailArn(newStack(), 'Trail', arn)).toThrow(
      `trailArn '${arn}' is not the ARN of a trail; it looks like arn:aws:cloudtrail:eu-central-1:111122223333:trail/NAME`,
    );
  });
});
