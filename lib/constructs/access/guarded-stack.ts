import { Aws, CfnResource, CfnStackSet, Stack, Token } from 'aws-cdk-lib';
import { CfnChannel, CfnEventDataStore } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import {
  CfnOrganizationCentralizationRule,
  CfnOrganizationTelemetryRule,
  CfnTelemetryRule,
} from 'aws-cdk-lib/aws-observabilityadmin';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { GuardedResources } from '../../core/policy/guardrail/guardrail';
import { SILENCES_VARIABLE } from '../../core/settings/log-processor-settings';
import { EventDataStore } from '../lake/event-data-store';
import { partitionOfRegion } from '../preflight/check-partition';
import { fieldsOf } from '../preflight/template-properties';
import { outermostStack } from '../resource/describe-resource';
import { generatedNameStart, isWholeInNames, SURE_CHARACTERS } from '../resource/generated-name';
import { isWrittenByRoles } from '../resource/written-buckets';
import { isResponderPart, type ResponderPart } from '../response/responder-parts';
import { isTrailCreator } from '../trail/delegated-trail';
import { secretOfConnection, secretsOfStream } from './outbound-secrets';
import { namingOf, type Place, toArn, toSecretArn } from './resource-naming';

/** A resource that guardrails protect, by the name that it will have. */
export interface GuardedName {
  readonly kind: keyof GuardedResources;
  readonly value: string;
}

/** A resource, its stack, and the environment of the stack. */
interface Placed<T extends CfnResource = CfnResource> {
  readonly resource: T;
  readonly stack: Stack;
  readonly place: Place;
}

/**
 * The resources of a stack that guardrails protect. Resources with explicit names are identified by them, and all others by the
 * names that CloudFormation generates from the stack's name, so that the policies contain no references and the resources need
 * not exist yet. Throws if the account or names are known only at deployment.
 */
export function findGuardedNames(stack: Stack): readonly GuardedName[] {
  const place = placeOf(stack);
  const resources = resourcesOf(stack);
  const hasBucket = resources.some((resource) => resource instanceof CfnBucket);
  return [
    ...stacksOf(stack, resources).map((name) => ({
      kind: 'stacks' as const,
      value: toArn('cloudformation', place, `stack/${name}/*`),
    })),
    { kind: 'accounts', value: place.account },
    ...accountArnsOf(place).map((value) => ({ kind: 'accountArns' as const, value })),
    ...(isOptInRegion(place.region) ? [{ kind: 'optInRegions' as const, value: place.region }] : []),
    { kind: 'accountStacks', value: toArn('cloudformation', { ...place, region: '*' }, 'stack/*') },
    ...identityProvidersOf(place),
    ...(hasBucket ? accessPointsOf(place) : []),
    // the names of resources in a nested stack are based on that stack, whichever of the two is guarded
    ...resources.flatMap((resource) => namesOf({ resource, stack: Stack.of(resource), place })),
  ];
}

/**
 * An account in calls for itself, and in those of the management account or of a delegated administrator.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
 */
export function accountArnsOf({ partition, account }: Omit<Place, 'region'>): readonly string[] {
  return [
    `arn:${partition}:account::${account}:account`,
    `arn:${partition}:account::*:account/o-*/${account}`,
  ];
}

/** Whether an account can disable the Region, and so take the roles of everything in it. */
export function isOptInRegion(region: string): boolean {
  return !Token.isUnresolved(region) && RegionInfo.get(region).isOptInRegion;
}

/** The name of a stack, and what those of its nested stacks begin with. */
function stacksOf(stack: Stack, resources: readonly CfnResource[]): readonly string[] {
  const { stackName } = outermostStack(stack);
  const hasNested = resources.some((resource) => Stack.of(resource).nestedStackParent !== undefined);
  return [
    ...(stack.nestedStackParent === undefined ? [stackName] : []),
    ...(hasNested ? [`${stackName}-*`] : []),
  ];
}

/** The construct paths of keys without an alias, which guardrails need to identify a key. */
export function findNamelessKeys(stack: Stack): readonly string[] {
  const resources = resourcesOf(stack);
  const aliased = new Set(
    resources.flatMap((resource) =>
      resource instanceof CfnAlias ? JSON.stringify(stack.resolve(resource.targetKeyId)) : [],
    ),
  );
  return resources
    .filter((resource) => resource instanceof CfnKey)
    .filter(({ attrArn }) => !aliased.has(JSON.stringify(stack.resolve(attrArn))))
    .map(({ node }) => node.path);
}

