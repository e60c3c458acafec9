import { CfnResource, type RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

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
