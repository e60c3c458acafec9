import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { flattenReferences } from '../../../lib/constructs/statement/references';
import { at, type Value } from '../../../lib/core/estate/values/value';
import { DRIFTING } from '../../../lib/core/inventory/drifting';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import {
  type DeployedResource,
  parseDeployedProperties,
} from '../../../lib/core/settings/deployed-resources';
import {
  AlertTopic,
  DeliveryMonitor,
  EventBusSink,
  LogArchive,
  LogProcessor,
  Trailwatch,
  type Worker,
} from '../../../lib/index';
import { pathsOf } from '../../core/inventory/template-paths';
import { everythingInOneStack } from '../everything-in-one-stack';
import { ACCOUNT, MANAGEMENT, newStack, oneRule, REGION, resourceOf, STACK_ID, TRAIL } from '../synthesize';

const TYPE = 'Custom::TrailwatchDeployedResources';

type Part = DeployedResource & Required<Pick<DeployedResource, 'part'>>;

/** What the function would get of the pipeline, with each reference written as `<LogicalId.Attribute>`. */
function partsIn(stack: Stack): readonly Part[] {
  const { Properties } = resourceOf(stack, TYPE);
  const Resources = flattenReferences(Properties.Resources, (name) => `<${name}>`);
  return parseDeployedProperties({ Resources }, STACK_ID).resources.filter(
    (one): one is Part => one.part !== undefined,
  );
}

function namesIn(stack: Stack): readonly string[] {
  return partsIn(stack)
    .map(({ part }) => part.logicalId)
    .sort();
}

/** An estate of one stack; the monitor is created before the processor and the subscription, or after them. */
function estate(isFirst: boolean, add: (stack: Stack, topic: AlertTopic) => void = () => undefined): Stack {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const workers: Worker[] = [];
  const monitor = () => new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, workers });
  if (isFirst) monitor();
  workers.push(new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() }));
  alertTopic.topic.addSubscription(new EmailSubscription('soc@example.com'));
  add(stack, alertTopic);
  if (!isFirst) monitor();
  return stack;
}

/** The parts of a template, without those of the CDK's own function. */
function idsOf(stack: Stack): readonly string[] {
  const { Resources } = Template.fromStack(stack).toJSON() as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  };
  return Object.entries(Resources)
    .filter(([id, { Type }]) => Object.hasOwn(DRIFTING, Type) && !id.startsWith('Custom'))
    .map(([id]) => id)
    .sort();
}

/** No test changes it. */
const everything = everythingInOneStack();

test('every rule, mapping, function, alarm, subscription and queue of Trailwatch is handed over', () => {
  const stack = newStack();
  new Trailwatch(stack, 'Trailwatch', {
    ...{ rules: oneRule(), emails: ['soc@example.com'], deliveryMonitor: {} },
  });
  const all = idsOf(stack);
  expect(all.length).toBeGreaterThan(20);
  expect(namesIn(stack)).toEqual(all);
});

test('every queue that carries notices, alerts or dead letters is handed over, with all that its template says', () => {
  const { Resources } = Template.fromStack(everything).toJSON();
  const flat = (value: unknown) => flattenReferences(value, (name) => `<${name}>`);
  const ofType = (type: string) =>
    Object.entries<{ Type: string; Properties: JsonObject }>(Resources).filter(
      ([, { Type }]) => Type === type,
    );
  const policies = new Map(
    ofType('AWS::SQS::QueuePolicy').map(([, { Properties }]) => [
      flat((Properties.Queues as Json[])[0]),
      JSON.parse(JSON.stringify(flat(Properties.PolicyDocument)), (name, value) =>
        name === 'Action' && Array.isArray(value) ? [...value].sort() : value,
      ),
    ]),
  );
  const written = ofType('AWS::SQS::Queue').map(([id, { Properties }]) => {
    const paths = pathsOf(Properties).map((path) => [
      path,
      flat(at(Properties as Value, ...path.split('.'))),
    ]);
    return [id, Object.fromEntries(paths), policies.get(`<${id}>`)];
  });
  const handedOver = partsIn(everything)
    .filter(({ part }) => part.type === 'AWS::SQS::Queue')
    .map(({ part, properties, policy }) => [part.logicalId, properties, policy]);
  expect(written.length).toBeGreaterThan(15);
  expect(new Map(handedOver.map((one) => [one[0], one]))).toEqual(
    new Map(written.map((one) => [one[0], one])),
  );
});

test('what takes messages from these queues, and its functions, are handed over', () => {
  const { Resources } = Template.fromStack(everything).toJSON();
  const names = new Set(namesIn(everything));
  const mappings = Object.entries<{ Type: string; Properties: JsonObject }>(Resources).filter(
    ([, { Type, Properties }]) =>
      Type === 'AWS::Lambda::EventSourceMapping' &&
      JSON.stringify(Properties.EventSourceArn).includes('Queue'),
  );
  const needed = mappings.flatMap(([id, { Properties }]) => [
    id,
    (Properties.FunctionName as JsonObject).Ref,
  ]);
  expect(needed.length).toBeGreaterThan(14);
  expect(needed.filter((id) => !names.has(String(id)))).toEqual([]);
});

