import { checkDrift } from '../../../lambda/delivery-health/check-drift';
import { locateParts } from '../../../lambda/delivery-health/locate-parts';
import { beginInvocation } from '../../../lambda/delivery-health/ports';
import { RETURNED_RULE_IDS } from '../../../lib/core/alert/operational/monitor-rules';
import { type FoundResource, handedOverValue } from '../../../lib/core/delivery/drift/resource-drift';
import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import { ACCOUNT, DAY_MS, HOUR_MS, namedError, World } from './world';

const STACK = 'Audit';
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:work`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`;

function part(
  type: string,
  start: string,
  properties: DeployedResource['properties'],
  more: Partial<DeployedResource> & { readonly counts?: Readonly<Record<string, number>> } = {},
): DeployedResource {
  const { counts = {}, ...rest } = more;
  const logicalId = type.split('::').at(-1) ?? '';
  return {
    ...{
      kind: 'part',
      arn: `arn:aws:${start}`,
      accountId: ACCOUNT,
      properties,
      unknown: [],
      mfaDelete: false,
    },
    part: { type, stack: STACK, logicalId, counts },
    ...rest,
  };
}

const RULE = part('AWS::Events::Rule', `events:eu-west-1:${ACCOUNT}:rule/`, {
  State: 'ENABLED',
  EventPattern: { source: ['aws.s3', 'aws.cloudtrail'], detail: { size: [{ numeric: ['>', 0] }] } },
  Targets: [{ Id: 'Target0', Arn: QUEUE, DeadLetterConfig: { Arn: `${QUEUE}-dead` } }],
});
const MAPPING = part('AWS::Lambda::EventSourceMapping', `lambda:eu-west-1:${ACCOUNT}:event-source-mapping:`, {
  FunctionResponseTypes: ['ReportBatchItemFailures'],
});
const FUNCTION = part('AWS::Lambda::Function', `lambda:eu-west-1:${ACCOUNT}:function:`, {
  Layers: [`arn:aws:lambda:eu-west-1:${ACCOUNT}:layer:rules:3`],
});
const ALARM = part('AWS::CloudWatch::Alarm', `cloudwatch:eu-west-1:${ACCOUNT}:alarm:`, {
  AlarmActions: [TOPIC],
  AlarmDescription: 'dead letters',
  ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum' },
  Dimensions: [
    { Name: 'QueueName', Value: 'dead-letters' },
    { Name: 'Account', Value: ACCOUNT },
  ],
  ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 1, Period: 300 },
  ...{ EvaluationPeriods: 2, TreatMissingData: 'breaching' },
});
/** The metrics of an alarm on an expression; CloudFormation hands them over by their hash. */
const METRICS = ['files', 'digests'].map((Id) => ({
  ...{ Id, ReturnData: false },
  MetricStat: { Metric: { Namespace: 'Trailwatch', MetricName: Id }, Period: 3600, Stat: 'Sum' },
}));
const EXPRESSION = { Id: 'sum', Expression: 'files + digests' };
const SUBSCRIPTION = part('AWS::SNS::Subscription', '', {
  Endpoint: 'soc@example.com',
  FilterPolicy: { severity: ['high', 'critical'] },
  RedrivePolicy: { deadLetterTargetArn: `${QUEUE}-dead` },
});
const SENDS = {
  ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' },
  ...{
    Resource: QUEUE,
    Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:1:rule/one' } },
  },
};
const WORK = part(
  'AWS::SQS::Queue',
  `sqs:eu-west-1:${ACCOUNT}:`,
  {
    ...{ MessageRetentionPeriod: 604_800, VisibilityTimeout: 720, SqsManagedSseEnabled: true },
    ...{ 'RedrivePolicy.deadLetterTargetArn': `${QUEUE}-dead`, 'RedrivePolicy.maxReceiveCount': 5 },
  },
  { policy: { Statement: [SENDS] } },
);
const PARTS = [RULE, MAPPING, FUNCTION, ALARM, SUBSCRIPTION, WORK];

