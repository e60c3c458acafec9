/** The partition that the scenarios are for, and two Regions of it. */
interface Place {
  readonly partition: string;
  readonly region: string;
  /** Where a partition has few Regions, this one stands for every further one. */
  readonly second?: string;
}

const PLACES: Readonly<Record<string, Place>> = {
  aws: { partition: 'aws', region: 'eu-central-1' },
  'aws-us-gov': { partition: 'aws-us-gov', region: 'us-gov-west-1', second: 'us-gov-east-1' },
  'aws-cn': { partition: 'aws-cn', region: 'cn-north-1', second: 'cn-northwest-1' },
};

/** The environment variable that chooses the partition before the scenarios are loaded: `aws` without it. */
export const PARTITION_VARIABLE = 'TRAILWATCH_TEST_PARTITION';

const { partition, region, second } = chosen(process.env[PARTITION_VARIABLE] ?? 'aws');

/** The Region that most stacks are deployed to. */
export const REGION = region;

/** A Region of the partition: the one of that name in `aws`, and the second one in a partition that has two. */
export function regionHere(name: string): string {
  return second ?? name;
}

/** An ARN that begins with `arn:aws:`, or a start of one, as it is in the partition. */
export function arnHere(arn: string): string {
  return arn.replace(/^arn:aws:/, `arn:${partition}:`);
}

function chosen(name: string): Place {
  const place = PLACES[name];
  if (place === undefined) throw new Error(`no scenarios are for the partition '${name}'`);
  return place;
}
