import type { IConstruct } from 'constructs';
import { refusalOf } from '../preflight/report-finding';
import type { TrailIdentity } from './trail-identity';

/** Makes synth fail when a construct whose policies let trails write is given none. */
export function checkTrails(scope: IConstruct, trails: readonly TrailIdentity[]): void {
  if (trails.length > 0) return;
  scope.node.addValidation({
    validate: () => [refusalOf('noTrails', `'trails' of '${scope.node.path}' is empty`).message],
  });
}
