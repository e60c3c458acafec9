import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertTopic,
  DeliveryTopic,
  LogArchive,
  LogProcessor,
  type LogProcessorProps,
  PlatformDefaults,
} from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, resourcesOf, TRAIL, warningsOf } from '../synthesize';

const OTHER_ACCOUNT = '444455556666';

interface Parts extends Partial<LogProcessorProps> {
  readonly bucketAccount?: string;
  readonly bucketRegion?: string;
  /** Done to the stack before anything is in it. */
  readonly prepare?: (stack: Stack) => void;
}

/** A processor of an imported bucket that topics announce. */
function synthesize(topicsIn: (stack: Stack) => ITopic[], parts: Parts = {}) {
  const { bucketAccount: account = ACCOUNT, bucketRegion: region = REGION, prepare, ...props } = parts;
  const stack = newStack();
  prepare?.(stack);
  const attributes = { bucketName: 'archive-of-others', account, region };
  const archive = LogArchive.fromBucket(stack, 'Archive', {
    ...{ bucket: Bucket.fromBucketAttributes(stack, 'Bucket', attributes), trails: [TRAIL] },
    policyManagedElsewhere: true,
  });
  new LogProcessor(stack, 'Processor', {
    archive,
    alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
    rules: oneRule(),
    deliveryTopics: topicsIn(stack),
    ...props,
  });
  return stack;
}

const imported =
  (account = ACCOUNT, name = 'deliveries') =>
  (stack: Stack) => [Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${account}:${name}`)];

function subscriptionsTo(stack: Stack, protocol: string) {
  return resourcesOf(stack, 'AWS::SNS::Subscription')
    .map(({ Properties }) => Properties)
    .filter(({ Protocol }) => Protocol === protocol);
}

test('a topic takes the place of the rules: its messages go to the queue as they are, and else to the dead-letter queue', () => {
  const stack = synthesize(imported());
  expect(subscriptionsTo(stack, 'sqs')).toMatchObject([
    {
      TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:deliveries`,
      RawMessageDelivery: true,
      Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^ProcessorDeliveriesQueue/), 'Arn'] },
      RedrivePolicy: {
        deadLetterTargetArn: {
          'Fn::GetAtt': [expect.stringMatching(/^ProcessorDeliveriesDeadLetters/), 'Arn'],
        },
      },
    },
  ]);
  const patterns = resourcesOf(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
  expect(patterns.filter((pattern) => pattern?.source?.includes('aws.s3'))).toEqual([]);
});