/** As AWS gives them: defaults are there, and members in another order. */
const AS_READ = new Map<DeployedResource, FoundResource>([
  [
    RULE,
    {
      properties: {
        ...RULE.properties,
        EventPattern: { detail: { size: [{ numeric: ['>', '0'] }] }, source: ['aws.cloudtrail', 'aws.s3'] },
      },
    },
  ],
  [MAPPING, { properties: { ...MAPPING.properties, Enabled: true } }],
  [
    ALARM,
    {
      properties: {
        ...ALARM.properties,
        ...{ ActionsEnabled: true, InsufficientDataActions: [], AlarmName: 'made', StateValue: 'OK' },
        Dimensions: [
          { Name: 'Account', Value: ACCOUNT },
          { Name: 'QueueName', Value: 'dead-letters' },
        ],
      },
    },
  ],
]);

/** As SQS gives it: all of it is text, and defaults are there. */
const WORK_AS_READ = {
  ...{ MessageRetentionPeriod: '604800', VisibilityTimeout: '720', SqsManagedSseEnabled: 'true' },
  ...{ 'RedrivePolicy.deadLetterTargetArn': `${QUEUE}-dead`, 'RedrivePolicy.maxReceiveCount': 5 },
  ...{ MaximumMessageSize: '262144', DelaySeconds: '0', ReceiveMessageWaitTimeSeconds: '0' },
  ...{ ApproximateNumberOfMessages: '12', CreatedTimestamp: '1', QueueArn: QUEUE },
};
AS_READ.set(WORK, { properties: WORK_AS_READ, policy: JSON.stringify({ Statement: [SENDS] }) });

const SUBSCRIPTION_ARN = `${TOPIC}:00000000-0000-4000-8000-000000000001`;

function arnOf({ arn, part: located }: DeployedResource): string {
  return located?.type === 'AWS::SNS::Subscription' ? SUBSCRIPTION_ARN : `${arn}${located?.logicalId}-made`;
}

/** An estate that is as it was deployed. */
function deployedWorld(resources: readonly DeployedResource[] = PARTS): World {
  const world = new World();
  world.deploy(resources);
  world.stacks.set(
    STACK,
    new Map(
      resources.map((one) => {
        const { logicalId = '' } = one.part ?? {};
        return [
          logicalId,
          one.part?.type === 'AWS::SNS::Subscription' ? SUBSCRIPTION_ARN : `${logicalId}-made`,
        ];
      }),
    ),
  );
  for (const [resource, found] of AS_READ) world.changed.set(arnOf(resource), found);
  const FilterPolicy = { severity: ['critical', 'high'] };
  world.changed.set(SUBSCRIPTION_ARN, { properties: { ...SUBSCRIPTION.properties, FilterPolicy } });
  return world;
}

/** What the alerts of the next check say, without the subject. */
async function summaries(world: World): Promise<readonly string[]> {
  const before = world.published.length;
  world.nowMs += HOUR_MS;
  await world.told('check');
  world.nowMs += HOUR_MS;
  await world.told('check');
  return world.published
    .slice(before)
    .map(({ summary }) => summary.replace(/; found at .*$/, '').replace(/arn:\S+: /, ''));
}

test('a pipeline that is as it was deployed raises nothing in a month, and all of it is compared', async () => {
  const world = deployedWorld();
  for (let day = 0; day < 30; day += 1) {
    world.nowMs += DAY_MS;
    expect(await world.told('check')).toEqual([]);
  }
  expect([world.sum('Compared'), world.sum('OpenConditions'), world.dead.length]).toEqual([180, 0, 0]);
});

