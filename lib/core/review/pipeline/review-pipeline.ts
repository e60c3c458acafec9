import { type EstateStack, resourceName } from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { OpenText, type Value } from '../../estate/values/value';
import { valueAt } from '../../inventory/property-path';
import type { ReadCell } from '../access/grouped-cells';
import { readPolicies } from '../access/policies/attached-policies';
import type { ResourcePair } from '../evidence/counterparts';
import type { ReviewChange } from '../review-change';
import { type AskedNeed, askNeeds } from './ask-needs';
import { compareNeeds, neededOnBothSides } from './compare-needs';
import { comparePipeline } from './compare-pipeline';
import { type Calls, callsOf, lostCalls } from './lost-calls';
import { pairPipelines } from './pair-pipeline';
import { type PipelineResource, pipelineOf } from './pipeline-graph';
import { rivalPolicies, type SolePolicies, solePolicies } from './rival-policies';

/** The resources of one side, each with its place in the pipeline, and who needs what of them. */
export interface PipelineSide {
  readonly resources: readonly PipelineResource[];
  readonly needs: readonly AskedNeed[];
  /** What policies say that principals may call. */
  readonly calls: ReadonlyMap<string, Calls>;
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
  /** What policies no longer allow with resources of the templates. */
  readonly lostAccess?: readonly ReadCell[];
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
  { known, isWhole, logging, lostAccess = [] }: PipelineComparison,
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
      ...[...workers].flatMap((who) =>
        lostCalls(who, before.calls.get(who), after.calls.get(who), told(lostAccess, who)),
      ),
    ],
    isNeeded: neededOnBothSides(...sides),
    isWorker: (who) => workers.has(who),
  };
}

/** The calls of a principal whose loss is reported with the resource that they are made on. */
function told(lost: readonly ReadCell[], who: string): readonly string[] {
  return lost.flatMap((cell) => (cell.who === who ? cell.actions : []));
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
