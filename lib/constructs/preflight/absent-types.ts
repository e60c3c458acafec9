import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partitionOfRegion } from './check-partition';
import { refuseUnlessAcknowledged } from './report-finding';

/**
 * The resource types that trailwatch creates or uses, and that CloudFormation did not support in a partition in November 2026
 * (resource types per Region of the CloudFormation registry, from cfn-lint 1.58).
 */
const ABSENT = {
  'Amazon Q Developer in chat applications': ['aws-cn', 'aws-us-gov'],
  'channels of CloudTrail Lake': ['aws-cn', 'aws-us-gov'],
  'dashboards of CloudTrail Lake': ['aws-cn'],
  'event data stores of CloudTrail Lake': ['aws-cn'],
  'API destinations of EventBridge': ['aws-us-gov'],
} as const satisfies Record<string, readonly string[]>;

/** Fails the synthesis of a stack that CloudFormation cannot create in its partition, unless acknowledged. */
export function refuseWhereAbsent(scope: Construct, feature: keyof typeof ABSENT): void {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  const absent: readonly string[] = ABSENT[feature];
  if (partition === undefined || !absent.includes(partition)) return;
  refuseUnlessAcknowledged(scope, 'absentInPartition', `the stack in '${region}' needs ${feature}`);
}
