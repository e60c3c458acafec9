import {
  constructPath,
  type EstateResource,
  type EstateStack,
  type EstateTemplate,
  type PlacedResource,
  resourceName,
  resourcesOf,
} from '../../estate/estate';
import { entryOf } from '../../inventory/index';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject } from '../../json/json-value';
import { groupBy } from '../../keyed/grouped';
import type { Renames, StackPair } from '../evidence/counterparts';
import { moveOf } from '../evidence/rename-texts';
import { changeOf, type ReviewChange } from '../review-change';
import { at } from '../template-json';

const PATH = 'aws:cdk:path';

/**
 * The pairs with the logical ids of the head in the base, for resources that have another one there and are the same otherwise: a
 * move within the tree of constructs is not a change. Those that store something are named as replaced.
 */
export function renameAsHead(pairs: readonly StackPair[]): readonly StackPair[] {
  return pairs.map((pair) => {
    if (pair.base === undefined || pair.head === undefined) return pair;
    const { base, head, isRenamed = false } = pair;
    const renames = findRenames(base.template, head.template);
    if (renames.size === 0 && !isRenamed) return pair;
    const ofBoth = Object.keys(isRenamed ? base.template.Resources : {}).map((id) => [id, id] as const);
    const replaced = new Map<string, PlacedResource>();
    for (const [logicalId, id] of [...ofBoth, ...renames]) {
      const resource = base.template.Resources[logicalId];
      if (resource !== undefined && entryOf(resource.Type)?.holds !== undefined)
        replaced.set(id, { stack: base, logicalId, resource });
    }
    const paths = [...renames].map(([old, id]) => [pathOf(base, old), pathOf(head, id)]);
    return { ...pair, base: renamed(base, renames, head), renames, paths, replaced };
  });
}

/**
 * Types where a deletion affects the new resource, too. CloudFormation creates the resource with the new logical id, and then
 * deletes the one with the old id: SNS answers the same subscription twice, and gives a topic its first policy back.
 *
 * @see https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns
 */
const SHARED: Readonly<
  Record<string, readonly ['pipeline-interrupted' | 'pipeline-unknown', words: string, of: string]>
> = {
  'AWS::SNS::Subscription': [
    'pipeline-interrupted',
    'which is the same subscription: nothing reaches the endpoint then',
    'TopicArn',
  ],
  'AWS::SNS::TopicPolicy': [
    'pipeline-interrupted',
    'which restores the default topic policy of SNS',
    'Topics',
  ],
  'AWS::SQS::QueuePolicy': ['pipeline-unknown', 'which may leave the queue without a policy', 'Queues'],
  'AWS::S3::BucketPolicy': ['pipeline-unknown', 'which may leave the bucket without a policy', 'Bucket'],
  'AWS::Events::EventBusPolicy': [
    'pipeline-unknown',
    'which may leave the bus without the statement',
    'EventBusName',
  ],
  'AWS::IAM::Policy': ['pipeline-unknown', 'which may leave its principals without the policy', 'Roles'],
};

/**
 * Resources with another logical id that are lost when CloudFormation deletes the old ones after creating them, and subscriptions to
 * topics that are new.
 */
export function deletedWithRenamed(
  pairs: readonly StackPair[],
  isPart: (resource: EstateResource) => boolean,
): readonly ReviewChange[] {
  return pairs.flatMap(({ base, head, isRenamed = false }) => {
    if (base === undefined || head === undefined) return [];
    if (isRenamed)
      return resourcesOf([head], 'AWS::SNS::Subscription').flatMap((placed) =>
        isPart(placed.resource) ? confirmations(placed.logicalId, placed.resource, head) : [],
      );
    const renames = findRenames(base.template, head.template);
    return [...renames].flatMap(([old, logicalId]) => {
      const [before, resource] = [base.template.Resources[old], head.template.Resources[logicalId]];
      const shared = resource && Object.hasOwn(SHARED, resource.Type) ? SHARED[resource.Type] : undefined;
      if (before === undefined || resource === undefined || shared === undefined) return [];
      if (!isPart(resource) || /^Retain/.test(String(before.DeletionPolicy))) return [];
      const [kind, words, of] = shared;
      // of another resource, which has one of its own
      if (isOfRenamed(at(before.Properties, of), renames)) return confirmations(logicalId, resource, head);
      const former = resourceName({ stack: base, logicalId: old, resource: before });
      const message = `it was ${former}: CloudFormation creates it, and then deletes that, ${words}`;
      return [changeOf(kind, { placed: { stack: head, logicalId, resource } }, message)];
    });
  });
}

/** Whether a value refers to a resource with another logical id. */
function isOfRenamed(json: unknown, renames: Renames): boolean {
  return canonicalText(json) !== canonicalText(withNames(json, (id) => renames.get(id) ?? id));
}

/** Protocols whose subscriptions are confirmed by who has the endpoint, once for each topic. */
const CONFIRMED: ReadonlySet<unknown> = new Set(['email', 'email-json', 'http', 'https']);

