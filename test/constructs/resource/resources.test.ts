import { App, CfnResource, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnAccessPoint } from 'aws-cdk-lib/aws-s3';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import {
  AlertTopic,
  AuditTrail,
  ChatTopic,
  DeliveryTopic,
  IntegrityMonitor,
  LogArchive,
  LogArchiveReplica,
  LogProcessor,
  LogReader,
  LogReaderRole,
  RealtimeAlerts,
  RealtimeAlertsStackSet,
  TrailKey,
} from '../../../lib';
import { ACCOUNT, newStack, ORGANIZATION, oneRule, REGION, TRAIL, TRAIL_ARN } from '../synthesize';

const REPLICA = {
  ...{ bucketName: 'copies', account: '222233334444', region: 'eu-west-1', sourceAccount: ACCOUNT },
  replicationRoleName: 'Replication',
  keyArn: 'arn:aws:kms:eu-west-1:222233334444:key/11111111-2222-3333-4444-555555555555',
};

/** One of everything that stands for a resource, and of everything that works, in one stack. */
function createAll() {
  const stack = newStack();
  const key = new TrailKey(stack, 'TrailKey', { trails: [TRAIL] });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const rules = oneRule();
  const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
  const realtime = new RealtimeAlerts(stack, 'Realtime', {
    ...{ alertTopic, processor, organizationId: ORGANIZATION },
  });
  const [regions, organizationalUnitIds] = [['us-east-1'], ['r-abcd']];
  const { busArn } = realtime;
  const reader = LogReader.thirdParty({ account: '222233334444', externalId: 'customer/4711' });
  return {
    ...{ stack, key, archive, alertTopic, processor, realtime },
    replica: new LogArchiveReplica(stack, 'Replica', { sourceAccount: ACCOUNT }),
    trail: new AuditTrail(stack, 'Trail', { identity: TRAIL, archive }),
    deliveryTopic: new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL] }),
    integrity: new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic }),
    chat: new ChatTopic(stack, 'Chat', { alertTopic }),
    role: new LogReaderRole(stack, 'Reader', { archive, reader }),
    stackSet: new RealtimeAlertsStackSet(stack, 'Members', {
      ...{ busArn, rules, regions, organizationalUnitIds },
    }),
  };
}

test('every construct with one main resource has it as its default child', () => {
  const { stack: _, ...constructs } = createAll();
  const types = Object.fromEntries(
    Object.entries(constructs).map(([name, { node }]) => {
      const main = node.defaultChild;
      return [name, main !== undefined && CfnResource.isCfnResource(main) ? main.cfnResourceType : undefined];
    }),
  );
  expect(types).toEqual({
    ...{ key: 'AWS::KMS::Key', archive: 'AWS::S3::Bucket', replica: 'AWS::S3::Bucket' },
    ...{ alertTopic: 'AWS::SNS::Topic', deliveryTopic: 'AWS::SNS::Topic', chat: 'AWS::SNS::Topic' },
    ...{ trail: 'AWS::CloudTrail::Trail', role: 'AWS::IAM::Role', stackSet: 'AWS::CloudFormation::StackSet' },
    ...{ processor: 'AWS::Lambda::Function', realtime: 'AWS::Lambda::Function' },
    integrity: 'AWS::Lambda::Function',
  });
});

test('a construct that stands for a resource is a Resource of its stack and environment', () => {
  const { stack, key, archive, replica, trail, alertTopic, deliveryTopic, chat, role, stackSet } =
    createAll();
  for (const one of [key, archive, replica, trail, alertTopic, deliveryTopic, chat, role, stackSet]) {
    expect(Resource.isResource(one)).toBe(true);
    expect(Resource.isOwnedResource(one)).toBe(true);
    expect(one.stack).toBe(stack);
    expect(one.env).toEqual({ account: ACCOUNT, region: REGION });
  }
});

describe('what exists already', () => {
  const there = { account: '222233334444', region: 'eu-west-1' };

  function importAll() {
    const stack = newStack();
    const policyManagedElsewhere = true;
    const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'logs', ...there });
    const key = Key.fromKeyArn(stack, 'Key', REPLICA.keyArn);
    const topic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:222233334444:alerts');
    const trailArn = 'arn:aws:cloudtrail:eu-west-1:222233334444:trail/theirs';
    return {
      archive: LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL], policyManagedElsewhere }),
      trailKey: TrailKey.fromKey(stack, 'TrailKey', { key, trails: [TRAIL], policyManagedElsewhere }),
      replica: LogArchiveReplica.fromAttributes(stack, 'Replica', REPLICA),
      alertTopic: AlertTopic.fromTopic(stack, 'Alerts', topic),
      deliveries: DeliveryTopic.fromTopic(stack, 'Deliveries', {
        ...{ topic, trails: [TRAIL], policyManagedElsewhere },
      }),
      trail: AuditTrail.fromTrailArn(stack, 'Trail', trailArn),
    };
  }

  test('has the environment that it is in', () => {
    for (const one of Object.values(importAll())) expect(one.env).toEqual(there);
  });

  test('fails on a removal policy, as imported resources of the CDK do', () => {
    for (const one of Object.values(importAll())) {
      expect(Resource.isOwnedResource(one)).toBe(false);
      expect(() => one.applyRemovalPolicy(RemovalPolicy.DESTROY)).toThrow('Cannot apply RemovalPolicy');
    }
  });

  test('refers to the resource', () => {
    const { archive, trailKey, trail, alertTopic, deliveries, replica } = importAll();
    expect(archive.bucketRef.bucketName).toBe('logs');
    expect(replica.bucketRef.bucketName).toBe('copies');
    expect(trailKey.keyRef.keyArn).toBe(REPLICA.keyArn);
    expect(alertTopic.topicRef.topicArn).toBe('arn:aws:sns:eu-west-1:222233334444:alerts');
    expect(deliveries.topicRef.topicArn).toBe('arn:aws:sns:eu-west-1:222233334444:alerts');
    expect(trail.trailRef).toEqual({
      trailArn: 'arn:aws:cloudtrail:eu-west-1:222233334444:trail/theirs',
      trailName: 'theirs',
    });
  });
});

