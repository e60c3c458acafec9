import { Aws, Stack, Token } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toDecryptStatement, toDecryptThroughS3Statement } from '../../../core/policy/reader-statements';
import { type Replication, toReplicationRoleStatements } from '../../../core/policy/replication-statements';
import { checkArn, checkPartition, partitionOfRegion } from '../../preflight/check-partition';
import { acknowledgeControls, acknowledgeWildcards } from '../../statement/acknowledge';
import { grantStatement } from '../../statement/grant-statement';
import { toPolicyStatement } from '../../statement/policy-length';
import type { ITrailKey } from '../trail-key-interface';
import type { ILogArchiveReplica } from './log-archive-replica';

/** The identifiers of a replica's key for an archive. */
export interface ReplicaKeyName {
  /** The key in the replication configuration: the key's ARN, or its alias ARN. */
  readonly keyId: string;
  /** The key in the role's policy: the key's ARN, or any key of the replica's account and Region. */
  readonly keyArnPattern: string;
}

/**
 * Properties of the replication of an archive.
 * @stability stable
 */
export interface ArchiveReplication {
  /** Where to. */
  readonly replica: ILogArchiveReplica;

  /**
   * Whether to enable S3 Replication Time Control, which replicates nearly every file within 15 minutes. It costs more per
   * gigabyte.
   *
   * @default false
   */
  readonly timeControl?: boolean;

  /**
   * The ARN of the replica's key. Required only for a replica of this app in another account: a reference cannot cross
   * accounts, and S3 looks up an alias in the archive's own account. Deploy the replica's stack first; the ARN is one of its
   * outputs.
   *
   * @default - the replica's own key, by its ARN or alias
   */
  readonly keyArn?: string;
}

/** What is replicated. */
export interface ReplicatedArchive {
  readonly bucket: Bucket;
  /** The key without which some files cannot be read, if there is one. */
  readonly readingKey?: ITrailKey;
  readonly objectLockEnabled: boolean;
}

/**
 * The replicas of an archive: the role that may write to one has a fixed name, and IAM names are unique per account, across all
 * Regions.
 */
const taken = new WeakMap<ILogArchiveReplica, Construct>();

/** The id of the rule, which is a dimension of the S3 replication metrics. */
export const REPLICATION_RULE_ID = 'EveryFile';

/** The only value that S3 accepts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html */
const TIME_CONTROL = { minutes: 15 };

const WHY_WILDCARDS = {
  's3:GetObjectVersionForReplication': 'every file of the archive is replicated',
  's3:ReplicateObject': 'every file of the archive is replicated',
  'kms:Encrypt':
    'the key of the replica is known by its alias only; Region, service and bucket are conditions',
  'kms:Decrypt': 'every file of the archive is replicated',
};

/**
 * Replicates every file of the bucket, re-encrypted, and no deletions. Returns the role that S3 uses: it must be complete
 * before the first file arrives, because S3 does not retry failed replications.
 */
export function replicate(
  scope: Construct,
  archive: ReplicatedArchive,
  replication: ArchiveReplication,
): IRole {
  const { replica, keyArn, timeControl = false } = replication;
  checkReplica(scope, archive, replica);
  checkArn(scope, { property: 'replication.keyArn', service: 'kms' }, keyArn);
  const keyName = nameReplicaKey(scope, replica, keyArn);
  const role = createRole(scope, replica.replicationRoleName);
  letReplicate(role, archive, toReplication(archive, replica, keyName));
  const resource = archive.bucket.node.defaultChild as CfnBucket;
  resource.replicationConfiguration = {
    role: role.roleArn,
    rules: [toRule(replica, keyName, { timeControl, isOtherAccount: isOtherAccount(archive, replica) })],
  };
  archive.bucket.node.addDependency(replica);
  return role;
}

/** Whether an archive of this app replicates to it. */
export function isReplicatedHere(replica: ILogArchiveReplica): boolean {
  return taken.has(replica);
}

/** In place of the name of a bucket that the app does not know. */
const SOURCE_BUCKET = 'arn:aws:s3:::SOURCE_BUCKET';

/** What the owner of a bucket that this app does not have sets, as the AWS CLI takes it. */
export function toOwnersReplication(replica: ILogArchiveReplica) {
  const { bucket, encryptionKey, sourceAccount, replicationRoleName, objectLockEnabled = false } = replica;
  const { keyArn } = encryptionKey;
  const isOther = bucket.env.account !== sourceAccount;
  const partition = partitionOfRegion(bucket.env.region) ?? 'aws';
  const roleArn = `arn:${partition}:iam::${sourceAccount}:role/${replicationRoleName}`;
  const rule = toRule(
    replica,
    { keyId: keyArn, keyArnPattern: keyArn },
    { timeControl: false, isOtherAccount: isOther },
  );
  const Statement = toReplicationRoleStatements({
    source: { bucketArn: SOURCE_BUCKET.replace('aws', partition) },
    replica: { bucketArn: bucket.bucketArn, keyArn, s3Service: toS3Service(encryptionKey.env.region) },
    ...{ isOtherAccount: isOther, isLocked: objectLockEnabled },
  });
  return {
    roleArn,
    policy: { Version: '2012-10-17', Statement },
    configuration: { Role: roleArn, Rules: [toApiNames(rule)] },
  };
}

