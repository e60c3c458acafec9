import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toKeyStart, toTrailArn } from './trail-coordinates';

/** A bucket that trails deliver to. */
export interface ArchiveBucket {
  /** May be a CDK token. */
  readonly bucketArn: string;
  /** Without slashes at its ends. */
  readonly keyPrefix?: string;
}

/**
 * The bucket policy statements that the trails need, with AWS's own Sids: the probe of the bucket's ACL, the
 * folders of the owners' accounts, and the folders of organizations if there are any. No trail, no statement.
 *
 * Trails of several owners share a statement, as AWS documents it: CloudTrail itself decides the folder from the
 * trail, so listing owners and ARNs side by side gives no trail a way into another owner's folder.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
 */
export function toBucketStatements(
  bucket: ArchiveBucket,
  trails: readonly TrailCoordinates[],
): readonly PolicyStatementData[] {
  if (trails.length === 0) return [];
  const organizationTrails = trails.filter((trail) => trail.organizationId !== undefined);
  const statements = [
    toAclCheck(bucket, trails),
    toWrite('AWSCloudTrailWrite20150319', bucket, trails, (trail) => trail.ownerAccount),
  ];
  if (organizationTrails.length === 0) return statements;
  return [
    ...statements,
    toWrite(
      'AWSCloudTrailOrganizationWrite20150319',
      bucket,
      organizationTrails,
      (trail) => trail.organizationId ?? '',
    ),
  ];
}

function toAclCheck(bucket: ArchiveBucket, trails: readonly TrailCoordinates[]): PolicyStatementData {
  return {
    Sid: 'AWSCloudTrailAclCheck20150319',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:GetBucketAcl',
    Resource: bucket.bucketArn,
    Condition: { StringEquals: { 'aws:SourceArn': sourceArns(trails) } },
  };
}

function toWrite(
  sid: string,
  bucket: ArchiveBucket,
  trails: readonly TrailCoordinates[],
  folderOf: (trail: TrailCoordinates) => string,
): PolicyStatementData {
  const start = `${bucket.bucketArn}/${toKeyStart(bucket.keyPrefix)}AWSLogs`;
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: oneOrMany(trails.map((trail) => `${start}/${folderOf(trail)}/*`)),
    Condition: {
      StringEquals: {
        's3:x-amz-acl': 'bucket-owner-full-control',
        'aws:SourceArn': sourceArns(trails),
      },
    },
  };
}

function sourceArns(trails: readonly TrailCoordinates[]): OneOrMany {
  return oneOrMany(trails.map(toTrailArn));
}

/**
 * Lets S3 write server access logs of one bucket into another, whose ACLs are off.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function toAccessLogStatement(
  logBucketArn: string,
  source: { readonly bucketArn: string; readonly account: string },
): PolicyStatementData {
  return {
    Sid: 'S3ServerAccessLogsPolicy',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${logBucketArn}/*`,
    Condition: {
      ArnLike: { 'aws:SourceArn': source.bucketArn },
      StringEquals: { 'aws:SourceAccount': source.account },
    },
  };
}
