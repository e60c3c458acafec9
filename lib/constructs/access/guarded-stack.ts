import { Aws, CfnResource, type Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { GuardedResources } from '../../core/policy/guardrail';

/** Something that guardrails keep, by the name that it will have. */
export interface GuardedName {
  readonly kind: keyof GuardedResources;
  readonly value: string;
}

/** Where a stack is deployed, as ARNs say it. */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** How a resource is named that was given a name, or that CloudFormation will name. */
interface Naming {
  readonly kind: keyof GuardedResources;
  readonly given: string | undefined;
  readonly toArn: (place: Place, name: string) => string;
}

/** How much of a stack's name surely stands in a generated one: CloudFormation shortens names at 63 and 64. */
const SURE_CHARACTERS = 24;

/**
 * What a stack holds that guardrails keep: resources with names of their own by these, and all others by what
 * CloudFormation makes of the stack's name, so that nothing refers to the stack and its resources may not be there
 * yet. Throws where account or names are known only once deployed.
 */
export function findGuardedNames(stack: Stack): readonly GuardedName[] {
  const place = placeOf(stack);
  const stackArn = toArn('cloudformation', place, `stack/${stack.stackName}/*`);
  return [
    { kind: 'stacks', value: stackArn },
    { kind: 'accounts', value: place.account },
    ...resourcesOf(stack).flatMap((resource) => namesOf(resource, stack, place)),
  ];
}

/** The keys that have no alias, which guardrails would know them by; by construct path. */
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

function namesOf(resource: CfnResource, stack: Stack, place: Place): readonly GuardedName[] {
  const naming = namingOf(resource);
  if (naming === undefined) return [];
  const given = stack.resolve(naming.given);
  if (given !== undefined && typeof given !== 'string') {
    throw new Error(
      `the name of '${resource.node.path}' is known only once deployed; guardrails need it, so give it as text or not at all`,
    );
  }
  const value = naming.toArn(place, given ?? generatedPattern(resource, stack));
  const found = { kind: naming.kind, value };
  if (!(resource instanceof CfnAlias)) return [found, ...withFunction(resource, place)];
  const aliasedKeys: GuardedName = { kind: 'aliasedKeys', value: toArn('kms', place, 'key/*') };
  return [found, { kind: 'keyAliases', value: given ?? '' }, aliasedKeys];
}

function namingOf(resource: CfnResource): Naming | undefined {
  const named = (kind: keyof GuardedResources, given: string | undefined, service: string, before = '') => ({
    kind,
    given,
    toArn: (place: Place, name: string) => toArn(service, place, `${before}${name}`),
  });
  if (resource instanceof CfnBucket) {
    const { bucketName: given } = resource;
    return { kind: 'buckets', given, toArn: ({ partition }, name) => `arn:${partition}:s3:::${name}` };
  }
  if (resource instanceof CfnRole) {
    const { roleName: given, path = '/' } = resource;
    const toRoleArn = ({ partition, account }: Place, name: string) =>
      `arn:${partition}:iam::${account}:role${path}${name}`;
    return { kind: 'roles', given, toArn: toRoleArn };
  }
  if (resource instanceof CfnLogGroup) {
    const { logGroupName: given } = resource;
    // with the streams of the group, which stand behind a colon
    const toLogGroupArn = (place: Place, name: string) =>
      toArn('logs', place, `log-group:${name.endsWith('*') ? name : `${name}*`}`);
    return { kind: 'logGroups', given, toArn: toLogGroupArn };
  }
  if (resource instanceof CfnTopic) return named('topics', resource.topicName, 'sns');
  if (resource instanceof CfnQueue) return named('queues', resource.queueName, 'sqs');
  if (resource instanceof CfnFunction)
    return named('functions', resource.functionName, 'lambda', 'function:');
  if (resource instanceof CfnTable) return named('tables', resource.tableName, 'dynamodb', 'table/');
  if (resource instanceof CfnRule) return named('eventRules', resource.name, 'events', 'rule/');
  if (resource instanceof CfnAlarm) return named('alarms', resource.alarmName, 'cloudwatch', 'alarm:');
  if (resource instanceof CfnAlias) return named('aliases', resource.aliasName, 'kms');
  return undefined;
}

/** Event source mappings have no names; they are known by their function. */
function withFunction(resource: CfnResource, place: Place): readonly GuardedName[] {
  if (!(resource instanceof CfnFunction)) return [];
  return [{ kind: 'eventSourceMappings', value: toArn('lambda', place, 'event-source-mapping:*') }];
}

/** Buckets share one space of names with the whole world, so theirs holds the logical id as well. */
function generatedPattern(resource: CfnResource, stack: Stack): string {
  const { stackName } = stack;
  const isShort = stackName.length <= SURE_CHARACTERS;
  const start = isShort ? `${stackName}-` : stackName.slice(0, SURE_CHARACTERS);
  if (!(resource instanceof CfnBucket)) return `${start}*`;
  const logicalId: string = stack.resolve(resource.logicalId);
  return `${start}${isShort ? logicalId.slice(0, SURE_CHARACTERS) : ''}*`.toLowerCase();
}

function resourcesOf(stack: Stack): readonly CfnResource[] {
  return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
}

function placeOf({ account, region, node }: Stack): Place {
  if (Token.isUnresolved(account)) {
    throw new Error(`stacks: the account of '${node.path}' is not known; set env.account of the stack`);
  }
  const isKnown = !Token.isUnresolved(region);
  const partition = isKnown ? RegionInfo.get(region).partition : undefined;
  return { partition: partition ?? Aws.PARTITION, region: isKnown ? region : '*', account };
}

function toArn(service: string, { partition, region, account }: Place, rest: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}
