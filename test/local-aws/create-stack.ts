import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { Resolver } from './resolve';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import type { SynthesizedStack, TemplateValue } from './template';

/** A function of the stack. */
export interface LocalFunction {
  readonly functionId: string;
  readonly timeoutSeconds: number;
  /** The folder of the function's code, and what of it Lambda calls, such as `index.handler`. */
  readonly codeFolder: string;
  readonly handler: string;
  /** The function's environment, with names and paths that are true on this machine. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A function of the stack that reads a queue, with everything that the template says about the two. */
export interface LocalFunctionSource extends LocalFunction {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string | undefined;
  readonly batchSize: number;
}

/** A state machine of the stack, and the functions that its definition names by their ARNs. */
export interface LocalStateMachine {
  readonly name: string;
  readonly definition: string;
  readonly functions: ReadonlyMap<string, LocalFunction>;
}

/** A rule of EventBridge that puts events on queues, or on another bus. */
export interface LocalDeliveryRule {
  /** The name of its bus; `default` where it has none. */
  readonly busName: string;
  readonly pattern: TemplateValue;
  /** Whether it gets events of management calls that only read. */
  readonly includesReads: boolean;
  readonly queueUrls: readonly string[];
  readonly busNames: readonly string[];
}

/** A rule of EventBridge that puts a message on queues by the clock. */
export interface LocalSchedule {
  /** The message, with `<name>` where the event's own time is to stand. */
  readonly template: string;
  readonly queueUrls: readonly string[];
}

/** A subscription of a function: the emulator delivers to queues only, so its messages wait in one. */
export interface LocalFunctionSubscription {
  readonly subscriptionArn: string;
  readonly queueUrl: string;
}

/** What was made of a template. */
export interface LocalStack {
  readonly bucketNames: readonly string[];
  readonly topicArns: readonly string[];
  readonly tableNames: readonly string[];
  readonly sources: readonly LocalFunctionSource[];
  readonly deliveryRules: readonly LocalDeliveryRule[];
  readonly schedules: readonly LocalSchedule[];
  readonly functionSubscriptions: readonly LocalFunctionSubscription[];
}

/**
 * Makes the buckets, queues, topics, subscriptions and tables of a synthesized stack, and says how its functions are
 * to be run. Everything else in the template (roles, policies, keys, trails, alarms) means nothing here and is left out.
 */
export function createStack(aws: LocalAws, stack: SynthesizedStack): Promise<LocalStack> {
  return updateStack(aws, stack, new Set());
}

/**
 * The same of a stack that is deployed again with another template: what is there stays as it is, and what the template has in addition is
 * made. A resource that the template does not have any more is left, too.
 *
 * @param made the logical ids of the resources that are there
 */
export async function updateStack(
  aws: LocalAws,
  stack: SynthesizedStack,
  made: ReadonlySet<string>,
): Promise<LocalStack> {
  const resolver = new Resolver(stack.name, stack.template, aws.queueUrl);
  const missing = (type: string) => resolver.idsOf(type).filter((id) => !made.has(id));
  const bucketNames = resolver.idsOf('AWS::S3::Bucket').map((id) => resolver.nameOf(id));
  for (const id of missing('AWS::S3::Bucket'))
    await aws.s3.send(new CreateBucketCommand({ Bucket: resolver.nameOf(id) }));
  for (const id of missing('AWS::SQS::Queue')) await createQueue(aws, resolver, id);
  const topicArns = [];
  for (const id of resolver.idsOf('AWS::SNS::Topic')) {
    // The same topic, if there is one.
    const { TopicArn = '' } = await aws.sns.send(new CreateTopicCommand({ Name: resolver.nameOf(id) }));
    topicArns.push(TopicArn);
  }
  const functionSubscriptions = [];
  for (const id of resolver.idsOf('AWS::SNS::Subscription')) {
    // The same subscription, if there is one.
    const subscription = await subscribe(aws, resolver, id);
    if (subscription !== undefined) functionSubscriptions.push(subscription);
  }
  const tableNames = resolver.idsOf('AWS::DynamoDB::Table').map((id) => resolver.nameOf(id));
  for (const id of missing('AWS::DynamoDB::Table')) await createTable(aws, resolver, id);
  const sources = resolver
    .idsOf('AWS::Lambda::EventSourceMapping')
    .map((id) => toFunctionSource(resolver, stack, id, aws));
  return {
    bucketNames,
    topicArns,
    tableNames,
    sources,
    deliveryRules: toDeliveryRules(resolver, aws),
    schedules: toSchedules(resolver, aws),
    functionSubscriptions,
  };
}

/** The attributes that the emulator understands; of the rest, encryption and policies mean nothing here. */
const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'RedrivePolicy',
] as const;

