import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertTopic,
  DeliveryTopic,
  LogArchive,
  LogProcessor,
  type LogProcessorProps,
} from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, resourcesOf, TRAIL } from '../synthesize';

const OTHER_ACCOUNT = '444455556666';

interface Parts extends Partial<LogProcessorProps> {
  readonly bucketAccount?: string;
  readonly bucketRegion?: string;
}

/** A processor of an imported bucket that topics announce. */
function synthesize(topicsIn: (stack: Stack) => ITopic[], parts: Parts = {}) {
  const { bucketAccount: account = ACCOUNT, bucketRegion: region = REGION, ...props } = parts;
  const stack = newStack();
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
  expect(() => Template.fromStack(synthesize(imported(OTHER_ACCOUNT), parts))).toThrow(
    /archive-of-others[\s\S]*s3:GetObject/,
  );
  const stack = synthesize(imported(OTHER_ACCOUNT), { ...parts, policyManagedElsewhere: true });
  expect(subscriptionsTo(stack, 'sqs')).toMatchObject([
    { TopicArn: `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:deliveries` },
  ]);
});

test.each<[string, Parts & { topics?: (stack: Stack) => ITopic[] }, RegExp]>([
  [
    'a bucket of another Region',
    { bucketRegion: 'ap-south-1' },
    /the processor is in Region '.+', the bucket in 'ap-south-1'/,
  ],
  ['a FIFO topic', { topics: imported(ACCOUNT, 'deliveries.fifo') }, /deliveryTopics: '.+' is a FIFO topic/],
  ['no topic', { topics: () => [] }, /deliveryTopics holds no topic/],
])('fails for %s', (_, { topics = imported(), ...parts }, message) => {
  expect(() => synthesize(topics, parts)).toThrow(message);
});