test('a value that several parts have is handed over once', () => {
  const { Properties } = resourceOf(everything, TYPE);
  const entries: readonly Part[] = JSON.parse(
    String(flattenReferences(Properties.Resources, (name) => `<${name}>`)),
  );
  const texts = entries
    .flatMap(({ properties }) => Object.entries(properties).map((one) => JSON.stringify(one)))
    .filter(({ length }) => length >= 40);
  expect(texts.filter((text, index) => texts.indexOf(text) < index)).toEqual([]);
});

test('a queue without a policy is compared with none; one with several is not', () => {
  const add =
    (policies: number) =>
    (stack: Stack, { topic }: AlertTopic) => {
      const queue = new CfnQueue(stack, 'Queue');
      new CfnSubscription(stack, 'Sub', {
        topicArn: topic.topicArn,
        protocol: 'sqs',
        endpoint: queue.attrArn,
      });
      for (let index = 0; index < policies; index += 1)
        new CfnQueuePolicy(stack, `Policy${index}`, {
          queues: [queue.ref],
          policyDocument: { Statement: [index] },
        });
    };
  const policyOf = (policies: number) =>
    partsIn(estate(true, add(policies))).find(({ part }) => part.logicalId === 'Queue')?.policy;
  expect([0, 1, 2].map(policyOf)).toEqual([{}, { Statement: [0] }, undefined]);
});

test('a part is handed over with what decides, and where it is found', () => {
  const parts = partsIn(estate(false));
  const find = (type: string) => parts.find(({ part }) => part.type === type);
  const subscription = find('AWS::SNS::Subscription');
  expect(subscription).toMatchObject({ properties: { Endpoint: 'soc@example.com' }, unknown: [] });
  const mapping = find('AWS::Lambda::EventSourceMapping');
  expect(mapping?.properties).toEqual({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  expect(mapping?.arn).toMatch(/:lambda:eu-central-1:\d{12}:event-source-mapping:$/);
  expect(mapping?.part.stack).toBe(STACK_ID);
  expect(find('AWS::CloudWatch::Alarm')?.properties).toMatchObject({
    AlarmActions: [expect.stringMatching(/^<AlertsTopic/)],
    ...{ Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
    Dimensions: [{ Name: 'QueueName', Value: expect.stringMatching(/^<Delivery\w+\.QueueName>$/) }],
  });
});

/** An alarm that notifies the topic, and what has nothing to do with the pipeline. */
function addOthers(stack: Stack, { topic }: AlertTopic): void {
  const metric = new Metric({ namespace: 'Own', metricName: 'Failures' });
  new Alarm(stack, 'OwnAlarm', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction({
    bind: () => ({ alarmActionArn: topic.topicArn }),
  });
  new Alarm(stack, 'OtherAlarm', { metric, threshold: 1, evaluationPeriods: 1 });
  new Rule(stack, 'OtherRule', { schedule: Schedule.expression('rate(1 hour)') });
  new LambdaFunction(stack, 'OtherFunction', {
    ...{ code: Code.fromInline('//'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X },
    environment: { TOPIC: topic.topicArn },
  });
}

test('what refers to the pipeline is a part of it, and what is beside it is not; the order of construction does not matter', () => {
  const late = estate(true, addOthers);
  const early = estate(false, addOthers);
  expect(namesIn(late)).toEqual(namesIn(early));
  const own = namesIn(late).filter((id) => /^(Own|Other)/.test(id));
  expect(own).toEqual([expect.stringMatching(/^OwnAlarm/)]);
});

test('the function may read the parts of its stack and no others, and change none', () => {
  const { PolicyDocument } = resourceOf(estate(false), 'AWS::IAM::Policy', 'DeliveryRole').Properties;
  const statements = flattenReferences(PolicyDocument.Statement, (name) => `<${name}>`) as readonly {
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: unknown;
  }[];
  const of = (action: string) =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Resource, Condition }) => [[Resource].flat(), Condition] as const);
  const here = `${REGION}:${ACCOUNT}`;
  const functions = [
    `arn:<AWS::Partition>:lambda:${here}:function:Stack-*`.replace('<AWS::Partition>', 'aws'),
  ];
  const known = JSON.parse(
    JSON.stringify(
      ['events:DescribeRule', 'lambda:GetFunctionConcurrency', 'sqs:GetQueueAttributes'].map(of),
    ).replaceAll('<AWS::Partition>', 'aws'),
  );
  expect(known).toEqual([
    [[[`arn:aws:events:${here}:rule/Stack-*`], null]],
    [[functions, null]],
    [
      [[`arn:aws:sqs:${here}:Stack-*`], null],
      [[expect.stringMatching(/^<DeliveryQueue\w+\.Arn>$/)], null],
    ],
  ]);
});

describe('a monitor in another stack than the processor', () => {
  function twoStacks(isFirst: boolean): { readonly app: App; readonly there: Stack; readonly own: Stack } {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const [there, own] = [new Stack(app, 'There', { env }), new Stack(app, 'Own', { env })];
    const archive = new LogArchive(there, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(there, 'Alerts');
    const workers: Worker[] = [];
    const monitor = () => new DeliveryMonitor(own, 'Delivery', { archive, alertTopic, workers });
    if (isFirst) monitor();
    workers.push(new LogProcessor(there, 'Processor', { archive, alertTopic, rules: oneRule() }));
    if (!isFirst) monitor();
    return { app, there, own };
  }

  test.each([true, false])(
    'is told of its parts by their stack and logical id (monitor first: %s)',
    (isFirst) => {
      const { app, there, own } = twoStacks(isFirst);
      expect(() => app.synth()).not.toThrow();
      const parts = partsIn(own).filter(({ part }) => part.stack === 'There');
      expect(parts.map(({ part }) => part.logicalId).sort()).toEqual(idsOf(there));
      const alarm = parts.find(({ part }) => part.type === 'AWS::CloudWatch::Alarm');
      expect(alarm).toMatchObject({
        unknown: ['AlarmActions', 'Dimensions'],
        part: { counts: { AlarmActions: 1, Dimensions: 1 } },
      });
      const queues = parts.filter(({ part }) => part.type === 'AWS::SQS::Queue');
      expect(
        queues.map(({ properties, unknown, part }) => [properties, unknown, part.counts]),
      ).toContainEqual([
        expect.objectContaining({ 'RedrivePolicy.maxReceiveCount': 5, SqsManagedSseEnabled: true }),
        ['RedrivePolicy.deadLetterTargetArn'],
        { 'RedrivePolicy.deadLetterTargetArn': 1 },
      ]);
      expect(queues.some(({ policy }) => policy !== undefined)).toBe(false);
      expect(there.dependencies.includes(own)).toBe(false);
    },
  );

  test('may list the resources of that stack', () => {
    const { own } = twoStacks(false);
    const policy = JSON.stringify(resourceOf(own, 'AWS::IAM::Policy', 'DeliveryRole'));
    expect(policy).toContain(`:cloudformation:${REGION}:${ACCOUNT}:stack/There/*`);
    expect(policy).toContain(`:lambda:${REGION}:${ACCOUNT}:function:There-*`);
  });
});

test('nothing of another account is a part', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: MANAGEMENT, region: REGION } });
  new Rule(there, 'Rule', { schedule: Schedule.expression('rate(1 hour)') });
  const own = new Stack(app, 'Own', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(own, 'Archive', { trails: [TRAIL] });
  new DeliveryMonitor(own, 'Delivery', { archive, alertTopic: new AlertTopic(own, 'Alerts') });
  expect(partsIn(own).filter(({ part }) => part.stack === 'There')).toEqual([]);
});

