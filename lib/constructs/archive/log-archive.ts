import { Duration, type RemovalPolicy, Resource } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type {
  Bucket,
  BucketReference,
  CfnBucket,
  IBucket,
  LifecycleRule,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import { checkTrails, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { describeBucket } from '../resource/describe-retention';
import { removeParts } from '../resource/generated-name';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { dependOnDelivery, toDeliveryStatements } from './archive-delivery';
import { ArchiveEncryption, giveUpKey } from './archive-encryption';
import { type ArchiveInventory, listFiles } from './archive-inventory';
import { ArchiveLifecycle } from './archive-lifecycle';
import { checkKeyRegion, checkKeyTrusts } from './check-archive';
import { createEvidenceBucket, emptyingOf, logRequests } from './evidence-bucket';
import { ExistingLogArchive, type LogArchiveAttributes } from './existing-log-archive';
import { judgeBucketWhenFinal } from './final-evidence';
import type { ILogArchive } from './log-archive-interface';
import { grantGet, grantList, type LogReadOptions } from './log-reading';
import { type ArchiveReplication, REPLICATION_RULE_ID, replicate } from './replica/archive-replication';
import type { ILogArchiveReplica } from './replica/log-archive-replica';
import { TrailKey } from './trail-key';
import { type ITrailKey, readingKeyOf } from './trail-key-interface';

/**
 * Properties of `LogArchive`.
 * @stability stable
 */
export interface LogArchiveProps {
  /**
   * The trails that may deliver here, in any account and Region. A trail that is not listed cannot be created on this archive.
   */
  readonly trails: TrailIdentity[];

  /**
   * The prefix before `AWSLogs/` in every key, without leading and trailing slashes. At most 200 characters.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;

  /**
   * The name of the bucket. Required by stacks in other accounts and Regions, because a trail refers to its bucket by name. It
   * cannot be changed: CloudFormation replaces the bucket, even if the new name is the one that it generated.
   *
   * @default - CloudFormation makes one
   */
  readonly bucketName?: string;

  /**
   * The name that CloudFormation generated for the bucket, if it was deployed without `bucketName`. Stacks in other accounts
   * and Regions then refer to the bucket by it, and the bucket is not replaced. Set it when a trail in another account or
   * Region is added.
   *
   * @default - no stack of another account or Region refers to the bucket, or it has a name of its own
   */
  readonly deployedBucketName?: string;

  /**
   * The key that the files are encrypted with. Must trust every one of `trails`.
   *
   * @default - a new `TrailKey` for `trails`, unless `encryption` needs none
   */
  readonly encryptionKey?: ITrailKey;

  /**
   * Whose keys encrypt the files.
   *
   * @default ArchiveEncryption.KMS
   * @stability experimental
   */
  readonly encryption?: ArchiveEncryption;

  /**
   * Locks every file for a retention period: `ObjectLockRetention.governance(…)`, which principals with a special permission
   * can bypass, or `ObjectLockRetention.compliance(…)`, which no principal can bypass, including the root user, until the
   * retention period ends.
   *
   * Decide before the first deployment. CloudFormation replaces the bucket to enable it, and S3 cannot disable it. Locked files
   * are charged until the end of the period, including digests and mistakes.
   *
   * @default - files are not locked; their versions are kept all the same
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * The lifecycle of the files. None may expire before its lock does. `ArchiveLifecycle` has common ones.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * The replication of every file to a second bucket. Deletions are not replicated.
   *
   * @default - there is no second copy
   */
  readonly replication?: ArchiveReplication;

  /**
   * S3 Inventory of every version of every file, with size, encryption, lock and replication status.
   *
   * @default - no lists
   */
  readonly inventory?: ArchiveInventory;

  /**
   * The bucket for the server access logs of the archive. Its policy must allow S3 to write, and it must be in the same account
   * and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * The removal policy of the bucket, its access logs and policies, and the key unless it is given. `DESTROY` is for
   * short-lived test environments.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the bucket before it is deleted: every version of every file, including the access logs.
   * Requires `removalPolicy: RemovalPolicy.DESTROY`, and cannot be used with `objectLock`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}

/**
 * The bucket for CloudTrail log files and digests: private, versioned, encrypted with its own KMS key by default, accessible over TLS 1.2
 * or later only, and writable by the named trails only. It is retained when the stack is deleted, unless `removalPolicy` and
 * `autoDeleteObjects` are set.
 *
 * Deliveries are announced as S3 events on EventBridge. A bucket has one notification configuration, which its stack must own;
 * with EventBridge it does not depend on the listeners. Any stack in the bucket's account and Region can add its own rule,
 * filter keys by pattern, and be removed again. A fan-out over SNS would need a topic, its policy and its key in between, and
 * the archive's stack would have to allow every listener; it is the better choice only for listeners that must receive the
 * notice in another account without an event bus.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AuditTrail, LogArchive, TrailIdentity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * const identity = TrailIdentity.account({
 *   trailName: 'audit',
 *   homeRegion: 'eu-west-1',
 *   ownerAccount: '111122223333',
 * });
 * const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
 * new AuditTrail(stack, 'Trail', { identity, archive });
 * @stability stable
 */
export class LogArchive extends Resource implements ILogArchive {
  /**
   * Uses an existing bucket. The statements are added to the policy of a bucket of this app. The policy of an imported bucket
   * cannot be changed: synthesis fails with the statements to add, unless `policyManagedElsewhere` is set. Other settings of
   * the bucket are not changed: enable EventBridge notifications where the bucket is defined, if log files are to be processed.
   */
  public static fromBucket(scope: Construct, id: string, props: LogArchiveAttributes): ILogArchive {
    return new ExistingLogArchive(scope, id, props);
  }

  public readonly bucket: IBucket;
  public readonly keyPrefix?: string;
  public readonly trails: TrailIdentity[];
  public readonly encryptionKey?: ITrailKey;
  public readonly formerKey?: ITrailKey;

  /** The bucket for the server access logs of the archive. */
  public readonly serverAccessLogsBucket: IBucket;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    within(this, () => checkNames(props));
    checkTrails(this, props.trails);
    this.trails = [...props.trails];
    this.keyPrefix = props.keyPrefix;
    const { encryption = ArchiveEncryption.KMS } = props;
    const key = within(this, () => this.keyOf(encryption, props));
    if (encryption === ArchiveEncryption.KMS) this.encryptionKey = key;
    else this.formerKey = key;

    const bucket = within(this, () => this.createBucket(props));
    this.bucket = bucket;
    setDefaultChild(this, bucket);
    describeBucket(bucket, 'LogArchive', [['Second copy', props.replication?.replica.node.path ?? 'none']]);
    if (key !== undefined) within(this, () => checkKeyRegion(key, bucket));
    if (encryption !== ArchiveEncryption.KMS) giveUpKey(this, bucket);
    this.serverAccessLogsBucket = within(this, () =>
      logRequests(this, bucket, { ...props, target: props.serverAccessLogsBucket, prefix: 'archive/' }),
    );
    this.announceDeliveries(bucket);
    for (const statement of toDeliveryStatements(this))
      bucket.addToResourcePolicy(toPolicyStatement(statement));
    this.listFiles(bucket, props.inventory);
    const replication = within(this, () => this.replicate(bucket, props));
    judgeBucketWhenFinal(this, { bucket, keyPrefix: props.keyPrefix });
    // the trails are deleted before the bucket is emptied
    dependOnDelivery(this, [
      bucket.policy ?? bucket,
      ...(key === undefined ? [] : [key]),
      ...replication,
      ...emptyingOf(bucket),
    ]);
  }

  public get bucketRef(): BucketReference {
    return this.bucket.bucketRef;
  }

  /** Applies to the bucket, its access logs and their policies, and to the key unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  public grantRead(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return within(this, () => grantGet(this, grantee, options));
  }

  public grantList(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return within(this, () => grantList(this, grantee, options));
  }

  /** The number of bytes in the bucket, in its standard storage class; reported daily. */
  public metricSizeBytes(props: MetricOptions = {}): Metric {
    return this.metric('BucketSizeBytes', 'StandardStorage', { unit: Unit.BYTES, ...props });
  }

  /** The number of objects in the bucket, in all storage classes and versions; reported daily. */
  public metricObjects(props: MetricOptions = {}): Metric {
    return this.metric('NumberOfObjects', 'AllStorageTypes', { unit: Unit.COUNT, ...props });
  }

  /**
   * The number of files that S3 failed to replicate, and does not retry.
   *
   * @param replica the replica that the archive is replicated to
   */
  public metricReplicationFailures(replica: ILogArchiveReplica, props: MetricOptions = {}): Metric {
    return new Metric({
      namespace: 'AWS/S3',
      metricName: 'OperationsFailedReplication',
      dimensionsMap: {
        SourceBucket: this.bucket.bucketName,
        DestinationBucket: replica.bucket.bucketName,
        RuleId: REPLICATION_RULE_ID,
      },
      statistic: 'Sum',
      ...props,
    }).attachTo(this);
  }

  private metric(metricName: string, storageType: string, props: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/S3',
      metricName,
      dimensionsMap: { BucketName: this.bucket.bucketName, StorageType: storageType },
      period: Duration.days(1),
      statistic: 'Average',
      ...props,
    }).attachTo(this);
  }

  /** The key that trails encrypt with, or that they encrypted with before. */
  private keyOf(encryption: ArchiveEncryption, props: LogArchiveProps): ITrailKey | undefined {
    const { encryptionKey, removalPolicy } = props;
    if (encryption === ArchiveEncryption.S3_MANAGED) {
      if (encryptionKey === undefined) return undefined;
      throw new Error(
        `encryptionKey '${encryptionKey.node.path}' and encryption S3_MANAGED are both given; leave out encryptionKey, or use ` +
          'S3_MANAGED_AFTER_KMS if earlier files are encrypted with it',
      );
    }
    const key = encryptionKey ?? new TrailKey(this, 'Key', { trails: this.trails, removalPolicy });
    checkKeyTrusts(key, this.trails);
    return key;
  }

  private createBucket(props: LogArchiveProps): Bucket {
    return createEvidenceBucket(this, {
      bucketName: props.bucketName,
      deployedBucketName: props.deployedBucketName,
      objectLock: props.objectLock,
      removalPolicy: props.removalPolicy,
      autoDeleteObjects: props.autoDeleteObjects,
      encryptionKey: this.encryptionKey?.key,
      lifecycleRules: props.lifecycleRules ?? ArchiveLifecycle.intelligentTiering(),
    });
  }

  private listFiles(bucket: Bucket, inventory: ArchiveInventory | undefined): void {
    if (inventory === undefined) return;
    listFiles(this, bucket, {
      ...inventory,
      destination: inventory.destination ?? this.serverAccessLogsBucket,
    });
  }

  /** Returns the dependencies that must be deployed before the first file arrives. */
  private replicate(bucket: Bucket, { replication, objectLock }: LogArchiveProps): IDependable[] {
    if (replication === undefined) {
      acknowledgeControls(bucket, {
        S3BucketReplicationEnabled:
          'a second copy costs as much as the first; set replication if you need one',
      });
      return [];
    }
    const archive = {
      ...{ bucket, objectLockEnabled: objectLock !== undefined },
      readingKey: readingKeyOf(this),
    };
    return [replicate(this, archive, replication)];
  }

  /** Set on the L1 resource: the L2 property uses a custom resource that rewrites the bucket's notifications. */
  private announceDeliveries(bucket: Bucket): void {
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    this.node.addValidation({
      validate: () =>
        bucket.node.tryFindChild('Notifications') === undefined
          ? []
          : [
              "addEventNotification on the archive's bucket would replace its EventBridge notifications, and no log file " +
                "would be processed any more; listen with an EventBridge rule on 'Object Created' of the bucket instead",
            ],
    });
  }
}

/** Whether an archive is to be encrypted with keys of S3, so that its trails name no key. */
export function isWithoutKey(archive: ILogArchive): boolean {
  return archive instanceof LogArchive && archive.encryptionKey === undefined;
}

function checkNames({ keyPrefix, bucketName, deployedBucketName }: LogArchiveProps): void {
  checkName('keyPrefix', 'key prefix', keyPrefix);
  checkName('bucketName', 'bucket name', bucketName);
  checkName('deployedBucketName', 'bucket name', deployedBucketName);
}
