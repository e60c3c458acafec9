import { Stack } from 'aws-cdk-lib';
import { AlarmSet, TrailIdentity, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';

export interface OrganizationEstateProps {
  readonly organizationId: string;
  /** The account that owns the organization trail. */
  readonly managementAccount: string;
  /** The account that keeps the log files: few people should be able to sign in to it. */
  readonly logArchiveAccount: string;
  readonly homeRegion: string;
  /** A trail names its bucket, so a bucket of another account needs a name of your own. */
  readonly bucketName: string;
  /** The addresses that receive alerts of medium severity and above, a daily summary of all, and every alarm. */
  readonly emails: string[];
}

/** The two stacks of the estate. */
export interface OrganizationEstate {
  /** In the management account: the trail, its log group and the alarms on it. */
  readonly management: Stack;
  /** In the log archive account: the archive, its key, the search, the verification, and the alert topic. */
  readonly logArchive: Stack;
}

/** An organization trail with its archive in an account of its own, and the alarms that Security Hub's controls ask for. */
export function createOrganizationEstate(
  scope: Construct,
  props: OrganizationEstateProps,
): OrganizationEstate {
  const management = new Stack(scope, 'Management', {
    description: 'The organization trail, and alarms on it',
    env: { account: props.managementAccount, region: props.homeRegion },
    terminationProtection: true,
  });
  const logArchive = new Stack(scope, 'LogArchive', {
    description: 'The archive of the organization trail, and alerts',
    env: { account: props.logArchiveAccount, region: props.homeRegion },
    terminationProtection: true,
  });
  new Trailwatch(logArchive, 'Trailwatch', {
    identity: TrailIdentity.organization({
      trailName: 'organization-trail',
      homeRegion: props.homeRegion,
      managementAccount: props.managementAccount,
      organizationId: props.organizationId,
    }),
    trailScope: management,
    bucketName: props.bucketName,
    emails: props.emails,
    alarms: AlarmSet.securityHub(),
    // Enables trusted access for CloudTrail before the trail is created.
    organizationAdministration: {},
  });
  return { management, logArchive };
}
