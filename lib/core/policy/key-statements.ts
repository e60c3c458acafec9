import { oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toTrailArn } from './trail-coordinates';

/**
 * The key policy statements that the trails need. No trail, no statement.
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
  const fromTrails = { 'aws:SourceArn': oneOrMany(trails.map(toTrailArn)) };
  const anyTrailOfOwners = trails.map(
    (trail) => `arn:${trail.partition}:cloudtrail:*:${trail.ownerAccount}:trail/*`,
  );
  return [
    toServiceStatement('AllowCloudTrailEncryptLogs', 'kms:GenerateDataKey*', {
      StringEquals: fromTrails,
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': oneOrMany(anyTrailOfOwners) },
    }),
    toServiceStatement('AllowCloudTrailDecryptTrail', 'kms:Decrypt', { StringEquals: fromTrails }),
    toServiceStatement('AllowCloudTrailAccess', 'kms:DescribeKey', { StringEquals: fromTrails }),
  ];
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
