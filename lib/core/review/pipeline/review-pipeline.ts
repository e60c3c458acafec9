import type { EstateStack } from '../../estate/estate-stack';
import { Resolver } from '../../estate/resolver';
import { OpenText, type Value } from '../../estate/values/value';
import { valueAt } from '../../inventory/property-path';
import { attachedPolicies } from '../access/policies/attached-policies';
import { Values } from '../access/template-values';
import type { ResourcePair } from '../evidence/pair-stacks';
import type { ReviewChange } from '../review-change';
import { type AskedNeed, askNeeds } from './ask-needs';
import { compareNeeds, neededOnBothSides } from './compare-needs';
import { comparePipeline } from './compare-pipeline';
import { pairPipelines } from './pair-pipeline';
import { type PipelineResource, pipelineOf } from './pipeline-graph';

/** The resources of one side, each with its place in the pipeline, and who needs what of them. */
export interface PipelineSide {
  readonly resources: readonly PipelineResource[];
  readonly needs: readonly AskedNeed[];
}

/** Finds the pipeline of stacks, and asks whether its needs are met. */
export function pipelineSide(stacks: readonly EstateStack[]): PipelineSide {
  const [resolver, values] = [new Resolver(stacks), new Values(stacks)];
  const resources = pipelineOf(stacks, resolver);
  const pipeline = resources.filter(({ place }) => place !== 'outside');
  const policies = attachedPolicies(stacks, values);
  return { resources, needs: askNeeds({ pipeline, resolver, values, policies }) };
}

/** How two sides are compared. */
export interface PipelineComparison {
  /** Resources that are the same to CloudFormation. */
  readonly known: readonly ResourcePair[];
  /** Whether a resource of one side alone is gone or new, or only of another tool. */
  readonly isWhole: boolean;
  readonly isLoggingNamed: boolean;
}

/** What changes in the pipeline, and which cells of access its needs account for. */
export interface PipelineChanges {
  readonly changes: readonly ReviewChange[];
  readonly isNeeded: (who: string, action: string, what: string) => boolean;
}

/** Compares the pipelines of both sides. */
export function reviewPipeline(
  before: PipelineSide,
  after: PipelineSide,
  { known, isWhole, isLoggingNamed }: PipelineComparison,
): PipelineChanges {
  const paired = pairPipelines(before.resources, after.resources, known);
  const pairs = isWhole ? paired.pairs : paired.pairs.filter((pair) => pair.before && pair.after);
  const sides = [before.needs, after.needs, pairs] as const;
  return {
    changes: [
      ...comparePipeline({ ...paired, pairs }, { isAsset, isLoggingNamed }),
      ...compareNeeds(...sides),
    ],
    isNeeded: neededOnBothSides(...sides),
  };
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
