import { CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/**
 * The resource policy that the CDK makes for a topic or a queue with the first statement that is added to it; undefined before that,
 * and for one that is imported. Unlike a bucket, neither tells it.
 */
export function createdPolicyOf(owner: IConstruct): CfnTopicPolicy | CfnQueuePolicy | undefined {
  const policy = owner.node.tryFindChild('Policy')?.node.defaultChild;
  return policy instanceof CfnTopicPolicy || policy instanceof CfnQueuePolicy ? policy : undefined;
}
