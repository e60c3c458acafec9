import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeControls } from '../acknowledge-controls';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from './trail-identity';
import { isTrailAmong } from './trail-identity-match';

/** A trail. */
export interface IAuditTrail extends IConstruct {
  /** The trail's ARN. Whoever refers to it is created after the trail; `identity.trailArn` refers to nothing. */
  readonly trailArn: string;
}

/** What an `AuditTrail` is made from. */
export interface AuditTrailProps {
  /** Which trail this is: its name, home Region, owner and organization. */
  readonly identity: TrailIdentity;

  /** Where the trail delivers to. It must list `identity` among its trails. */
  readonly archive: ILogArchive;
}

/**
 * A CloudTrail trail that logs all Regions, global services included, proves its files by digests, and is on.
 *
 * It is created after the policies of the archive's bucket and key. In the stack of another account or Region
 * than the archive's, the archive's stack is deployed first.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
 */
export class AuditTrail extends Construct implements IAuditTrail {
  public readonly trailArn: string;

  /** Which trail this is. */
  public readonly identity: TrailIdentity;

  /** Where the trail delivers to. */
  public readonly archive: ILogArchive;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    acknowledgeControls(this, {
      CloudTrailCloudWatchLogsEnabled:
        'the log processor searches every record where it is archived; a log group beside that is for those who want its alarms',
    });
    this.identity = props.identity;
    this.archive = props.archive;
    this.checkArchive();
    this.checkHomeRegion();
    this.checkOwner();
    this.trailArn = this.createTrail().attrArn;
  }

  private createTrail(): CfnTrail {
    const { bucket, keyPrefix, encryptionKey } = this.archive;
    const trail = new CfnTrail(this, 'Resource', {
      trailName: this.identity.trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      isOrganizationTrail: this.identity.isOrganizationTrail,
      s3BucketName: bucket.bucketName,
      s3KeyPrefix: keyPrefix,
      kmsKeyId: encryptionKey?.keyIdFor(this),
    });
    trail.node.addDependency(this.archive);
    return trail;
  }

  private checkArchive(): void {
    if (isTrailAmong(this.identity, this.archive.trails)) return;
    throw new Error(
      `archive '${this.archive.node.path}' does not trust the trail '${this.identity.trailName}' ` +
        `(${this.identity.trailArn}); add the identity to the archive's 'trails'`,
    );
  }

  private checkHomeRegion(): void {
    const { region } = Stack.of(this);
    const { homeRegion } = this.identity;
    if (differs(region, homeRegion)) {
      throw new Error(
        `identity.homeRegion is '${homeRegion}', but the stack deploys to '${region}'; ` +
          'a trail is created in its home Region, so move the trail to a stack of that Region or change the identity',
      );
    }
  }

  private checkOwner(): void {
    const { account } = Stack.of(this);
    const { ownerAccount, isOrganizationTrail } = this.identity;
    if (!differs(account, ownerAccount)) return;
    if (!isOrganizationTrail) {
      throw new Error(
        `identity.ownerAccount is '${ownerAccount}', but the stack deploys to '${account}'; ` +
          'move the trail to a stack of that account or change the identity',
      );
    }
    Annotations.of(this).addWarningV2(
      'cdk-trailwatch:delegatedAdministrator',
      `the organization trail '${this.identity.trailName}' belongs to the management account '${ownerAccount}', but the stack ` +
        `deploys to '${account}'; that works only where '${account}' is registered as a delegated administrator for CloudTrail`,
    );
  }
}

function differs(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}
