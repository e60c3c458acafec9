import {
  ArnFormat,
  Aws,
  CfnOutput,
  type IResource,
  Names,
  RemovalPolicy,
  Resource,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  Bucket,
  type BucketReference,
  type IBucket,
  type IBucketRef,
  type LifecycleRule,
  type ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  type ReplicationSource,
  toReplicaBucketStatement,
  toReplicaKeyStatement,
} from '../../../core/policy/replication-statements';
import { checkRegionHere } from '../../identity/check-region';
import { checkName } from '../../preflight/check-name';
import { checkArn } from '../../preflight/check-partition';
import { within } from '../../preflight/construct-error';
import { setDefaultChild } from '../../resource/describe-resource';
import { describeBucket } from '../../resource/describe-retention';
import { declareRemoval, removeParts } from '../../resource/generated-name';
import { acknowledgeControls } from '../../statement/acknowledge';
import { toPolicyStatement } from '../../statement/policy-length';
import { ArchiveLifecycle } from '../archive-lifecycle';
import { createEvidenceBucket, logRequests } from '../evidence-bucket';
import { judgeBucketWhenFinal, judgeKeyWhenFinal } from '../final-evidence';
import { toDerivedName } from '../stable-name';

/**
 * A bucket that an archive's files are replicated to.
 * @stability stable
 */
export interface ILogArchiveReplica extends IResource, IBucketRef {
  /** The bucket. */
  readonly bucket: IBucket;

  /** The key that the replicas are encrypted with. */
  readonly encryptionKey: IKey;

  /** The account of the replicated archive. */
  readonly sourceAccount: string;

  /** The name of the role in that account that S3 replicates with; the archive creates the role. */
  readonly replicationRoleName: string;

  /** Whether Object Lock is enabled; undefined if not known. */
  readonly objectLockEnabled?: boolean;

  /** The ARN of the key's alias, for archives that cannot reference the key; undefined if it has none. */
  readonly keyAliasArn?: string;
}

/**
 * Properties of `LogArchiveReplica`.
 * @stability stable
 */
export interface LogArchiveReplicaProps {
  /** The account of the replicated archive, 12 digits. */
  readonly sourceAccount: string;

  /**
   * The name of the role in that account that S3 replicates with. The archive creates the role with this name, and only that
   * role may write here.
   *
   * @default - a name derived from the construct's path
   */
  readonly replicationRoleName?: string;

  /**
   * The name of the bucket. It cannot be changed: CloudFormation replaces the bucket, even if the new name is the current one.
   *
   * @default - derived from the stack's name, the construct's path, account and Region
   */
  readonly bucketName?: string;

  /**
   * Locks every replicated file. Required by S3 if the archive has Object Lock; the files then keep the retention dates of the
   * archive.
   *
   * @default - files are not locked
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * The lifecycle of the files. `ArchiveLifecycle` has common ones.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * The bucket for the server access logs of the replica. Its policy must allow S3 to write, and it must be in the same account
   * and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * The removal policy of the bucket, its access logs and policies, and the key. `DESTROY` is for short-lived test
   * environments.
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
 * Attributes of a replica of another app, or that was deployed in another way.
 * @stability stable
 */
export interface LogArchiveReplicaAttributes {
  /** The name of its bucket. */
  readonly bucketName: string;

  /** The account of the replica, 12 digits. */
  readonly account: string;

  /** The Region of the replica. */
  readonly region: string;

  /** The ARN of the key that the replicas are encrypted with. */
  readonly keyArn: string;

  /** The account of the archive. */
  readonly sourceAccount: string;

  /** The name of the role in the archive's account that may write to the replica. */
  readonly replicationRoleName: string;

  /**
   * Whether the bucket has Object Lock.
   *
   * @default - not known, and so not compared with the archive
   */
  readonly objectLockEnabled?: boolean;
}

/**
 * A second copy of an archive's files, in another Region, and preferably in another account that the archive's administrators
 * cannot access. Deletions in the archive are not replicated.
 *
 * It has its own key, and only one role of the archive's account may write to it. Deploy it before the archive that uses it;
 * neither references the other's resources. It is retained when the stack is deleted, unless `removalPolicy` and
 * `autoDeleteObjects` are set.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { LogArchiveReplica } from 'cdk-trailwatch';
 *
 * declare const replicaStack: Stack;
 * new LogArchiveReplica(replicaStack, 'Replica', { sourceAccount: '444455556666' });
 * @stability stable
 */
export class LogArchiveReplica extends Resource implements ILogArchiveReplica {
  /** Uses an existing replica. */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: LogArchiveReplicaAttributes,
  ): ILogArchiveReplica {
    return new ExistingReplica(scope, id, attributes);
  }

  public readonly bucket: IBucket;
  public readonly encryptionKey: IKey;
  public readonly sourceAccount: string;
  public readonly replicationRoleName: string;
  public readonly objectLockEnabled?: boolean;
  public readonly keyAliasArn?: string;

  /** The bucket for the server access logs of the replica. */
  public readonly serverAccessLogsBucket: IBucket;

