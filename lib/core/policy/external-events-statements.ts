import type { PolicyStatementData } from './policy-statement-data';
import { toKeyRoot } from './trail-coordinates';

/** The bucket of events from outside AWS. */
export interface ExternalEventsBucket {
  readonly bucketArn: string;
  /** The prefix before `AWSLogs/` in every key. */
  readonly keyPrefix: string;
}

/**
 * Refuses to write below the prefix to everyone but the roles that write there, whatever IAM allows: a digest lists each file that it
 * finds, so a file that someone else put there would be vouched for.
 */
export function toOnlyWritersStatement(
  { bucketArn, keyPrefix }: ExternalEventsBucket,
  roleArns: readonly string[],
): PolicyStatementData {
  return {
    Sid: 'OnlyReceiverWrites',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucketArn}/${toKeyRoot(keyPrefix)}*`,
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArns } },
  };
}

/**
 * Denies deletions below the prefix to every principal. Lifecycle rules are not subject to bucket policies. If log files and the digest
 * files that list them were deleted, the function would sign new digest files without them.
 */
export function toNobodyDeletesStatement({
  bucketArn,
  keyPrefix,
}: ExternalEventsBucket): PolicyStatementData {
  return {
    Sid: 'NobodyDeletes',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    Resource: `${bucketArn}/${toKeyRoot(keyPrefix)}*`,
  };
}

/** What the function that signs digest files uses. */
export interface DigestSigner extends ExternalEventsBucket {
  readonly accountId: string;
  readonly region: string;
  readonly encryptionKeyArn: string;
  readonly signingKeyArn: string;
  /** S3 as KMS names it. */
  readonly s3Service: string;
}

/** The permissions of the function that lists files, hashes them, and signs and writes digest files. It writes no log file. */
export function toDigestSignerStatements(signer: DigestSigner): readonly PolicyStatementData[] {
  const { bucketArn, keyPrefix, accountId, region } = signer;
  const [logs, digests] = ['CloudTrail', 'CloudTrail-Digest'].map(
    (folder) => `${toKeyRoot(keyPrefix)}${accountId}/${folder}/${region}/*`,
  ) as [string, string];
  const Effect = 'Allow';
  return [
    {
      ...{ Effect, Action: 's3:ListBucket', Resource: bucketArn },
      Condition: { StringLike: { 's3:prefix': [logs, digests] } },
    },
    {
      ...{ Effect, Action: 's3:ListBucketVersions', Resource: bucketArn },
      Condition: { StringLike: { 's3:prefix': digests } },
    },
    { Effect, Action: 's3:GetObject', Resource: [`${bucketArn}/${logs}`, `${bucketArn}/${digests}`] },
    { Effect, Action: 's3:PutObject', Resource: `${bucketArn}/${digests}` },
    {
      ...{ Effect, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: signer.encryptionKeyArn },
      Condition: { StringEquals: { 'kms:ViaService': signer.s3Service } },
    },
    { Effect, Action: ['kms:GetPublicKey', 'kms:Sign'], Resource: signer.signingKeyArn },
  ];
}
