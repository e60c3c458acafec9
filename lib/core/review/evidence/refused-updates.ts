import {
  type EstateResource,
  type EstateStack,
  type PlacedResource,
  resourceName,
  resourcesOf,
} from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { at, canonicalValue, type Value } from '../../estate/values/value';
import { entryOf } from '../../inventory/index';
import { valueAt } from '../../inventory/property-path';
import { groupBy } from '../../keyed/grouped';
import { changeOf, type ReviewChange } from '../review-change';
import { pairResources, type ResourcePair, type StackPair } from './counterparts';

const TRAIL = 'AWS::CloudTrail::Trail';

/**
 * The trails that CloudTrail allows in a Region of an account, where a trail of every Region counts in each. The quota is fixed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
const MAX_TRAILS = 5;

/** What AWS refuses of a change, so that the deployment fails: of the values of properties, of names, and of the number of trails. */
export function refusedUpdates(
  pairs: readonly StackPair[],
  head: readonly EstateStack[],
  isPart: (resource: EstateResource) => boolean,
): readonly ReviewChange[] {
  const bases = pairs.flatMap(({ base }) => base ?? []);
  const [before, after] = [new Resolver(bases), new Resolver(head)];
  const sides: Sides = {
    before: ({ resource, stack }) => before.value(resource.Properties ?? {}, stack),
    after: ({ resource, stack }) => after.value(resource.Properties ?? {}, stack),
  };
  const updates = pairResources(pairs)
    .filter(({ base, head: fresh }) => isPart(base.resource) || isPart(fresh.resource))
    .filter(({ head: { stack, logicalId } }) => !isMade(pairs, stack, logicalId));
  return [
    ...updates.flatMap((pair) => [...refusalsOf(pair, sides), ...namedReplacement(pair, sides)]),
    ...takenNames(pairs, sides),
    ...tooManyTrails(bases, head, sides),
  ];
}

/** The properties of a resource of each side, with what is known put in. */
interface Sides {
  readonly before: (placed: PlacedResource) => Value | undefined;
  readonly after: (placed: PlacedResource) => Value | undefined;
}

/** Whether CloudFormation creates a resource though the other side has one with its logical id. */
function isMade(pairs: readonly StackPair[], stack: EstateStack, logicalId: string): boolean {
  return pairs.some(
    ({ head, isRenamed = false, replaced }) =>
      head === stack && (isRenamed || replaced?.has(logicalId) === true),
  );
}

function refusalsOf({ base, head }: ResourcePair, { before, after }: Sides): readonly ReviewChange[] {
  const refused = entryOf(head.resource.Type)?.fixed?.refused ?? [];
  if (refused.length === 0) return [];
  const [old, fresh] = [before(base), after(head)];
  return refused
    .filter(({ path, isRefused }) => isRefused(valueAt(old, path), valueAt(fresh, path), old))
    .map(({ path, why }) => refusal(head, `${path} changes: ${why}`));
}

/**
 * CloudFormation creates the new resource before it deletes the old one, which has the name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
function namedReplacement({ base, head }: ResourcePair, { before, after }: Sides): readonly ReviewChange[] {
  const { name, replacedBy = [] } = entryOf(head.resource.Type)?.fixed ?? {};
  if (name === undefined) return [];
  const [old, fresh] = [before(base), after(head)];
  const own = at(fresh, name);
  if (typeof own !== 'string' || at(old, name) !== own) return [];
  const because = replacedBy.find(
    (property) => canonicalValue(at(old, property)) !== canonicalValue(at(fresh, property)),
  );
  if (because === undefined) return [];
  return [
    refusal(
      head,
      `${because} changes, which needs another resource, and the existing one has the name ${own}`,
    ),
  ];
}

/** New resources with a name that another resource has, which is still there when they are created. */
function takenNames(pairs: readonly StackPair[], { before, after }: Sides): readonly ReviewChange[] {
  const owners = pairs.flatMap((pair) =>
    pair.base === undefined
      ? []
      : resourcesOf([pair.base]).flatMap((placed) => {
          const name = nameOf(placed, before);
          if (name === undefined) return [];
          const former = pair.replaced?.get(placed.logicalId);
          return [{ placed: former ?? placed, name, pair, properties: before(placed) }];
        }),
  );
  return pairs.flatMap(({ base, head }) => {
    if (head === undefined) return [];
    return resourcesOf([head]).flatMap((fresh) => {
      const name = nameOf(fresh, after);
      const isNew =
        base?.template.Resources[fresh.logicalId] === undefined || isMade(pairs, head, fresh.logicalId);
      if (name === undefined || !isNew) return [];
      const owner = owners.find(
        ({ placed, name: taken, pair, properties }) =>
          taken === name &&
          placed.resource.Type === fresh.resource.Type &&
          isOfPlace(placed, fresh, properties) &&
          isThereYet(placed, pair, head),
      );
      if (owner === undefined) return [];
      const where =
        owner.placed.stack.region === head.region
          ? ''
          : `, whose home Region is ${owner.placed.stack.region},`;
      return [
        refusal(
          fresh,
          `${resourceName(owner.placed)}${where} has the same name, ${name}, and is still there when it is created`,
        ),
      ];
    });
  });
}

