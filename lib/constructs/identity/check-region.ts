import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { nearestWord } from '../../core/problem/nearest-word';
import { checkName } from '../preflight/check-name';
import { checkPartition, isFamiliarRegion, partitionOfRegion } from '../preflight/check-partition';

/**
 * Throws if a string is not a Region, or is a misspelled Region. A string is accepted if each of its words occurs in Region
 * names: AWS opens Regions that this version of the CDK does not know.
 */
export function checkRegion(property: string, region: string): void {
  checkName(property, 'Region', region);
  if (isFamiliarRegion(region) || Token.isUnresolved(region)) return;
  const known = RegionInfo.regions.map(({ name }) => name);
  const words = new Set(known.flatMap((name) => name.split('-')));
  if (
    region
      .split('-')
      .slice(0, -1)
      .every((word) => words.has(word))
  )
    return;
  const nearest = nearestWord(region, known);
  if (nearest === undefined) return;
  throw new Error(
    `${property} '${region}' is not a Region that the AWS CDK knows; did you mean '${nearest}'?`,
  );
}

/** The same check, and throws on a Region of another partition than that of the construct's stack. */
export function checkRegionHere(scope: IConstruct, property: string, region: string): void {
  checkRegion(property, region);
  checkPartition(scope, { property, value: region, partition: partitionOfRegion(region) });
}
