import type { PolicyStatementData } from '../policy-statement-data';

/** An import of log files, as the role of CloudTrail knows it. Every text may be a CDK token. */
export interface LakeImportSource {
  readonly eventDataStoreArn: string;
  /** The account that owns the store. */
  readonly account: string;
  readonly bucketArn: string;
  /** The folder of the log files, without slashes at its ends. */
  readonly folder: string;
}

/**
 * The policy of the role that CloudTrail reads a bucket with, to import log files into a store, except for the use of a key.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-copy-trail-to-lake.html#copy-trail-events-permissions-iam
 */
export function toImportRoleStatements(source: LakeImportSource): readonly PolicyStatementData[] {
  const { bucketArn, folder } = source;
  const Condition = toImportConditions(source);
  return [
    {
      Sid: 'AWSCloudTrailImportBucketAccess',
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:GetBucketAcl'],
      Resource: bucketArn,
      Condition,
    },
    {
      Sid: 'AWSCloudTrailImportObjectAccess',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: [`${bucketArn}/${folder}`, `${bucketArn}/${folder}/*`],
      Condition,
    },
  ];
}

/** That CloudTrail acts for the store: in the trust and in the policy of the role. */
export function toImportConditions({
  account,
  eventDataStoreArn,
}: Pick<LakeImportSource, 'account' | 'eventDataStoreArn'>): NonNullable<PolicyStatementData['Condition']> {
  return { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': eventDataStoreArn } };
}

/**
 * What the policy of a bucket in another account needs so that the role reads it, but for the role.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-copy-trail-to-lake.html#copy-trail-events-permissions-s3
 */
export function toImportBucketStatement(bucketArn: string): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: ['s3:ListBucket', 's3:GetBucketAcl', 's3:GetObject'],
    Resource: [bucketArn, `${bucketArn}/*`],
  };
}

/** The permissions of the function that starts imports. AWS defines no resource for imports. */
export function toImportStarterStatements(roleArn: string): readonly PolicyStatementData[] {
  return [
    {
      Effect: 'Allow',
      Action: [
        'cloudtrail:ListImports',
        'cloudtrail:GetImport',
        'cloudtrail:StartImport',
        'cloudtrail:StopImport',
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: roleArn,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
    },
  ];
}
