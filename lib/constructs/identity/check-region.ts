import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { judgeName, wholeName } from '../../core/calls/judge-name';
import { readCalls } from '../asset/read-calls';
import { checkName } from '../preflight/check-name';
import { checkPartition, isFamiliarRegion, partitionOfRegion } from '../preflight/check-partition';

/**
 * Throws if a string is not a Region, or is a misspelled Region. A string is accepted if each of its words occurs in Region
 * names: AWS opens Regions that this version of the CDK does not know.
 */
export function checkRegion(property: string, region: string): void {
  checkName(property, 'Region', region);
  if (isFamiliarRegion(region) || Token.isUnresolved(region)) return;
  const fault = judgeName('awsRegion', wholeName(region), { calls: readCalls });
  if (fault?.isNever === true) throw new Error(`${property} ${fault.message}`);
}

/** The same check, and throws on a Region of another partition than that of the construct's stack. */
export function checkRegionHere(scope: IConstruct, property: string, region: string): void {
  checkRegion(property, region);
  checkPartition(scope, { property, value: region, partition: partitionOfRegion(region) });
}
