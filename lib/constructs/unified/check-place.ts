import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkRegionHere } from '../identity/check-region';
import { partitionOfRegion } from '../preflight/region-partition';
import { warnOf } from '../preflight/report-finding';

/** Partitions for which CloudFormation has no types of CloudWatch's rules. */
const PARTITIONS_WITHOUT = ['aws-cn', 'aws-us-gov'];

/** Warns of a stack that CloudFormation could not create. */
export function warnOfPartition(scope: Construct): void {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  if (partition === undefined || !PARTITIONS_WITHOUT.includes(partition)) return;
  warnOf(scope, 'unifiedPartition', `the stack is deployed to '${region}'`);
}

/** Throws on a list of Regions that is empty, or in which one is wrong or repeated. */
export function checkRegionList(scope: Construct, property: string, regions: readonly string[]): void {
  if (Token.isUnresolved(regions)) return;
  if (regions.length === 0) throw new Error(`${property} is empty; name at least one Region`);
  for (const region of regions) checkRegionHere(scope, property, region);
  const repeated = regions.find((region, index) => regions.indexOf(region) !== index);
  if (repeated !== undefined) throw new Error(`${property} has '${repeated}' twice; name it once`);
}
