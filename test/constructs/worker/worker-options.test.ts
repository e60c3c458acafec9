import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, CodeSigningConfig } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  ChatTopic,
  DeliveryMonitor,
  EventBusSink,
  type FunctionOptions,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  LogTable,
  MetricAlarms,
  RealtimeAlerts,
  ScheduledQuery,
  type WorkerOptions,
} from '../../../lib/index';
import { newStack, oneRule, resourceOf, resourcesOf, TRAIL } from '../synthesize';

/** Every construct that works from a queue, with the same options. */
const WORKERS: Readonly<Record<string, (stack: Stack, options: WorkerOptions) => void>> = {
  LogProcessor: (stack, options) => {
    new LogProcessor(stack, 'Worker', { ...parts(stack), ...options, rules: oneRule() });
  },
  IntegrityMonitor: (stack, options) => {
    new IntegrityMonitor(stack, 'Worker', { ...parts(stack), ...options });
  },
  DeliveryMonitor: (stack, options) => {
    new DeliveryMonitor(stack, 'Worker', { ...parts(stack), ...options });
  },
  RealtimeAlerts: (stack, options) => {
    new RealtimeAlerts(stack, 'Worker', { ...parts(stack), ...options, rules: oneRule() });
  },
  AlarmContext: (stack, options) => {
    const alarms = new MetricAlarms(stack, 'Alarms', {
      ...parts(stack),
      logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'trail'),
      alarms: AlarmSet.securityHub().only('trail-changed'),
    });
    new AlarmContext(stack, 'Worker', { ...options, metricAlarms: alarms });
  },
  ScheduledQuery: (stack, options) => {
    const { archive, alertTopic } = parts(stack);
    const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01', savedQueries: [] });
    new ScheduledQuery(stack, 'Worker', { ...options, table, alertTopic, namedQuery: 'subscriptions' });
  },
};

/** Every construct that has a function, with the same options of the function. */
const FUNCTIONS: Readonly<Record<string, (stack: Stack, options: FunctionOptions) => void>> = {
  ...WORKERS,
  ChatTopic: (stack, options) => {
    new ChatTopic(stack, 'Worker', { ...parts(stack), ...options });
  },
  EventBusSink: (stack, options) => {
    const eventBus = EventBus.fromEventBusName(stack, 'Bus', 'security');
    new EventBusSink(stack, 'Worker', { ...parts(stack), ...options, eventBus });
  },
};

function parts(stack: Stack) {
  return {
    archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
    alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
  };
}

function alarmOf(stack: Stack, metric: string) {
  return resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Worker').find(
    ({ Properties }) => Properties.MetricName === metric,
  )?.Properties;
}

describe.each(Object.entries(FUNCTIONS))('%s', (_name, create) => {
  test('runs its function as the options say', () => {
    const stack = newStack();
    const key = new Key(stack, 'EnvironmentKey');
    create(stack, {
      vpc: new Vpc(stack, 'Vpc'),
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      architecture: Architecture.X86_64,
      environmentEncryption: key,
      codeSigningConfig: CodeSigningConfig.fromCodeSigningConfigArn(
        stack,
        'Signing',
        'arn:aws:lambda:eu-central-1:111122223333:code-signing-config:csc-0123456789abcdef0',
      ),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      logRetention: RetentionDays.ONE_WEEK,
    });
    const worker = resourceOf(stack, 'AWS::Lambda::Function', 'Worker').Properties;
    expect(worker.VpcConfig.SubnetIds.length).toBeGreaterThan(0);
    expect(worker.Architectures).toEqual(['x86_64']);
    expect(worker.KmsKeyArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^EnvironmentKey/), 'Arn'] });
    expect(worker.CodeSigningConfigArn).toContain('csc-0123456789abcdef0');
    const role = resourceOf(stack, 'AWS::IAM::Role', 'WorkerRole').Properties;
    expect(JSON.stringify(role.PermissionsBoundary)).toContain('policy/boundary');
    expect(resourceOf(stack, 'AWS::Logs::LogGroup', 'Worker').Properties.RetentionInDays).toBe(7);
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'WorkerRole').Properties.PolicyDocument;
    const statements = Statement as { Effect: string; Action: string | string[]; Resource: unknown }[];
    const allowed = statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, Resource] as const));
    expect(allowed.filter(([action]) => action.startsWith('ec2:')).map(([action]) => action)).toEqual([
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ]);
    expect(allowed).toContainEqual(['kms:Decrypt', worker.KmsKeyArn]);
    const layers = resourcesOf(stack, 'AWS::Lambda::LayerVersion', 'Worker');
    expect(layers.every(({ Properties }) => Properties.CompatibleArchitectures[0] === 'x86_64')).toBe(true);
  });

  test('runs in the subnets and security groups that the options name, with memory and time', () => {
    const stack = newStack();
    const vpc = new Vpc(stack, 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC },
        { name: 'Workers', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const own = new SecurityGroup(stack, 'Own', { vpc, allowAllOutbound: false });
    const imported = SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0123456789abcdef0');
    create(stack, {
      ...{ vpc, vpcSubnets: { subnetGroupName: 'Workers' }, securityGroups: [own, imported] },
      memorySize: Size.mebibytes(2048),
    });
    const worker = resourceOf(stack, 'AWS::Lambda::Function', 'Worker').Properties;
    const subnets = worker.VpcConfig.SubnetIds.map(({ Ref }: { readonly Ref: string }) => Ref);
    expect(subnets).toEqual([
      expect.stringMatching(/^VpcWorkersSubnet1/),
      expect.stringMatching(/^VpcWorkersSubnet2/),
    ]);
    expect(worker.VpcConfig.SecurityGroupIds).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'GroupId'] },
      'sg-0123456789abcdef0',
    ]);
    expect(worker.MemorySize).toBe(2048);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).toHaveLength(1);
  });

  test('gets a security group of its own in a VPC that is given alone', () => {
    const stack = newStack();
    create(stack, { vpc: new Vpc(stack, 'Vpc') });
    const worker = resourceOf(stack, 'AWS::Lambda::Function', 'Worker').Properties;
    expect(worker.VpcConfig.SecurityGroupIds).toHaveLength(1);
    const { SecurityGroupEgress, SecurityGroupIngress } = resourceOf(
      stack,
      'AWS::EC2::SecurityGroup',
      'Worker',
    ).Properties;
    expect(SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'APIs of AWS', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
    ]);
    expect(SecurityGroupIngress).toBeUndefined();
  });

  test('cannot change network interfaces itself, which Lambda does with its role', () => {
    const stack = newStack();
    create(stack, { vpc: new Vpc(stack, 'Vpc') });
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'WorkerRole').Properties.PolicyDocument;
    const [allowed, denied] = ['Allow', 'Deny'].map((effect) =>
      Statement.find(
        ({ Effect, Action }: { readonly Effect: string; readonly Action: unknown }) =>
          Effect === effect && String(Action).includes('ec2:'),
      ),
    );
    expect(denied.Action).toEqual(allowed.Action);
    expect(denied.Condition).toEqual({ Null: { 'lambda:SourceFunctionArn': 'false' } });
  });

  test.each([
    ['subnets', { vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } }, 'vpcSubnets'],
    ['security groups', { securityGroups: [] as never[] }, 'securityGroups'],
  ])('fails with %s and no VPC', (_, options, property) => {
    expect(() => create(newStack(), options)).toThrow(
      `${property} is given without vpc, so the function would not be in a VPC; give vpc as well, or leave it out`,
    );
  });

  test('fails with too little memory', () => {
    expect(() => create(newStack(), { memorySize: Size.mebibytes(128) })).toThrow(
      'memorySize is 128 MiB, but must be a whole number from 256 to 10240 MiB',
    );
  });

  test('notifies whom the options name, beside the alert topic, and links to their runbooks', () => {
    const stack = newStack();
    const alarmActions = [new SnsAction(new Topic(stack, 'Pager'))];
    create(stack, { alarmActions, runbooks: 'https://wiki.example.com/runbooks' });
    const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Worker');
    expect(alarms.length).toBeGreaterThan(0);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([
        { Ref: expect.stringMatching(/^Alerts/) },
        { Ref: expect.stringMatching(/^Pager/) },
      ]);
      expect(Properties.AlarmDescription).toMatch(/https:\/\/wiki\.example\.com\/runbooks\/[\w-]+\.md$/);
    }
  });
});

