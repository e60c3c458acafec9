import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partitionOfRegion } from './check-partition';
import { refuseUnlessAcknowledged } from './report-finding';

/**
 * What trailwatch creates, or works with, and CloudFormation had no type for in a partition in November 2026 (the resource types of
 * each Region, of the CloudFormation registry, as cfn-lint 1.58 has them).
 */
const ABSENT = {
  'Amazon Q Developer in chat applications': ['aws-cn', 'aws-us-gov'],
  'channels of CloudTrail Lake': ['aws-cn', 'aws-us-gov'],
  'dashboards of CloudTrail Lake': ['aws-cn'],
  'event data stores of CloudTrail Lake': ['aws-cn'],
  'API destinations of EventBridge': ['aws-us-gov'],
} as const satisfies Record<string, readonly string[]>;

/** Ends the synth of a stack that CloudFormation could not create in its partition, unless it is acknowledged. */
export function refuseWhereAbsent(scope: Construct, feature: keyof typeof ABSENT): void {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  const absent: readonly string[] = ABSENT[feature];
  if (partition === undefined || !absent.includes(partition)) return;
  refuseUnlessAcknowledged(scope, 'absentInPartition', `the stack in '${region}' needs ${feature}`);
}