const CHANGES: readonly (readonly [
  what: string,
  DeployedResource,
  Partial<FoundResource> | Error,
  string,
])[] = [
  [
    'a rule that was disabled',
    RULE,
    { properties: { ...RULE.properties, State: 'DISABLED' } },
    'EventBridge rule state: ENABLED → DISABLED; events no longer reach its targets',
  ],
  [
    'a rule whose pattern matches less',
    RULE,
    {
      properties: {
        ...RULE.properties,
        EventPattern: { source: ['aws.s3'], detail: { size: [{ numeric: ['>', 0] }] } },
      },
    },
    'EventBridge rule event pattern: .* → .*; fewer events reach its targets',
  ],
  [
    'a rule whose targets were removed',
    RULE,
    { properties: { ...RULE.properties, Targets: [] } },
    `EventBridge rule targets: no longer ${QUEUE}; events no longer reach it`,
  ],
  [
    'a rule whose target was replaced by another one of the same id',
    RULE,
    { properties: { ...RULE.properties, Targets: [{ Id: 'Target0', Arn: 'arn:aws:sqs:eu-west-1:9:else' }] } },
    `EventBridge rule targets: no longer ${QUEUE}; events no longer reach it`,
  ],
  [
    'a rule that was deleted',
    RULE,
    namedError('ResourceNotFoundException'),
    'EventBridge rule the EventBridge rule does not exist; events no longer reach its targets',
  ],
  [
    'a mapping that was disabled',
    MAPPING,
    { properties: { ...MAPPING.properties, Enabled: false } },
    'event source mapping state: on → off; what arrives in its source is no longer processed',
  ],
  [
    'a function without concurrency',
    FUNCTION,
    { properties: { ...FUNCTION.properties, ReservedConcurrentExecutions: 0 } },
    'function reserved concurrency: none → 0; the function is invoked late or never',
  ],
  [
    'a function without its layer',
    FUNCTION,
    { properties: {} },
    'function layers: no longer .*:layer:rules:3; rules and settings are no longer there',
  ],
  [
    'an alarm whose actions were disabled',
    ALARM,
    { properties: { ...ALARM.properties, ActionsEnabled: false } },
    'alarm actions: on → off; the alarm notifies no one',
  ],
  [
    'an alarm whose actions were removed',
    ALARM,
    { properties: { ...ALARM.properties, AlarmActions: [] } },
    `alarm actions in ALARM: no longer ${TOPIC}; no one is notified`,
  ],
  [
    'an alarm with a higher threshold',
    ALARM,
    { properties: { ...ALARM.properties, Threshold: 1_000_000 } },
    'alarm threshold: 1 → 1000000; the alarm is raised later, or never',
  ],
  [
    'an alarm that looks at more periods',
    ALARM,
    { properties: { ...ALARM.properties, EvaluationPeriods: 24 } },
    'alarm periods: 2 → 24; the alarm is raised later, or never',
  ],
  [
    'an alarm with another period',
    ALARM,
    { properties: { ...ALARM.properties, Period: 86_400 } },
    'alarm period: 300 → 86400',
  ],
  [
    'an alarm that takes missing data for good',
    ALARM,
    { properties: { ...ALARM.properties, TreatMissingData: 'notBreaching' } },
    'alarm missing data: breaching → notBreaching; an alarm is not raised where data are missing',
  ],
  [
    'an alarm on another queue',
    ALARM,
    {
      properties: {
        ...ALARM.properties,
        Dimensions: [
          { Name: 'QueueName', Value: 'idle' },
          { Name: 'Account', Value: ACCOUNT },
        ],
      },
    },
    'alarm what is measured: .*dead-letters.* → .*idle.*',
  ],
  [
    'an alarm on another metric in all respects',
    ALARM,
    { properties: { ...ALARM.properties, Namespace: 'Own', MetricName: 'None', Dimensions: [] } },
    'alarm what is measured: AWS/SQS → Own; .* → None; .* → none',
  ],
  [
    'an alarm that was deleted',
    ALARM,
    namedError('ResourceNotFoundException'),
    'alarm the alarm does not exist; nothing raises this alarm anymore: dead letters',
  ],
  [
    'a subscription that is gone',
    SUBSCRIPTION,
    namedError('NotFoundException'),
    'subscription the subscription does not exist; alerts no longer reach soc@example.com',
  ],
  [
    'a subscription that filters more',
    SUBSCRIPTION,
    { properties: { ...SUBSCRIPTION.properties, FilterPolicy: { severity: ['critical'] } } },
    'subscription filter policy: .* → .*; alerts no longer reach .*',
  ],
  [
    'a subscription without its dead-letter queue',
    SUBSCRIPTION,
    { properties: { FilterPolicy: { severity: ['critical', 'high'] } } },
    'subscription dead-letter queue: .*-dead.* → none; messages that cannot be delivered are lost',
  ],
  [
    'a queue whose messages are visible at once',
    WORK,
    { properties: { ...WORK_AS_READ, VisibilityTimeout: '0' } },
    'queue visibility timeout: 720 → 0; messages are processed twice, and moved to the dead-letter queue too early',
  ],
  [
    'a queue that keeps messages for a minute',
    WORK,
    { properties: { ...WORK_AS_READ, MessageRetentionPeriod: '60' } },
    'queue retention of messages: 604800 → 60; messages that are not processed in time are lost',
  ],
  [
    'a queue that delays messages',
    WORK,
    { properties: { ...WORK_AS_READ, DelaySeconds: '900' } },
    'queue delay: 0 → 900; messages are processed later',
  ],
  [
    'a queue that refuses larger messages',
    WORK,
    { properties: { ...WORK_AS_READ, MaximumMessageSize: '1024' } },
    'queue size of messages: 1048576 → 1024; larger messages are refused',
  ],
  [
    'a queue without its dead-letter queue',
    WORK,
    {
      properties: {
        ...WORK_AS_READ,
        ...{ 'RedrivePolicy.deadLetterTargetArn': null, 'RedrivePolicy.maxReceiveCount': null },
      },
    },
    'queue dead-letter queue: .*-dead → none; messages that fail are lost after their retention',
  ],
  [
    'a queue that gives up at once',
    WORK,
    { properties: { ...WORK_AS_READ, 'RedrivePolicy.maxReceiveCount': 1 } },
    'queue attempts: 5 → 1; messages are moved to the dead-letter queue sooner',
  ],
  [
    'a queue that EventBridge may no longer send to',
    WORK,
    { policy: undefined },
    'queue policy: 1 missing .*events.amazonaws.com.*; look for SetQueueAttributes, AddPermission and RemovePermission',
  ],
  [
    'a queue that everyone may send to',
    WORK,
    { policy: { Statement: [SENDS, { ...SENDS, Principal: '*' }] } },
    'queue policy: 1 added .*; look for SetQueueAttributes, AddPermission and RemovePermission',
  ],
  [
    'a queue that was deleted',
    WORK,
    namedError('QueueDoesNotExist'),
    'queue the queue does not exist; its messages are lost, and new ones are not delivered',
  ],
];