describe.each(Object.entries(WORKERS))('%s', (_name, create) => {
  test('may send messages to its own queue for more rounds than the recursive loop detection of Lambda allows', () => {
    const stack = newStack();
    create(stack, {});
    const worker = resourceOf(stack, 'AWS::Lambda::Function', 'Worker').Properties;
    expect(worker.RecursiveLoop).toBe('Allow');
    const queueArn = resourceOf(stack, 'AWS::Lambda::EventSourceMapping', 'Worker').Properties.EventSourceArn;
    const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'WorkerRole').Properties.PolicyDocument;
    expect(Statement).toContainEqual({ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: queueArn });
  });

  test('has the alarm thresholds and actions that the options say, beside the alert topic', () => {
    const stack = newStack();
    const pager = new SnsAction(new Topic(stack, 'Pager'));
    create(stack, {
      alarmThresholds: { deadLetters: 2, oldestMessageAge: Duration.minutes(20), errors: 3, throttles: 4 },
      alarmActions: [pager],
    });
    expect(alarmOf(stack, 'Errors')?.Threshold).toBe(3);
    expect(alarmOf(stack, 'Throttles')?.Threshold).toBe(4);
    expect(alarmOf(stack, 'ApproximateAgeOfOldestMessage')?.Threshold).toBe(1200);
    const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Worker');
    expect(alarms.some(({ Properties }) => Properties.Threshold === 2)).toBe(true);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([
        { Ref: expect.stringMatching(/^Alerts/) },
        { Ref: expect.stringMatching(/^Pager/) },
      ]);
    }
  });

  test('has a dashboard if wanted, and none otherwise', () => {
    const [wanted, unwanted] = [true, false].map((dashboard) => {
      const stack = newStack();
      create(stack, { dashboard });
      return resourcesOf(stack, 'AWS::CloudWatch::Dashboard').length;
    });
    expect([wanted, unwanted]).toEqual([1, 0]);
  });

  test('retains table and log group, unless the removal policy says otherwise', () => {
    const [retained, destroyed] = [undefined, RemovalPolicy.DESTROY].map((removalPolicy) => {
      const stack = newStack();
      create(stack, { removalPolicy });
      return ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'].map(
        (type) => resourceOf(stack, type, 'Worker').DeletionPolicy,
      );
    });
    expect(retained).toEqual(['Retain', 'Retain']);
    expect(destroyed).toEqual(['Delete', 'Delete']);
  });
});

test('a function that sends nothing to its own queue keeps the recursive loop detection of Lambda', () => {
  const stack = newStack();
  new ChatTopic(stack, 'Chat', { alertTopic: new AlertTopic(stack, 'Alerts') });
  const chat = resourceOf(stack, 'AWS::Lambda::Function', 'Chat').Properties;
  expect(chat.RecursiveLoop).toBeUndefined();
});
