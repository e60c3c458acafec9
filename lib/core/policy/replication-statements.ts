import type { ArchiveBucket } from './bucket-statements';
import type { OneOrMany, PolicyStatementData } from './policy-statement-data';

/** Where S3 replicates to. */
export interface ReplicaEnd {
  readonly bucketArn: string;
  /** May be a pattern, where the key is known by its alias only. */
  readonly keyArn: string;
  /** S3 as KMS names it: `s3.<Region>.amazonaws.com`, with the domain of the partition. */
  readonly s3Service: string;
}

/** The source and the target of a replication. */
export interface Replication {
  readonly source: ArchiveBucket;
  readonly replica: ReplicaEnd;
  /** Then the replica's account becomes the owner of the replicated objects. */
  readonly isOtherAccount: boolean;
  /** Then locks go along with the objects. */
  readonly isLocked: boolean;
}

/** The role that S3 replicates with, as the replica's side knows it. */
export interface ReplicationSource {
  /** The account of the role. */
  readonly account: string;
  readonly roleArn: string;
  readonly partition: string;
}

/**
 * What the role that S3 replicates with may do, except to decrypt what it reads. Deletions are not allowed: whatever happens in
 * the archive, nothing is removed from the replica.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
 */
export function toReplicationRoleStatements(replication: Replication): readonly PolicyStatementData[] {
  const { source, replica, isOtherAccount, isLocked } = replication;
  const readLocks = isLocked ? ['s3:GetObjectRetention', 's3:GetObjectLegalHold'] : [];
  return [
    allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], source.bucketArn),
    allow(
      [
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
        ...readLocks,
      ],
      `${source.bucketArn}/*`,
    ),
    allow(toReplicaActions(isOtherAccount), `${replica.bucketArn}/*`),
    { ...allow(['kms:Encrypt', 'kms:GenerateDataKey'], replica.keyArn), Condition: throughS3(replica) },
  ];
}

/**
 * The policy of the replica's bucket: S3 may write with this one role.
 *
 * The role is required by a condition instead of being the principal, because the replica is deployed first, and a policy
 * cannot name a role that does not exist yet.
 */
export function toReplicaBucketStatement(
  bucket: ArchiveBucket,
  source: ReplicationSource,
): PolicyStatementData {
  return {
    Sid: 'ReplicateObjects',
    ...toRoleOnly(source),
    Action: toReplicaActions(true),
    Resource: `${bucket.bucketArn}/*`,
  };
}

/** The policy of the replica's key: S3 may encrypt with this one role. It cannot name the bucket, whose settings name the key. */
export function toReplicaKeyStatement(s3Service: string, source: ReplicationSource): PolicyStatementData {
  const { Condition, ...role } = toRoleOnly(source);
  return {
    Sid: 'EncryptReplicas',
    ...role,
    Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: { ...Condition, StringEquals: { 'kms:ViaService': s3Service } },
  };
}

function toRoleOnly({ account, roleArn, partition }: ReplicationSource) {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
  } as const;
}

function toReplicaActions(isOtherAccount: boolean): readonly string[] {
  const actions = ['s3:ReplicateObject', 's3:ReplicateTags'];
  return isOtherAccount ? [...actions, 's3:ObjectOwnerOverrideToBucketOwner'] : actions;
}

/** S3 names the object in the encryption context, or the bucket where an S3 Bucket Key is used. */
function throughS3({ s3Service, bucketArn }: ReplicaEnd): NonNullable<PolicyStatementData['Condition']> {
  return {
    StringEquals: { 'kms:ViaService': s3Service },
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] },
  };
}

function allow(actions: OneOrMany, resource: string): PolicyStatementData {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}