test('constructs are references that resources of the CDK take', () => {
  const { stack, archive, alertTopic, trail, role, key, replica, deliveryTopic, chat } = createAll();
  new CfnAccessPoint(stack, 'Point', { bucket: archive });
  new CfnSubscription(stack, 'Subscription', { topicArn: alertTopic, protocol: 'sms' });
  expect(stack.resolve(CfnTrail.arnForTrail(trail))).toEqual({
    'Fn::GetAtt': [stack.getLogicalId(trail.node.defaultChild as CfnResource), 'Arn'],
  });
  const [roleRef, keyRef, copyRef] = [role.roleRef, key.keyRef, replica.bucketRef].map((one) =>
    stack.resolve(one),
  );
  expect([roleRef.roleName, keyRef.keyArn, copyRef.bucketName]).toEqual([
    { Ref: expect.stringMatching(/^ReaderRole/) },
    { 'Fn::GetAtt': [expect.stringMatching(/^TrailKey/), 'Arn'] },
    { Ref: expect.stringMatching(/^ReplicaBucket/) },
  ]);
  expect(stack.resolve([deliveryTopic.topicRef.topicArn, chat.topicRef.topicArn])).toEqual([
    { Ref: expect.stringMatching(/^DeliveriesTopic/) },
    { Ref: expect.stringMatching(/^ChatTopic/) },
  ]);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::S3::AccessPoint', {
    Bucket: { Ref: Match.stringLikeRegexp('^ArchiveBucket') },
  });
});

test('a reader role is a principal that other resources grant to', () => {
  const { stack, role } = createAll();
  new Queue(stack, 'Findings').grantSendMessages(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']) })] },
    Roles: [{ Ref: Match.stringLikeRegexp('^ReaderRole') }],
  });
});

describe('applyRemovalPolicy', () => {
  function policiesBelow(scope: IConstruct): Record<string, string | undefined> {
    const resources = scope.node.findAll().filter(CfnResource.isCfnResource);
    return Object.fromEntries(
      resources.map((one) => [`${one.cfnResourceType} ${one.node.path}`, one.cfnOptions.deletionPolicy]),
    );
  }

  test('reaches everything that an archive keeps', () => {
    const { archive } = createAll();
    expect(Object.values(policiesBelow(archive))).not.toContain('Delete');
    archive.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const kept = Object.entries(policiesBelow(archive)).filter(
      ([name]) => !name.startsWith('AWS::KMS::Alias'),
    );
    expect(kept).toHaveLength(5);
    expect(new Set(kept.map(([, policy]) => policy))).toEqual(new Set(['Delete']));
  });

  test('leaves a key alone that is given to the archive', () => {
    const stack = newStack();
    const encryptionKey = new TrailKey(stack, 'Key', { trails: [TRAIL] });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], encryptionKey });
    archive.applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(policiesBelow(encryptionKey)).toMatchObject({ 'AWS::KMS::Key Stack/Key/Key/Resource': 'Retain' });
    encryptionKey.applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(policiesBelow(encryptionKey)).toMatchObject({ 'AWS::KMS::Key Stack/Key/Key/Resource': 'Delete' });
  });

  test.each([
    ['replica', 5],
    ['alertTopic', 3],
    ['deliveryTopic', 3],
    ['chat', 2],
    ['trail', 1],
    ['role', 1],
  ] as const)('destroys and retains what stands for %s', (name, count) => {
    const construct = createAll()[name];
    for (const [policy, written] of [
      [RemovalPolicy.DESTROY, 'Delete'],
      [RemovalPolicy.RETAIN, 'Retain'],
    ] as const) {
      construct.applyRemovalPolicy(policy);
      const found = Object.entries(policiesBelow(construct))
        .filter(([name, one]) => one !== undefined && !name.startsWith('AWS::SQS::Queue'))
        .map(([, one]) => one);
      expect(found.filter((one) => one === written).length).toBeGreaterThanOrEqual(count);
      expect(new Set(found)).toEqual(new Set([written]));
    }
  });
});

test('an archive in a stack without an environment has none that is known', () => {
  const stack = new Stack(new App(), 'Anywhere');
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  expect(archive.env).toEqual({ account: stack.account, region: stack.region });
  expect(TRAIL_ARN).toContain(ACCOUNT);
});