/** Access points have ARNs of their own, with and without a Region. */
function accessPointsOf({ partition, account }: Place): readonly GuardedName[] {
  return ['s3', 's3-object-lambda'].map((service) => ({
    kind: 'accessPoints',
    value: `arn:${partition}:${service}:*:${account}:accesspoint/*`,
  }));
}

function identityProvidersOf({ partition, account }: Place): readonly GuardedName[] {
  return ['saml-provider', 'oidc-provider'].map((type) => ({
    kind: 'identityProviders',
    value: `arn:${partition}:iam::${account}:${type}/*`,
  }));
}

function namesOf(placed: Placed): readonly GuardedName[] {
  const { resource, stack, place } = placed;
  if (resource instanceof CfnBucketPolicy) return replicationOf({ ...placed, resource });
  if (resource instanceof CfnStackSet) return stackSetNames({ ...placed, resource });
  if (resource instanceof CfnEventDataStore) return [storeOf({ ...placed, resource })];
  if (resource instanceof CfnChannel) {
    return [{ kind: 'channels', value: toArn('cloudtrail', place, 'channel/*') }];
  }
  const naming = namingOf(resource);
  if (naming === undefined) return [];
  const given = stack.resolve(naming.given);
  if (given !== undefined && typeof given !== 'string') {
    throw new Error(
      `the name of '${resource.node.path}' is known only at deployment, but guardrails need it at synthesis; give it as text or leave it out`,
    );
  }
  const found = { kind: naming.kind, value: naming.toArn(place, given ?? generatedPattern(resource, stack)) };
  if (resource instanceof CfnTelemetryRule) return [found, ingestedLogGroups(place)];
  if (
    resource instanceof CfnOrganizationCentralizationRule ||
    resource instanceof CfnOrganizationTelemetryRule
  )
    return [found, ingestedLogGroups({ ...place, account: '*' })];
  if (resource instanceof CfnAlias) return [found, ...keysOf({ ...placed, resource }, given ?? '')];
  const named = [
    found,
    ...(isWrittenByRoles(resource) && isToldApart(placed)
      ? [{ kind: 'writtenBuckets' as const, value: found.value }]
      : []),
    ...secretsOf(placed),
    ...(resource instanceof CfnFunction
      ? [eventSourcesOf(place), ...silencesOf({ ...placed, resource })]
      : []),
  ];
  const uses = usesOf(placed);
  if (uses.length === 0) return named;
  const value = naming.toArn(place, given ?? patternWithId(resource, stack));
  return [
    ...named,
    ...uses.map((kind) => ({ kind, value: kind === 'executions' ? toExecutions(value) : value })),
  ];
}

/** The secrets that a connection or stream uses; a secret of another stack is named as in that stack. */
function secretsOf({ resource, place }: Placed): readonly GuardedName[] {
  const ofConnection = secretOfConnection(resource);
  if (ofConnection !== undefined) {
    const value = toSecretArn(place, ofConnection);
    return [
      { kind: 'secrets', value },
      { kind: 'connectionSecrets', value },
    ];
  }
  return secretsOfStream(resource)
    .filter(({ name }) => name !== '*')
    .map(({ name, resource: own }) => ({
      kind: 'secrets',
      value: toSecretArn(own === undefined ? place : placeOf(Stack.of(own)), name),
    }));
}

/** The construct paths of streams that use a secret whose name is known only at deployment. */
export function findNamelessSecrets(stack: Stack): readonly string[] {
  return resourcesOf(stack)
    .filter((resource) => secretsOfStream(resource).some(({ name }) => name === '*'))
    .map(({ node }) => node.path);
}

/** The paths of buckets that roles write to, and whose names have the same prefix as any other bucket of the stack. */
export function findKeptResults(stack: Stack): readonly string[] {
  return resourcesOf(stack)
    .filter((resource) => isWrittenByRoles(resource) && !isToldApart({ resource, stack: Stack.of(resource) }))
    .map(({ node }) => node.path);
}

/** Whether more of a resource's name is known than the name of its stack. */
function isToldApart({ resource, stack }: Pick<Placed, 'resource' | 'stack'>): boolean {
  return stack.resolve(namingOf(resource)?.given) !== undefined || isWholeInNames(stack);
}

/**
 * Other uses of a resource by guardrails, by its name: the functions or state machines that run with it, and the principals
 * that it allows to act.
 */
