import { App, type CfnStackSet, CliCredentialsStackSynthesizer, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnChannel, CfnEventDataStore } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnConnection } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  AlarmSet,
  AlertResponse,
  AlertTopic,
  EventDataStore,
  FirehoseDestination,
  FirehoseSink,
  Responder,
  ResponseMode,
  RuleSet,
  TamperDetection,
  type TamperDetectionProps,
  Trailwatch,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
  warningsOf,
} from '../synthesize';
import { detector, detectorOf, record } from './detector';

const PURGE = { queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/Stack-Queue0A1B-x9` };

/** Returns the name of its state machine. */
function addResponder(stack: Stack): string {
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const responses = [AlertResponse.startLogging({ rules: oneRule(), mode: ResponseMode.ACT })];
  new Responder(stack, 'Responder', { alertTopic, responses });
  return resourcesOf(stack, 'AWS::StepFunctions::StateMachine')[0]?.Properties.StateMachineName;
}

describe('tamper detection', () => {
  test.each<[string, JsonObject]>([
    ['DeleteEventDataStore', { eventDataStore: '0a1b2c3d' }],
    [
      'UpdateEventDataStore',
      { eventDataStore: 'arn:aws:cloudtrail:r:1:eventdatastore/0a1b', retentionPeriod: 7 },
    ],
    ['PutResourcePolicy', { resourceArn: 'arn:aws:cloudtrail:r:1:eventdatastore/0a1b' }],
  ])('finds %s of event data stores where a stack has one, and nowhere else', (eventName, parameters) => {
    const call = record('cloudtrail', eventName, parameters);
    expect(detector(newStack())(call)).toEqual([]);
    const stack = newStack();
    new EventDataStore(stack, 'Store');
    const found = detector(stack);
    expect(found(call)).toEqual(['tampering-with-event-data-store']);
    expect(
      found(record('cloudtrail', 'PutResourcePolicy', { resourceArn: 'arn:aws:cloudtrail:r:1:channel/0a' })),
    ).toEqual([]);
  });

  test('finds who changes a state machine of a responder, or starts, stops and repeats it, where there is one before', () => {
    const stack = newStack();
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${addResponder(stack)}`;
    const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:alert`;
    const found = detector(stack);
    expect(found(record('states', 'UpdateStateMachine', { stateMachineArn }))).toEqual([
      'tampering-with-state-machine',
    ]);
    for (const [eventName, parameters] of [
      ['StartExecution', { stateMachineArn }],
      ['StopExecution', { executionArn }],
    ] as const) {
      expect(found(record('states', eventName, parameters))).toEqual(['tampering-with-response']);
      expect(detector(newStack())(record('states', eventName, parameters))).toEqual([]);
    }
    const later = newStack();
    new TamperDetection(later, 'Early');
    addResponder(later);
    expect(warningsOf(later)).toEqual([]);
  });

  test('finds who redirects alerts to other systems, and changes the state machine of a search, also those of later', () => {
    const stack = newStack();
    new CfnConnection(stack, 'Partner', { authorizationType: 'API_KEY' });
    const found = detector(stack);
    const sink = ['tampering-with-sink'];
    for (const [event, name] of [
      ['UpdateApiDestination', 'PagerApiDestination9418D018-x9'],
      ['DeauthorizeConnection', 'Partner-x9'],
    ] as const) {
      expect(found(record('events', event, { name }))).toEqual(sink);
      expect(found(record('events', event, { name: 'Website' }))).toEqual([]);
    }
    const deliveryStreamName = 'Stack-SplunkDeliveryStream50572D6E-x9';
    expect(found(record('firehose', 'UpdateDestination', { deliveryStreamName }))).toEqual(sink);
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:SearchMachineStateMachine5F818741-x9`;
    expect(found(record('states', 'UpdateStateMachine', { stateMachineArn }))).toEqual([
      'tampering-with-state-machine',
    ]);
  });

  test('finds who touches the secrets of connections and streams, and warns of those that come later', () => {
    const early = newStack();
    const build = (stack: Stack) => {
      const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
      const secret = Secret.fromSecretNameV2(stack, 'Token', 'datadog');
      new FirehoseSink(stack, 'Datadog', {
        alertTopic,
        destination: FirehoseDestination.datadog({ secret }),
      });
      new CfnConnection(stack, 'Partner', { authorizationType: 'API_KEY' });
    };
    const detectEarly = detector(early);
    build(early);
    const stack = newStack();
    build(stack);
    const detect = detector(stack);
    const ofConnection = record('secretsmanager', 'UpdateSecret', {
      secretId: 'events!connection/Partner-x9/0a1b',
    });
    expect(detect(ofConnection)).toEqual(['tampering-with-sink-secret']);
    expect(detectEarly(ofConnection)).toEqual(['tampering-with-sink-secret']);
    expect(detect(record('secretsmanager', 'PutSecretValue', { secretId: 'datadog' }))).toEqual([
      'replacing-of-sink-secret',
    ]);
    expect(detect(record('secretsmanager', 'PutSecretValue', { secretId: 'website' }))).toEqual([]);
    const late = (of: Stack) => warningsOf(of).filter((text) => text.includes('tamperingMissed'));
    expect(late(early)).toEqual([
      expect.stringContaining("TamperDetection was created before '*Partner*', 'datadog'"),
    ]);
    expect(late(stack)).toEqual([]);
  });

  test('knows the alarms of a facade, which are named by its path, before they are there', () => {
    const stack = newStack();
    const { _rules: rules } = new Trailwatch(stack, 'Trailwatch', { alarms: AlarmSet.quiet() }).processor;
    const alarmName = resourcesOf(stack, 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.AlarmName)
      .find((name) => typeof name === 'string' && name.includes('MetricAlarms'));
    expect(detectorOf(rules)(record('monitoring', 'SetAlarmState', { alarmName }))).toContain(
      'tampering-with-alarm',
    );
    expect(warningsOf(stack).filter((warning) => warning.includes('tamperingMissed'))).toEqual([]);
  });

  test('knows resources by the name of their stack, also those that are created later', () => {
    expect(detector(newStack())(record('sqs', 'PurgeQueue', PURGE))).toEqual(['tampering-with-queue']);
  });

  test.each(['Default', 'Resource'])(
    'works in a stack that is called %s, which the CDK leaves out of names',
    (id) => {
      const stack = new Stack(new App(), id, { env: { account: ACCOUNT, region: REGION } });
      const found = detector(stack);
      const queueUrl = PURGE.queueUrl.replace('Stack-', `${id}-`);
      expect(found(record('sqs', 'PurgeQueue', { queueUrl }))).toEqual(['tampering-with-queue']);
      const stackSet = { stackSetName: 'Trailwatch-Realtime-0A1B2C3D' };
      expect(found(record('cloudformation', 'DeleteStackSet', stackSet))).toHaveLength(1);
    },
  );

  test('knows resources of a nested stack, whose name begins with that of its parent, and its deployments', () => {
    const nested = new NestedStack(new NestedStack(newStack(), 'Outer'), 'Inner');
    const detect = detector(nested);
    const queueUrl = PURGE.queueUrl.replace('Stack-', 'Stack-OuterNestedStackOuter-1A2B-Inner-3C4D-');
    const execution = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
    expect(detect(record('sqs', 'PurgeQueue', { queueUrl }))).toEqual(['tampering-with-queue']);
    expect(detect(record('sqs', 'PurgeQueue', { queueUrl }, execution))).toEqual([]);
    for (const stackName of ['Stack', 'Stack-OuterNestedStackOuter-1A2B']) {
      expect(detect(record('cloudformation', 'DeleteStack', { stackName }))).toEqual([
        'tampering-with-stack',
      ]);
    }
    expect(detect(record('cloudformation', 'DeleteStack', { stackName: 'Stackless' }))).toEqual([]);
  });

  test('leaves deployments alone that the execution role of the bootstrap stack makes', () => {
    const detect = detector(newStack());
    const execution = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
    expect(detect(record('sqs', 'PurgeQueue', PURGE, execution))).toEqual([]);
    expect(detect(record('sqs', 'PurgeQueue', PURGE, 'cdk-other-cfn-exec-role'))).not.toEqual([]);
  });

  test('takes other roles that deploy', () => {
    const deploymentRoleArns = [`arn:aws:iam::${ACCOUNT}:role/pipeline`];
    const detect = detector(newStack(), { deploymentRoleArns });
    expect(detect(record('sqs', 'PurgeQueue', PURGE, 'pipeline'))).toEqual([]);
    expect(detect(record('cloudformation', 'UpdateStack', { stackName: 'Stack' }, 'pipeline'))).toEqual([]);
    const { userIdentity, ...byItself } = record('sqs', 'DeleteMessage', PURGE, 'pipeline');
    const { invokedBy: _, ...caller } = userIdentity as JsonObject;
    expect(detect({ ...byItself, userIdentity: caller })).toEqual(['tampering-with-messages']);
    expect(detect(record('cloudformation', 'UpdateStack', { stackName: 'Stack' }))).toEqual([
      'tampering-with-stack',
    ]);
  });

  test('warns of a name that was given later, and takes it by resourceNames', () => {
    const warned = (props: TamperDetectionProps) => {
      const stack = newStack();
      new TamperDetection(stack, 'TamperDetection', props);
      new Queue(stack, 'Later', { queueName: 'case-files' });
      return warningsOf(stack).filter((text) => text.includes('case-files'));
    };
    expect(warned({})).toEqual([expect.stringContaining("TamperDetection was created before 'case-files'")]);
    expect(warned({ resourceNames: ['case-*'] })).toEqual([]);
  });

  test('says what came later that has no name of its own', () => {
    const stack = newStack();
    new TamperDetection(stack, 'TamperDetection', {});
    new CfnEventDataStore(stack, 'Store', {});
    new CfnChannel(stack, 'Channel', {});
    expect(warningsOf(stack).filter((text) => text.includes('tamperingMissed'))).toEqual([
      expect.stringContaining('TamperDetection was created before an event data store, a channel: '),
    ]);
  });

  test('knows names that were given before', () => {
    const stack = newStack();
    new Queue(stack, 'Earlier', { queueName: 'case-files' });
    const queueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/case-files`;
    expect(detector(stack)(record('sqs', 'DeleteQueue', { queueUrl }))).toEqual(['tampering-with-queue']);
  });

  test('warns where nothing tells deployments from others', () => {
    const synthesizer = new CliCredentialsStackSynthesizer();
    const stack = newStack({ env: { account: ACCOUNT, region: REGION }, synthesizer });
    new TamperDetection(stack, 'TamperDetection');
    new Queue(stack, 'Queue');
    expect(warningsOf(stack)).toEqual([expect.stringContaining('no deploymentRoleArns are given')]);
  });

  test('of a stack for any environment takes roles of the own account only', () => {
    const detect = detector(new Stack(new App(), 'Stack'));
    const execution = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
    const call = record('sqs', 'PurgeQueue', PURGE, execution);
    expect(detect(call)).toEqual([]);
    expect(
      detect({ ...call, userIdentity: { ...(call.userIdentity as JsonObject), accountId: '1' } }),
    ).not.toEqual([]);
  });

  test.each([`arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:user/x`, 'pipeline'])(
    'fails for %s as a role that deploys',
    (arn) => {
      expect(() => detector(newStack(), { deploymentRoleArns: [arn] })).toThrow(
        `'${arn}' must be the ARN of a role`,
      );
    },
  );
});

describe('Trailwatch', () => {
  const names = ({ processor }: Trailwatch) => processor._rules.rules.map(({ ruleName }) => ruleName);
  const functionsOf = (stack: Stack) =>
    resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables);

  test('detects tampering by default, in the log files and on the bus, and knows its keys once deployed', () => {
    const stack = newStack();
    const trailwatch = new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, realtime: {} });
    new Key(stack, 'Later');
    expect(names(trailwatch)).toContain('tampering-with-queue');
    expect(trailwatch.realtime?.rules).toBe(trailwatch.processor._rules);
    const keys = functionsOf(stack).flatMap(({ TRAILWATCH_OWN_KEYS: own }) =>
      own === undefined ? [] : [own],
    );
    expect(keys).toHaveLength(2);
    for (const own of keys) expect(JSON.stringify(own)).toMatch(/ArchiveKey.*Later/);
  });

  test('detects none where it is turned off', () => {
    const stack = newStack();
    const trailwatch = new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, tamperDetection: false });
    expect(names(trailwatch).filter((name) => name.startsWith('tampering-'))).toEqual([]);
    expect(JSON.stringify(functionsOf(stack))).not.toContain('TRAILWATCH_OWN_KEYS');
  });

  test('keeps the rules that were chosen', () => {
    const rules = RuleSet.builtIn().only('trail-stopped-or-deleted');
    const trailwatch = new Trailwatch(newStack(), 'Trailwatch', { identity: TRAIL, rules });
    expect(names(trailwatch).filter((name) => !/^(tampering|forging|muting|replacing)-/.test(name))).toEqual([
      'trail-stopped-or-deleted',
    ]);
  });

  test('knows the names that its parts in the stack of the trail get', () => {
    const app = new App();
    const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const logArchive = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(logArchive, 'Trailwatch', {
      ...{ identity: ORGANIZATION_TRAIL, trailScope: management, alarms: AlarmSet.quiet() },
      bucketName: LOG_BUCKET,
      realtime: { memberRegions: ['us-east-1'], organizationalUnitIds: ['r-abcd'] },
    });
    expect(warningsOf(logArchive).filter((text) => text.includes('after TamperDetection'))).toEqual([]);
  });

  test.each<[string, (management: Stack) => Construct]>([
    ['a stack', (management) => management],
    ['a nested stack', (management) => new NestedStack(management, 'Nested')],
    ['a construct', (management) => new Construct(management, 'Trails')],
    ['a long path', (management) => new Construct(new Construct(management, 'A'.repeat(90)), 'B'.repeat(30))],
  ])('knows the StackSet of %s, and its stacks in member accounts', (_, scopeIn) => {
    const app = new App();
    const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const trailScope = scopeIn(management);
    const logArchive = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
    const { processor } = new Trailwatch(logArchive, 'Trailwatch', {
      ...{ identity: ORGANIZATION_TRAIL, trailScope, bucketName: LOG_BUCKET, rules: oneRule() },
      ...{ realtime: { memberRegions: [REGION], organizationalUnitIds: ['r-abcd'] } },
      alarms: AlarmSet.quiet(),
    });
    const { stackSetName = '' } = trailScope.node.findChild('RealtimeMembers').node
      .defaultChild as CfnStackSet;
    const found = detectorOf(processor._rules);
    expect(found(record('cloudformation', 'DeleteStackSet', { stackSetName }))).toEqual([
      'tampering-with-stack',
    ]);
    expect(
      found(record('cloudformation', 'DeleteStack', { stackName: `StackSet-${stackSetName}-0a1b2c3d` })),
    ).toEqual(['tampering-with-member-forwarding']);
    expect(warningsOf(logArchive).filter((text) => text.includes('after TamperDetection'))).toEqual([]);
  });

  test('knows the stacks that its StackSet adds for the management account', () => {
    const app = new App();
    const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const { processor } = new Trailwatch(
      new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } }),
      'Trailwatch',
      {
        ...{ identity: ORGANIZATION_TRAIL, trailScope: management, bucketName: LOG_BUCKET, rules: oneRule() },
        realtime: { memberRegions: ['us-west-2'], organizationalUnitIds: ['r-abcd'] },
      },
    );
    const found = detectorOf(processor._rules);
    const stacks = app.node.findAll().filter((node) => Stack.isStack(node) && node.node.scope === app);
    expect(stacks.map(({ node }) => node.id)).toContain('Management-realtime-us-west-2');
    for (const { node } of stacks)
      expect(found(record('cloudformation', 'DeleteStack', { stackName: node.id }))).toEqual([
        'tampering-with-stack',
      ]);
  });

  test('adds few rules to the bus: as many patterns as the names need', () => {
    const rulesOf = (tamperDetection: boolean) => {
      const stack = newStack();
      new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, realtime: {}, tamperDetection });
      return resourcesOf(stack, 'AWS::Events::Rule').length;
    };
    expect(rulesOf(true) - rulesOf(false)).toBeLessThanOrEqual(8);
  });
});
