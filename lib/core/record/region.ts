/** How the name of a Region is written, such as `eu-west-1`. Text of this form may become part of a host name. */
export const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * How the Regions of partitions begin, but for `aws`, which has all others.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const STARTS: readonly (readonly [start: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The ends of the names of services in partitions that do not have that of `aws`; CloudFormation calls it `AWS::URLSuffix`. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-iso', 'c2s.ic.gov'],
  ['aws-iso-b', 'sc2s.sgov.gov'],
  ['aws-iso-e', 'cloud.adc-e.uk'],
  ['aws-iso-f', 'csp.hci.ic.gov'],
  ['aws-eusc', 'amazonaws.eu'],
]);

/** The end of the names of services in a partition, such as `s3.eu-west-1.amazonaws.com`. */
export function urlSuffixOf(partition: string): string {
  return SUFFIXES.get(partition) ?? 'amazonaws.com';
}

/** The partition of a Region, as ARNs have it. */
export function partitionOf(region: string): string {
  for (const [start, partition] of STARTS) if (region.startsWith(start)) return partition;
  return 'aws';
}
