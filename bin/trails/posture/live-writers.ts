import { toKeyRoot } from '../../../lib/core/policy/trail-coordinates';
import { type WritingTrail, writeCyclesOf } from '../../../lib/core/writers/write-cycles';
import type { LiveBucket, LiveEstate, LiveTrail } from './live-estate';

/** The live trails each of whose deliveries causes another, and why. Copies by replication are not read. */
export function cyclesIn({ trails, buckets }: LiveEstate): ReadonlyMap<LiveTrail, string> {
  const cycles = writeCyclesOf({
    trails: trails.flatMap((trail) => toWriting(trail, buckets)),
    copies: [],
  });
  return new Map(
    cycles.flatMap(({ trails: all, words }) => all.map(({ source }) => [source, words] as const)),
  );
}

function toWriting(trail: LiveTrail, buckets: readonly LiveBucket[]): readonly WritingTrail<LiveTrail>[] {
  const { arn, name, account, described, selection, status } = trail;
  const { S3BucketName: bucket, S3KeyPrefix, IsOrganizationTrail: organization = false } = described;
  if ('unknown' in selection || bucket === undefined) return [];
  const { account: owner = '', region = '' } = buckets.find((each) => each.name === bucket) ?? {};
  const where = { ...(owner === '' ? {} : { account: owner }), ...(region === '' ? {} : { region }) };
  const isLogging = 'unknown' in status || status.value.isLogging !== false;
  return [
    {
      ...{ source: trail, name, partition: arn.split(':')[1] ?? 'aws' },
      to: { bucket, keyStart: `${toKeyRoot(S3KeyPrefix)}`, ...where },
      selection: { ...selection.value, account, organization, isLogging },
    },
  ];
}
