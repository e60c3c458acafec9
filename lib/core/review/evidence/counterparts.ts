import {
  type Estate,
  type EstateResource,
  type EstateStack,
  type PlacedResource,
  resourcesOf,
} from '../../estate/estate';
import { TRAIL_TYPES } from '../../settings/organization-trail';
import { at, referredId } from '../template-json';

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

/** Found once for each stack: a template may have a megabyte. */
const found = new WeakMap<EstateStack, boolean>();

/**
 * Whether a stack concerns CloudTrail at all. An app may have other stacks, whose buckets and tables contain no evidence; their
 * changes are not reviewed.
 */
export function isAuditStack(stack: EstateStack): boolean {
  const known = found.get(stack);
  if (known !== undefined) return known;
  const isAudit = /cloudtrail|trailwatch/i.test(JSON.stringify(stack.template));
  found.set(stack, isAudit);
  return isAudit;
}

/** By the logical id in the base, that in the head. */
export type Renames = ReadonlyMap<string, string>;

/** A stack before and after the change; `undefined` where it is not on that side. */
export interface StackPair {
  readonly base: EstateStack | undefined;
  readonly head: EstateStack | undefined;
  /** What had another logical id in the base, where it is written with that of the head. */
  readonly renames?: Renames;
  /** The paths of the constructs of {@link renames} in the base and in the head, where the templates have them. */
  readonly paths?: readonly (readonly (string | undefined)[])[];
  /** By the logical id in the head, what is in the base instead, in a stack or with a logical id of another name: it stores something. */
  readonly replaced?: ReadonlyMap<string, PlacedResource>;
  /** They have different names: CloudFormation creates new resources, and the old stack stays until it is deleted. */
  readonly isRenamed?: boolean;
}

/** A resource before the change, and the one that CloudFormation takes as the same afterwards. */
export interface ResourcePair {
  readonly base: PlacedResource;
  readonly head: PlacedResource;
}

/**
 * Stacks that are the same to CloudFormation: those of one name, account and Region. Of what is left, the most alike of the other side is
 * the counterpart, if at least half of the resources are the same: a plain template has no name of a stack, and a stack may get another one.
 */
export function pairStacks(base: Estate, head: Estate): readonly StackPair[] {
  const isPlain = base.kind === 'template' || head.kind === 'template';
  const left = new Set(head.stacks);
  const found = new Map<EstateStack, EstateStack>();
  const pair = (find: (stack: EstateStack) => EstateStack | undefined): void => {
    for (const stack of base.stacks.filter((each) => !found.has(each))) {
      const other = find(stack);
      if (other === undefined) continue;
      left.delete(other);
      found.set(stack, other);
    }
  };
  pair((stack) => [...left].find((other) => stack.name === other.name && isSamePlace(stack, other)));
  pair((stack) =>
    mostAlike(stack, isPlain ? [...left] : [...left].filter((other) => isSamePlace(stack, other))),
  );
  const pairs = base.stacks.map((stack): StackPair => {
    const other = found.get(stack);
    const isRenamed = !isPlain && other !== undefined && other.name !== stack.name;
    return { base: stack, head: other, ...(isRenamed ? { isRenamed } : {}) };
  });
  return [...pairs, ...[...left].map((stack) => ({ base: undefined, head: stack }))];
}

/** The pairs as they are to CloudFormation, which takes a stack with another name for another stack. */
export function apart(pairs: readonly StackPair[]): readonly StackPair[] {
  return pairs.flatMap(({ isRenamed = false, ...pair }) =>
    isRenamed
      ? [
          { ...pair, head: undefined },
          { base: undefined, head: pair.head },
        ]
      : [pair],
  );
}

function isSamePlace(one: EstateStack, other: EstateStack): boolean {
  const isSame = (left: string | undefined, right: string | undefined): boolean =>
    left === right || left === undefined || right === undefined;
  return isSame(one.account, other.account) && isSame(one.region, other.region);
}

function mostAlike(stack: EstateStack, others: readonly EstateStack[]): EstateStack | undefined {
  const [best] = others
    .map((other) => ({ other, share: shareOf(stack, other) }))
    .sort((one, two) => two.share - one.share);
  return best !== undefined && best.share >= 0.5 ? best.other : undefined;
}

/** How many of the resources of the smaller stack are in both: same logical id, same type. */
function shareOf(
  { template: { Resources: one } }: EstateStack,
  { template: { Resources: other } }: EstateStack,
): number {
  const ids = Object.keys(one);
  const common = ids.filter((id) => Object.hasOwn(other, id) && other[id]?.Type === one[id]?.Type).length;
  return common / Math.max(1, Math.min(ids.length, Object.keys(other).length));
}

/** The resources that are on both sides of pairs: same logical id, same type. */
export function pairResources(pairs: readonly StackPair[]): readonly ResourcePair[] {
  return pairs.flatMap(({ base, head }) => {
    if (base === undefined || head === undefined) return [];
    return Object.entries(base.template.Resources).flatMap(([logicalId, resource]) => {
      const after = Object.hasOwn(head.template.Resources, logicalId)
        ? head.template.Resources[logicalId]
        : undefined;
      if (after?.Type !== resource.Type) return [];
      return [
        { base: { stack: base, logicalId, resource }, head: { stack: head, logicalId, resource: after } },
      ];
    });
  });
}

/** By a resource of the base, the one with its logical id that is new in another stack of the same place. */
export type Moves = ReadonlyMap<EstateResource, PlacedResource>;

/** What is in another stack after the change. */
export function movesOf(pairs: readonly StackPair[]): Moves {
  const only = (one: EstateStack | undefined, other: EstateStack | undefined): readonly PlacedResource[] =>
    one === undefined
      ? []
      : resourcesOf([one]).filter(
          ({ logicalId }) => !Object.hasOwn(other?.template.Resources ?? {}, logicalId),
        );
  const fresh = pairs.flatMap(({ base, head }) => only(head, base));
  return new Map(
    pairs.flatMap(({ base, head }) =>
      only(base, head).flatMap(({ stack, logicalId, resource }) => {
        const other = fresh.find(
          (each) =>
            each.logicalId === logicalId &&
            each.resource.Type === resource.Type &&
            isSamePlace(each.stack, stack),
        );
        return other === undefined ? [] : [[resource, other] as const];
      }),
    ),
  );
}
