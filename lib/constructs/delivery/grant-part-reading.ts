import { ArnFormat, Lazy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { namingOf } from '../access/resource-naming';
import { generatedNameStart, toNamePattern } from '../resource/generated-name';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { PipelinePart } from './pipeline-parts';

const WHY =
  'CloudFormation names resources after their stack, and a policy with each of the names would exceed what a role takes; the actions ' +
  'read settings only';

const RULE_ACTIONS = ['events:DescribeRule', 'events:ListTargetsByRule'];
const FUNCTION_ACTIONS = ['lambda:GetFunctionConcurrency', 'lambda:GetFunctionConfiguration'];
const ALARM_ACTIONS = ['cloudwatch:DescribeAlarms'];
const MAPPING_ACTIONS = ['lambda:GetEventSourceMapping'];
/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_sns.html (no type of resource) */
const SUBSCRIPTION_ACTIONS = ['sns:GetSubscriptionAttributes'];
const QUEUE_ACTIONS = ['sqs:GetQueueAttributes'];
const STACK_ACTIONS = ['cloudformation:ListStackResources'];

/**
 * Grants permission to read the parts of the pipeline by the names that they were given, or that CloudFormation generates for
 * the resources of their stacks, so that the role contains no references to them.
 *
 * @param find is asked once, when the app is whole
 */
export function grantPartReading(role: Role, find: () => readonly PipelinePart[]): void {
  let found: readonly PipelinePart[] | undefined;
  const findParts = () => {
    found ??= find();
    return found;
  };
  const own = Stack.of(role);
  const rules = namesOf(role, 'AWS::Events::Rule', findParts);
  const functions = namesOf(role, 'AWS::Lambda::Function', findParts);
  const queues = namesOf(role, 'AWS::SQS::Queue', findParts);
  const colon = { arnFormat: ArnFormat.COLON_RESOURCE_NAME, resourceName: '*' };
  const mappings = own.formatArn({ service: 'lambda', resource: 'event-source-mapping', ...colon });
  const alarms = own.formatArn({ service: 'cloudwatch', resource: 'alarm', ...colon });
  const stacks = Lazy.list({ produce: () => stackArns(own, findParts()) });
  for (const statement of [
    { actions: RULE_ACTIONS, resources: rules },
    { actions: FUNCTION_ACTIONS, resources: functions },
    { actions: ALARM_ACTIONS, resources: [alarms] },
    {
      ...{ actions: MAPPING_ACTIONS, resources: [mappings] },
      conditions: { ArnLike: { 'lambda:FunctionArn': functions } },
    },
    // One statement each: the CDK cannot merge two with the same actions if one of the lists is lazy.
    { actions: SUBSCRIPTION_ACTIONS, resources: ['*'] },
    { actions: QUEUE_ACTIONS, resources: queues },
    { actions: STACK_ACTIONS, resources: stacks },
  ])
    role.addToPrincipalPolicy(new PolicyStatement(statement));
  const all = [RULE_ACTIONS, FUNCTION_ACTIONS, ALARM_ACTIONS, MAPPING_ACTIONS, QUEUE_ACTIONS, STACK_ACTIONS];
  acknowledgeWildcards(role, {
    ...Object.fromEntries(all.flat().map((action) => [action, WHY])),
    'sns:GetSubscriptionAttributes':
      'AWS defines no resource for subscriptions; the action reads settings only',
  });
}

function namesOf(role: Role, type: string, findParts: () => readonly PipelinePart[]): string[] {
  return Lazy.list({
    produce: () => {
      const parts = findParts().filter(({ resource }) => resource.cfnResourceType === type);
      return unique(parts.flatMap(({ resource, stack }) => patternsOf(role, resource, stack)));
    },
  });
}

/** The explicit name of a resource, or the prefix of the name that CloudFormation generates. */
function patternsOf(role: Role, resource: PipelinePart['resource'], stack: Stack): readonly string[] {
  const naming = namingOf(resource);
  if (naming === undefined) return [];
  const { partition, region, account } = Stack.of(role);
  const given: unknown = stack.resolve(naming.given);
  const name = given === undefined ? `${generatedNameStart(stack)}*` : toNamePattern(given);
  return [naming.toArn({ partition, region, account }, name)];
}

function stackArns(own: Stack, parts: readonly PipelinePart[]): string[] {
  const others = parts.filter(({ stack }) => stack !== own);
  const named = others.map(({ stack }) =>
    own.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stack.stackName}/*` }),
  );
  return [own.stackId, ...unique(named)];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
