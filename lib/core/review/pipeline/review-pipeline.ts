import {
  type Estate,
  type EstateResource,
  type EstateStack,
  resourceName,
  resourcesOf,
} from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { canonicalValue, OpenText } from '../../estate/values/value';
import { itemsAt, valueAt } from '../../inventory/property-path';
import { evidenceOf } from '../access/evidence';
import { EVIDENCE_TYPES } from '../access/evidence-actions';
import type { AccessChange, ReadCell } from '../access/grouped-cells';
import { readPolicies } from '../access/policies/attached-policies';
import type { Values } from '../access/template-values';
import type { ResourcePair } from '../evidence/counterparts';
import { changeOf, type ReviewChange } from '../review-change';
import { type AskedNeed, askNeeds } from './ask-needs';
import { type Calls, callsOf, compareCalls } from './compare-calls';
import { compareNeeds, neededOnBothSides } from './compare-needs';
import { type ComparedWith, comparePipeline, readersOf } from './compare-pipeline';
import {
  assetHash,
  type NewWorkers,
  newWorkers,
  type Servants,
  servantsIn,
  type Workforce,
} from './new-workers';
import { keyOf, pairPipelines } from './pair-pipeline';
import { type PipelineResource, pipelineOf } from './pipeline-graph';

/** The resources of one side, each with its place in the pipeline, and the needs of principals on them. */
export interface PipelineSide {
  readonly resources: readonly PipelineResource[];
  readonly needs: readonly AskedNeed[];
  /** The calls that policies allow principals. */
  readonly calls: ReadonlyMap<string, Calls>;
  readonly sole: SolePolicies;
  /** The role of a function, by the name that cells of access have for it. */
  readonly roleOf: (each: PipelineResource) => string | undefined;
  readonly servants: Servants;
  /** Whether a pattern of a policy is for one resource of the stacks, whose access is compared. */
  readonly isOwn: (pattern: string) => boolean;
}

/**
 * Finds the pipeline of stacks, and checks whether its needs are met.
 *
 * @param read what was read of the stacks already
 */
export function pipelineSide(stacks: readonly EstateStack[], read = readPolicies(stacks)): PipelineSide {
  const resolver = new Resolver(stacks);
  const resources = pipelineOf(stacks, resolver);
  const pipeline = resources.filter(({ place }) => place !== 'outside');
  const needs = askNeeds({ pipeline, resolver, ...read });
  const sole = solePolicies(resources, resolver);
  const { policies, values } = read;
  const calls = callsOf(policies);
  const roleOf = ({ properties }: PipelineResource): string | undefined => {
    const role = resolver.target(valueAt(properties, 'Role'));
    return role && `role ${resourceName(role)}`;
  };
  const servants = servantsIn(policies);
  return { resources, needs, calls, sole, roleOf, servants, isOwn: ownIn(stacks, values) };
}

/** Types of which only those that the pipeline works as, or with, are compared. */
const IDENTITY = /^AWS::IAM::/;

function ownIn(stacks: readonly EstateStack[], values: Values): PipelineSide['isOwn'] {
  const arns = new Set(
    resourcesOf(stacks).flatMap((each) => {
      const { Type } = each.resource;
      const type =
        Object.hasOwn(EVIDENCE_TYPES, Type) && !IDENTITY.test(Type) ? EVIDENCE_TYPES[Type] : undefined;
      return type === undefined ? [] : (evidenceOf(each, type, values)?.arn ?? []);
    }),
  );
  return (pattern) => {
    const parts = pattern.split(/(?=[:/])/);
    return parts.some((_, place) => arns.has(parts.slice(0, place + 1).join('')));
  };
}