function usesOf({ resource, stack }: Placed): readonly (keyof GuardedResources)[] {
  const ofResponder = USES_OF_RESPONDERS.filter(([part]) => isResponderPart(resource, part));
  const uses = ofResponder.flatMap(([, kinds]) => kinds);
  if (!(resource instanceof CfnRole)) return uses;
  const isTrusted = (service: string) => trusts(resource, stack, service);
  const isOfFunction = isTrusted('lambda.amazonaws.com');
  return [
    ...(isOfFunction ? ['functionRoles' as const] : []),
    ...(isOfFunction && isTrailCreator(resource) ? ['trailCreatorRoles' as const] : []),
    ...(isTrusted('states.amazonaws.com') ? ['machineRoles' as const] : []),
    ...uses,
  ];
}

const USES_OF_RESPONDERS: readonly (readonly [ResponderPart, readonly (keyof GuardedResources)[]])[] = [
  ['machine', ['responses', 'executions']],
  ['askingMachine', ['askingMachines']],
  ['function', ['responseFunctions']],
  ['blockingRole', ['blockingRoles']],
  ['revokingRole', ['revokingRoles']],
];

/** `arn:aws:states:…:stateMachine:name` has the executions `arn:aws:states:…:execution:name:…`. */
function toExecutions(machineArn: string): string {
  return machineArn.replace(':stateMachine:', ':execution:');
}

function keysOf({ resource, stack, place }: Placed<CfnAlias>, alias: string): readonly GuardedName[] {
  const target = JSON.stringify(stack.resolve(resource.targetKeyId));
  const isMacKey = resourcesOf(stack)
    .filter((other) => other instanceof CfnKey)
    .some((key) => key.keySpec?.startsWith('HMAC') && JSON.stringify(stack.resolve(key.attrArn)) === target);
  return [
    ...(isMacKey ? [{ kind: 'macKeyAliases', value: alias } as const] : []),
    { kind: 'keyAliases', value: alias },
    { kind: 'aliasedKeys', value: toArn('kms', place, 'key/*') },
  ];
}

/** CloudTrail generates the ids of event data stores. Those of an organization belong to its management account. */
function storeOf({ resource, place }: Placed<CfnEventDataStore>): GuardedName {
  const { scope } = resource.node;
  const manager = scope instanceof EventDataStore ? scope._managementAccount : undefined;
  const account = manager ?? (resource.organizationEnabled === true ? '*' : place.account);
  return { kind: 'eventDataStores', value: toArn('cloudtrail', { ...place, account }, 'eventdatastore/*') };
}

/** Event source mappings have no names; they are identified by their function. */
function eventSourcesOf(place: Place): GuardedName {
  return { kind: 'eventSourceMappings', value: toArn('lambda', place, 'event-source-mapping:*') };
}

/** Functions that read silences have the path in their environment. */
function silencesOf({ resource, stack, place }: Placed<CfnFunction>): readonly GuardedName[] {
  const { variables } = fieldsOf(stack.resolve(resource.environment));
  const path = fieldsOf(variables)[SILENCES_VARIABLE];
  return typeof path === 'string'
    ? [{ kind: 'silences', value: toArn('ssm', place, `parameter${path}/*`) }]
    : [];
}

/** CloudWatch creates these resources in every account and Region of a rule. */
function ingestedLogGroups(place: Place): GuardedName {
  return { kind: 'logGroups', value: toArn('logs', { ...place, region: '*' }, 'log-group:aws/cloudtrail/*') };
}

function trusts(role: CfnRole, stack: Stack, service: string): boolean {
  return JSON.stringify(stack.resolve(role.assumeRolePolicyDocument)).includes(`"${service}"`);
}

/** A bucket is a replica if its policy lets a role replicate into it; the policy names that role. */
function replicationOf({ resource, stack, place }: Placed<CfnBucketPolicy>): readonly GuardedName[] {
  const document = JSON.stringify(stack.resolve(resource.policyDocument));
  if (!document.includes('s3:ReplicateObject')) return [];
  const target = JSON.stringify(stack.resolve(resource.bucket));
  const buckets = resourcesOf(stack)
    .filter((other) => other instanceof CfnBucket)
    .filter(({ ref }) => JSON.stringify(stack.resolve(ref)) === target);
  const roles = [...document.matchAll(/:iam::(\d{12}):role\/([\w+=,.@/-]+)/g)];
  return [
    ...buckets
      .flatMap((bucket) => namesOf({ resource: bucket, stack, place }))
      .map(({ value }): GuardedName => ({ kind: 'replicas', value })),
    ...roles.map(
      ([, account, name]): GuardedName => ({
        kind: 'replicationRoles',
        value: `arn:${place.partition}:iam::${account}:role/${name}`,
      }),
    ),
  ];
}

