import { CfnResource, type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { fieldsOf } from '../preflight/template-properties';
import { outermostStack } from './describe-resource';

/** How much of a stack's name surely is in a generated name: CloudFormation shortens names at 63 and 64 characters. */
export const SURE_CHARACTERS = 24;

/**
 * How the names begin that CloudFormation gives to resources of a stack that have none: with the name of the stack that is
 * deployed, which for a nested stack is the outermost one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedNameStart(stack: Stack): string {
  const { stackName } = outermostStack(stack);
  return isShort(stackName) ? `${stackName}-` : stackName.slice(0, SURE_CHARACTERS);
}

/**
 * Whether generated names have the whole name of the stack, and then the logical id. That of a nested stack ends with an id that
 * CloudFormation makes, so nothing behind the name of the outermost stack is known.
 */
export function isWholeInNames(stack: Stack): boolean {
  return stack.nestedStackParent === undefined && isShort(stack.stackName);
}

function isShort(stackName: string): boolean {
  return Token.isUnresolved(stackName) || stackName.length <= SURE_CHARACTERS;
}

/**
 * The resource policy that the CDK makes for a topic or a queue with the first statement that is added to it; undefined before that,
 * and for one that is imported. Unlike a bucket, neither tells it.
 */
export function createdPolicyOf(owner: IConstruct): CfnTopicPolicy | CfnQueuePolicy | undefined {
  const policy = owner.node.tryFindChild('Policy')?.node.defaultChild;
  return policy instanceof CfnTopicPolicy || policy instanceof CfnQueuePolicy ? policy : undefined;
}

/** Types of resources that are kept or deleted together with the construct that creates them: what holds data, and its policies. */
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

/** Applies a removal policy to every part of a construct that holds data, and to the policies of these. */
export function removeParts(owner: IConstruct, policy: RemovalPolicy): void {
  for (const node of owner.node.findAll()) {
    if (CfnResource.isCfnResource(node) && KEPT_TYPES.has(node.cfnResourceType))
      node.applyRemovalPolicy(policy);
  }
}

/** A pattern with fewer known characters would fit the resources of others. */
const SURE_PATTERN_CHARACTERS = 3;

/** A resolved name as a pattern: `*` stands for what only the deployment knows. */
export function toNamePattern(resolved: unknown): string {
  return patternOf(resolved).replace(/\*+/g, '*');
}

/** Whether a pattern says enough to tell a resource from those of others. */
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

/** So much of the stack's name, and of the construct's id. */
const MAX_WORD = 48;

/**
 * A name that no other construct has in its account and Region: the stack's name, the construct's id, and a hash of its path.
 * Glue has lower-case letters, digits and underscores in names.
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
