import { type EstateStack, resourceName } from '../../estate/estate-stack';
import { Resolver } from '../../estate/resolver';
import { OpenText, type Value } from '../../estate/values/value';
import { valueAt } from '../../inventory/property-path';
import { everyTextOf, matchesPattern } from '../../policy/evaluation/text-pattern';
import { someOf } from '../../safe-text/some-of';
import { type AttachedPolicies, readPolicies } from '../access/policies/attached-policies';
import type { ResourcePair } from '../evidence/counterparts';
import { type ReviewChange, toChange } from '../review-change';
import { type AskedNeed, askNeeds } from './ask-needs';
import { compareNeeds, neededOnBothSides } from './compare-needs';
import { comparePipeline } from './compare-pipeline';
import { pairPipelines } from './pair-pipeline';
import { type PipelineResource, pipelineOf } from './pipeline-graph';
import { rivalPolicies, type SolePolicies, solePolicies } from './rival-policies';

/** Calls that are named in a sentence; the rest are counted. */
const MAX_NAMED = 5;

/** The resources of one side, each with its place in the pipeline, and who needs what of them. */
export interface PipelineSide {
  readonly resources: readonly PipelineResource[];
  readonly needs: readonly AskedNeed[];
  /** Calls that policies allow principals, as they write them. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly sole: SolePolicies;
}

/**
 * Finds the pipeline of stacks, and asks whether its needs are met.
 *
 * @param read what was read of the stacks already
 */
export function pipelineSide(stacks: readonly EstateStack[], read = readPolicies(stacks)): PipelineSide {
  const resolver = new Resolver(stacks);
  const resources = pipelineOf(stacks, resolver);
  const pipeline = resources.filter(({ place }) => place !== 'outside');
  const needs = askNeeds({ pipeline, resolver, ...read });
  return { resources, needs, calls: callsOf(read.policies), sole: solePolicies(resources, resolver) };
}

/** How two sides are compared. */
export interface PipelineComparison {
  /** Resources that are the same to CloudFormation. */
  readonly known: readonly ResourcePair[];
  /** Whether a resource of one side alone is gone or new, or only of another tool. */
  readonly isWhole: boolean;
  /** What is said of the events that all trails and event data stores log together. */
  readonly logging: readonly ReviewChange[];
}

/** What changes in the pipeline, and which cells of access its needs account for. */
export interface PipelineChanges {
  readonly changes: readonly ReviewChange[];
  readonly isNeeded: (who: string, action: string, what: string) => boolean;
  /** Whether a part of the pipeline works as a principal, by the name that cells of access have for it. */
  readonly isWorker: (who: string) => boolean;
}

/** Compares the pipelines of both sides. */
export function reviewPipeline(
  before: PipelineSide,
  after: PipelineSide,
  { known, isWhole, logging }: PipelineComparison,
): PipelineChanges {
  const paired = pairPipelines(before.resources, after.resources, known);
  const pairs = isWhole ? paired.pairs : paired.pairs.filter((pair) => pair.before && pair.after);
  const sides = [before.needs, after.needs, pairs] as const;
  const workers = new Set(after.resources.flatMap(workerOf));
  return {
    changes: [
      ...comparePipeline({ ...paired, pairs }, { isAsset, logging }),
      ...compareNeeds(...sides),
      ...rivalPolicies(before.sole, after.sole),
      ...[...workers].flatMap((who) => lostCalls(who, before.calls.get(who), after.calls.get(who))),
    ],
    isNeeded: neededOnBothSides(...sides),
    isWorker: (who) => workers.has(who),
  };
}

function callsOf({ identities }: AttachedPolicies): PipelineSide['calls'] {
  return new Map(
    identities.map(({ kind, name, identity }) => [
      `${kind} ${name}`,
      identity.flatMap(({ effect, actions }) =>
        effect === 'Allow' && !actions.negated ? actions.patterns : [],
      ),
    ]),
  );
}

/** A part of the pipeline works as the principal: whether it needs a call that no policy allows any more is not known. */
function lostCalls(
  who: string,
  before: readonly string[] = [],
  after: readonly string[] | undefined,
): readonly ReviewChange[] {
  const allows = (call: string, pattern: string): boolean =>
    matchesPattern(pattern, everyTextOf(call), { wildcards: true, ignoreCase: true });
  const lost = before.filter(
    (call) => !(after ?? before).some((pattern) => allows(call.toLowerCase(), pattern)),
  );
  if (lost.length === 0) return [];
  const named = [...new Set(lost)].sort();
  const message = `no policy allows it ${someOf(named, MAX_NAMED)} any more; whether it needs that is not known`;
  return [toChange('pipeline-unknown', who, message)];
}

function workerOf({ placed, place }: PipelineResource): readonly string[] {
  const isWorker = placed.resource.Type === 'AWS::IAM::Role' && place !== 'outside';
  return isWorker ? [`role ${resourceName(placed)}`] : [];
}

/** Code in the bucket that the CDK publishes assets to, under the hash of its content. */
function isAsset(value: Value | undefined): boolean {
  const [bucket, key] = [valueAt(value, 'S3Bucket'), valueAt(value, 'S3Key')];
  const start = bucket instanceof OpenText ? bucket.parts[0] : bucket;
  return (
    typeof start === 'string' &&
    /^cdk-[a-z0-9]+-assets-/.test(start) &&
    /^[0-9a-f]{64}\.zip$/.test(String(key))
  );
}
