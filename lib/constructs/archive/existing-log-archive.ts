import { type RemovalPolicy, Resource } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { BucketReference, IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checkTrailPartitions, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { checkArn } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { refusalOf } from '../preflight/report-finding';
import { managePolicyElsewhere } from '../statement/managed-elsewhere';
import { requireStatements } from '../statement/required-statements';
import { dependOnDelivery, toDeliveryStatements } from './archive-delivery';
import { checkControlTowerPrefix, checkKeyRegion, checkKeyTrusts } from './check-archive';
import { judgeBucketWhenFinal, policiesOf } from './final-evidence';
import type { ILogArchive } from './log-archive-interface';
import { grantGet, grantList, type LogReadOptions, REMEDIES } from './log-reading';
import type { ITrailKey } from './trail-key-interface';

/**
 * Properties of an archive with an existing bucket.
 * @stability stable
 */
export interface LogArchiveAttributes {
  /** The bucket: created in this app, or imported. */
  readonly bucket: IBucket;

  /** The trails that deliver to it. */
  readonly trails: TrailIdentity[];

  /**
   * The prefix before `AWSLogs/` in every key, without leading and trailing slashes.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;

  /**
   * The key that the trails encrypt with. Must trust every one of `trails`.
   *
   * @default - the trails name no key, and S3 encrypts as the bucket says
   */
  readonly encryptionKey?: ITrailKey;

  /**
   * Whether the bucket policy already contains the statements that the trails and readers of this app need, or will before they
   * are created. If true, nothing is added to it, and an imported bucket is not an error. A note lists the statements for
   * readers in other accounts, which must be added before those are deployed.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/** An existing bucket. */
export class ExistingLogArchive extends Resource implements ILogArchive {
  public readonly bucket: IBucket;
  public readonly keyPrefix?: string;
  public readonly trails: TrailIdentity[];
  public readonly encryptionKey?: ITrailKey;

  constructor(scope: Construct, id: string, props: LogArchiveAttributes) {
    super(scope, id, props.bucket.env);
    within(this, () => {
      checkName('keyPrefix', 'key prefix', props.keyPrefix);
      checkArn(this, { property: 'bucket', service: 's3' }, props.bucket.bucketArn);
    });
    this.bucket = props.bucket;
    this.keyPrefix = props.keyPrefix;
    checkTrailPartitions(this, props.trails);
    this.trails = [...props.trails];
    this.encryptionKey = props.encryptionKey;
    within(this, () => this.checkKey());
    checkControlTowerPrefix(this);
    const { bucket, policyManagedElsewhere = false } = props;
    if (policyManagedElsewhere)
      managePolicyElsewhere(this, { resource: bucket, noun: 'bucket', arn: bucket.bucketArn });
    const policies = requireStatements(
      {
        scope: this,
        noun: 'bucket',
        arn: props.bucket.bucketArn,
        add: (statement) => props.bucket.addToResourcePolicy(statement),
        remedy: REMEDIES.bucket,
        managedElsewhere: policyManagedElsewhere,
      },
      toDeliveryStatements(this),
    );
    if (!policyManagedElsewhere) refuseSecondPolicy(this, props.bucket);
    judgeBucketWhenFinal(this, props);
    dependOnDelivery(this, [
      ...policies,
      ...(props.encryptionKey === undefined ? [] : [props.encryptionKey]),
    ]);
  }

  public get bucketRef(): BucketReference {
    return this.bucket.bucketRef;
  }

  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.bucket.applyRemovalPolicy(policy);
  }

  public grantRead(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return within(this, () => grantGet(this, grantee, options));
  }

  public grantList(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return within(this, () => grantList(this, grantee, options));
  }

  private checkKey(): void {
    const { encryptionKey, trails, bucket } = this;
    if (encryptionKey === undefined) return;
    checkKeyTrusts(encryptionKey, trails);
    checkKeyRegion(encryptionKey, bucket);
  }
}

/** Fails the synthesis if the bucket has a policy from elsewhere in the app, such as an included template. */
function refuseSecondPolicy(scope: Construct, bucket: IBucket): void {
  scope.node.addValidation({
    validate: () => {
      const policies = policiesOf(bucket);
      if (policies.length < 2) return [];
      const paths = policies.map(({ node }) => `'${node.path}'`).join(' and ');
      return [
        refusalOf('secondBucketPolicy', `the bucket '${bucket.node.path}' has the policies ${paths}`).message,
      ];
    },
  });
}
