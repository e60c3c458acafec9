import type { ArchiveBucket } from './bucket-statements';
import { oneOrMany, type PolicyStatementData, type TrustStatementData } from './policy-statement-data';

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
 * whether S3 also sends it for a key that a whole bucket shares is not documented, and a reader must not depend
 * on it.
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
 * the key; so it admits only requests that S3 makes for the reader, who needs the bucket's permission as well.
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
 * A statement for a policy of another account. S3 and KMS refuse a policy that names a role that does not exist, so it names
 * the account, and requires the role's ARN.
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

/** The principals that may take a reader's role, and the conditions. Every text may be a CDK token. */
export interface ReaderTrust {
  /** ARNs of roles or users, or of an account (`…:root`), which then decides who of it. */
  readonly principalArns: readonly string[];
  /** The external ID of a third party, so that another customer cannot make it act for them. */
  readonly externalId?: string;
  readonly requireMfa: boolean;
  /** `o-…`: an account that has left the organization is no longer a reader. */
  readonly organizationId?: string;
  /** ISO 8601, in UTC. */
  readonly validUntil?: string;
}

/** The access of a reader: the statements of `reader-statements`. */
export interface ReaderAccess {
  readonly statements: readonly PolicyStatementData[];
  readonly validUntil?: string;
}

/**
 * The trust statement of a reader's role. When sharing is stopped it denies: a role must have a trust policy, and
 * a Deny overrides anything that is added to it by hand.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-sharing-logs.html
 */
export function toReaderTrustStatement(trust: ReaderTrust, enabled: boolean): TrustStatementData {
  if (!enabled) {
    return { Sid: 'SharingIsStopped', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  }
  const conditions = toTrustConditions(trust);
  return {
    Sid: 'LetReaderIn',
    Effect: 'Allow',
    Principal: { AWS: oneOrMany(trust.principalArns) },
    Action: 'sts:AssumeRole',
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

/**
 * The permissions of the role. With an end, every statement ends, and not only the permission to assume the
 * role: a session that was started in time cannot read after the end. When sharing is stopped everything is
 * denied: running sessions end with the change, and no other grant has an effect.
 */
export function toReaderRoleStatements(
  { statements, validUntil }: ReaderAccess,
  enabled: boolean,
): readonly PolicyStatementData[] {
  if (!enabled) return [{ Sid: 'SharingIsStopped', Effect: 'Deny', Action: '*', Resource: '*' }];
  if (validUntil === undefined) return statements;
  return statements.map((statement) => ({
    ...statement,
    Condition: { ...statement.Condition, ...untilThen(validUntil) },
  }));
}

/** The permission that the reader's own account has to give: to assume the role. The role decides what can be read. */
export function toTakeRoleStatement(roleArn: string): PolicyStatementData {
  return { Sid: 'ReadSharedLogs', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn };
}

function toTrustConditions(trust: ReaderTrust): NonNullable<PolicyStatementData['Condition']> {
  const { externalId, requireMfa, organizationId, validUntil } = trust;
  const equals = {
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {}),
    ...(validUntil === undefined ? {} : untilThen(validUntil)),
  };
}

function untilThen(validUntil: string): NonNullable<PolicyStatementData['Condition']> {
  return { DateLessThan: { 'aws:CurrentTime': validUntil } };
}