async function createQueue({ sqs }: LocalAws, resolver: Resolver, id: string): Promise<void> {
  const properties = resolver.properties(id);
  const Attributes: Partial<Record<(typeof QUEUE_ATTRIBUTES)[number], string>> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = properties[name];
    if (value !== undefined)
      Attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  await sqs.send(new CreateQueueCommand({ QueueName: resolver.nameOf(id), Attributes }));
}

/** SNS delivers to queues only here: a function gets a queue in its stead, mail and the like are left out. */
async function subscribe(
  { sns, sqs, queueUrl }: LocalAws,
  resolver: Resolver,
  id: string,
): Promise<LocalFunctionSubscription | undefined> {
  const { Protocol, TopicArn, Endpoint, RawMessageDelivery, FilterPolicy } = resolver.properties(id);
  if (Protocol !== 'sqs' && Protocol !== 'lambda') return undefined;
  const Attributes: Record<string, string> = { RawMessageDelivery: String(RawMessageDelivery ?? false) };
  if (FilterPolicy !== undefined) Attributes.FilterPolicy = JSON.stringify(FilterPolicy);
  const QueueName = `to-${id}`.slice(0, 80);
  if (Protocol === 'lambda') await sqs.send(new CreateQueueCommand({ QueueName }));
  const endpoint =
    Protocol === 'lambda' ? `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${QueueName}` : String(Endpoint);
  const { SubscriptionArn = '' } = await sns.send(
    new SubscribeCommand({ Protocol: 'sqs', TopicArn: String(TopicArn), Endpoint: endpoint, Attributes }),
  );
  return Protocol === 'lambda'
    ? { subscriptionArn: SubscriptionArn, queueUrl: queueUrl(QueueName) }
    : undefined;
}