/** The names of S3's API in place of those of the L1 construct. */
function toApiNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const apiName = { id: 'ID', replicaKmsKeyId: 'ReplicaKmsKeyID' }[name];
    return [apiName ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`, toApiNames(member)];
  });
  return Object.fromEntries(members);
}

function checkReplica(scope: Construct, archive: ReplicatedArchive, replica: ILogArchiveReplica): void {
  const other = taken.get(replica);
  taken.set(replica, scope);
  if (other !== undefined) {
    throw new Error(
      `replication.replica '${replica.node.path}' already receives the files of '${other.node.path}', and only the role of that archive may write there; ` +
        'give each archive a replica of its own',
    );
  }
  const { account } = Stack.of(scope);
  const { sourceAccount, node, env } = replica;
  const partition = partitionOfRegion(env.region);
  checkPartition(scope, { property: 'replication.replica', value: node.path, partition });
  if (account !== sourceAccount && !Token.isUnresolved(account) && !Token.isUnresolved(sourceAccount)) {
    throw new Error(
      `replication.replica '${node.path}' takes files from account '${sourceAccount}', but the archive is in '${account}'; ` +
        "give the replica the archive's account as sourceAccount",
    );
  }
  if (archive.objectLockEnabled && replica.objectLockEnabled === false) {
    throw new Error(
      `the archive has objectLock, but replication.replica '${node.path}' has none, and S3 replicates locked files to ` +
        'buckets with Object Lock only; give the replica objectLock too',
    );
  }
}

/**
 * S3 passes no source when it assumes the role, so the trust policy cannot require one. This is not needed: only principals of
 * its account that may pass the role can make S3 use it.
 */
function createRole(scope: Construct, roleName: string): Role {
  const role = new Role(scope, 'ReplicationRole', {
    roleName,
    description: "Lets S3 replicate the archive's log files",
    assumedBy: new ServicePrincipal('s3.amazonaws.com'),
  });
  acknowledgeWildcards(role, WHY_WILDCARDS);
  acknowledgeControls(role, {
    IAMNoInlinePolicy:
      'the policy is for this role alone, names its two buckets, and is deleted with the role',
  });
  return role;
}

function letReplicate(role: Role, { bucket, readingKey }: ReplicatedArchive, replication: Replication): void {
  for (const statement of toReplicationRoleStatements(replication)) {
    role.addToPolicy(toPolicyStatement(statement));
  }
  if (readingKey === undefined) return;
  const { key } = readingKey;
  grantStatement(toDecryptStatement(key.keyArn, bucket), {
    grantee: role,
    resource: key,
    ownStatement: toDecryptThroughS3Statement(toS3Service(key.env.region)),
  });
}

function toReplication(
  archive: ReplicatedArchive,
  replica: ILogArchiveReplica,
  { keyArnPattern }: ReplicaKeyName,
): Replication {
  return {
    source: archive.bucket,
    replica: {
      bucketArn: replica.bucket.bucketArn,
      keyArn: keyArnPattern,
      s3Service: toS3Service(replica.encryptionKey.env.region),
    },
    isOtherAccount: isOtherAccount(archive, replica),
    isLocked: archive.objectLockEnabled,
  };
}

function toRule(
  { bucket }: ILogArchiveReplica,
  { keyId }: ReplicaKeyName,
  { timeControl, isOtherAccount }: { readonly timeControl: boolean; readonly isOtherAccount: boolean },
): CfnBucket.ReplicationRuleProperty {
  return {
    id: REPLICATION_RULE_ID,
    status: 'Enabled',
    priority: 1,
    filter: { prefix: '' },
    deleteMarkerReplication: { status: 'Disabled' },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
    destination: {
      bucket: bucket.bucketArn,
      encryptionConfiguration: { replicaKmsKeyId: keyId },
      metrics: { status: 'Enabled', ...(timeControl ? { eventThreshold: TIME_CONTROL } : {}) },
      ...(timeControl ? { replicationTime: { status: 'Enabled', time: TIME_CONTROL } } : {}),
      ...(isOtherAccount
        ? { account: bucket.env.account, accessControlTranslation: { owner: 'Destination' } }
        : {}),
    },
  };
}

function isOtherAccount({ bucket }: ReplicatedArchive, replica: ILogArchiveReplica): boolean {
  return bucket.env.account !== replica.bucket.env.account;
}

function toS3Service(region: string): string {
  return `s3.${region}.${Aws.URL_SUFFIX}`;
}

/**
 * The identifiers of a replica's key in the scope's stack. Only the replica's own account and Region can reference its ARN.
 *
 * @param keyArn what the user says that it is
 */
function nameReplicaKey(
  scope: Construct,
  replica: ILogArchiveReplica,
  keyArn: string | undefined,
): ReplicaKeyName {
  const known = keyArn ?? knownArn(scope, replica);
  if (known !== undefined) return { keyId: known, keyArnPattern: known };
  const own = Stack.of(scope);
  const { account, region } = replica.encryptionKey.env;
  if (own.account !== account || replica.keyAliasArn === undefined) throw new Error(keyArnNeeded(replica));
  const keyArnPattern = own.formatArn({
    service: 'kms',
    account,
    region,
    resource: 'key',
    resourceName: '*',
  });
  return { keyId: replica.keyAliasArn, keyArnPattern };
}

function knownArn(scope: Construct, { encryptionKey }: ILogArchiveReplica): string | undefined {
  const own = Stack.of(scope);
  const { account, region } = encryptionKey.env;
  const canRefer = own.account === account && own.region === region;
  return canRefer || !Token.isUnresolved(encryptionKey.keyArn) ? encryptionKey.keyArn : undefined;
}

function keyArnNeeded({ node }: ILogArchiveReplica): string {
  return (
    `replication.keyArn is needed: the key of '${node.path}' is in another account, no reference can pass its ARN to this stack, and S3 ` +
    "would look up its alias in the archive's own account; deploy the replica's stack first, then give keyArn the value of " +
    'its output KeyArn'
  );
}
