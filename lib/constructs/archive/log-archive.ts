import { Duration, PhysicalName, RemovalPolicy } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkName } from '../check-name';
import { toPolicyStatement } from '../to-policy-statement';
import type { TrailIdentity } from '../trail/trail-identity';
import { createAccessLogBucket } from './access-log-bucket';
import { dependOnDelivery, toDeliveryStatements } from './archive-delivery';
import { checkKeyRegion, checkKeyTrusts } from './check-archive-key';
import { ExistingLogArchive, type ImportedLogArchiveProps } from './existing-log-archive';
import type { ILogArchive } from './log-archive-interface';
import { grantGet, grantList, type LogReadOptions } from './log-reading';
import { type ITrailKey, TrailKey } from './trail-key';

/** What a `LogArchive` is made from. */
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
   * The bucket's name. It must be known, and so be given here, where a trail of another app is to name it.
   *
   * @default - CloudFormation makes one; or the CDK does, where a stack of another account or Region refers to it
   */
  readonly bucketName?: string;

  /**
   * The key that the files are encrypted with. Must trust every one of `trails`.
   *
   * @default - a new `TrailKey` for `trails`
   */
  readonly encryptionKey?: ITrailKey;

  /**
   * What becomes of files as they age.
   *
   * @default - Intelligent-Tiering after 90 days; uploads that were never completed go after 7 days; nothing expires
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * Where S3 logs the requests to the archive. Its policy must let S3 write, and it must be in the same account
   * and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;
}

const DEFAULT_LIFECYCLE: LifecycleRule[] = [
  {
    id: 'KeepCheaply',
    abortIncompleteMultipartUploadAfter: Duration.days(7),
    transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(90) }],
    noncurrentVersionTransitions: [
      { storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(90) },
    ],
  },
];

/**
 * The bucket that keeps CloudTrail's log files and digests: private, versioned, encrypted with a key of its own,
 * reachable over TLS 1.2 or newer only, and written by the named trails only. It is retained when the stack is
 * deleted, always; there is no property to empty it.
 *
 * Deliveries are announced through S3's own switch to EventBridge. A bucket has one notification configuration,
 * which its stack must own; with EventBridge it stays the same whoever listens. Any stack of the bucket's account
 * and Region joins with a rule of its own, chooses its keys by pattern, and leaves without a trace. A fan-out
 * over SNS would need a topic, its policy and its key between them, and every listener would have to be let in by
 * the archive's stack; it would be the better choice only for listeners that must read the notice in another
 * account without an event bus.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
export class LogArchive extends Construct implements ILogArchive {
  /**
   * Takes a bucket that is there already. A bucket of this app gets the statements added; an imported one cannot,
   * and synth then fails with the statements to add, unless `policyManagedElsewhere` is set. Its other settings
   * are left alone: turn on EventBridge notifications where the bucket is defined, if log files are to be
   * processed.
   */
  public static fromBucket(scope: Construct, id: string, props: ImportedLogArchiveProps): ILogArchive {
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
    checkName('keyPrefix', 'key prefix', props.keyPrefix);
    checkName('bucketName', 'bucket name', props.bucketName);
    this.trails = [...props.trails];
    this.keyPrefix = props.keyPrefix;
    const key = props.encryptionKey ?? new TrailKey(this, 'Key', { trails: this.trails });
    checkKeyTrusts(key, this.trails);
    this.encryptionKey = key;

    const bucket = this.createBucket(props, key.key);
    this.bucket = bucket;
    checkKeyRegion(key, bucket);
    this.serverAccessLogsBucket = this.logRequests(bucket, props.serverAccessLogsBucket);
    this.announceDeliveries(bucket);
    // A retained bucket that lost its policy would refuse every trail, and admit callers without TLS.
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const statement of toDeliveryStatements(this))
      bucket.addToResourcePolicy(toPolicyStatement(statement));
    dependOnDelivery(this, [bucket.policy ?? bucket, key]);
  }

  public grantRead(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return grantGet(this, grantee, options);
  }

  public grantList(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    return grantList(this, grantee, options);
  }

  /** How many bytes the bucket holds, in its standard storage class; once a day. */
  public metricSizeBytes(props: MetricOptions = {}): Metric {
    return this.metric('BucketSizeBytes', 'StandardStorage', { unit: Unit.BYTES, ...props });
  }

  /** How many objects the bucket holds, in all storage classes and versions; once a day. */
  public metricObjects(props: MetricOptions = {}): Metric {
    return this.metric('NumberOfObjects', 'AllStorageTypes', { unit: Unit.COUNT, ...props });
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

  private createBucket(props: LogArchiveProps, encryptionKey: IKey): Bucket {
    return new Bucket(this, 'Bucket', {
      bucketName: props.bucketName ?? PhysicalName.GENERATE_IF_NEEDED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      lifecycleRules: props.lifecycleRules ?? DEFAULT_LIFECYCLE,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Set on the resource itself: what the CDK's own bucket does depends on flags of the app. */
  private logRequests(bucket: Bucket, target: IBucket | undefined): IBucket {
    const logs = target ?? createAccessLogBucket(this, bucket);
    (bucket.node.defaultChild as CfnBucket).loggingConfiguration = {
      destinationBucketName: logs.bucketName,
      logFilePrefix: 'archive/',
    };
    return logs;
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