/** How two sides are compared. */
export interface PipelineComparison {
  /** Resources that are the same to CloudFormation. */
  readonly known: readonly ResourcePair[];
  /** Whether a resource of one side alone is gone or new, or only of another tool. */
  readonly isWhole: boolean;
  /** What is reported about the events that all trails and event data stores log together, and about selectors that CloudTrail refuses. */
  readonly logging: readonly ReviewChange[];
  readonly logsAlike: ComparedWith['logsAlike'];
  readonly isForwarding?: ComparedWith['isForwarding'];
  /** The assets of the head; absent where there is no assembly. */
  readonly assets?: Estate['assets'];
  /** What policies allow with resources of the templates, and what they no longer do. */
  readonly access?: AccessChange;
  readonly isShipped?: Workforce['isShipped'];
}

/** What changes in the pipeline, and which cells of access its needs account for. */
export interface PipelineChanges extends Pick<NewWorkers, 'isOwn'> {
  /** Whether a role is new, and does only what its services carry or trailwatch's own code does, or only calls a function. */
  readonly isFixed: (who: string, actions: readonly string[]) => boolean;
  readonly changes: readonly ReviewChange[];
  readonly isNeeded: (who: string, action: string, what: string) => boolean;
  /** Whether a part of the pipeline needs it of a role that is new and services alone may take, such as a schedule that starts a state machine. */
  readonly isOfNew: (who: string, action: string, what: string) => boolean;
  /** Whether services alone may take it, and a part of the pipeline works as it. */
  readonly isServant: (who: string) => boolean;
  /** Whether a part of the pipeline works as a principal, by the name that cells of access have for it. */
  readonly isWorker: (who: string) => boolean;
  /** Whether trailwatch acts with a role that it takes, such as that of a responder in another account. */
  readonly isTaken: (what: string) => boolean;
}

/** Compares the pipelines of both sides. */
export function reviewPipeline(
  before: PipelineSide,
  after: PipelineSide,
  comparison: PipelineComparison,
): PipelineChanges {
  const { known, isWhole, logging, logsAlike, assets } = comparison;
  const {
    isForwarding = () => false,
    access = { gained: [], lost: [] },
    isShipped = () => false,
  } = comparison;
  const paired = pairPipelines(before.resources, after.resources, known);
  const pairs = isWhole ? paired.pairs : paired.pairs.filter((pair) => pair.before && pair.after);
  const sides = [before.needs, after.needs, pairs] as const;
  const workers = new Set(after.resources.flatMap(workerOf));
  const readers = new Set(
    after.resources.flatMap((each) => (readersOf(each) === undefined ? [] : workerOf(each))),
  );
  const taken = new Set(after.resources.flatMap((each) => (each.isOwn ? workerOf(each) : [])));
  const { servants, roleOf } = after;
  const { isNew, isFixed, isOwn } = newWorkers({ pairs, servants, roleOf, isShipped });
  return {
    changes: [
      ...comparePipeline(
        { ...paired, pairs },
        { isAsset: isAssetOf(assets), isForwarding, logging, logsAlike },
      ),
      ...compareNeeds(...sides),
      ...rivalPolicies(before.sole, after.sole),
      ...[...workers].flatMap((who) =>
        compareCalls(
          who,
          [before.calls.get(who), after.calls.get(who)],
          { lost: told(access.lost, who), gained: told(access.gained, who) },
          after.isOwn,
        ),
      ),
    ],
    isNeeded: neededOnBothSides(...sides),
    isOfNew: (who, action, what) =>
      isNew(who) &&
      after.needs.some(
        (each) =>
          each.need.who === 'role' && each.who === who && each.action === action && each.what === what,
      ),
    isServant: (who) => workers.has(who) && servants.has(who),
    isFixed: (who, actions) =>
      workers.has(who) &&
      (isFixed(who) || (isNew(who) && actions.every((action) => action === 'lambda:InvokeFunction'))),
    isOwn,
    // what readers of log files lose, no part of the pipeline needs
    isWorker: (who) => workers.has(who) && !readers.has(who),
    isTaken: (what) => taken.has(what) && !readers.has(what),
  };
}

