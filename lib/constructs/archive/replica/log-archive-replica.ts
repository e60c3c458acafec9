import { ArnFormat, Aws, CfnOutput, Names, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  Bucket,
  type BucketReference,
  type IBucket,
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
import { removeParts } from '../../resource/generated-name';
import { acknowledgeControls } from '../../statement/acknowledge';
import { toPolicyStatement } from '../../statement/policy-length';
import { ArchiveLifecycle } from '../archive-lifecycle';
import { createEvidenceBucket, logRequests } from '../evidence-bucket';
import { toDerivedName } from '../stable-name';
import type { ILogArchiveReplica } from './log-archive-replica-interface';

/** Properties of `LogArchiveReplica`. */
export interface LogArchiveReplicaProps {
  /** The account of the archive whose files are to arrive here, 12 digits. */
  readonly sourceAccount: string;

  /**
   * The name of the role in that account which S3 replicates with. The archive makes the role under this name, and
   * only that role may write here.
   *
   * @default - a name derived from the construct's path
   */
  readonly replicationRoleName?: string;

  /**
   * The name to create the bucket with. It cannot be changed: CloudFormation replaces the bucket, also for the name that it
   * has already.
   *
   * @default - derived from the stack's name, the construct's path, account and Region
   */
  readonly bucketName?: string;

  /**
   * Locks every file that arrives. S3 asks for it if the archive locks; the files then keep the archive's dates.
   *
   * @default - files are not locked
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * What becomes of files as they age. `ArchiveLifecycle` has the usual ones.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * Where S3 logs the requests to the replica. Its policy must let S3 write, and it must be in the same account and
   * Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * What happens to the bucket, its access logs and policies, and the key when they are removed from the stack. `DESTROY`
   * is for environments that live for a test.
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

/** A replica of another app, or another way of deploying. */
export interface LogArchiveReplicaAttributes {
  /** The name of its bucket. */
  readonly bucketName: string;

  /** The account that it is in, 12 digits. */
  readonly account: string;

  /** The Region that it is in. */
  readonly region: string;

  /** The ARN of the key that the replicas are to be encrypted with. */
  readonly keyArn: string;

  /** The account of the archive. */
  readonly sourceAccount: string;

  /** The name of the role in the archive's account that the replica lets write. */
  readonly replicationRoleName: string;

  /**
   * Whether the bucket has Object Lock.
   *
   * @default - not known, and so not compared with the archive
   */
  readonly objectLockEnabled?: boolean;
}

/**
 * A second copy of an archive's files, in another Region, and best in another account that the archive's
 * administrators cannot enter. Deletions in the archive are not carried over.
 *
 * It has a key of its own, and only one role of the archive's account may write to it. Deploy it before the
 * archive that names it; neither has to know the other's resources. It is retained when the stack is deleted, unless
 * `removalPolicy` and `autoDeleteObjects` say otherwise.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { LogArchiveReplica } from 'cdk-trailwatch';
 *
 * declare const replicaStack: Stack;
 * new LogArchiveReplica(replicaStack, 'Replica', { sourceAccount: '444455556666' });
 */
export class LogArchiveReplica extends Resource implements ILogArchiveReplica {
  /** Takes a replica that is there already. */
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

  /** Where S3 logs the requests to the replica. */
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
    const s3Service = `s3.${key.env.region}.${Aws.URL_SUFFIX}`;
    key.addToResourcePolicy(toPolicyStatement(toReplicaKeyStatement(s3Service, this.toSource())));
    return key;
  }

  private createBucket(props: LogArchiveReplicaProps): Bucket {
    const bucket = createEvidenceBucket(this, {
      bucketName: props.bucketName ?? toDerivedName(this),
      deployedBucketName: undefined,
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

  /** An archive of another account needs the key's ARN, which no reference can carry there. */
  private exportKey(): void {
    const { account } = Stack.of(this);
    if (account === this.sourceAccount || Token.isUnresolved(account)) return;
    new CfnOutput(this, 'KeyArn', {
      description: "What the archive's replication.keyArn is to be",
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

/** A replica that was there before. */
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
