import type { IConstruct } from 'constructs';
import { checkPartition } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { refusalOf } from '../preflight/report-finding';
import type { TrailIdentity } from './trail-identity';

/** Makes synth fail when a construct whose policies let trails write is given none; throws on trails of another partition. */
export function checkTrails(scope: IConstruct, trails: readonly TrailIdentity[]): void {
  checkTrailPartitions(scope, trails);
  if (trails.length > 0) return;
  scope.node.addValidation({
    validate: () => [refusalOf('noTrails', `'trails' of '${scope.node.path}' is empty`).message],
  });
}

/** Throws on a trail of another partition: CloudTrail delivers within one. */
export function checkTrailPartitions(scope: IConstruct, trails: readonly TrailIdentity[]): void {
  within(scope, () => {
    for (const { trailArn: value } of trails) {
      checkPartition(scope, { property: 'trails', value, partition: /^arn:(aws[a-z-]*):/.exec(value)?.[1] });
    }
  });
}