  constructor(scope: Construct, id: string, props: LogArchiveReplicaProps) {
    super(scope, id);
    within(this, () => {
      checkName('sourceAccount', 'account id', props.sourceAccount);
      checkName('replicationRoleName', 'role name', props.replicationRoleName);
      checkName('bucketName', 'bucket name', props.bucketName);
    });
    this.sourceAccount = props.sourceAccount;
    this.replicationRoleName =
      props.replicationRoleName ??
      Names.uniqueResourceName(this, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' });
    this.objectLockEnabled = props.objectLock !== undefined;

    const alias = `alias/trailwatch/${Names.uniqueResourceName(this, { maxLength: 128 })}`;
    this.keyAliasArn = this.toAliasArn(alias);
    this.encryptionKey = this.createKey(alias, props.removalPolicy);
    const bucket = within(this, () => this.createBucket(props));
    this.bucket = bucket;
    describeBucket(bucket, 'LogArchiveReplica');
    setDefaultChild(this, this.bucket);
    this.serverAccessLogsBucket = within(this, () =>
      logRequests(this, bucket, {
        ...props,
        target: props.serverAccessLogsBucket,
        prefix: 'replica/',
      }),
    );
    this.exportKey();
    judgeBucketWhenFinal(this, { bucket });
    judgeKeyWhenFinal(this, this.encryptionKey);
  }

  public get bucketRef(): BucketReference {
    return this.bucket.bucketRef;
  }

  /** Applies to the bucket, its access logs and their policies, and to the key. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  private createKey(alias: string, removalPolicy = RemovalPolicy.RETAIN): Key {
    const key = new Key(this, 'Key', {
      alias,
      description: 'Encrypts the replicas of CloudTrail log files and digests',
      enableKeyRotation: true,
      removalPolicy,
    });
    declareRemoval(key, removalPolicy);
    const s3Service = `s3.${key.env.region}.${Aws.URL_SUFFIX}`;
    key.addToResourcePolicy(toPolicyStatement(toReplicaKeyStatement(s3Service, this.toSource())));
    return key;
  }

  private createBucket(props: LogArchiveReplicaProps): Bucket {
    const bucket = createEvidenceBucket(this, {
      bucketName: props.bucketName ?? toDerivedName(this),
      objectLock: props.objectLock,
      removalPolicy: props.removalPolicy,
      autoDeleteObjects: props.autoDeleteObjects,
      encryptionKey: this.encryptionKey,
      lifecycleRules: props.lifecycleRules ?? ArchiveLifecycle.intelligentTiering(),
    });
    acknowledgeControls(bucket, { S3BucketReplicationEnabled: 'this is the second copy' });
    bucket.addToResourcePolicy(toPolicyStatement(toReplicaBucketStatement(bucket, this.toSource())));
    return bucket;
  }

  /** An archive in another account needs the key's ARN, which it cannot reference. */
  private exportKey(): void {
    const { account } = Stack.of(this);
    if (account === this.sourceAccount || Token.isUnresolved(account)) return;
    new CfnOutput(this, 'KeyArn', {
      description: 'Set replication.keyArn of the archive to this value',
      value: this.encryptionKey.keyArn,
    });
  }

  private toSource(): ReplicationSource {
    const { sourceAccount: account, replicationRoleName } = this;
    return {
      account,
      partition: Aws.PARTITION,
      roleArn: `arn:${Aws.PARTITION}:iam::${account}:role/${replicationRoleName}`,
    };
  }

  private toAliasArn(alias: string): string {
    return Stack.of(this).formatArn({
      service: 'kms',
      resource: alias,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }
}

class ExistingReplica extends Resource implements ILogArchiveReplica {
  public readonly bucket: IBucket;
  public readonly encryptionKey: IKey;
  public readonly sourceAccount: string;
  public readonly replicationRoleName: string;
  public readonly objectLockEnabled?: boolean;

  constructor(scope: Construct, id: string, attributes: LogArchiveReplicaAttributes) {
    super(scope, id, { account: attributes.account, region: attributes.region });
    const { bucketName, account, region, keyArn } = attributes;
    within(this, () => {
      checkName('bucketName', 'bucket name', bucketName);
      checkName('account', 'account id', account);
      checkRegionHere(this, 'region', region);
      checkArn(this, { property: 'keyArn', service: 'kms' }, keyArn);
      checkName('sourceAccount', 'account id', attributes.sourceAccount);
      checkName('replicationRoleName', 'role name', attributes.replicationRoleName);
    });
    this.bucket = Bucket.fromBucketAttributes(this, 'Bucket', { bucketName, account, region });
    this.encryptionKey = Key.fromKeyArn(this, 'Key', keyArn);
    this.sourceAccount = attributes.sourceAccount;
    this.replicationRoleName = attributes.replicationRoleName;
    this.objectLockEnabled = attributes.objectLockEnabled;
  }

  public get bucketRef(): BucketReference {
    return this.bucket.bucketRef;
  }
}
