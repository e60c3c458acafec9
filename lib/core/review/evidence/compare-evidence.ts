import {
  type Estate,
  type EstateResource,
  type EstateStack,
  type EstateTemplate,
  type PlacedResource,
  resourceName,
  resourcesOf,
} from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { at, canonicalValue, type Value } from '../../estate/values/value';
import { entryOf } from '../../inventory/index';
import type { Fixed, Holding } from '../../inventory/model';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import { type ChangeKind, changeOf, placeIn, type ReviewChange, toChange } from '../review-change';
import { isAuditStack, type Moves, movesOf, pairResources, type StackPair } from './counterparts';

/** Both sides of a comparison. */
export interface EvidenceSides {
  readonly base: Estate;
  readonly head: Estate;
  /** Whether a resource of either side belongs to the pipeline; an app has other buckets and tables. */
  readonly isPart: (resource: EstateResource) => boolean;
}

/** What the change does to resources that contain evidence: deletes them, replaces them, or leaves them less protected. */
export function compareEvidence(pairs: readonly StackPair[], sides: EvidenceSides): readonly ReviewChange[] {
  const values = readValues(pairs);
  const moves = movesOf(pairs);
  const lost = pairs.flatMap((pair) => lossesOf(pair, { ...sides, moves }, values));
  // what is named as what another one became is not said again
  const named = new Set([...moves.values()].map(({ resource }) => resource));
  const added = pairs.flatMap((pair) =>
    additionsOf(pair, (resource) => sides.isPart(resource) && !named.has(resource)),
  );
  // a plain template does not say
  const protections = sides.base.kind === sides.head.kind ? pairs.flatMap(protectionChange) : [];
  return [...lost, ...policyChanges(pairs, sides.isPart, values), ...added, ...protections];
}

/** Without termination protection, one call deletes a stack. */
function protectionChange({ base, head }: StackPair): readonly ReviewChange[] {
  if (base === undefined || head === undefined || !isAuditStack(head)) return [];
  if (base.terminationProtection === head.terminationProtection) return [];
  const [kind, words] = head.terminationProtection
    ? (['integrity-strengthened', 'off → on'] as const)
    : (['integrity-weakened', 'on → off: one call deletes the stack'] as const);
  return [toChange(kind, `termination protection of stack ${head.name}`, words, placeIn(head))];
}

/** Values of both sides with parameters, mappings and exports of other stacks put in: a name may be there, and not at the resource. */
interface Values {
  readonly before: (json: unknown, stack: EstateStack) => Value | undefined;
  readonly after: (json: unknown, stack: EstateStack) => Value | undefined;
}

function readValues(pairs: readonly StackPair[]): Values {
  const [before, after] = [
    new Resolver(pairs.flatMap(({ base }) => base ?? [])),
    new Resolver(pairs.flatMap(({ head }) => head ?? [])),
  ];
  return {
    before: (json, stack) => (json === undefined ? undefined : before.value(json, stack)),
    after: (json, stack) => (json === undefined ? undefined : after.value(json, stack)),
  };
}

/** A resource in no stack of the other side is not reported as deleted: only stacks of one app are compared. */
function lossesOf(
  pair: StackPair,
  { base, head, isPart, moves }: EvidenceSides & { readonly moves: Moves },
  { before: old, after: fresh }: Values,
): readonly ReviewChange[] {
  const { base: before, head: after } = pair;
  if (before === undefined) return [];
  if (after === undefined && base.kind !== head.kind) return [];
  const holds = ({ logicalId }: EvidenceLoss): boolean => {
    const resource = before.template.Resources[logicalId];
    return resource === undefined || isPart(resource) || isMentioned(before, logicalId);
  };
  const readers = [
    (json: unknown) => old(json, before),
    (json: unknown) => after && fresh(json, after),
  ] as const;
  const { replaced = new Map() } = pair;
  return findEvidenceLoss(before.template, withoutThose(replaced, after), readers)
    .filter((loss) => holds(loss) && !isRefused(loss, before, readers))
    .map((loss) => toLoss(loss, { before, after, head, replaced, moves }, { before: old, after: fresh }));
}

/** A resource that keeps its name cannot be replaced, which is reported with what else AWS refuses. */
function isRefused(
  { logicalId, outcome, type, because }: EvidenceLoss,
  { template }: EstateStack,
  [read]: Readers,
): boolean {
  const name = entryOf(type)?.fixed?.name;
  if (outcome !== 'replaced' || name === undefined || because === name) return false;
  return typeof at(read(template.Resources[logicalId]?.Properties), name) === 'string';
}

