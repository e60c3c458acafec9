import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AlertTopic,
  ChatTopic,
  EventBusSink,
  LogArchive,
  LogProcessor,
  PlatformDefaults,
  Trailwatch,
} from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  TRAIL,
  warningsOf,
} from '../synthesize';

interface KeyStatement {
  readonly Sid?: string;
  readonly Principal?: { readonly Service?: string };
  readonly Condition?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function statementsOf(stack: Stack, type: string, idStart: string, property: string): KeyStatement[] {
  return resourceOf(stack, type, idStart).Properties[property].Statement;
}

/** The processor and its chat topic, whose queues get messages of EventBridge, SNS and functions. */
function processIn(stack: Stack): void {
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
  new ChatTopic(stack, 'Chat', { alertTopic });
}

describe('the key of stores', () => {
  const stack = newStack();
  const storeEncryption = new Key(stack, 'StoreKey');
  PlatformDefaults.forScope(stack).apply({ storeEncryption });
  processIn(stack);
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^StoreKey/), 'Arn'] };

  test('lets EventBridge, SNS and CloudWatch Logs of the account use it, each by one statement', () => {
    const statements = statementsOf(stack, 'AWS::KMS::Key', 'StoreKey', 'KeyPolicy');
    const bySid = statements.filter(({ Sid }) => Sid !== undefined);
    const account = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
    expect(bySid).toEqual([
      expect.objectContaining({
        Sid: 'AllowEventBridgeToSend',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: account,
      }),
      expect.objectContaining({
        Sid: 'AllowSnsToSend',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: account,
      }),
      expect.objectContaining({
        Sid: 'AllowLogGroups',
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': expect.anything() } },
      }),
    ]);
  });

  test('is used by the function as its table and queues ask, and no further', () => {
    const actions = statementsOf(stack, 'AWS::IAM::Policy', 'ProcessorRole', 'PolicyDocument')
      .filter(({ Resource }) => JSON.stringify(Resource).includes('StoreKey'))
      .map(({ Action, Resource }) => [Action, Resource]);
    expect(actions).toContainEqual([
      [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      keyArn,
    ]);
    expect(actions).toContainEqual([['kms:Decrypt', 'kms:GenerateDataKey'], keyArn]);
    expect(actions.flat(2).filter((action) => String(action).startsWith('kms:*'))).toEqual([]);
  });

  test('leaves the rules named in the policies of the queues', () => {
    const senders = resourcesOf(stack, 'AWS::SQS::QueuePolicy', 'Processor')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Principal }) => Principal?.Service === 'events.amazonaws.com');
    expect(senders.length).toBeGreaterThan(3);
    for (const { Condition } of senders) expect(Object.keys(Condition.ArnEquals)).toEqual(['aws:SourceArn']);
    const rules = resourcesOf(stack, 'AWS::Events::Rule', 'Processor');
    for (const { Properties } of rules) expect(Properties.Targets[0].DeadLetterConfig).toBeDefined();
  });

  test('lets SNS send for topics of the account, and for a topic of another by its ARN alone', () => {
    const own = newStack();
    PlatformDefaults.forScope(own).apply({ storeEncryption: new Key(own, 'StoreKey') });
    const archive = new LogArchive(own, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(own, 'Alerts');
    const topicArn = `arn:aws:sns:${REGION}:999988887777:deliveries`;
    const deliveryTopics = [Topic.fromTopicArn(own, 'Deliveries', topicArn)];
    new LogProcessor(own, 'Processor', { archive, alertTopic, rules: oneRule(), deliveryTopics });
    const eventBus = EventBus.fromEventBusName(own, 'Bus', 'security');
    new EventBusSink(own, 'Sink', { alertTopic, eventBus });
    const conditions = statementsOf(own, 'AWS::KMS::Key', 'StoreKey', 'KeyPolicy')
      .filter(({ Principal }) => Principal?.Service === 'sns.amazonaws.com')
      .map(({ Condition }) => Condition);
    expect(conditions).toEqual([
      { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      { ArnEquals: { 'aws:SourceArn': topicArn } },
    ]);
  });

  test('causes no circle, and no warning', () => {
    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(warningsOf(stack).filter((warning) => warning.includes('storeKeyPolicy'))).toEqual([]);
  });

  test('warns once of the policy of an imported one, with its statements', () => {
    const other = newStack();
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
    PlatformDefaults.forScope(other).apply({ storeEncryption: Key.fromKeyArn(other, 'StoreKey', arn) });
    processIn(other);
    const warnings = warningsOf(other).filter((warning) => warning.includes('storeKeyPolicy'));
    expect(warnings).toEqual([
      expect.stringMatching(/AllowEventBridgeToSend.*AllowSnsToSend.*AllowLogGroups/s),
    ]);
  });
});

describe('PlatformDefaults', () => {
  test('of an inner scope come before those of an outer one, subnets and security groups with their VPC', () => {
    const stack = newStack();
    const [outer, inner] = ['Outer', 'Inner'].map((id) => new Vpc(stack, id, { maxAzs: 2 }));
    const group = SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0');
    const environmentEncryption = new Key(stack, 'EnvironmentKey');
    PlatformDefaults.forScope(stack.node.root).apply({
      ...{ vpc: outer, securityGroups: [group], environmentEncryption },
      vpcSubnets: { subnetFilters: [] },
    });
    PlatformDefaults.forScope(stack).apply({ vpc: inner });
    processIn(stack);
    const { VpcConfig, KmsKeyArn } = resourceOf(stack, 'AWS::Lambda::Function', 'Processor').Properties;
    expect(VpcConfig.SubnetIds.map(({ Ref }: { readonly Ref: string }) => Ref)).toEqual([
      expect.stringMatching(/^InnerPrivateSubnet1/),
      expect.stringMatching(/^InnerPrivateSubnet2/),
    ]);
    expect(VpcConfig.SecurityGroupIds).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^ProcessorSecurityGroup/), 'GroupId'] },
    ]);
    expect(KmsKeyArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^EnvironmentKey/), 'Arn'] });
  });

  test('fail where a construct was created without them', () => {
    const stack = newStack();
    processIn(stack);
    expect(() => PlatformDefaults.forScope(stack).apply({})).toThrow(
      "platform defaults are applied after 'Stack/Processor' was created",
    );
  });

  test('fail for a key or VPC of another Region', () => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const here = new Stack(app, 'Here', { env: { account: ACCOUNT, region: REGION } });
    PlatformDefaults.forScope(app).apply({ storeEncryption: new Key(there, 'Key') });
    expect(() => processIn(here)).toThrow(
      `storeEncryption is in account '${ACCOUNT}' and Region 'us-east-1', but the construct is in '${ACCOUNT}' and '${REGION}'`,
    );
  });
});

test('Trailwatch passes the platform options to all of its functions, that beside the trail included', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const [stack, trailScope] = ['Audit', 'Trails'].map((id) => new Stack(app, id, { env })) as [Stack, Stack];
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, trailScope, rules: oneRule(), alarms: AlarmSet.quiet(), realtime: {} },
    platform: { vpc },
  });
  const functions = [stack, trailScope].flatMap((one) => resourcesOf(one, 'AWS::Lambda::Function'));
  expect(functions).toHaveLength(4);
  for (const { Properties } of functions) {
    expect(Properties.VpcConfig.SubnetIds).toEqual(['subnet-0123456789abcdef0']);
  }
});
