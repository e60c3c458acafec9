import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { LogArchive } from '../archive/log-archive';
import { TrailKey } from '../archive/trail-key';
import { TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { errorAt } from '../preflight/construct-error';
import type { IAuditTrail } from './audit-trail-interface';
import { ImportedTrail } from './imported-trail';

/**
 * Where a landing zone is, and what of it has other than its usual names.
 * @stability experimental
 */
export interface LandingZoneProps {
  /** The home Region of the landing zone, in which its trail and bucket are. */
  readonly homeRegion: string;

  /** The management account, which owns the trail, 12 digits. */
  readonly managementAccount: string;

  /** The log archive account, which owns the bucket, 12 digits. */
  readonly logArchiveAccount: string;

  /** The id of the organization, `o-` and 10 to 32 letters or digits. */
  readonly organizationId: string;

  /**
   * The name of the bucket that the trail delivers to. Required for a Control Tower landing zone that was set up with version 4.0 or
   * newer, whose name ends with random letters: `aws-controltower-cloudtrail-logs-…`. An update from 3.x keeps the bucket.
   *
   * @default - the documented name, from account and Region
   */
  readonly bucketName?: string;

  /**
   * The ARN of the KMS key that the trail encrypts with; `aws cloudtrail describe-trails` shows it. Without it, files that are
   * encrypted with a key cannot be read.
   *
   * @default - the trail names no key, and S3 encrypts the files
   */
  readonly keyArn?: string;

  /**
   * The name of the log group that the trail delivers to, in the management account, for metric alarms.
   *
   * @default - not known
   */
  readonly logGroupName?: string;
}

/**
 * Where a landing zone of the Landing Zone Accelerator is.
 * @stability experimental
 */
export interface AcceleratorProps extends LandingZoneProps {
  /**
   * The prefix of the accelerator's resources (`AcceleratorPrefix` of its installer).
   *
   * @default AWSAccelerator
   */
  readonly acceleratorPrefix?: string;
}

/** The names that a landing zone gives to its parts. */
interface Names {
  readonly trailName: string;
  readonly bucketName: string;
  readonly keyPrefix: string;
}

/**
 * The organization trail of a landing zone, and the bucket, key and log group that it delivers to, by the names that AWS documents.
 * It only refers to them: nothing of the landing zone is created, changed or deleted.
 *
 * Deploy `Trailwatch` in the log archive account, where it can read the bucket without a change of the bucket's policy, which both
 * landing zones protect. Let the bucket send its events to EventBridge.
 *
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/logging-and-monitoring.html
 * @see https://github.com/awslabs/landing-zone-accelerator-on-aws (organizations-stack.ts, app-utils.ts)
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { LandingZone, Trailwatch } from 'cdk-trailwatch';
 *
 * declare const stack: Stack; // in the log archive account
 * const zone = LandingZone.controlTower({
 *   homeRegion: 'eu-west-1',
 *   managementAccount: '111122223333',
 *   logArchiveAccount: '444455556666',
 *   organizationId: 'o-exampleorgid',
 * });
 * new Trailwatch(stack, 'Trailwatch', { trail: zone.trail(stack, 'Trail'), emails: ['security@example.com'] });
 * @stability experimental
 */
export class LandingZone {
  /**
   * A landing zone of AWS Control Tower, version 3.0 or newer, that did not opt out of the organization trail. Files are below the id of
   * the organization.
   */
  public static controlTower(props: LandingZoneProps): LandingZone {
    const { logArchiveAccount, homeRegion, organizationId } = props;
    return new LandingZone(props, {
      trailName: 'aws-controltower-BaselineCloudTrail',
      bucketName: `aws-controltower-logs-${logArchiveAccount}-${homeRegion}`,
      keyPrefix: organizationId,
    });
  }

  /**
   * A landing zone of the Landing Zone Accelerator on AWS with `organizationTrail: true`. If it runs beside Control Tower's trail, use
   * one of the two. `centralizedLoggingRegion` of the accelerator must be the home Region; else give `bucketName`.
   */
  public static accelerator(props: AcceleratorProps): LandingZone {
    const { acceleratorPrefix = 'AWSAccelerator', logArchiveAccount, homeRegion } = props;
    const prefix =
      acceleratorPrefix === 'AWSAccelerator' ? 'aws-accelerator' : acceleratorPrefix.toLowerCase();
    return new LandingZone(props, {
      trailName: `${acceleratorPrefix}-Organizations-CloudTrail`,
      bucketName: `${prefix}-central-logs-${logArchiveAccount}-${homeRegion}`,
      keyPrefix: 'cloudtrail-organization',
    });
  }

  /** Which trail it is. */
  public readonly identity: TrailIdentity;

  private constructor(
    private readonly props: LandingZoneProps,
    private readonly names: Names,
  ) {
    checkName('logArchiveAccount', 'account id', props.logArchiveAccount);
    const { homeRegion, managementAccount, organizationId } = props;
    const { trailName } = names;
    this.identity = TrailIdentity.organization({ trailName, homeRegion, managementAccount, organizationId });
  }

  /** The trail with its archive, for `Trailwatch`, or for its parts. */
  public trail(scope: Construct, id: string): IAuditTrail {
    const { identity } = this;
    const { trailArn } = identity;
    const logGroup = this.logGroup(scope, `${id}LogGroup`);
    return new ImportedTrail(scope, id, {
      ...{ identity, trailArn, archive: this.archive(scope, `${id}Archive`) },
      ...(logGroup === undefined ? {} : { logGroup }),
    });
  }

  private archive(scope: Construct, id: string) {
    const { logArchiveAccount: account, homeRegion: region, keyArn, bucketName } = this.props;
    const { keyPrefix } = this.names;
    const trails = [this.identity];
    return LogArchive.fromBucket(scope, id, {
      bucket: Bucket.fromBucketAttributes(scope, `${id}Bucket`, {
        ...{ bucketName: bucketName ?? this.names.bucketName, account, region },
      }),
      ...{ trails, keyPrefix, policyManagedElsewhere: true },
      ...(keyArn === undefined
        ? {}
        : {
            encryptionKey: TrailKey.fromKey(scope, `${id}Key`, {
              ...{
                key: Key.fromKeyArn(scope, `${id}ImportedKey`, keyArn),
                trails,
                policyManagedElsewhere: true,
              },
            }),
          }),
    });
  }

  private logGroup(scope: Construct, id: string) {
    const { logGroupName, managementAccount, homeRegion } = this.props;
    if (logGroupName === undefined) return undefined;
    if (/[:*]/.test(logGroupName))
      throw errorAt(scope, `logGroupName '${logGroupName}' is an ARN; give the name of the log group alone`);
    const { partition } = this.identity._toCoordinates();
    const arn = `arn:${partition}:logs:${homeRegion}:${managementAccount}:log-group:${logGroupName}:*`;
    return LogGroup.fromLogGroupArn(scope, id, arn);
  }
}
