import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toTrailArn } from './trail-coordinates';
import { groupByOwner, type TrailOwner } from './trail-owner';

/**
 * The key policy statements that the trails need. No trail, no statement.
 *
 * A trail may encrypt on behalf of its own owner only: each owner has a statement of its own, which binds the trails
 * to the encryption context of that account; its account is added to the Sid when there are several. The context
 * names no Region, because each Region's part of a multi-Region trail encrypts in its own name.
 *
 * `kms:Decrypt` is always among them: with an S3 Bucket Key, CreateTrail and UpdateTrail fail without it. AWS's
 * sample leaves that one statement without a condition; here it is bound to the trails like its neighbours, since
 * CloudTrail's requests carry the trail's ARN whatever the action. `Resource` is `*`, which in a key policy means
 * this key and no other.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function toKeyStatements(trails: readonly TrailCoordinates[]): readonly PolicyStatementData[] {
  if (trails.length === 0) return [];
  const fromTrails = { StringEquals: { 'aws:SourceArn': sourceArns(trails) } };
  return [
    ...groupByOwner(trails).map(toEncryptStatement),
    toServiceStatement('AllowCloudTrailDecryptTrail', 'kms:Decrypt', fromTrails),
    toServiceStatement('AllowCloudTrailAccess', 'kms:DescribeKey', fromTrails),
  ];
}

function toEncryptStatement({ ownerAccount, trails, sidEnd }: TrailOwner): PolicyStatementData {
  const anyTrailOfOwner = trails.map(
    ({ partition }) => `arn:${partition}:cloudtrail:*:${ownerAccount}:trail/*`,
  );
  return toServiceStatement(`AllowCloudTrailEncryptLogs${sidEnd}`, 'kms:GenerateDataKey*', {
    StringEquals: { 'aws:SourceArn': sourceArns(trails) },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': oneOrMany(anyTrailOfOwner) },
  });
}

function sourceArns(trails: readonly TrailCoordinates[]): OneOrMany {
  return oneOrMany(trails.map(toTrailArn));
}

function toServiceStatement(
  sid: string,
  action: string,
  condition: PolicyStatementData['Condition'],
): PolicyStatementData {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: action,
    Resource: '*',
    Condition: condition,
  };
}

/** A CloudWatch log group as KMS knows it. */
export interface EncryptedLogGroup {
  /** Without `:*` at its end. May be a CDK token, but no reference to a group that is encrypted with the key. */
  readonly logGroupArn: string;
  /** CloudWatch Logs in the group's Region: `logs.<Region>.amazonaws.com`, with the domain of the partition. */
  readonly logsService: string;
}

/**
 * Lets CloudWatch Logs use the key for one log group and no other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function toLogGroupKeyStatement({ logGroupArn, logsService }: EncryptedLogGroup): PolicyStatementData {
  return {
    Effect: 'Allow',
    Principal: { Service: logsService },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  };
}