/** The calls of a principal that are reported with the resource that they are made on. */
function told(cells: readonly ReadCell[], who: string): readonly string[] {
  return cells.flatMap((cell) => (cell.who === who ? cell.actions : []));
}

function workerOf({ placed, place }: PipelineResource): readonly string[] {
  const isWorker = placed.resource.Type === 'AWS::IAM::Role' && place !== 'outside';
  return isWorker ? [`role ${resourceName(placed)}`] : [];
}

/**
 * Whether a value names code under the hash of its content, which is among the assets of the assembly; of a plain template, code in a
 * bucket that has the name of one of the CDK's.
 */
function isAssetOf(assets: PipelineComparison['assets']): ComparedWith['isAsset'] {
  return (value) => {
    const [bucket, hash] = [valueAt(value, 'S3Bucket'), assetHash(value)];
    if (hash === undefined || assets !== undefined) return hash !== undefined && assets?.has(hash) === true;
    const start = bucket instanceof OpenText ? bucket.parts[0] : bucket;
    return typeof start === 'string' && /^cdk-[a-z0-9]+-assets-/.test(start);
  };
}

/** Types that set the only policy of a property's target: the last one that is set replaces the others. */
const SOLE: Readonly<Record<string, { readonly on: string; readonly named?: string }>> = {
  'AWS::CloudTrail::ResourcePolicy': { on: 'ResourceArn' },
  // a role has one inline policy of a name
  'AWS::IAM::Policy': { on: 'Roles[]', named: 'PolicyName' },
  'AWS::IAM::RolePolicy': { on: 'RoleName', named: 'PolicyName' },
  'AWS::S3::BucketPolicy': { on: 'Bucket' },
  'AWS::SNS::TopicInlinePolicy': { on: 'TopicArn' },
  'AWS::SNS::TopicPolicy': { on: 'Topics[]' },
  'AWS::SQS::QueueInlinePolicy': { on: 'Queue' },
  'AWS::SQS::QueuePolicy': { on: 'Queues[]' },
  'AWS::SecretsManager::ResourcePolicy': { on: 'SecretId' },
};

/** The policies that are set for one resource of the pipeline, by that resource and, for roles, their name. */
type SolePolicies = ReadonlyMap<string, readonly PipelineResource[]>;

/** All policies of which AWS keeps only one. */
function solePolicies(resources: readonly PipelineResource[], resolver: Resolver): SolePolicies {
  const parts = new Set<EstateResource>(
    resources.flatMap(({ place, placed }) => (place === 'outside' ? [] : [placed.resource])),
  );
  const found = new Map<string, PipelineResource[]>();
  for (const each of resources) {
    const { Type } = each.placed.resource;
    const sole = Object.hasOwn(SOLE, Type) ? SOLE[Type] : undefined;
    if (sole === undefined || each.exists !== true) continue;
    for (const { value } of itemsAt(each.properties, sole.on)) {
      const target = resolver.target(value);
      if (target === undefined || !parts.has(target.resource)) continue;
      const name = sole.named === undefined ? '' : (valueAt(each.properties, sole.named) ?? '');
      const key = canonicalValue([resourceName(target), name]);
      found.set(key, [...(found.get(key) ?? []), each]);
    }
  }
  return found;
}

/** A new policy next to another for the same thing: one of them is lost, whatever their content. */
function rivalPolicies(before: SolePolicies, after: SolePolicies): readonly ReviewChange[] {
  return [...after].flatMap(([key, all]) => {
    const old = new Set(before.get(key)?.map(keyOf));
    if (all.length < 2) return [];
    return all
      .filter((each) => !old.has(keyOf(each)))
      .map((each) => {
        const other = all.find((rival) => rival !== each);
        const message = `it and ${other === undefined ? '' : resourceName(other.placed)} set the same policy; AWS keeps only the last one, and the statements of the other are lost`;
        return changeOf('pipeline-interrupted', each, message);
      });
  });
}
