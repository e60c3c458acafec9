import { Aws, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ANY_ACCOUNT, type TrailCoordinates, toTrailArn } from '../../core/policy/trail-coordinates';
import { checkName } from '../preflight/check-name';
import { checkPartition, partitionOfRegion } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { checkRegion } from './check-region';

/**
 * Properties of the identity of a single-account trail.
 * @stability stable
 */
export interface AccountTrailIdentityProps {
  /**
   * The trail's name: 3 to 128 letters, digits, periods, underscores and hyphens. It is part of the ARN in the policies of
   * archive, key and topic, so CloudFormation cannot generate it.
   */
  readonly trailName: string;

  /** The home Region of the trail, in which it is created and managed; a multi-Region trail has one, too. */
  readonly homeRegion: string;

  /** The account that the trail is created in, 12 digits. */
  readonly ownerAccount: string;

  /**
   * The AWS partition.
   *
   * @default - the partition of the home Region, or of the stack where the home Region is not known at synth
   */
  readonly partition?: string;
}

/**
 * Properties of the identity of an organization trail.
 * @stability stable
 */
export interface OrganizationTrailIdentityProps {
  /**
   * The trail's name, as in {@link AccountTrailIdentityProps.trailName}. Every member account gets a trail of
   * this name.
   */
  readonly trailName: string;

  /**
   * The home Region of the trail, in which it is created and managed. It must not be an opt-in Region: members that have not
   * enabled it would not be logged.
   */
  readonly homeRegion: string;

  /**
   * The management account of the organization, 12 digits. It owns the trail even if a delegated administrator creates it, and
   * regardless of the account of the archive.
   */
  readonly managementAccount: string;

  /** The organization's id, `o-` and 10 to 32 letters or digits. */
  readonly organizationId: string;

  /**
   * The AWS partition.
   *
   * @default - the partition of the home Region, or of the stack where the home Region is not known at synth
   */
  readonly partition?: string;
}

/**
 * Properties of the identity of the trails of an organization's accounts.
 * @stability stable
 */
export interface MemberTrailsIdentityProps {
  /** The name of each of the trails, as in {@link AccountTrailIdentityProps.trailName}. */
  readonly trailName: string;

  /** The home Region of each of the trails. */
  readonly homeRegion: string;

  /** The organization's id, `o-` and 10 to 32 letters or digits. */
  readonly organizationId: string;

  /**
   * The AWS partition.
   *
   * @default - the partition of the home Region, or of the stack where the home Region is not known at synth
   */
  readonly partition?: string;
}

/**
 * Identifies a trail before it exists: its name, home Region, owner and organization.
 *
 * The policies of an archive, a key or a topic allow CloudTrail access on behalf of specific trails only, by their ARNs, and a
 * trail cannot be created before they do. The identity derives the ARN from known values, so archive and trail can be in
 * different stacks, accounts and apps, the archive can be deployed first, and there are no circular references.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html
 * @stability stable
 */
export class TrailIdentity {
  /** A trail that logs the account that owns it. */
  public static account(props: AccountTrailIdentityProps): TrailIdentity {
    checkName('ownerAccount', 'account id', props.ownerAccount);
    return new TrailIdentity(withPartition(props));
  }

  /** A trail that logs every account of an organization. */
  public static organization(props: OrganizationTrailIdentityProps): TrailIdentity {
    checkName('managementAccount', 'account id', props.managementAccount);
    checkName('organizationId', 'organization id', props.organizationId);
    return new TrailIdentity(withPartition({ ...props, ownerAccount: props.managementAccount }));
  }

  /**
   * The single-account trails of one name and home Region in all accounts of an organization, for an archive, key or topic that
   * hundreds of them use: its policies name the organization (`aws:SourceOrgID`) and list no account, so they do not grow.
   *
   * Every account of the organization, including those that join it later, may then create such a trail, and deliver to the folder of
   * its own account only. Each trail is created with {@link TrailIdentity.account}. An account that leaves the organization no
   * longer delivers. What concerns one trail, such as its status, is checked in its account.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid
   */
  public static members(props: MemberTrailsIdentityProps): TrailIdentity {
    const { organizationId, ...rest } = props;
    checkName('organizationId', 'organization id', organizationId);
    const coordinates = withPartition({ ...rest, ownerAccount: ANY_ACCOUNT });
    return new TrailIdentity({ ...coordinates, membersOf: organizationId });
  }

  /** The trail's name. */
  public readonly trailName: string;

  /** The home Region of the trail. */
  public readonly homeRegion: string;

  /** The account that owns the trail; of an organization trail the management account, `*` for the trails of all accounts. */
  public readonly ownerAccount: string;

  /** The organization that the trail logs; undefined for a trail of one account. */
  public readonly organizationId?: string;

  /** The trail's ARN, built from literals, without references to resources; a pattern for the trails of all accounts. */
  public readonly trailArn: string;

  private readonly coordinates: TrailCoordinates;