/** What CloudFormation creates beside a resource is not that resource. */
function withoutThose(
  replaced: NonNullable<StackPair['replaced']>,
  stack: EstateStack | undefined,
): EstateTemplate {
  const { Resources = {}, ...rest } = stack?.template ?? {};
  const kept = Object.entries(Resources).filter(([logicalId]) => !replaced.has(logicalId));
  return { ...rest, Resources: Object.fromEntries(kept) };
}

/** Whether a resource, or one that refers to it, such as its policy, mentions CloudTrail. An app has other buckets, too. */
function isMentioned({ template }: EstateStack, logicalId: string): boolean {
  return Object.entries(template.Resources).some(([id, resource]) => {
    const text = JSON.stringify(resource);
    return (id === logicalId || text.includes(`"${logicalId}"`)) && /cloudtrail|trailwatch/i.test(text);
  });
}

interface Sides {
  readonly before: EstateStack;
  readonly after: EstateStack | undefined;
  readonly head: Estate;
  readonly replaced: NonNullable<StackPair['replaced']>;
  readonly moves: Moves;
}

function toLoss(loss: EvidenceLoss, sides: Sides, values: Values): ReviewChange {
  const { before, after, replaced } = sides;
  const resource = before.template.Resources[loss.logicalId] ?? { Type: loss.type };
  const placed = { logicalId: loss.logicalId, resource, ...replaced.get(loss.logicalId), stack: before };
  const twin = twinOf(placed, sides, values);
  const sentences = [outcomeInWords(loss, sides), ...twin];
  if (loss.outcome !== 'refused') sentences.push(LOSSES[loss.holds]);
  if (loss.outcome === 'replaced' && loss.type === 'AWS::SNS::Topic')
    sentences.push('nothing reaches e-mail and HTTP endpoints until they confirm again');
  if (twin.length === 0) sentences.push(...successorOf(loss, sides));
  return {
    ...changeOf(kindOf(loss), { placed }, sentences.join('; ')),
    ...placeIn(after ?? before),
  };
}

function kindOf({ outcome, holds, isRetained }: EvidenceLoss): ChangeKind {
  if (outcome === 'refused') return 'update-refused';
  if (holds === 'state') return 'state-lost';
  if (outcome === 'replaced') return 'evidence-replaced';
  return isRetained ? 'evidence-unmanaged' : 'evidence-deleted';
}

function outcomeInWords({ outcome, because, isRetained }: EvidenceLoss, { before, after }: Sides): string {
  const rest = isRetained
    ? 'the existing resource stays in the account, outside the stack'
    : 'the existing resource is deleted';
  switch (outcome) {
    case 'refused':
      return `the deployment fails: ${because} changes, which CloudFormation refuses`;
    case 'replaced':
      return `${because} changes, so CloudFormation replaces the resource; ${rest}`;
    case 'removed':
      if (after === undefined)
        return `the stack ${before.name} is no longer in the app: when it is destroyed, ${rest}`;
      if (because === FALSE) return `its Condition is false, so it is no longer created; ${rest}`;
      if (because !== undefined) return `it gets ${because}; where the condition is false, ${rest}`;
      return `it is no longer in the template; ${rest}`;
  }
}

const LOSSES: Readonly<Record<Holding, string>> = {
  evidence: 'it holds evidence',
  key: 'data encrypted with it cannot be read without it',
  source: 'without it calls are not recorded',
  state: 'alerts may be lost or repeated',
};

/** What {@link successorOf} adds to a message: in it alone, changes of what is stored in one stack can differ. */
export const SUCCESSOR = /; [^;]+, which is new, (?:has the same (?:logical id|properties)|takes its place)/;

/** The resource that is new instead: in the same stack with another logical id, or in another stack with the same one. */
function successorOf(
  { logicalId }: EvidenceLoss,
  { before, after, replaced, moves }: Sides,
): readonly string[] {
  const former = before.template.Resources[logicalId];
  const resource = replaced.has(logicalId) ? after?.template.Resources[logicalId] : undefined;
  const inPlace = after && resource && { stack: after, logicalId, resource };
  const fresh = moves.get(former ?? { Type: '' }) ?? inPlace;
  if (fresh === undefined) return [];
  const hasId = (replaced.get(logicalId)?.logicalId ?? logicalId) === logicalId;
  const isAlike = canonicalText(fresh.resource.Properties) === canonicalText(former?.Properties);
  const how = isAlike ? 'has the same properties' : 'takes its place';
  return [`${resourceName(fresh)}, which is new, ${hasId ? 'has the same logical id' : how}`];
}

