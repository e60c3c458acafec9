/** A Region stands in the address of a service, so that nothing else may stand there. */
const REGION = /^[a-z]{2,4}(-[a-z]{2,16}){1,2}-\d{1,2}$/;

/**
 * How the Regions of partitions begin, but for `aws`, which has all others.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const STARTS: readonly (readonly [partition: string, start: string])[] = [
  ['aws-cn', 'cn-'],
  ['aws-us-gov', 'us-gov-'],
  ['aws-iso', 'us-iso-'],
  ['aws-iso-b', 'us-isob-'],
  ['aws-iso-e', 'eu-isoe-'],
  ['aws-iso-f', 'us-isof-'],
  ['aws-eusc', 'eusc-'],
];

/** Whether a text is the name of a Region of a partition: the credentials of one are of no use in another. */
export function isRegionOf(partition: string, region: string): boolean {
  const [own = 'aws'] = STARTS.find(([, start]) => region.startsWith(start)) ?? [];
  return REGION.test(region) && own === partition;
}
