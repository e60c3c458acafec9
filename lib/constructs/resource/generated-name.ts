import { CfnResource, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { checkRemovalPolicy } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { fieldsOf } from '../preflight/template-properties';
import { outermostStack } from './describe-resource';

/**
 * The number of characters of a stack's name that a generated name certainly contains: CloudFormation shortens names at 63 and
 * 64 characters.
 */
export const SURE_CHARACTERS = 24;

/**
 * The prefix of the names that CloudFormation generates for resources of a stack: the name of the deployed stack, which for a
 * nested stack is the outermost one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedNameStart(stack: Stack): string {
  const { stackName } = outermostStack(stack);
  return isShort(stackName) ? `${stackName}-` : stackName.slice(0, SURE_CHARACTERS);
}

/**
 * Whether generated names contain the full stack name followed by the logical id. The name of a nested stack ends with an id
 * that CloudFormation generates, so nothing after the name of the outermost stack is known.
 */
export function isWholeInNames(stack: Stack): boolean {
  return stack.nestedStackParent === undefined && isShort(stack.stackName);
}

function isShort(stackName: string): boolean {
  return Token.isUnresolved(stackName) || stackName.length <= SURE_CHARACTERS;
}

/**
 * The resource policy that the CDK creates for a topic or a queue with the first statement; undefined before that, and for an
 * imported one. Unlike a bucket, neither exposes it.
 */
export function createdPolicyOf(owner: IConstruct): CfnTopicPolicy | CfnQueuePolicy | undefined {
  const policy = owner.node.tryFindChild('Policy')?.node.defaultChild;
  return policy instanceof CfnTopicPolicy || policy instanceof CfnQueuePolicy ? policy : undefined;
}

/** The types of resources to which a construct's removal policy applies: data stores, and their policies. */
const KEPT_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudTrail::EventDataStore',
  'AWS::CloudTrail::ResourcePolicy',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
]);

const SHORT_LIVED = new WeakSet<IConstruct>();

/** Notes that the properties of a construct ask for a resource to be deleted with its stack, as short-lived environments do. */
export function declareRemoval(construct: IConstruct, policy: RemovalPolicy | undefined): void {
  if (policy === RemovalPolicy.DESTROY) SHORT_LIVED.add(construct.node.defaultChild ?? construct);
}

/** Whether properties of this library ask for a resource to be deleted with its stack. */
export function isRemovalDeclared(resource: IConstruct): boolean {
  return SHORT_LIVED.has(resource);
}

/** Applies a removal policy to every part of a construct that stores data, and to the policies of these parts. */
export function removeParts(owner: IConstruct, policy: RemovalPolicy): void {
  within(owner, () => checkRemovalPolicy(policy));
  for (const node of owner.node.findAll()) {
    if (!CfnResource.isCfnResource(node) || !KEPT_TYPES.has(node.cfnResourceType)) continue;
    node.applyRemovalPolicy(policy);
    declareRemoval(node, policy);
  }
}

/** A pattern with fewer known characters would match unrelated resources. */
const SURE_PATTERN_CHARACTERS = 3;

/** A resolved name as a pattern: `*` stands for parts that are known only at deployment. */
export function toNamePattern(resolved: unknown): string {
  return patternOf(resolved).replace(/\*+/g, '*');
}

/** Whether a pattern is specific enough to distinguish a resource from unrelated ones. */
export function isSurePattern(pattern: string): boolean {
  return !pattern.includes('*') || pattern.replace(/\*/g, '').length >= SURE_PATTERN_CHARACTERS;
}

function patternOf(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = fieldsOf(resolved);
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(patternOf).join(join[0]);
  const template: unknown = Array.isArray(sub) ? sub[0] : sub;
  return typeof template === 'string' ? template.replace(/\$\{[^}]*\}/g, '*') : '*';
}

/** The maximum lengths of the stack's name and of the construct's id. */
const MAX_WORD = 48;

/**
 * A name that is unique in its account and Region: the stack's name, the construct's id, and a hash of its path. Glue names
 * consist of lower-case letters, digits and underscores.
 */
export function tableNameOf(scope: Construct): string {
  const { stackName, node } = outermostStack(Stack.of(scope));
  const stack = Token.isUnresolved(stackName) ? node.id : stackName;
  return [stack, scope.node.id, scope.node.addr.slice(-8)].map(toWord).join('_');
}

function toWord(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, MAX_WORD);
}