/** Whether a resource of the base is there when the stack is updated: of another stack that is deployed first, it may be gone. */
function isThereYet({ resource }: PlacedResource, pair: StackPair, stack: EstateStack): boolean {
  const isGoneStack = pair.head === undefined || pair.isRenamed === true;
  return isGoneStack || pair.head === stack || String(resource.DeletionPolicy).startsWith('Retain');
}

function nameOf(placed: PlacedResource, read: Sides['before']): string | undefined {
  const { fixed, holds } = entryOf(placed.resource.Type) ?? {};
  if (fixed?.name === undefined || holds === undefined) return undefined;
  const name = at(read(placed), fixed.name);
  return typeof name === 'string' ? name : undefined;
}

/** Buckets have one name everywhere, trails of every Region one in their account; other names are unique in an account and Region. */
function isOfPlace(one: PlacedResource, { stack }: PlacedResource, properties: Value | undefined): boolean {
  if (one.resource.Type === 'AWS::S3::Bucket') return true;
  if (one.stack.account !== stack.account || stack.account === undefined) return false;
  const isEverywhere = one.resource.Type === TRAIL && at(properties, 'IsMultiRegionTrail') === true;
  return isEverywhere || (one.stack.region === stack.region && stack.region !== undefined);
}

function tooManyTrails(
  base: readonly EstateStack[],
  head: readonly EstateStack[],
  { before, after }: Sides,
): readonly ReviewChange[] {
  const [old, fresh] = [trailsByPlace(base, before), trailsByPlace(head, after)];
  return [...fresh].flatMap(([place, trails]) => {
    const known = new Set((old.get(place) ?? []).map(({ logicalId }) => logicalId));
    const added = trails.find(({ logicalId }) => !known.has(logicalId)) ?? trails[0];
    if (trails.length <= MAX_TRAILS || known.size > MAX_TRAILS || added === undefined) return [];
    return [
      refusal(
        added,
        `${place} has ${trails.length} trails, and CloudTrail allows ${MAX_TRAILS} in a Region, where trails of every Region count in each`,
      ),
    ];
  });
}

/** The trails that are in each Region of an account, by its words. */
function trailsByPlace(
  stacks: readonly EstateStack[],
  read: Sides['before'],
): ReadonlyMap<string, readonly PlacedResource[]> {
  const trails = resourcesOf(stacks, TRAIL).filter(({ resource }) => resource.Condition === undefined);
  const byAccount = groupBy(trails, ({ stack }) => stack.account);
  return new Map(
    [...byAccount].flatMap(([account, own]) => {
      const regions = new Set(own.flatMap(({ stack }) => stack.region ?? []));
      if (account === undefined) return [];
      return [...regions].map((region) => {
        const isIn = (placed: PlacedResource): boolean =>
          placed.stack.region === region || at(read(placed), 'IsMultiRegionTrail') === true;
        return [`account ${account} in ${region}`, own.filter(isIn)] as const;
      });
    }),
  );
}

function refusal(placed: PlacedResource, why: string): ReviewChange {
  return changeOf('update-refused', { placed }, `the deployment fails: ${why}`);
}
