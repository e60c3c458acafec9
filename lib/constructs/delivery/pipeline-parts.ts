import { CfnResource, type IResolvable, type IResolveContext, Stack, Token } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { handedOverValue } from '../../core/delivery/drift/resource-drift';
import type { Value } from '../../core/estate/values/value';
import { type DriftingEntry, driftingEntryOf, handedOver } from '../../core/inventory/drifting';
import type { Link } from '../../core/inventory/model';
import { valueAt } from '../../core/inventory/property-path';
import type { Json } from '../../core/json/json-value';
import { oneLine } from '../../core/safe-text/one-line';
import { isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { type Fields, fieldsOf, hasFunction, propertiesOf } from '../preflight/template-properties';
import type { DeliveryMonitorProps } from './delivery-monitor-props';

/** Selected properties of a resource, by path, as in its final template, with overrides; references are kept. */
export class PropertiesOf implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(
    private readonly resource: CfnResource,
    private readonly names: readonly string[],
    private readonly toHandedOver: (value: unknown, name: string) => unknown = (value) => value,
  ) {}

  public resolve(context: IResolveContext): unknown {
    const { Resources } = fieldsOf(context.resolve(this.resource._toCloudFormation()));
    const [own] = Object.values(fieldsOf(Resources));
    const properties = fieldsOf(fieldsOf(own).Properties);
    return Object.fromEntries(
      this.names.flatMap((name) => {
        const value = valueAt(properties as Value, name);
        return value === undefined ? [] : [[name, this.toHandedOver(value, name)]];
      }),
    );
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A resource of the pipeline, and the inventory's description of its type. */
export interface PipelinePart {
  readonly resource: CfnResource;
  readonly stack: Stack;
  readonly entry: DriftingEntry;
}

/** The maximum number of compared parts: that CloudFormation passes more than 256 KB to a function is not documented, although Lambda accepts 1 MB. */
const MAX_PARTS = 250;

/** The description of a missing part. */
const MAX_SAID = 120;

/**
 * The rules, mappings, functions, alarms, subscriptions and queues of the pipeline in the monitor's account and Region, at the
 * time of the call: those in the constructs that the monitor knows and in its parent construct, and those of its stack that
 * reference them, such as an alarm that notifies the alert topic, or that get what these send, such as the queue and the function of a sink.
 */
export function pipelineParts(monitor: Construct, props: DeliveryMonitorProps): readonly PipelinePart[] {
  const roots = rootsOf(monitor, props);
  const known = new Set(roots.flatMap((root) => root.node.findAll()));
  const own = Stack.of(monitor);
  const stackParts = own.node.findAll().filter((node) => !known.has(node));
  const ids = [...known].flatMap((node) =>
    CfnResource.isCfnResource(node) && Stack.of(node) === own ? [String(own.resolve(node.logicalId))] : [],
  );
  const refers = (part: PipelinePart) => part.stack === own && refersTo(part, ids);
  const others = toParts(stackParts);
  const parts = withReached([...toParts([...known]), ...others.filter(refers)], others);
  return parts.filter(({ stack }) => isLocatable(stack, own));
}

/** What hands messages on by its links. What alarms and functions refer to takes long to resolve, and is none of the queues of sinks. */
const CARRIES = /^AWS::(Events::Rule|Lambda::EventSourceMapping|SNS::Subscription|SQS::Queue)$/;

/**
 * Parts with those of the same stack that their messages reach: queues that they send to, with the dead-letter queues, what takes
 * messages from these, and its functions.
 */
function withReached(
  parts: readonly PipelinePart[],
  others: readonly PipelinePart[],
): readonly PipelinePart[] {
  const left = new Map(others.filter((one) => !parts.includes(one)).map((one) => [one, carriedTo(one)]));
  const found = [...parts];
  let added = parts.map((one) => [one, carriedTo(one)] as const);
  while (added.length > 0) {
    const reached = new Set(added.flatMap(([, ids]) => ids));
    const queues = new Set(
      added.flatMap(([part]) => (isQueue(part.resource) ? [logicalIdOf(part.resource)] : [])),
    );
    added = [...left].filter(
      ([part, ids]) =>
        reached.has(logicalIdOf(part.resource)) || (isMapping(part) && ids.some((id) => queues.has(id))),
    );
    for (const [part] of added) left.delete(part);
    found.push(...added.map(([part]) => part));
  }
  return found;
}

/** Of a mapping, also where it takes messages from. */
function carriedTo(part: PipelinePart): readonly string[] {
  if (!CARRIES.test(part.resource.cfnResourceType)) return [];
  return linkedIds(part, isMapping(part) ? undefined : 'evidence');
}

/**
 * Reports at synthesis what no check compares: parts past the most that it compares, and subscriptions of the alert topic in stacks that
 * are deployed after the monitor's.
 */
export function warnOfMissed(monitor: Construct, props: DeliveryMonitorProps): void {
  const parts = pipelineParts(monitor, props);
  const [first] = parts.slice(MAX_PARTS);
  if (first !== undefined)
    warnOf(
      monitor,
      'driftMissed',
      `${parts.length - MAX_PARTS} resources from '${first.resource.node.path}' on`,
    );
  const compared = new Set<IConstruct>(parts.map(({ resource }) => resource));
  const { topicArn } = props.alertTopic.topic;
  const elsewhere = monitor.node.root.node
    .findAll()
    .filter((node) => node instanceof CfnSubscription && node.topicArn === topicArn && !compared.has(node));
  const [subscription] = elsewhere;
  if (subscription === undefined) return;
  const others = elsewhere.length === 1 ? '' : ` and ${elsewhere.length - 1} more`;
  warnOf(
    monitor,
    'driftMissed',
    `the subscription '${subscription.node.path}'${others}, with what receives the messages`,
  );
}

/** The descriptions of the parts that the function receives. */
export function describeParts(monitor: Construct, parts: readonly PipelinePart[]): readonly object[] {
  return parts.slice(0, MAX_PARTS).map((part) => describePart(monitor, part));
}

function rootsOf(monitor: Construct, props: DeliveryMonitorProps): readonly IConstruct[] {
  const { archive, alertTopic, realtime, workers = [] } = props;
  const { scope } = monitor.node;
  const facade = scope === undefined || Stack.isStack(scope) || scope === monitor.node.root ? [] : [scope];
  return [monitor, ...facade, archive, alertTopic, ...(realtime === undefined ? [] : [realtime]), ...workers];
}

function toParts(nodes: readonly IConstruct[]): readonly PipelinePart[] {
  return nodes.flatMap((node) => {
    const entry = CfnResource.isCfnResource(node) ? driftingEntryOf(node.cfnResourceType) : undefined;
    if (entry === undefined) return [];
    const resource = node as CfnResource;
    // resources with a condition may not be deployed
    if (resource.cfnOptions.condition !== undefined) return [];
    return [{ resource, stack: Stack.of(resource), entry }];
  });
}

/** A function that only uses the archive or the topic is not part of the pipeline. */
function refersTo(part: PipelinePart, ids: readonly string[]): boolean {
  if (part.entry.roles.includes('searches')) return false;
  return linkedIds(part).some((id) => ids.includes(id));
}

/** The logical ids that the linking properties of a resource refer to, or those of one kind. */
function linkedIds({ resource, entry }: PipelinePart, kind?: Link['to']): readonly string[] {
  const links = entry.links.filter(({ to }) => kind === undefined || to === kind);
  if (links.length === 0) return [];
  const properties = propertiesOf(resource);
  const names = new Set(links.map(({ path }) => path.split(/[.[]/)[0] ?? ''));
  const text = JSON.stringify([...names].map((name) => properties[name] ?? null));
  return [...text.matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map(([, id = '']) => id);
}

function logicalIdOf({ stack, logicalId }: CfnResource): string {
  return String(stack.resolve(logicalId));
}

function isMapping({ resource }: PipelinePart): boolean {
  return resource.cfnResourceType === 'AWS::Lambda::EventSourceMapping';
}

function isQueue({ cfnResourceType }: CfnResource): boolean {
  return cfnResourceType === 'AWS::SQS::Queue';
}

/** CloudFormation generates the names of nested stacks, and of stacks in the template of a StackSet. */
function isLocatable(stack: Stack, own: Stack): boolean {
  if (stack === own) return true;
  if (stack.nestedStackResource !== undefined || Token.isUnresolved(stack.stackName)) return false;
  return !isKnownDifference(stack.account, own.account) && !isKnownDifference(stack.region, own.region);
}

/** What all parts have in common is left out: the template is full (see `parseDeployedProperties`). */
function describePart(monitor: Construct, { resource, stack, entry }: PipelinePart): object {
  const isOwn = stack === Stack.of(monitor);
  const names = handedOver(entry);
  const all = isOwn ? {} : propertiesOf(resource);
  const toHandedOver = (value: unknown, name: string) => handedOverOf(value, entry.drift.includes(name));
  const late = names.filter((name) => hasFunction(valueAt(all as Value, name)));
  const policy = queuePolicyOf(resource, isOwn);
  return {
    kind: 'part',
    properties: isOwn
      ? new PropertiesOf(resource, names, toHandedOver)
      : pick(all, names, late, toHandedOver),
    ...(late.length === 0 ? {} : { unknown: late }),
    ...(policy === undefined ? {} : { policy }),
    part: {
      type: resource.cfnResourceType,
      logicalId: logicalIdOf(resource),
      ...(isOwn ? {} : { stack: stack.stackName, counts: countsOf(all, late) }),
    },
  };
}

function countsOf(all: Fields, late: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    late.flatMap((name) => {
      const value = valueAt(all as Value, name);
      return [[name, Array.isArray(value) ? value.length : 1]];
    }),
  );
}

function pick(
  all: Fields,
  names: readonly string[],
  late: readonly string[],
  toHandedOver: (value: unknown, name: string) => unknown,
): Fields {
  return Object.fromEntries(
    names
      .filter((name) => !late.includes(name) && valueAt(all as Value, name) !== undefined)
      .map((name) => [name, toHandedOver(valueAt(all as Value, name), name)]),
  );
}

/** Compared values keep their meaning; values that only describe a missing part are shortened. References are kept. */
function handedOverOf(value: unknown, isCompared: boolean): unknown {
  if (hasFunction(value)) return value;
  if (isCompared) return handedOverValue(value as Json);
  return typeof value === 'string' ? oneLine(value, MAX_SAID) : value;
}

/**
 * The policy of a queue; an empty one if its stack has none for it. Not known if there are several, or if it refers to resources of
 * another stack than the monitor's.
 */
function queuePolicyOf(queue: CfnResource, isOwn: boolean): unknown {
  if (!isQueue(queue)) return undefined;
  const { stack } = queue;
  const [policy, ...more] = stack.node
    .findAll()
    .filter((node): node is CfnQueuePolicy => node instanceof CfnQueuePolicy && isPolicyOf(node, queue))
    .map(({ policyDocument }) => withSortedActions(stack.resolve(policyDocument)));
  const isKnown = more.length === 0 && (isOwn || !hasFunction(policy));
  return isKnown ? (policy ?? {}) : undefined;
}

/** The order of actions depends on a feature flag of the CDK (`minimizePolicies`), and means nothing. */
function withSortedActions({ Statement, ...others }: Fields): Fields {
  if (!Array.isArray(Statement)) return others;
  const statements = Statement.map((statement) => {
    const { Action } = fieldsOf(statement);
    return Array.isArray(Action) ? { ...statement, Action: [...Action].sort() } : statement;
  });
  return { ...others, Statement: statements };
}

function isPolicyOf({ stack, queues }: CfnQueuePolicy, queue: CfnResource): boolean {
  return stack === queue.stack && JSON.stringify(stack.resolve(queues)).includes(`"${logicalIdOf(queue)}"`);
}
