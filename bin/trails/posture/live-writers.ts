import { toKeyRoot } from '../../../lib/core/policy/trail-coordinates';
import { type WritingTrail, writeCyclesOf } from '../../../lib/core/writers/write-cycles';
import type { Known } from '../../places/ask-place';
import type { LiveBucket, LiveEstate, LiveTrail } from './live-estate';

/** Of trails each of whose deliveries causes another, why; unknown where that depends on whose a bucket is. */
export type PostureCycles = ReadonlyMap<LiveTrail, Known<string>>;

/** The cycles of what is live. Copies by replication are not read. */
export function cyclesIn({ trails, buckets }: LiveEstate): PostureCycles {
  const cycles = writeCyclesOf({
    trails: trails.flatMap((trail) => toWriting(trail, buckets)),
    copies: [],
  });
  const told = cycles.flatMap(({ trails: all, words }) => {
    const open = all.flatMap(({ to }) => buckets.find(({ name }) => name === to.bucket)?.exists ?? []);
    const known = open.find((exists) => 'unknown' in exists) ?? { value: words };
    return all.map(({ source }) => [source, known] as const);
  });
  const isOpen = ([, known]: (typeof told)[number]): boolean => 'unknown' in known;
  // What a trail logs by itself is told before what it logs of others, and what is known before what is not: the last one stays.
  const [open, sure] = [told.filter(isOpen), told.filter((each) => !isOpen(each))];
  return new Map([...open, ...sure.reverse()]);
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
