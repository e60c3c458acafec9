import { CfnResource, Names, Stack, Token } from 'aws-cdk-lib';
import { CfnChannel, CfnEventDataStore } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnConnection } from 'aws-cdk-lib/aws-events';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import type { CallKind } from '../../core/inventory/calls/calls';
import type { GuardedResources } from '../../core/policy/guardrail/guardrail';
import { CONNECTION_SECRETS, nameById, secretsOfStream } from '../access/outbound-secrets';
import { namingOf } from '../access/resource-naming';
import { fits } from '../resource/bootstrap-roles';
import { isOfClass, outermostStack } from '../resource/describe-resource';
import {
  generatedNameStart,
  isSurePattern,
  SURE_CHARACTERS,
  toNamePattern,
} from '../resource/generated-name';
import { isResponderPart } from '../response/responder-parts';

/** The kinds of resources with names that are generated from their stack's name. */
const NAMED_BY_STACK: readonly CallKind[] = [
  ...(['topic', 'subscription', 'queue', 'notice', 'function', 'eventSource', 'table', 'claim'] as const),
  ...([
    'eventRule',
    'alarm',
    'mute',
    'logGroup',
    'role',
    'managedPolicy',
    'machine',
    'sink',
    'stream',
  ] as const),
];

const OF_SECRETS = ['secret', 'secretValue'] as const;

const HOME_BUS = ['eventBus', 'busPermission'] as const;

/** The kinds of calls on a resource, by its kind in guardrails. */
const KINDS: Readonly<Partial<Record<keyof GuardedResources, readonly CallKind[]>>> = {
  buckets: ['bucket', 'accessPoint'],
  aliases: ['alias'],
  topics: ['topic', 'subscription'],
  queues: ['queue', 'notice'],
  functions: ['function', 'eventSource'],
  layers: ['layer'],
  tables: ['table', 'claim'],
  eventRules: ['eventRule'],
  eventBuses: ['eventBus', 'busPermission'],
  alarms: ['alarm', 'mute'],
  logGroups: ['logGroup'],
  roles: ['role'],
  managedPolicies: ['managedPolicy'],
  chats: ['chat'],
  sinks: ['sink'],
  streams: ['stream'],
  secrets: OF_SECRETS,
  telemetryRules: ['telemetryRule'],
};

/** The kinds of account settings that affect all resources of a kind. */
const ACCOUNT_KINDS: Readonly<Partial<Record<keyof GuardedResources, CallKind>>> = {
  chats: 'chatAccount',
  telemetryRules: 'telemetryAccount',
};

/** Names by kind. */
export type NamesByKind = ReadonlyMap<CallKind, ReadonlySet<string>>;

/**
 * The names that CloudFormation generates from the name of a stack, also for resources that are created later. The name of a
 * nested stack begins with that of its parent stack.
 */
export function generatedNames(stack: Stack): NamesByKind {
  const { stackName, node } = outermostStack(stack);
  if (Token.isUnresolved(stackName)) {
    throw new Error(`stacks: the name of '${node.path}' is not known; give it as text`);
  }
  const start = generatedNameStart(stack);
  const bucket = [`${start.toLowerCase()}*`];
  return toNames([
    ...NAMED_BY_STACK.map((kind) => [kind, [`${start}*`]] as const),
    ['bucket', bucket],
    ['accessPoint', bucket],
    // The documentation does not say whether the stack's name precedes the logical id of these, which is that of a construct's
    // part.
    ['layer', [`${start}*`, '*RulesLayer*', '*Rules*']],
    ['machine', ['*MachineStateMachine*']],
    ['sink', ['*ApiDestination*', ...connectionPatterns(stack)]],
    ...OF_SECRETS.map((kind) => [kind, [CONNECTION_SECRETS, ...secretPatterns(stack)]] as const),
    ['alias', ['alias/trailwatch/*']],
    ...HOME_BUS.map((kind) => [kind, ['trailwatch-realtime']] as const),
    ['stack', [stackName, ...(stack.nested ? [`${stackName}-*`] : [])]],
    ['stackSet', [stackSetPattern(stack)]],
    // Account settings affect every resource in the account. Alarms, and roles that another account assumes, are named after
    // the path of the construct that creates them, possibly later.
    ...(['alarm', 'mute'] as const).map((kind) => [kind, pathPatterns(stack)] as const),
    ['role', pathPatterns(stack).map((path) => `${path}AlarmContext*`)],
    ['logAccount', ['*']],
    ['identityProvider', ['*']],
  ]);
}

/** The prefix of names that are derived from a construct path; the CDK shortens long ones in the middle, and omits some ids. */
export function pathPatterns(scope: IConstruct): readonly string[] {
  const start = pathStart(scope);
  return start === '' ? [] : [`${start.slice(0, SURE_CHARACTERS)}*`];
}

/** How the CDK begins a StackSet's name of at most 128 characters, which has 60 of the path before its middle. */
const SURE_STACK_SET_CHARACTERS = 60;

/** The name of the StackSet that a scope has under an id, or of every one below a scope. */
export function stackSetPattern(scope: IConstruct, id = ''): string {
  const start = pathStart(scope, '-').replace(/-$/, '');
  const path = start === '' ? id : `${start}-${id}`;
  return `${path.slice(0, SURE_STACK_SET_CHARACTERS)}*`;
}

/** The path as names of a scope's parts begin, without the hash that ends a name of more than one part. */
function pathStart(scope: IConstruct, separator = ''): string {
  const isOutermost = Stack.isStack(scope) && scope.nestedStackParent === undefined;
  if (isOutermost && UNNAMED.includes(scope.stackName)) return '';
  const name = Names.uniqueResourceName(scope, { separator });
  return isOutermost ? name : name.slice(0, -HASH_CHARACTERS);
}

