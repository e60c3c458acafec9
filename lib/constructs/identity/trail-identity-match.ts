import { isKnownDifference } from '../preflight/preflight-check';
import type { TrailIdentity } from './trail-identity';

/**
 * Whether the list names the trail. Parts that are not known at synth count as fitting: a check may miss a problem,
 * but must not report a false one.
 */
export function isTrailAmong(trail: TrailIdentity, trails: readonly TrailIdentity[]): boolean {
  return trails.some(
    (other) =>
      mayBeEqual(trail.trailName, other.trailName) &&
      mayBeEqual(trail.homeRegion, other.homeRegion) &&
      mayBeEqual(trail.ownerAccount, other.ownerAccount) &&
      trail.isOrganizationTrail === other.isOrganizationTrail &&
      mayBeEqual(trail.organizationId ?? '', other.organizationId ?? ''),
  );
}

function mayBeEqual(one: string, other: string): boolean {
  return !isKnownDifference(one, other);
}