  private constructor(coordinates: TrailCoordinates) {
    checkName('trailName', 'trail name', coordinates.trailName);
    checkRegion('homeRegion', coordinates.homeRegion);
    checkOwnPartition(coordinates);
    this.coordinates = coordinates;
    this.trailName = coordinates.trailName;
    this.homeRegion = coordinates.homeRegion;
    this.ownerAccount = coordinates.ownerAccount;
    this.organizationId = coordinates.organizationId;
    this.trailArn = toTrailArn(coordinates);
  }

  /** Whether this is the trail of an organization. */
  public get isOrganizationTrail(): boolean {
    return this.organizationId !== undefined;
  }

  /** Whether these are the trails of all accounts of an organization. */
  public get isOfMembers(): boolean {
    return this.coordinates.membersOf !== undefined;
  }

  /** @internal */
  public _toCoordinates(): TrailCoordinates {
    return this.coordinates;
  }
}

interface Known {
  readonly trailName: string;
  readonly homeRegion: string;
  readonly ownerAccount: string;
  readonly organizationId?: string;
  readonly partition?: string;
}

function withPartition({
  trailName,
  homeRegion,
  ownerAccount,
  organizationId,
  partition,
}: Known): TrailCoordinates {
  return {
    partition: partition ?? partitionOf(homeRegion),
    trailName,
    homeRegion,
    ownerAccount,
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}

function partitionOf(region: string): string {
  return partitionOfRegion(region) ?? Aws.PARTITION;
}

function checkOwnPartition({ partition, homeRegion }: TrailCoordinates): void {
  const known = partitionOfRegion(homeRegion);
  if (known === undefined || !isKnownDifference(partition, known)) return;
  throw new Error(
    `partition '${partition}' is not that of homeRegion '${homeRegion}', which is '${known}'; leave it out`,
  );
}

/**
 * Fails the synthesis if a construct whose policies allow trails to write is given none; throws on trails of another partition.
 */
export function checkTrails(scope: IConstruct, trails: readonly TrailIdentity[]): void {
  checkTrailPartitions(scope, trails);
  if (trails.length > 0) return;
  scope.node.addValidation({
    validate: () => [refusalOf('noTrails', `'trails' of '${scope.node.path}' is empty`).message],
  });
}

/** Throws on an identity of many trails where one is needed. */
export function checkSingleTrail({ isOfMembers, trailName }: TrailIdentity): void {
  if (!isOfMembers) return;
  throw new Error(
    `identity '${trailName}' is of the trails of all accounts of an organization; create each of them in its account, with TrailIdentity.account(…)`,
  );
}

/** Throws on a trail of another partition: CloudTrail delivers only within one partition. */
export function checkTrailPartitions(scope: IConstruct, trails: readonly TrailIdentity[]): void {
  within(scope, () => {
    for (const { trailArn: value } of trails) {
      checkPartition(scope, { property: 'trails', value, partition: /^arn:(aws[a-z-]*):/.exec(value)?.[1] });
    }
  });
}

/**
 * Whether a single-Region trail may receive the events of IAM, STS and other global services, which are logged in us-east-1.
 * True if Region or partition are not known, or in another partition.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html (global service events)
 */
export function mayHearGlobalServices(identity: TrailIdentity): boolean {
  const { homeRegion } = identity;
  const isCommercial = identity._toCoordinates().partition === 'aws';
  return !isCommercial || homeRegion === 'us-east-1' || Token.isUnresolved(homeRegion);
}

/**
 * Whether the list contains the trail. Parts that are not known at synthesis are considered a match: a check may miss a
 * problem, but must not report a false one.
 */
export function isTrailAmong(trail: TrailIdentity, trails: readonly TrailIdentity[]): boolean {
  return trails.some(
    (other) =>
      mayBeEqual(trail.trailName, other.trailName) &&
      mayBeEqual(trail.homeRegion, other.homeRegion) &&
      mayBeOfOwner(trail._toCoordinates(), other._toCoordinates()) &&
      trail.isOrganizationTrail === other.isOrganizationTrail &&
      mayBeEqual(trail.organizationId ?? '', other.organizationId ?? ''),
  );
}

/** A trail of one account may be of any organization. */
function mayBeOfOwner(trail: TrailCoordinates, { membersOf, ownerAccount }: TrailCoordinates): boolean {
  return membersOf === undefined
    ? mayBeEqual(trail.ownerAccount, ownerAccount)
    : mayBeEqual(trail.membersOf ?? membersOf, membersOf);
}

function mayBeEqual(one: string, other: string): boolean {
  return !isKnownDifference(one, other);
}

/** The organization that all of the trails log; undefined if there are several, or a trail of one listed account. */
export function onlyOrganization(trails: readonly TrailIdentity[]): string | undefined {
  const coordinates = trails.map((trail) => trail._toCoordinates());
  const organizations = new Set(
    coordinates.map(({ organizationId, membersOf }) => organizationId ?? membersOf),
  );
  const [only] = organizations;
  return organizations.size === 1 ? only : undefined;
}