/** Another stack that has a resource of the same name now: it cannot be created while the first is there. */
function twinOf(lost: PlacedResource, { head }: Sides, { before, after }: Values): readonly string[] {
  const { logicalId, stack, resource } = lost;
  const name = nameOf(lost, before);
  if (name === undefined) return [];
  const twin = resourcesOf(head.stacks, resource.Type).find(
    (other) =>
      nameOf(other, after) === name &&
      isOfPlace(other.stack, lost) &&
      !(other.stack.name === stack.name && other.logicalId === logicalId),
  );
  if (twin === undefined) return [];
  return [`${resourceName(twin)} has the same name, ${name}, and cannot be created while it is there`];
}

/** Buckets have one name in all accounts and Regions; other names are unique in an account and Region. */
function isOfPlace({ account, region }: EstateStack, { stack, resource }: PlacedResource): boolean {
  return resource.Type === 'AWS::S3::Bucket' || (account === stack.account && region === stack.region);
}

function nameOf({ resource, stack }: PlacedResource, read: Values['before']): string | undefined {
  const property = entryOf(resource.Type)?.fixed?.name;
  const name = property === undefined ? undefined : at(read(resource.Properties, stack), property);
  return typeof name === 'string' ? name : undefined;
}

/** The effect of a later deletion of the stack. */
function policyChanges(
  pairs: readonly StackPair[],
  isPart: EvidenceSides['isPart'],
  values: Values,
): readonly ReviewChange[] {
  return pairResources(pairs).flatMap(({ base, head }) => {
    const holds = entryOf(base.resource.Type)?.holds;
    const isEvidence = holds !== undefined && holds !== 'state';
    if (!isPart(base.resource) && !(isEvidence && isAuditStack(head.stack))) return [];
    const changed = LIFE_POLICIES.flatMap((policy) => {
      const [before, after] = [isKept(base, policy, values.before), isKept(head, policy, values.after)];
      return before === after ? [] : [{ policy, isKept: after }];
    });
    return [true, false].flatMap((kept) => {
      const policies = changed.filter((each) => each.isKept === kept).map(({ policy }) => policy);
      if (policies.length === 0) return [];
      const [words, verb] = [policies.join(' and '), policies.length === 1 ? 'is' : 'are'];
      // what keeps nothing has something that needs it, such as a bucket its policy
      if (kept)
        return holds === undefined
          ? []
          : [changeOf('evidence-protected', { placed: head }, `its ${words} ${verb} now Retain`)];
      return [changeOf('evidence-unprotected', { placed: head }, `its ${words} ${verb} no longer Retain`)];
    });
  });
}

/** The policies that CloudFormation reads before it deletes a resource, with its stack and when it is replaced. */
const LIFE_POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;

function isKept(
  { resource, stack }: PlacedResource,
  policy: (typeof LIFE_POLICIES)[number],
  read: Values['before'],
): boolean {
  return isRetained(read(resource[policy], stack));
}

function additionsOf({ base, head }: StackPair, isPart: EvidenceSides['isPart']): readonly ReviewChange[] {
  if (head === undefined) return [];
  return resourcesOf([head])
    .filter(({ resource, logicalId }) => {
      const holds = entryOf(resource.Type)?.holds;
      const isThere = base !== undefined && Object.hasOwn(base.template.Resources, logicalId);
      return (holds === 'evidence' || holds === 'source') && !isThere && isPart(resource);
    })
    .map((placed) => changeOf('evidence-added', { placed }, 'it is new'));
}

/** A resource with evidence that an update of its stack would not leave unchanged. */
interface EvidenceLoss {
  readonly logicalId: string;
  readonly type: string;
  readonly holds: Holding;
  /** `refused`: CloudFormation does not make the update. */
  readonly outcome: 'removed' | 'replaced' | 'refused';
  /** The property, or attribute such as `Type`, whose other value is the reason, or `a Condition`; absent where the resource is removed. */
  readonly because?: string;
  /** Whether the resource stays in the account, outside the stack, by its `DeletionPolicy` or `UpdateReplacePolicy`. */
  readonly isRetained: boolean;
}

/** What values of each side are; `undefined`: there are none. */
type Readers = readonly [
  before: (json: unknown) => Value | undefined,
  after: (json: unknown) => Value | undefined,
];

const AS_WRITTEN: Readers = [(json) => json as Value | undefined, (json) => json as Value | undefined];

