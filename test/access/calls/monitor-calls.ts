import { partitionOf } from '../../../lib/core/record/region';
import {
  type DeployedResource,
  parseDeployedProperties,
} from '../../../lib/core/settings/deployed-resources';
import { physicalResource } from '../template/intrinsic';
import type { Call, CallsOf } from './call';
import { arnAt, type DeployedFunction } from './deployed-function';
import { setting } from './worker-calls';

/** The stack of a function, as its role names it. */
export function ownStack({ at }: Pick<DeployedFunction, 'at'>): string {
  return arnAt({ at }, 'cloudformation', `stack/${at.stackName}/1`);
}

/** What is compared with what was deployed. */
function deployedOf(at: DeployedFunction): readonly DeployedResource[] {
  return at.requests
    .flatMap((request) => parseDeployedProperties(request, ownStack(at)).resources)
    .map((resource) => ({ ...resource, arn: located(resource, at) }));
}

/** The ARN of a part, whose name only CloudFormation knows. */
function located({ arn, part }: DeployedResource, { at }: DeployedFunction): string {
  if (part === undefined) return arn;
  const { logicalId, stack } = part;
  if (stack !== ownStack({ at })) return `${arn}${stack}-${logicalId}`;
  const { ref, attributes } = physicalResource(logicalId, at);
  return attributes.Arn ?? `${arn}${ref}`;
}

type Chosen = (resource: DeployedResource) => boolean;
const isKind =
  (kind: DeployedResource['kind']): Chosen =>
  (resource) =>
    resource.kind === kind;
const isPart =
  (type: RegExp): Chosen =>
  ({ part }) =>
    part !== undefined && type.test(part.type);

/** A call on each resource of those that are compared. */
function onEach(
  action: string,
  isMeant: Chosen,
  contextOf?: (at: DeployedFunction) => Call['context'],
): CallsOf {
  return (at) =>
    deployedOf(at)
      .filter(isMeant)
      .map(({ arn }) => {
        const context = contextOf?.(at);
        return { action, arn, ...(context === undefined ? {} : { context }) };
      });
}

const trails = (at: DeployedFunction) => {
  const text = setting(at, 'TRAILWATCH_TRAIL_ARNS');
  return text === 'none' ? [] : text.split(',');
};

const ofTrails =
  (action: string): CallsOf =>
  (at) =>
    trails(at).map((arn) => ({ action, arn }));
const alarms: CallsOf = (at) => [
  { action: 'cloudwatch:DescribeAlarms', arn: arnAt(at, 'cloudwatch', 'alarm:Any') },
];

/** What the delivery monitor looks at. */
export const MONITOR_CALLS: Readonly<Record<string, CallsOf>> = {
  GetTrail: (at, around) => [
    ...ofTrails('cloudtrail:GetTrail')(at, around),
    ...onEach('cloudtrail:GetTrail', isKind('trail'))(at, around),
  ],
  GetTrailStatus: ofTrails('cloudtrail:GetTrailStatus'),
  ListRegions: (at) =>
    setting(at, 'TRAILWATCH_REGIONS') === 'none'
      ? [
          {
            action: 'account:ListRegions',
            arn: `arn:${partitionOf(at.at.region)}:account::${at.at.accountId}:account`,
          },
        ]
      : [],
  GetEventSelectors: onEach('cloudtrail:GetEventSelectors', isKind('trail')),
  GetInsightSelectors: onEach('cloudtrail:GetInsightSelectors', isKind('trail')),
  GetBucketVersioning: onEach('s3:GetBucketVersioning', isKind('bucket')),
  GetObjectLockConfiguration: onEach('s3:GetBucketObjectLockConfiguration', isKind('bucket')),
  GetPublicAccessBlock: onEach('s3:GetBucketPublicAccessBlock', isKind('bucket')),
  GetBucketEncryption: onEach('s3:GetEncryptionConfiguration', isKind('bucket')),
  GetBucketPolicy: onEach('s3:GetBucketPolicy', isKind('bucket')),
  GetBucketOwnershipControls: onEach('s3:GetBucketOwnershipControls', isKind('bucket')),
  GetBucketLifecycleConfiguration: onEach('s3:GetLifecycleConfiguration', isKind('bucket')),
  GetBucketReplication: onEach('s3:GetReplicationConfiguration', isKind('bucket')),
  GetKeyPolicy: onEach('kms:GetKeyPolicy', isKind('key')),
  GetTopicAttributes: onEach('sns:GetTopicAttributes', isKind('topic')),
  DescribeRule: onEach('events:DescribeRule', isPart(/^AWS::Events::Rule$/)),
  ListTargetsByRule: onEach('events:ListTargetsByRule', isPart(/^AWS::Events::Rule$/)),
  GetEventSourceMapping: onEach('lambda:GetEventSourceMapping', isPart(/EventSourceMapping$/), ({ arn }) => ({
    'lambda:FunctionArn': arn,
  })),
  GetFunctionConfiguration: onEach('lambda:GetFunctionConfiguration', isPart(/::Function$/)),
  GetFunctionConcurrency: onEach('lambda:GetFunctionConcurrency', isPart(/::Function$/)),
  // AWS knows no resource of subscriptions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_sns.html
  GetSubscriptionAttributes: (at) =>
    deployedOf(at).some(isPart(/::Subscription$/))
      ? [{ action: 'sns:GetSubscriptionAttributes', arn: '*' }]
      : [],
  GetQueueAttributes: onEach('sqs:GetQueueAttributes', isPart(/::Queue$/)),
  // Of a worker, an alarm that a message names.
  DescribeAlarms: (at, around) =>
    at.job === 'delivery-health'
      ? onEach('cloudwatch:DescribeAlarms', isPart(/Alarm$/))(at, around)
      : alarms(at, around),
  ListStackResources: (at) =>
    [...new Set(deployedOf(at).flatMap(({ part }) => part?.stack ?? []))].map((stack) => ({
      action: 'cloudformation:ListStackResources',
      arn: stack.startsWith('arn:') ? stack : arnAt(at, 'cloudformation', `stack/${stack}/1`),
    })),
};
