import type { TrailCoordinates } from './trail-coordinates';

/** An account, and those of several trails that it owns. */
export interface TrailOwner<T extends TrailCoordinates = TrailCoordinates> {
  readonly ownerAccount: string;
  readonly trails: readonly T[];
  /** What tells the owner's statement from its neighbours' at the end of a Sid: nothing if it has none. */
  readonly sidEnd: string;
}

/** A trail that logs a whole organization. */
export type OrganizationTrailCoordinates = TrailCoordinates & { readonly organizationId: string };

/** The trails by the account that owns them, in the order in which the owners first occur. */
export function groupByOwner<T extends TrailCoordinates>(trails: readonly T[]): readonly TrailOwner<T>[] {
  const owners = [...new Set(trails.map(({ ownerAccount }) => ownerAccount))];
  return owners.map((ownerAccount) => ({
    ownerAccount,
    trails: trails.filter((trail) => trail.ownerAccount === ownerAccount),
    sidEnd: owners.length === 1 ? '' : `Of${ownerAccount}`,
  }));
}

/** Whether the trail logs a whole organization, which its owner is the management account of. */
export function isOfOrganization(trail: TrailCoordinates): trail is OrganizationTrailCoordinates {
  return trail.organizationId !== undefined;
}