describe('what no check compares is said at synthesis', () => {
  const warningsOf = (stack: Stack) =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('cdk-trailwatch:driftMissed'))
      .map(({ id, entry }) => `${id}: ${String(entry.data)}`);

  /** An estate whose topic has these subscriptions: of each, whether it is in the stack of the monitor. */
  function subscribed(...places: readonly boolean[]): Stack {
    const stack = estate(false);
    const other = new Stack(App.of(stack), 'Sinks', { env: { account: ACCOUNT, region: REGION } });
    const [alertTopic] = stack.node.findAll().filter((node) => node instanceof AlertTopic);
    if (alertTopic === undefined) throw new Error('there is no topic');
    for (const [at, isOwn] of places.entries()) {
      const scope = isOwn ? stack : other;
      new EventBusSink(scope, `Sink${at}`, { alertTopic, eventBus: new EventBus(scope, `Bus${at}`) });
    }
    return stack;
  }

  test.each([
    ['in the stack of the monitor', [true, true], []],
    ['in another stack', [true, false], [expect.stringContaining("the subscription 'Sinks/Sink1/")]],
    ['two in another stack', [false, false], [expect.stringMatching(/'Sinks\/Sink0\/.*' and 1 more/)]],
  ])('subscribers of the alert topic: %s', (_where, places, warnings) => {
    expect(warningsOf(subscribed(...places))).toEqual(warnings);
  });

  test('more resources than a check compares', () => {
    const stack = estate(false, (scope, alertTopic) => {
      for (let at = 0; at < 250; at++)
        new CfnAlarm(scope, `Alarm${at}`, {
          ...{ comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 },
          alarmActions: [alertTopic.topic.topicArn],
        });
    });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/: \d+ resources from '.*' on: /)]);
  });
});
