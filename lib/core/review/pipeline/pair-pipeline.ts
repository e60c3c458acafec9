import { canonicalValue, type ResourceAttribute, type Value } from '../../estate/values/value';
import { groupBy } from '../../keyed/grouped';
import type { ResourcePair } from '../evidence/counterparts';
import type { PipelineResource } from './pipeline-graph';

/** A resource before and after; one side is absent where it is new, or gone. */
export interface PipelinePair {
  readonly before?: PipelineResource;
  readonly after?: PipelineResource;
}

/** Resources that are the same on both sides, and whether values of them mean the same. */
export interface PairedPipeline {
  readonly pairs: readonly PipelinePair[];
  readonly same: (before: Value | undefined, after: Value | undefined) => boolean;
}

/** Names of the base for the resources of the head, so that references to either are equal. */
type Names = Map<string, string>;

/**
 * Pairs resources; of those that are left, the ones that do the same: equal properties, with references to resources that are
 * pairs. Resources that store something are never paired with another logical id.
 *
 * @param known pairs that are found elsewhere, whatever their names
 */
export function pairPipelines(
  base: readonly PipelineResource[],
  head: readonly PipelineResource[],
  known: readonly ResourcePair[],
): PairedPipeline {
  const names: Names = new Map();
  const given = new Map(known.map((pair) => [pair.base.resource, pair.head.resource]));
  const byResource = new Map(head.map((each) => [each.placed.resource, each]));
  const left = new Set(head);
  const pairs: PipelinePair[] = [];
  const gone: PipelineResource[] = [];
  for (const before of base) {
    const resource = given.get(before.placed.resource);
    const after = resource && byResource.get(resource);
    if (after === undefined) {
      gone.push(before);
      continue;
    }
    left.delete(after);
    names.set(keyOf(before), keyOf(after));
    pairs.push({ before, after });
  }
  pairs.push(...pairRenamed(gone, [...left], names));
  const nameOf = (of: ResourceAttribute): string =>
    names.get(keyOfAttribute(of)) ?? `gone ${keyOfAttribute(of)}`;
  return {
    pairs,
    same: (before, after) => canonicalValue(before, nameOf) === canonicalValue(after, keyOfAttribute),
  };
}

/** The logical id of a resource, with its stack. */
export function keyOf({ placed: { stack, logicalId } }: PipelineResource): string {
  return `${stack.name}/${logicalId}`;
}

function keyOfAttribute({ stack, logicalId }: ResourceAttribute): string {
  return `${stack}/${logicalId}`;
}

/** Round by round, because what refers to a renamed resource shows its own pair only then. */
function pairRenamed(
  base: readonly PipelineResource[],
  head: readonly PipelineResource[],
  names: Names,
): readonly PipelinePair[] {
  const pairs: PipelinePair[] = [];
  const paired = new Set<PipelineResource>();
  const types = new Map([...base, ...head].map((each) => [keyOf(each), each.placed.resource.Type]));
  const isRenamable = ({ entry }: PipelineResource): boolean => entry?.holds === undefined;
  for (let isFound = true; isFound; ) {
    isFound = false;
    const known = new Set(names.values());
    const ofBase = (of: ResourceAttribute): string =>
      names.get(keyOfAttribute(of)) ?? types.get(keyOfAttribute(of)) ?? keyOfAttribute(of);
    const ofHead = (of: ResourceAttribute): string =>
      known.has(keyOfAttribute(of))
        ? keyOfAttribute(of)
        : (types.get(keyOfAttribute(of)) ?? keyOfAttribute(of));
    const waiting = groupBy(
      head.filter((each) => !paired.has(each) && isRenamable(each)),
      (each) => meaningOf(each, ofHead),
    );
    for (const before of base.filter((each) => !paired.has(each) && isRenamable(each))) {
      const after = waiting.get(meaningOf(before, ofBase))?.shift();
      if (after === undefined) continue;
      for (const each of [before, after]) paired.add(each);
      names.set(keyOf(before), keyOf(after));
      pairs.push({ before, after });
      isFound = true;
    }
  }
  return [
    ...pairs,
    ...base.filter((each) => !paired.has(each)).map((before) => ({ before })),
    ...head.filter((each) => !paired.has(each)).map((after) => ({ after })),
  ];
}

function meaningOf(
  { placed, properties }: PipelineResource,
  nameOf: (of: ResourceAttribute) => string,
): string {
  const { account, region } = placed.stack;
  return `${placed.resource.Type} ${account} ${region} ${canonicalValue(properties, nameOf)}`;
}