/** A subscription to a topic that is new. */
function confirmations(
  logicalId: string,
  resource: EstateResource,
  stack: EstateStack,
): readonly ReviewChange[] {
  if (!CONFIRMED.has(at(resource.Properties, 'Protocol'))) return [];
  const message = 'its topic is new: nothing reaches the endpoint until the subscription is confirmed';
  return [changeOf('pipeline-interrupted', { placed: { stack, logicalId, resource } }, message)];
}

function findRenames({ Resources: base }: EstateTemplate, { Resources: head }: EstateTemplate): Renames {
  const only = (ids: EstateTemplate['Resources'], others: EstateTemplate['Resources']): readonly string[] =>
    Object.keys(ids).filter((id) => !Object.hasOwn(others, id));
  const [gone, fresh] = [only(base, head), only(head, base)];
  const found = new Map<string, string>();
  // what refers to a renamed resource shows its own pair only when that one is known
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    const names = new Set(found.values());
    const ofBase = (id: string): string => found.get(id) ?? (gone.includes(id) ? `a ${base[id]?.Type}` : id);
    const ofHead = (id: string): string =>
      fresh.includes(id) && !names.has(id) ? `a ${head[id]?.Type}` : id;
    const unnamed = fresh.filter((each) => !names.has(each));
    const waiting = groupBy(unnamed, (id) => meaningOf(head[id], ofHead));
    for (const id of gone.filter((each) => !found.has(each))) {
      const same = waiting.get(meaningOf(base[id], ofBase))?.shift();
      if (same !== undefined) found.set(id, same);
    }
  }
  return new Map([...found, ...movedAlong(found, [base, head], [gone, fresh])]);
}

/** Resources with other properties, in a construct that others moved with: a function that has its own name, a key whose policy has one. */
function movedAlong(
  found: Renames,
  [base, head]: readonly [EstateTemplate['Resources'], EstateTemplate['Resources']],
  [gone, fresh]: readonly [readonly string[], readonly string[]],
): Renames {
  const move = (old: string, id: string): string => moveOf(old, id).join(' ');
  const moves = new Set([...found].map(([old, id]) => move(old, id)));
  const taken = new Set(found.values());
  return new Map(
    gone.flatMap((old) => {
      if (found.has(old)) return [];
      const id = fresh.find(
        (each) => !taken.has(each) && head[each]?.Type === base[old]?.Type && moves.has(move(old, each)),
      );
      if (id === undefined) return [];
      taken.add(id);
      return [[old, id] as const];
    }),
  );
}

function meaningOf(resource: EstateResource | undefined, nameOf: (id: string) => string): string {
  const { Metadata: _metadata, ...rest } = resource ?? { Type: '' };
  return canonicalText(withNames(rest, nameOf));
}

/** A stack with other logical ids, where people know a resource by the path of its construct, which has moved, too. */
function renamed(stack: EstateStack, renames: Renames, head: EstateStack): EstateStack {
  const nameOf = (id: string): string => renames.get(id) ?? id;
  const { Resources, ...rest } = withNames(stack.template, nameOf) as EstateTemplate;
  const entries = Object.entries(Resources).map(([id, resource]) => {
    const name = nameOf(id);
    return [name, withPath(resource, pathOf(head, name))] as const;
  });
  return { ...stack, template: { ...rest, Resources: Object.fromEntries(entries) } };
}

function withPath(resource: EstateResource, path: string | undefined): EstateResource {
  if (path === undefined) return resource;
  const own = isJsonObject(resource.Metadata) ? resource.Metadata : {};
  return own[PATH] === path ? resource : { ...resource, Metadata: { ...own, [PATH]: path } };
}

function pathOf(stack: EstateStack, logicalId: string): string | undefined {
  const resource = stack.template.Resources[logicalId];
  return resource && constructPath({ stack, logicalId, resource });
}

/** The JSON with other logical ids in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
function withNames(json: unknown, nameOf: (id: string) => string): unknown {
  if (Array.isArray(json)) return json.map((each) => withNames(each, nameOf));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withName(key, value, nameOf)] as const),
  );
}

function withName(key: string, value: unknown, nameOf: (id: string) => string): unknown {
  const ofPath = (path: string): string => {
    const [id = '', ...rest] = path.split('.');
    return [nameOf(id), ...rest].join('.');
  };
  if (key === 'Ref' && typeof value === 'string') return nameOf(value);
  if (key === 'DependsOn' || (key === 'Fn::GetAtt' && typeof value === 'string'))
    return Array.isArray(value) ? value.map((each) => ofPath(String(each))) : ofPath(String(value));
  if (key === 'Fn::GetAtt' && Array.isArray(value)) return [nameOf(String(value[0])), ...value.slice(1)];
  if (key === 'Fn::Sub') {
    const [text, ...variables] = Array.isArray(value) ? value : [value];
    const named = String(text).replace(
      /\$\{([^!}][^}]*)\}/g,
      (_whole, path: string) => `\${${ofPath(path)}}`,
    );
    return Array.isArray(value) ? [named, ...variables.map((each) => withNames(each, nameOf))] : named;
  }
  return withNames(value, nameOf);
}
