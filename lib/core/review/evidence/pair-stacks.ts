import type { Estate } from '../../estate/estate';
import type { EstateStack, PlacedResource } from '../../estate/estate-stack';

/** A stack before and after the change; `undefined` where it is not on that side. */
export interface StackPair {
  readonly base: EstateStack | undefined;
  readonly head: EstateStack | undefined;
}

/** A resource before the change, and the one that CloudFormation takes as the same afterwards. */
export interface ResourcePair {
  readonly base: PlacedResource;
  readonly head: PlacedResource;
}

/**
 * Stacks that are the same to CloudFormation: those of one name, account and Region. A plain template has no name of a stack: the most
 * alike of the other side is its counterpart, if at least half of the resources are the same.
 */
export function pairStacks(base: Estate, head: Estate): readonly StackPair[] {
  const left = new Set(head.stacks);
  const pairs = base.stacks.map((stack): StackPair => {
    const same = [...left].find((other) => isSameStack(stack, other)) ?? mostAlike(stack, left, base, head);
    if (same !== undefined) left.delete(same);
    return { base: stack, head: same };
  });
  return [...pairs, ...[...left].map((stack) => ({ base: undefined, head: stack }))];
}

function isSameStack(one: EstateStack, other: EstateStack): boolean {
  const isSame = (left: string | undefined, right: string | undefined): boolean =>
    left === right || left === undefined || right === undefined;
  return one.name === other.name && isSame(one.account, other.account) && isSame(one.region, other.region);
}

function mostAlike(
  stack: EstateStack,
  left: ReadonlySet<EstateStack>,
  base: Estate,
  head: Estate,
): EstateStack | undefined {
  if (base.kind !== 'template' && head.kind !== 'template') return undefined;
  const [best] = [...left]
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