/** The CDK appends a hash of the path to names of more than one part. */
const HASH_CHARACTERS = 8;

/** Ids that the CDK leaves out of names. */
const UNNAMED = ['Default', 'Resource'];

/** Connections may have any logical id. */
function connectionPatterns(stack: Stack): readonly string[] {
  const connections = resourcesOf(stack).filter((resource) =>
    isOfClass(resource, 'AWS::Events::Connection', () => CfnConnection),
  );
  return connections.map(({ logicalId }) => `*${stack.resolve(logicalId)}*`);
}

/** Secrets without explicit names, which may have any logical id. */
function secretPatterns(stack: Stack): readonly string[] {
  const secrets = resourcesOf(stack).filter((resource) =>
    isOfClass(resource, 'AWS::SecretsManager::Secret', () => CfnSecret),
  );
  return secrets.filter(({ name }) => name === undefined).map(nameById);
}

/**
 * The names of unnamed connections, and of the secrets that streams use, in this stack or another: rules that were created
 * earlier do not know them. The secret names of connections, `events!connection/…`, are known.
 */
export function outboundNames(stack: Stack): NamesByKind {
  const secrets = resourcesOf(stack).flatMap(secretsOfStream);
  return toNames([
    ['sink', connectionPatterns(stack)],
    ...OF_SECRETS.map(
      (kind) => [kind, secrets.map(({ name }) => name).filter((name) => name !== '*')] as const,
    ),
  ]);
}

/**
 * The explicit names of the stack's resources, with `*` for parts that are known only at deployment; any name for unnamed ones.
 */
export function givenNames(stack: Stack): NamesByKind {
  return toNames(
    resourcesOf(stack).flatMap((resource) => {
      const madeByCloudTrail = kindWithoutName(resource);
      if (madeByCloudTrail !== undefined) return [[madeByCloudTrail, ['*']] as const];
      const naming = namingOf(resource);
      const given: unknown = stack.resolve(naming?.given);
      if (naming === undefined || given === undefined) return [];
      const pattern = toNamePattern(given);
      const kinds = isSurePattern(pattern) ? (KINDS[naming.kind] ?? []) : [];
      const entries = kinds.map((kind) => [kind, [pattern]] as const);
      const account = ACCOUNT_KINDS[naming.kind];
      return account === undefined ? entries : [...entries, [account, ['*']] as const];
    }),
  );
}

/** The paths of resources whose names are known only at deployment, and of streams with such a secret. */
export function lateNamed(stack: Stack): readonly string[] {
  return resourcesOf(stack).flatMap((resource) => {
    const naming = namingOf(resource);
    const given: unknown = stack.resolve(naming?.given);
    if (secretsOfStream(resource).some(({ name }) => name === '*')) return [resource.node.path];
    if (naming === undefined || given === undefined || (KINDS[naming.kind] ?? []).length === 0) return [];
    return isSurePattern(toNamePattern(given)) ? [] : [resource.node.path];
  });
}

function resourcesOf(stack: Stack): readonly CfnResource[] {
  return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
}

/** CloudTrail generates the ids of stores and channels: if a stack has one, calls on all of them in the account match. */
function kindWithoutName(resource: CfnResource): CallKind | undefined {
  if (resource instanceof CfnEventDataStore) return 'eventDataStore';
  return resource instanceof CfnChannel ? 'channel' : undefined;
}

/** One name for every kind of resource that may have it. */
export function namesOfAnyKind(names: readonly string[]): NamesByKind {
  return toNames(
    [...NAMED_BY_STACK, ...HOME_BUS, ...OF_SECRETS].map((kind): [CallKind, readonly string[]] => [
      kind,
      names,
    ]),
  );
}

/**
 * The names of the state machines of existing responders, and additional names. A responder is created after the construct
 * whose alerts it responds to, so a construct with its own rules may not know it.
 */
export function namesOfMachines(stack: Stack, further: readonly string[]): NamesByKind {
  const machines = stack.node
    .findAll()
    .filter((node) => isOfClass(node, 'AWS::StepFunctions::StateMachine', () => CfnStateMachine));
  const given = machines
    .filter((machine) => isResponderPart(machine, 'machine'))
    .flatMap(({ stateMachineName }) => stateMachineName ?? []);
  return toNames(
    (['machine', 'response', 'execution'] as const).map((kind) => [kind, [...given, ...further]]),
  );
}

/** Both. */
export function joinNames(parts: readonly NamesByKind[]): NamesByKind {
  return toNames(parts.flatMap((part) => [...part].map(([kind, names]) => [kind, [...names]] as const)));
}

/** Describes resources that are named only by CloudTrail or the account. */
const NAMELESS: Readonly<Partial<Record<CallKind, string>>> = {
  eventDataStore: 'an event data store',
  channel: 'a channel',
  chatAccount: 'a chat configuration',
  telemetryAccount: 'a telemetry rule',
};

/** Describes what no name covers: names in quotation marks, and descriptions of unnamed resources. */
export function uncovered(wanted: NamesByKind, known: NamesByKind): readonly string[] {
  const missing = [...wanted].flatMap(([kind, names]) =>
    [...names]
      .filter((name) => ![...(known.get(kind) ?? [])].some((pattern) => fits(pattern, name)))
      .map((name) => (name === '*' ? (NAMELESS[kind] ?? `any ${kind}`) : `'${name}'`)),
  );
  return [...new Set(missing)];
}

function toNames(entries: readonly (readonly [CallKind, readonly string[]])[]): NamesByKind {
  const names = new Map<CallKind, Set<string>>();
  for (const [kind, some] of entries) {
    const known = names.get(kind) ?? new Set<string>();
    for (const name of some) known.add(name);
    if (known.size > 0) names.set(kind, known);
  }
  return names;
}
