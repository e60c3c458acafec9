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
import { type ArchiveInventory, listFiles } from './archive-inventory';
import { ArchiveLifecycle } from './archive-lifecycle';
import { checkKeyRegion, checkKeyTrusts } from './check-archive';
import { createEvidenceBucket, emptyingOf, logRequests } from './evidence-bucket';
import { ExistingLogArchive, type LogArchiveAttributes } from './existing-log-archive';
import type { ILogArchive } from './log-archive-interface';
import { grantGet, grantList, type LogReadOptions } from './log-reading';
import { type ArchiveReplication, REPLICATION_RULE_ID, replicate } from './replica/archive-replication';
import type { ILogArchiveReplica } from './replica/log-archive-replica-interface';
import { TrailKey } from './trail-key';
import type { ITrailKey } from './trail-key-interface';

/** Properties of `LogArchive`. */
export interface LogArchiveProps {
  /**
   * The trails that may deliver here, in this account and Region or any others. No trail that is missing here can
   * be created on this archive.
   */
  readonly trails: TrailIdentity[];

  /**
   * What to put before `AWSLogs/` in every key, without slashes at its ends. At most 200 characters.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;

  /**
   * The name to create the bucket with. Stacks of other accounts and Regions need it, because a trail names its bucket. It cannot
   * be changed: CloudFormation replaces the bucket, also for the name that CloudFormation made for it.
   *
   * @default - CloudFormation makes one
   */
  readonly bucketName?: string;

  /**
   * The name that CloudFormation made for the bucket, once it is deployed without `bucketName`. Stacks of other accounts and
   * Regions then refer to the bucket by it, and the bucket itself stays as it is. Give it when a trail of another account or
   * Region joins.
   *
   * @default - no stack of another account or Region refers to the bucket, or it has a name of its own
   */
  readonly deployedBucketName?: string;

  /**
   * The key that the files are encrypted with. Must trust every one of `trails`.
   *
   * @default - a new `TrailKey` for `trails`
   */
  readonly encryptionKey?: ITrailKey;

  /**
   * Locks every file for a time: `ObjectLockRetention.governance(…)`, which principals with a
   * special permission can bypass, or `ObjectLockRetention.compliance(…)`, which no principal can bypass, the root
   * user included, until the retention period ends.
   *
   * Decide before the first deploy. CloudFormation replaces the bucket to turn it on, and S3 cannot turn it off again.
   * What is locked is paid for until the end, digests and mistakes included.
   *
   * @default - files are not locked; their versions are kept all the same
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * What becomes of files as they age. None may expire before its lock does. `ArchiveLifecycle` has the usual ones.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * Where a second copy of every file goes. Deletions are not carried over.
   *
   * @default - there is no second copy
   */
  readonly replication?: ArchiveReplication;

  /**
   * Has S3 list every version of every file, with size, encryption, lock and replication.
   *
   * @default - no lists
   */
  readonly inventory?: ArchiveInventory;

  /**
   * Where S3 logs the requests to the archive. Its policy must let S3 write, and it must be in the same account
   * and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * What happens to the bucket, its access logs and policies, and the key unless it is given, when they are removed from
   * the stack. `DESTROY` is for environments that live for a test.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether a custom resource empties the bucket before it is deleted: every version of every file, the access logs too. It
   * needs `removalPolicy: RemovalPolicy.DESTROY`, and cannot go with `objectLock`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}

/**
 * The bucket that keeps CloudTrail's log files and digests: private, versioned, encrypted with a key of its own,
 * reachable over TLS 1.2 or newer only, and written by the named trails only. It is retained when the stack is
 * deleted, unless `removalPolicy` and `autoDeleteObjects` say otherwise.
 *
 * Deliveries are announced through S3's own switch to EventBridge. A bucket has one notification configuration,
 * which its stack must own; with EventBridge it stays the same whoever listens. Any stack of the bucket's account
 * and Region joins with a rule of its own, chooses its keys by pattern, and leaves without a trace. A fan-out
 * over SNS would need a topic, its policy and its key between them, and every listener would have to be let in by
 * the archive's stack; it would be the better choice only for listeners that must read the notice in another
 * account without an event bus.
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
 */
export class LogArchive extends Resource implements ILogArchive {
  /**
   * Takes a bucket that is there already. A bucket of this app gets the statements added; an imported one cannot,
   * and synth then fails with the statements to add, unless `policyManagedElsewhere` is set. Its other settings
   * are left alone: turn on EventBridge notifications where the bucket is defined, if log files are to be
   * processed.
   */
  public static fromBucket(scope: Construct, id: string, props: LogArchiveAttributes): ILogArchive {
    return new ExistingLogArchive(scope, id, props);
  }

