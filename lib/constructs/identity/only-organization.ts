import type { TrailIdentity } from './trail-identity';

/** The organization that all of the trails log; undefined if there are several, or a trail of one account. */
export function onlyOrganization(trails: readonly TrailIdentity[]): string | undefined {
  const organizations = new Set(trails.map(({ organizationId }) => organizationId));
  const [only] = organizations;
  return organizations.size === 1 ? only : undefined;
}