/** Resources with evidence that an update from one template to the other would remove or replace, by logical id. */
export function findEvidenceLoss(
  before: unknown,
  after: unknown,
  readers: Readers = AS_WRITTEN,
): readonly EvidenceLoss[] {
  const [old, fresh] = [lostResourcesOf(before), lostResourcesOf(after)];
  return Object.keys(old)
    .sort()
    .flatMap((logicalId) => {
      const resource = old[logicalId];
      if (!isJsonObject(resource)) return [];
      const other = fresh[logicalId];
      const conditions = [conditionOf(before, resource), conditionOf(after, other)] as const;
      return lossOf(logicalId, [resource, other], { conditions, readers });
    });
}

function lostResourcesOf(template: unknown): JsonObject {
  const resources = isJsonObject(template) ? template.Resources : undefined;
  return isJsonObject(resources) ? resources : {};
}

type Conditions = readonly [before: string | undefined, after: string | undefined];

function lossOf(
  logicalId: string,
  [before, after]: readonly [before: JsonObject, after: Json | undefined],
  { conditions, readers }: { readonly conditions: Conditions; readonly readers: Readers },
): readonly EvidenceLoss[] {
  const type = typeof before.Type === 'string' ? before.Type : '';
  const { holds, fixed = {} } = entryOf(type) ?? {};
  if (holds === undefined || isFalse(before, readers[0])) return [];
  const loss = { logicalId, type, holds };
  if (!isJsonObject(after)) {
    return [{ ...loss, outcome: 'removed', isRetained: isRetained(readers[0](before.DeletionPolicy)) }];
  }
  // CloudFormation uses the policies of the new template.
  const isKept = isRetained(readers[1](after.UpdateReplacePolicy));
  if (after.Type !== type) {
    return [{ ...loss, outcome: 'refused', because: 'Type', isRetained: true }];
  }
  return [
    ...changed(fixed.replacedBy, [before, after], readers).map((because) => ({
      ...{ ...loss, because, isRetained: isKept },
      outcome: 'replaced' as const,
    })),
    ...changed(fixed.refusedBy, [before, after], readers).map((because) => ({
      ...{ ...loss, because, isRetained: true },
      outcome: 'refused' as const,
    })),
    ...(isFalse(after, readers[1]) ? [FALSE] : gained(conditions)).map((because) => ({
      ...{ ...loss, because, isRetained: isRetained(readers[1](after.DeletionPolicy)) },
      outcome: 'removed' as const,
    })),
  ];
}

const FALSE = 'a false Condition';

/** Whether the condition of a resource is certainly false: it is not created. */
function isFalse({ Condition }: JsonObject, read: Readers[number]): boolean {
  return typeof Condition === 'string' && read({ 'Fn::If': [Condition, true, false] }) === false;
}

/** A condition may be false where the stack is deployed: the resource is then removed. One of another name may be the same. */
function gained([before, after]: Conditions): readonly string[] {
  if (after === undefined || before === after) return [];
  return [before === undefined ? 'a Condition' : 'another Condition'];
}

/** The condition under which a resource is created, whatever its conditions are named, as a hash; undefined if there is none. */
function conditionOf(template: unknown, resource: Json | undefined): string | undefined {
  const name = isJsonObject(resource) ? resource.Condition : undefined;
  if (typeof name !== 'string') return undefined;
  const conditions = isJsonObject(template) && isJsonObject(template.Conditions) ? template.Conditions : {};
  const known = new Map<string, string>();
  const meaningOf = (condition: string): string => {
    const found = known.get(condition);
    if (found !== undefined) return found;
    // One that is named within itself keeps its name.
    known.set(condition, condition);
    const meaning = sha256Hex(canonicalText(unnamed(conditions[condition] ?? condition)));
    known.set(condition, meaning);
    return meaning;
  };
  const unnamed = (value: Json | undefined): Json => {
    if (Array.isArray(value)) return value.map(unnamed);
    if (!isJsonObject(value)) return value ?? null;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        key === 'Condition' && typeof each === 'string' ? meaningOf(each) : unnamed(each),
      ]),
    );
  };
  return meaningOf(name);
}

function changed(
  properties: Fixed['replacedBy'] = [],
  sides: readonly [before: JsonObject, after: JsonObject],
  readers: Readers,
): readonly string[] {
  const [old, fresh] = sides.map(({ Properties: each }) => (isJsonObject(each) ? each : {}));
  return properties.filter(
    (name) => canonicalValue(readers[0](old?.[name])) !== canonicalValue(readers[1](fresh?.[name])),
  );
}

function isRetained(policy: Value | undefined): boolean {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate';
}