  public readonly bucket: IBucket;
  public readonly keyPrefix?: string;
  public readonly trails: TrailIdentity[];
  public readonly encryptionKey?: ITrailKey;

  /** Where S3 logs the requests to the archive. */
  public readonly serverAccessLogsBucket: IBucket;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    within(this, () => checkNames(props));
    checkTrails(this, props.trails);
    this.trails = [...props.trails];
    this.keyPrefix = props.keyPrefix;
    const key =
      props.encryptionKey ??
      new TrailKey(this, 'Key', { trails: this.trails, removalPolicy: props.removalPolicy });
    within(this, () => checkKeyTrusts(key, this.trails));
    this.encryptionKey = key;

    const bucket = within(this, () => this.createBucket(props, key));
    this.bucket = bucket;
    setDefaultChild(this, bucket);
    describeBucket(bucket, 'LogArchive', [['Second copy', props.replication?.replica.node.path ?? 'none']]);
    within(this, () => checkKeyRegion(key, bucket));
    this.serverAccessLogsBucket = within(this, () =>
      logRequests(this, bucket, { ...props, target: props.serverAccessLogsBucket, prefix: 'archive/' }),
    );
    this.announceDeliveries(bucket);
    for (const statement of toDeliveryStatements(this))
      bucket.addToResourcePolicy(toPolicyStatement(statement));
    this.listFiles(bucket, props.inventory);
    const replication = within(this, () => this.replicate(bucket, props));
    // the trails are deleted before the bucket is emptied
    dependOnDelivery(this, [bucket.policy ?? bucket, key, ...replication, ...emptyingOf(bucket)]);
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

  /** How many bytes the bucket holds, in its standard storage class; once a day. */
  public metricSizeBytes(props: MetricOptions = {}): Metric {
    return this.metric('BucketSizeBytes', 'StandardStorage', { unit: Unit.BYTES, ...props });
  }

  /** How many objects the bucket holds, in all storage classes and versions; once a day. */
  public metricObjects(props: MetricOptions = {}): Metric {
    return this.metric('NumberOfObjects', 'AllStorageTypes', { unit: Unit.COUNT, ...props });
  }

  /**
   * How many files S3 could not replicate, and will not try again by itself.
   *
   * @param replica the one that the archive is replicated to
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

  private createBucket(props: LogArchiveProps, { key }: ITrailKey): Bucket {
    return createEvidenceBucket(this, {
      bucketName: props.bucketName,
      deployedBucketName: props.deployedBucketName,
      objectLock: props.objectLock,
      removalPolicy: props.removalPolicy,
      autoDeleteObjects: props.autoDeleteObjects,
      encryptionKey: key,
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

  /** Gives what must be deployed before the first file arrives. */
  private replicate(bucket: Bucket, { replication, objectLock }: LogArchiveProps): IDependable[] {
    const { encryptionKey } = this;
    if (replication === undefined || encryptionKey === undefined) {
      acknowledgeControls(bucket, {
        S3BucketReplicationEnabled:
          'a second copy costs as much as the first; whoever needs one sets replication',
      });
      return [];
    }
    const archive = { bucket, encryptionKey, objectLockEnabled: objectLock !== undefined };
    return [replicate(this, archive, replication)];
  }

  /**
   * Set on the resource itself: the CDK's own switch is a custom resource that rewrites the bucket's
   * notifications.
   */
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

function checkNames({ keyPrefix, bucketName, deployedBucketName }: LogArchiveProps): void {
  checkName('keyPrefix', 'key prefix', keyPrefix);
  checkName('bucketName', 'bucket name', bucketName);
  checkName('deployedBucketName', 'bucket name', deployedBucketName);
}
