import type { ArchiveBucket } from './bucket-statements';
import { oneOrMany, type PolicyStatementData } from './policy-statement-data';

/** Lets a reader get objects, in any version, whose keys fit one of the patterns. */
export function toGetStatement(bucket: ArchiveBucket, keyPatterns: readonly string[]): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: oneOrMany(keyPatterns.map((pattern) => `${bucket.bucketArn}/${pattern}`)),
  };
}

/** Lets a reader list the keys that fit one of the patterns, and no others. */
export function toListStatement(bucket: ArchiveBucket, keyPatterns: readonly string[]): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: ['s3:ListBucket', 's3:ListBucketVersions'],
    Resource: bucket.bucketArn,
    Condition: { StringLike: { 's3:prefix': oneOrMany(keyPatterns) } },
  };
}

/**
 * Lets a reader decrypt whatever CloudTrail encrypted with a key, in any bucket: AWS's own statement for readers.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function toDecryptAnyLogStatement(keyArn: string): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: keyArn,
    Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
  };
}

/**
 * Lets a reader decrypt the objects of one bucket.
 *
 * Bound by the `aws:s3:arn` part of the encryption context, which S3 always sends: the object's ARN, or the
 * bucket's where an S3 Bucket Key is used. CloudTrail's own part, `aws:cloudtrail:arn`, belongs to the object;
 * whether S3 also sends it for a key that a whole bucket shares is not documented, and a reader must not hang on
 * it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
export function toDecryptStatement(keyArn: string, bucket: ArchiveBucket): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: keyArn,
    Condition: {
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, `${bucket.bucketArn}/*`] },
    },
  };
}

/**
 * The same in the key's own policy, for readers of other accounts. It cannot name the bucket, whose settings name
 * the key; so it admits only requests that S3 makes for the reader, who needs the bucket's leave as well.
 *
 * @param s3Service S3 as KMS names it: `s3.<Region>.amazonaws.com`, with the domain of the partition
 */
export function toDecryptThroughS3Statement(s3Service: string): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': s3Service } },
  };
}

/** Readers of one account, by their roles, which may not exist yet. */
export interface NamedReaders {
  readonly partition: string;
  readonly account: string;
  /** ARNs of roles, in which `*` matches any text. */
  readonly roleArns: readonly string[];
  /** `o-…`: the readers must be in it. */
  readonly organizationId?: string;
}

/**
 * A statement for a policy of another account. S3 and KMS refuse a policy that names a role which is not there, so it names the
 * account, and asks for the role's ARN.
 */
export function letNamedReaders(statement: PolicyStatementData, readers: NamedReaders): PolicyStatementData {
  const { partition, account, roleArns, organizationId } = readers;
  const { ArnLike, StringEquals, ...rest } = statement.Condition ?? {};
  return {
    ...statement,
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Condition: {
      ...rest,
      StringEquals: {
        ...StringEquals,
        'aws:PrincipalAccount': account,
        ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
      },
      ArnLike: { ...ArnLike, 'aws:PrincipalArn': oneOrMany(roleArns) },
    },
  };
}
