import { RemovalPolicy } from 'aws-cdk-lib';

/** Throws for the policy that CloudFormation refuses for all that trailwatch deploys. */
export function checkRemovalPolicy(removalPolicy: RemovalPolicy | undefined): void {
  if (removalPolicy !== RemovalPolicy.SNAPSHOT) return;
  throw new Error(
    'removalPolicy is SNAPSHOT, and CloudFormation takes no snapshots of buckets, tables, keys, topics and log groups; use RETAIN or DESTROY',
  );
}
