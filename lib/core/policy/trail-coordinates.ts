/** Where a trail lives and whose it is: all that a policy must know of it. Every member may be a CDK token. */
export interface TrailCoordinates {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly trailName: string;
  /** The Region that the trail is managed in, not a Region that it only copies to. */
  readonly homeRegion: string;
  /** The account that owns the trail; of an organization trail always the management account. */
  readonly ownerAccount: string;
  /** `o-…`; present for an organization trail only. */
  readonly organizationId?: string;
}

/**
 * The trail's ARN, made from its coordinates and not from the resource, so that no policy has to wait for the
 * trail.
 */
export function toTrailArn(trail: TrailCoordinates): string {
  return `arn:${trail.partition}:cloudtrail:${trail.homeRegion}:${trail.ownerAccount}:trail/${trail.trailName}`;
}

/** `prefix/`, or nothing. */
export function toKeyStart(keyPrefix: string | undefined): string {
  return keyPrefix === undefined || keyPrefix === '' ? '' : `${keyPrefix}/`;
}
