import type { Estate } from '../../estate/estate';
import { type EstateStack, type PlacedResource, resourcesOf } from '../../estate/estate-stack';
import { at, referredId } from '../template-json';
import type { ResourcePair } from './pair-stacks';

const TRAIL_TYPES = ['AWS::CloudTrail::Trail', 'Custom::TrailwatchOrganizationTrail'];

/**
 * Trails that do the same on both sides though nothing shows that they are the same resource, and the buckets that they deliver to. Only
 * where the base was not written by the same tool: a trail of a template by hand, which a construct takes over.
 */
export function counterparts(
  base: Estate,
  head: Estate,
  paired: readonly ResourcePair[],
): readonly ResourcePair[] {
  if (base.kind === head.kind) return [];
  const known = new Set(paired.flatMap((pair) => [pair.base.resource, pair.head.resource]));
  const trailsOf = ({ stacks }: Estate): readonly PlacedResource[] =>
    TRAIL_TYPES.flatMap((type) => resourcesOf(stacks, type)).filter(({ resource }) => !known.has(resource));
  const [before, after] = [trailsOf(base), trailsOf(head)];
  const trails = before.flatMap((trail): readonly ResourcePair[] => {
    const name = property(trail, 'TrailName');
    const sameName = after.find((other) => name !== undefined && property(other, 'TrailName') === name);
    const only = before.length === 1 && after.length === 1 ? after[0] : undefined;
    const other = sameName ?? only;
    return other === undefined ? [] : [{ base: trail, head: other }];
  });
  return [...trails, ...trails.flatMap((pair) => bucketsOf(pair, base, head))];
}

function bucketsOf(pair: ResourcePair, base: Estate, head: Estate): readonly ResourcePair[] {
  const [before, after] = [bucketOf(pair.base, base.stacks), bucketOf(pair.head, head.stacks)];
  return before === undefined || after === undefined ? [] : [{ base: before, head: after }];
}

/** The bucket of a trail: the one that it refers to in its stack, or the one that has the name. */
function bucketOf(trail: PlacedResource, stacks: readonly EstateStack[]): PlacedResource | undefined {
  const name = property(trail, 'S3BucketName');
  const logicalId = referredId(name);
  return resourcesOf(stacks, 'AWS::S3::Bucket').find((bucket) =>
    logicalId === undefined
      ? name !== undefined && property(bucket, 'BucketName') === name
      : bucket.logicalId === logicalId && bucket.stack === trail.stack,
  );
}

function property({ resource }: PlacedResource, name: string): unknown {
  return at(resource.Properties, name);
}