test.each(CHANGES)(
  '%s raises one alert, and another one when it returns',
  async (_, resource, change, words) => {
    const world = deployedWorld();
    const asDeployed = world.changed.get(arnOf(resource));
    world.changed.set(arnOf(resource), change);
    const raised = await summaries(world);
    expect(raised).toEqual([expect.stringMatching(new RegExp(`^${words}$`))]);
    expect(await summaries(world)).toEqual([]);
    if (asDeployed === undefined) world.changed.delete(arnOf(resource));
    else world.changed.set(arnOf(resource), asDeployed);
    expect(await summaries(world)).toEqual([]);
    world.changed.set(arnOf(resource), change);
    expect(await summaries(world)).toEqual(raised);
  },
);

test('a queue, whose name for CloudFormation is its URL, is told by its ARN', async () => {
  const world = deployedWorld([WORK]);
  const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/Audit-Queue-made`;
  world.stacks.set(STACK, new Map([['Queue', url]]));
  const { located } = await locateParts(world.container().ports, [WORK]);
  expect(located).toMatchObject([
    { arn: arnOf(WORK).replace('Queue-made', 'Audit-Queue-made'), part: { physicalId: url } },
  ]);
});

test('metrics of an alarm are the same in another order, and with what CloudWatch adds; another one is noticed', async () => {
  const start = `cloudwatch:eu-west-1:${ACCOUNT}:alarm:`;
  const alarm = part('AWS::CloudWatch::Alarm', start, {
    Metrics: handedOverValue([{ ...EXPRESSION, ReturnData: true }, ...METRICS]),
  });
  const world = deployedWorld([alarm]);
  const metricsOf = (Expression: string) => [
    ...METRICS.map(({ MetricStat: { Metric, ...stat }, ...metric }) => ({
      ...{ ...metric, MetricStat: { ...stat, Metric: { ...Metric, Dimensions: [] } } },
    })),
    { ...EXPRESSION, Expression },
  ];
  world.changed.set(arnOf(alarm), { properties: { Metrics: metricsOf('files + digests') } });
  expect(await summaries(world)).toEqual([]);
  world.changed.set(arnOf(alarm), { properties: { Metrics: metricsOf('files + 1') } });
  expect(await summaries(world)).toEqual(['alarm what is measured: differs from what was deployed']);
});

test('the log says which differences have ended', async () => {
  const world = deployedWorld([FUNCTION]);
  world.changed.set(arnOf(FUNCTION), {
    properties: { ...FUNCTION.properties, ReservedConcurrentExecutions: 0 },
  });
  await summaries(world);
  world.changed.delete(arnOf(FUNCTION));
  const lines: unknown[] = [];
  const silent = world.container();
  const log = { ...silent.log, info: (_message: string, fields?: unknown) => lines.push(fields) };
  await checkDrift(beginInvocation({ ...silent, log }, new AbortController().signal));
  expect(JSON.stringify(lines)).toContain(`${arnOf(FUNCTION)}: reserved concurrency: none → 0`);
});

test('lists of another stack are compared by how many items are left', async () => {
  const other = part(
    'AWS::CloudWatch::Alarm',
    `cloudwatch:eu-west-1:${ACCOUNT}:alarm:`,
    {},
    { unknown: ['AlarmActions'], counts: { AlarmActions: 2 } },
  );
  const world = deployedWorld([other]);
  world.changed.set(arnOf(other), { properties: { AlarmActions: ['one', 'two'] } });
  expect(await summaries(world)).toEqual([]);
  world.changed.set(arnOf(other), { properties: { AlarmActions: ['one'] } });
  expect(await summaries(world)).toEqual([
    'alarm actions in ALARM: 1 of 2 remain; removed recipients are not notified',
  ]);
});

test('a subscription that was never confirmed raises an alert after a day', async () => {
  const world = deployedWorld();
  world.changed.set(SUBSCRIPTION_ARN, {
    properties: SUBSCRIPTION.properties,
    unconfirmed: 'soc@example.com',
  });
  expect(await summaries(world)).toEqual([]);
  world.nowMs += DAY_MS;
  expect(await summaries(world)).toEqual([
    'subscription the subscription is not confirmed; alerts do not reach soc@example.com',
  ]);
});

test('a subscription that has no ARN was never confirmed', async () => {
  const world = deployedWorld([SUBSCRIPTION]);
  world.stacks.set(STACK, new Map([['Subscription', 'PendingConfirmation']]));
  await summaries(world);
  world.nowMs += DAY_MS;
  expect(await summaries(world)).toEqual([
    'stack the subscription Subscription is not confirmed, so it gets no alerts',
  ]);
});

test('a subscription that was confirmed raises no alert while another one of its stack is not', async () => {
  const other = { ...SUBSCRIPTION, part: { ...SUBSCRIPTION.part!, logicalId: 'Other' } };
  const [one, two] = [SUBSCRIPTION, other].map((each) => ({ ...each, arn: `${TOPIC}:` }));
  const world = deployedWorld([one!, two!]);
  const pending = ['Subscription', 'Other'].map((logicalId) => [logicalId, 'PendingConfirmation'] as const);
  world.stacks.set(STACK, new Map(pending));
  expect(await summaries(world)).toEqual([]);
  world.stacks.set(STACK, new Map([...pending, ['Subscription', `${TOPIC}:Subscription-made`]]));
  world.nowMs += DAY_MS;
  expect(await summaries(world)).toEqual([
    'stack the subscription Other is not confirmed, so it gets no alerts',
  ]);
});

const TESTS_FILTER = { rule: [...RETURNED_RULE_IDS] };

const OF_TESTS = part(
  'AWS::SNS::Subscription',
  '',
  { FilterPolicy: handedOverValue(TESTS_FILTER) },
  { part: { type: 'AWS::SNS::Subscription', stack: STACK, logicalId: 'Tests', counts: {} } },
);

test.each<[string, number, FoundResource | Error]>([
  ['are all gone', 1, namedError('NotFoundException')],
  ['all get less', 1, { properties: { ...SUBSCRIPTION.properties, FilterPolicy: { severity: ['none'] } } }],
  ['are not all gone', 2, namedError('NotFoundException')],
  ['may not be read', 1, namedError('AuthorizationErrorException')],
])(
  'the check fails, and its alarm is raised, if the subscriptions of people are lost: they %s',
  async (how, count, found) => {
    const people = Array.from(
      { length: count },
      (_, index) => [`Person${index}`, `${TOPIC}:${index}`] as const,
    );
    const parts = people.map(([logicalId]) => ({ ...SUBSCRIPTION, part: { ...OF_TESTS.part!, logicalId } }));
    const world = deployedWorld([OF_TESTS, ...parts]);
    world.stacks.set(STACK, new Map([['Tests', `${TOPIC}:tests`], ...people]));
    world.changed.set(`${TOPIC}:tests`, { properties: { FilterPolicy: TESTS_FILTER } });
    for (const [, arn] of people) world.changed.set(arn, { properties: SUBSCRIPTION.properties });
    await summaries(world);
    expect([world.published.length, world.dead.length]).toEqual([0, 0]);
    world.changed.set(`${TOPIC}:0`, found);
    await summaries(world);
    expect(world.published).toHaveLength(1);
    expect(world.dead.length > 0).toBe(how === 'are all gone' || how === 'all get less');
  },
);

test.each(['AccessDenied', 'ValidationError'])(
  'a stack whose resources cannot be listed (%s) raises one alert, and what was known of it stays',
  async (name) => {
    const world = deployedWorld();
    world.changed.set(arnOf(ALARM), { properties: { ...ALARM.properties, AlarmActions: [] } });
    expect(await summaries(world)).toHaveLength(1);
    const names = world.stacks.get(STACK) ?? new Map();
    world.stacks.set(STACK, namedError(name));
    expect(await summaries(world)).toEqual([
      `stack its resources cannot be listed (${name}), so its resources are not checked for drift`,
    ]);
    world.stacks.set(STACK, names);
    expect(await summaries(world)).toEqual([]);
    expect(world.dead).toEqual([]);
  },
);

test('a stack that does not answer fails the message, and what was known of it stays', async () => {
  const world = deployedWorld();
  world.changed.set(arnOf(ALARM), { properties: {} });
  await summaries(world);
  const names = world.stacks.get(STACK) ?? new Map();
  world.stacks.set(STACK, namedError('ThrottlingException'));
  expect(await summaries(world)).toEqual([]);
  expect(world.dead.length).toBeGreaterThan(0);
  world.stacks.set(STACK, names);
  expect(await summaries(world)).toEqual([]);
});

test('settings of a part that may not be read are told as such, and never taken for fine', async () => {
  const world = deployedWorld();
  world.changed.set(arnOf(FUNCTION), namedError('AccessDeniedException'));
  expect(await summaries(world)).toEqual(['function its settings cannot be read (AccessDeniedException)']);
});

test('a resource that its stack does not have is told after an hour', async () => {
  const world = deployedWorld([FUNCTION]);
  world.stacks.set(STACK, new Map());
  expect(await summaries(world)).toEqual([
    'stack it has no Function, so this resource is not checked for drift; deploy the stack',
  ]);
});