test('only that topic may send its messages to the queue', () => {
  const stack = synthesize(imported());
  const allowed = resourcesOf(stack, 'AWS::SQS::QueuePolicy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Principal }) => Principal?.Service === 'sns.amazonaws.com');
  expect(allowed.length).toBeGreaterThan(0);
  for (const { Action, Condition } of allowed) {
    expect(Action).toBe('sqs:SendMessage');
    expect(Condition).toEqual({
      ArnEquals: { 'aws:SourceArn': `arn:aws:sns:${REGION}:${ACCOUNT}:deliveries` },
    });
  }
});

test('an encrypted delivery topic of this app and a second topic feed one queue', () => {
  const stack = synthesize((scope) => [
    new DeliveryTopic(scope, 'Deliveries', { trails: [TRAIL] }).topic,
    ...imported()(scope),
  ]);
  expect(subscriptionsTo(stack, 'sqs')).toHaveLength(2);
});

test('alarms on absent deliveries need digest files, which a delivery topic does not announce: they are off unless asked for', () => {
  const alarms = (stack: Stack) =>
    Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const isOnDeliveries = (id: string) => /NoDeliveries|UnsearchedFiles/.test(id);
  expect(alarms(synthesize(imported())).filter(isOnDeliveries)).toEqual([]);
  expect(alarms(synthesize(imported(), { deliveryAlarms: true })).filter(isOnDeliveries)).toHaveLength(2);
});

test('bucket and topic may be of another account, whose owner is shown the statements to add', () => {
  const parts = { bucketAccount: OTHER_ACCOUNT };
  const stack = synthesize(imported(OTHER_ACCOUNT), parts);
  Annotations.fromStack(stack).hasInfo(
    '/Stack/Archive',
    Match.stringLikeRegexp('archive-of-others[\\s\\S]*s3:GetObject'),
  );
  expect(subscriptionsTo(stack, 'sqs')).toMatchObject([
    { TopicArn: `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:deliveries` },
  ]);
});

describe('bucketNotifications', () => {
  const ofBucket = (parts: Parts = {}) =>
    synthesize(() => [], { ...parts, deliveryTopics: undefined, bucketNotifications: true });
  const allowedToS3 = (stack: Stack, type: string, document: string) =>
    resourcesOf(stack, type)
      .flatMap(({ Properties }) => Properties[document].Statement)
      .filter(({ Principal }) => Principal?.Service === 's3.amazonaws.com');

  test.each<[string, Parts, string]>([
    ['this account', {}, ACCOUNT],
    ['another account', { bucketAccount: OTHER_ACCOUNT, policyManagedElsewhere: true }, OTHER_ACCOUNT],
  ])('let the bucket of %s alone send, and take the place of the rules', (_name, parts, account) => {
    const stack = ofBucket(parts);
    expect(allowedToS3(stack, 'AWS::SQS::QueuePolicy', 'PolicyDocument')).toEqual([
      {
        ...{ Sid: 'AllowBucketToSend', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ProcessorDeliveriesQueue/), 'Arn'] },
        Condition: {
          ArnEquals: {
            'aws:SourceArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::archive-of-others']],
            },
          },
          StringEquals: { 'aws:SourceAccount': account },
        },
      },
    ]);
    const patterns = resourcesOf(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
    expect(patterns.filter((pattern) => pattern?.source?.includes('aws.s3'))).toEqual([]);
    expect(subscriptionsTo(stack, 'sqs')).toEqual([]);
  });

  test('read a topic, too, where one is given', () => {
    const stack = synthesize(imported(), { bucketNotifications: true });
    expect(subscriptionsTo(stack, 'sqs')).toHaveLength(1);
    expect(allowedToS3(stack, 'AWS::SQS::QueuePolicy', 'PolicyDocument')).toHaveLength(1);
  });

  test("let S3 use the key of the queue on behalf of the bucket's account, and say so of an imported key", () => {
    const withKey = (keyIn: (stack: Stack) => IKey) =>
      ofBucket({
        ...{ bucketAccount: OTHER_ACCOUNT, policyManagedElsewhere: true },
        prepare: (stack) => PlatformDefaults.forScope(stack).apply({ storeEncryption: keyIn(stack) }),
      });
    const statement = {
      ...{ Sid: 'AllowBucketToSend', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } },
      ...{ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' },
      Condition: { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    };
    const own = withKey((stack) => new Key(stack, 'StoreKey'));
    expect(allowedToS3(own, 'AWS::KMS::Key', 'KeyPolicy')).toEqual([statement]);
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
    const foreign = warningsOf(withKey((stack) => Key.fromKeyArn(stack, 'StoreKey', arn)));
    expect(foreign.filter((warning) => warning.includes('AllowBucketToSend'))).toHaveLength(1);
  });

  test('switch the alarms on absent deliveries off unless asked for, and fail for a bucket of another Region', () => {
    const isOnDeliveries = (id: string) => /NoDeliveries|UnsearchedFiles/.test(id);
    const alarms = Object.keys(Template.fromStack(ofBucket()).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter(isOnDeliveries)).toEqual([]);
    expect(() => ofBucket({ bucketRegion: 'ap-south-1' })).toThrow(
      `the processor is in Region '${REGION}', the bucket in 'ap-south-1'`,
    );
  });
});

test.each<[string, Parts & { topics?: (stack: Stack) => ITopic[] }, RegExp]>([
  [
    'a bucket of another Region',
    { bucketRegion: 'ap-south-1' },
    /the processor is in Region '.+', the bucket in 'ap-south-1'/,
  ],
  ['a FIFO topic', { topics: imported(ACCOUNT, 'deliveries.fifo') }, /deliveryTopics: '.+' is a FIFO topic/],
  [
    'a topic of another Region, whose subscription SNS would refuse for its dead-letter queue',
    {
      topics: (stack) => [Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:ap-south-1:${ACCOUNT}:deliveries`)],
    },
    /deliveryTopics: '.+' is in Region 'ap-south-1', the processor in '.+'/,
  ],
  ['no topic', { topics: () => [] }, /deliveryTopics is empty/],
])('fails for %s', (_, { topics = imported(), ...parts }, message) => {
  expect(() => synthesize(topics, parts)).toThrow(message);
});
