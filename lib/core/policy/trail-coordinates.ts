import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';

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
  /** `o-…`; present if these are the trails of one name and Region in all its accounts, and `ownerAccount` is {@link ANY_ACCOUNT}. */
  readonly membersOf?: string;
}

/** The owner of the trails of all accounts of an organization, in ARNs and patterns of keys. */
export const ANY_ACCOUNT = '*';

/**
 * The trail's ARN, made from its coordinates and not from the resource, so that no policy has to wait for the
 * trail.
 */
export function toTrailArn(trail: TrailCoordinates): string {
  return `arn:${trail.partition}:cloudtrail:${trail.homeRegion}:${trail.ownerAccount}:trail/${trail.trailName}`;
}

/** The trails' ARNs, as a condition on `aws:SourceArn` takes them. */
export function toSourceArns(trails: readonly TrailCoordinates[]): OneOrMany {
  return oneOrMany(trails.map(toTrailArn));
}

/** The conditions under which CloudTrail acts for some trails. */
export interface TrailSource {
  readonly condition: NonNullable<PolicyStatementData['Condition']>;
  readonly trails: readonly TrailCoordinates[];
  /** The organization whose accounts own the trails, where they are not listed. */
  readonly membersOf?: string;
  /** The end of a Sid that distinguishes its statement from those for listed trails. */
  readonly sidEnd: string;
}

/**
 * Conditions on CloudTrail's calls: one for all trails that are listed by ARN, and one for each organization whose accounts own trails.
 * The account in the ARN is then any, and `aws:SourceOrgID`, which AWS sets by that account, must be the organization.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid
 */
export function toSources(trails: readonly TrailCoordinates[]): readonly TrailSource[] {
  const listed = trails.filter(({ membersOf }) => membersOf === undefined);
  const organizations = [...new Set(trails.flatMap(({ membersOf }) => membersOf ?? []))];
  const ofMembers = organizations.map((membersOf, index): TrailSource => {
    const own = trails.filter((trail) => trail.membersOf === membersOf);
    return {
      condition: {
        StringEquals: { 'aws:SourceOrgID': membersOf },
        ArnLike: { 'aws:SourceArn': toSourceArns(own) },
      },
      ...{ trails: own, membersOf, sidEnd: `OfMembers${index === 0 ? '' : index + 1}` },
    };
  });
  const byArn = { condition: { StringEquals: { 'aws:SourceArn': toSourceArns(listed) } }, trails: listed };
  return [...(listed.length === 0 ? [] : [{ ...byArn, sidEnd: '' }]), ...ofMembers];
}

/** `prefix/`, or nothing. */
export function toKeyStart(keyPrefix: string | undefined): string {
  return keyPrefix === undefined || keyPrefix === '' ? '' : `${keyPrefix}/`;
}

/** The prefix of the keys of all of CloudTrail's files: `AWSLogs/`, perhaps behind a prefix. */
export function toKeyRoot(keyPrefix: string | undefined): string {
  return `${toKeyStart(keyPrefix)}AWSLogs/`;
}

/** An account, and those of several trails that it owns. */
export interface TrailOwner<T extends TrailCoordinates = TrailCoordinates> {
  readonly ownerAccount: string;
  readonly trails: readonly T[];
  /** The end of a Sid that distinguishes the owner's statement from its neighbours': empty if it has none. */
  readonly sidEnd: string;
}

/** A trail that logs a whole organization. */
export type OrganizationTrailCoordinates = TrailCoordinates & { readonly organizationId: string };

/** The listed trails by the account that owns them, in the order in which the owners first occur. */
export function groupByOwner<T extends TrailCoordinates>(trails: readonly T[]): readonly TrailOwner<T>[] {
  const listed = trails.filter(({ membersOf }) => membersOf === undefined);
  const owners = [...new Set(listed.map(({ ownerAccount }) => ownerAccount))];
  return owners.map((ownerAccount) => ({
    ownerAccount,
    trails: listed.filter((trail) => trail.ownerAccount === ownerAccount),
    sidEnd: owners.length === 1 ? '' : `Of${ownerAccount}`,
  }));
}

/** Whether the trail logs a whole organization, which its owner is the management account of. */
export function isOfOrganization(trail: TrailCoordinates): trail is OrganizationTrailCoordinates {
  return trail.organizationId !== undefined;
}