async function createTable({ dynamodb }: LocalAws, resolver: Resolver, id: string): Promise<void> {
  const { AttributeDefinitions, KeySchema } = resolver.properties(id) as unknown as CreateTableCommandInput;
  const TableName = resolver.nameOf(id);
  await dynamodb.send(
    new CreateTableCommand({ TableName, AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' }),
  );
}

/** The state machines of a stack that was created, with its functions. */
export function stateMachinesOf(aws: LocalAws, stack: SynthesizedStack): readonly LocalStateMachine[] {
  const resolver = new Resolver(stack.name, stack.template, aws.queueUrl);
  const functions = new Map(
    resolver
      .idsOf('AWS::Lambda::Function')
      .map((id) => [
        `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${resolver.nameOf(id)}`,
        toFunction(resolver, stack, id),
      ]),
  );
  return resolver.idsOf('AWS::StepFunctions::StateMachine').map((id) => ({
    name: resolver.nameOf(id),
    definition: String(resolver.properties(id).DefinitionString),
    functions,
  }));
}

function toFunction(resolver: Resolver, stack: SynthesizedStack, functionId: string): LocalFunction {
  const definition = resolver.properties(functionId);
  const code = definition.Code as { S3Key?: string };
  return {
    functionId,
    timeoutSeconds: Number(definition.Timeout ?? 3),
    codeFolder: stack.assetFolder(code.S3Key ?? ''),
    handler: String(definition.Handler),
    environment: environmentOf(resolver, stack, definition),
  };
}

function toFunctionSource(
  resolver: Resolver,
  stack: SynthesizedStack,
  mappingId: string,
  aws: LocalAws,
): LocalFunctionSource {
  const mapping = resolver.properties(mappingId);
  const functionId = idNamed(resolver, 'AWS::Lambda::Function', String(mapping.FunctionName));
  const queueId = idNamed(resolver, 'AWS::SQS::Queue', afterLast(String(mapping.EventSourceArn), ':'));
  const redrive = resolver.properties(queueId).RedrivePolicy as { deadLetterTargetArn?: string } | undefined;
  return {
    ...toFunction(resolver, stack, functionId),
    queueUrl: queueUrlOf(aws, String(mapping.EventSourceArn)),
    deadLetterQueueUrl:
      redrive?.deadLetterTargetArn === undefined ? undefined : queueUrlOf(aws, redrive.deadLetterTargetArn),
    batchSize: Number(mapping.BatchSize ?? 10),
  };
}

/** Lambda unpacks layers under `/opt`; here, what begins so is looked for in the layers' own folders. */
function environmentOf(
  resolver: Resolver,
  stack: SynthesizedStack,
  definition: { readonly [name: string]: TemplateValue },
): Record<string, string> {
  const { Variables = {} } = (definition.Environment ?? {}) as { Variables?: Record<string, string> };
  const layers = ((definition.Layers ?? []) as readonly string[]).map((name) => {
    const layerId = idNamed(resolver, 'AWS::Lambda::LayerVersion', name);
    const layer = resolver.properties(layerId).Content as { S3Key?: string };
    return stack.assetFolder(layer.S3Key ?? '');
  });
  const [layer] = layers;
  return Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [
      name,
      layer !== undefined && value.startsWith('/opt/') ? join(layer, value.slice('/opt/'.length)) : value,
    ]),
  );
}

function toDeliveryRules(resolver: Resolver, aws: LocalAws): LocalDeliveryRule[] {
  return resolver.idsOf('AWS::Events::Rule').flatMap((id) => {
    const { EventPattern, Targets = [], EventBusName = 'default', State } = resolver.properties(id);
    if (EventPattern === undefined) return [];
    const targets = Targets as unknown as readonly RuleTarget[];
    const buses = targets.filter(({ Arn }) => Arn.includes(':event-bus/'));
    return [
      {
        busName: String(EventBusName),
        pattern: EventPattern,
        includesReads: State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
        queueUrls: queueUrlsOf(aws, targets),
        busNames: buses.map(({ Arn }) => afterLast(Arn, '/')),
      },
    ];
  });
}

interface RuleTarget {
  readonly Arn: string;
  readonly InputTransformer?: { readonly InputTemplate: string };
}

function toSchedules(resolver: Resolver, aws: LocalAws): LocalSchedule[] {
  return resolver.idsOf('AWS::Events::Rule').flatMap((id) => {
    const { ScheduleExpression, Targets = [] } = resolver.properties(id);
    const targets = Targets as unknown as readonly RuleTarget[];
    const template = targets[0]?.InputTransformer?.InputTemplate ?? '{}';
    return ScheduleExpression === undefined ? [] : [{ template, queueUrls: queueUrlsOf(aws, targets) }];
  });
}

function queueUrlsOf(aws: LocalAws, targets: readonly RuleTarget[]): string[] {
  return targets.filter(({ Arn }) => Arn.includes(':sqs:')).map(({ Arn }) => queueUrlOf(aws, Arn));
}

function idNamed(resolver: Resolver, type: string, name: string): string {
  const id = resolver.idsOf(type).find((candidate) => resolver.nameOf(candidate) === name);
  if (id === undefined) throw new Error(`the template has no ${type} named '${name}'`);
  return id;
}

function queueUrlOf(aws: LocalAws, arn: string): string {
  return aws.queueUrl(afterLast(arn, ':'));
}

function afterLast(text: string, mark: string): string {
  return text.slice(text.lastIndexOf(mark) + 1);
}