/**
 * StackSets name the stacks of members `StackSet-<name>-<id>`, and CloudFormation the resources in them by that. One that a delegated
 * administrator creates is in the management account.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html
 */
function stackSetNames({ resource, stack, place }: Placed<CfnStackSet>): readonly GuardedName[] {
  const name: unknown = stack.resolve(resource.stackSetName);
  if (typeof name !== 'string') return [];
  const start = `StackSet-${name}`.slice(0, SURE_CHARACTERS);
  const everywhere = { ...place, region: '*', account: '*' };
  const owner = resource.callAs === 'DELEGATED_ADMIN' ? { ...place, account: '*' } : place;
  return [
    { kind: 'stackSets', value: toArn('cloudformation', owner, `stackset/${name}:*`) },
    { kind: 'memberStacks', value: toArn('cloudformation', everywhere, `stack/StackSet-${name}-*`) },
    { kind: 'memberRules', value: toArn('events', everywhere, `rule/${start}*`) },
    { kind: 'memberRoles', value: `arn:${place.partition}:iam::*:role/${start}*` },
    ...deployersOf(resource, stack).map((value) => ({ kind: 'memberDeployers' as const, value })),
    ...memberAccountsOf(resource, stack).map((value) => ({ kind: 'memberAccounts' as const, value })),
  ];
}

/**
 * The role that a StackSet deploys with in its members: with service-managed permissions a service-linked role creates it, with
 * self-managed ones the administrator of the account.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
function deployersOf({ permissionModel, executionRoleName }: CfnStackSet, stack: Stack): readonly string[] {
  if (permissionModel !== 'SELF_MANAGED') return ['arn:*:iam::*:role/stacksets-exec-*'];
  const name: unknown = stack.resolve(executionRoleName ?? 'AWSCloudFormationStackSetExecutionRole');
  return typeof name === 'string' ? [`arn:*:iam::*:role/${name}`] : [];
}

/** Which accounts are in an organizational unit is not known. */
function memberAccountsOf(resource: CfnStackSet, stack: Stack): readonly string[] {
  if (resource.permissionModel !== 'SELF_MANAGED') return ['*'];
  const groups: unknown = stack.resolve(resource.stackInstancesGroup);
  const accounts = [groups ?? []]
    .flat()
    .flatMap((group) => fieldsOf(fieldsOf(group).deploymentTargets).accounts);
  const known = accounts.filter((account) => typeof account === 'string');
  return known.length === 0 || known.length < accounts.length ? ['*'] : known;
}

const NAMED_BY_ID = [
  ...['AWS::Events::ApiDestination', 'AWS::Events::Connection', 'AWS::Lambda::LayerVersion'],
  ...['AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine'],
];

/** Bucket names are globally unique, so the pattern also contains the logical id. */
function generatedPattern(resource: CfnResource, stack: Stack): string {
  if (resource instanceof CfnBucket) return patternWithId(resource, stack).toLowerCase();
  // the documentation does not say whether the stack's name precedes the logical id in these names
  if (NAMED_BY_ID.includes(resource.cfnResourceType)) return `*${idOf(resource, stack)}*`;
  return `${generatedNameStart(stack)}*`;
}

function patternWithId(resource: CfnResource, stack: Stack): string {
  return `${generatedNameStart(stack)}${isWholeInNames(stack) ? idOf(resource, stack) : ''}*`;
}

function idOf(resource: CfnResource, stack: Stack): string {
  const logicalId: string = stack.resolve(resource.logicalId);
  return logicalId.slice(0, SURE_CHARACTERS);
}

/** The resources that are deployed with a stack. Those in the template of a StackSet are in other stacks, which it names. */
function resourcesOf(stack: Stack): readonly CfnResource[] {
  return stack.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ stack: own }) => !(own.nestedStackResource instanceof CfnStackSet));
}

function placeOf({ account, region, node }: Stack): Place {
  if (Token.isUnresolved(account)) {
    throw new Error(`stacks: the account of '${node.path}' is not known; set env.account of the stack`);
  }
  const isKnown = !Token.isUnresolved(region);
  return { partition: partitionOfRegion(region) ?? Aws.PARTITION, region: isKnown ? region : '*', account };
}
