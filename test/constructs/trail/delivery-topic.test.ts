import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AuditTrail, DeliveryTopic, LogArchive } from '../../../lib/index';
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
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

function trailOf(stack: Stack): Resource {
  return resourceOf(stack, 'AWS::CloudTrail::Trail');
}

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
    const archive = new LogArchive(topicStack, 'Archive', { trails, bucketName: LOG_BUCKET });
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
      `deliveryTopic 'Stack/Deliveries' does not trust the trail 'primary' (${TRAIL_ARN}): CloudTrail cannot publish to it`,
    );
  });
});
