import { oneOrMany, type PolicyStatementData } from './policy-statement-data';
import { type TrailCoordinates, toTrailArn } from './trail-coordinates';

/**
 * Lets CloudTrail take a role on behalf of one trail, and of no other.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
export function toDeliveryRoleCondition(trail: TrailCoordinates): PolicyStatementData['Condition'] {
  return { StringEquals: { 'aws:SourceArn': toTrailArn(trail) } };
}

/**
 * The permissions of a trail's role in its log group: create the streams that CloudTrail names after owner and home Region,
 * and write to them; for an organization also those that it names after the organization.
 *
 * @param logGroupArn without `:*` at its end
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-log-group-log-stream-naming-for-cloudtrail.html
 */
export function toLogStreamStatements(
  logGroupArn: string,
  { ownerAccount, homeRegion, organizationId }: TrailCoordinates,
): readonly PolicyStatementData[] {
  const streams = [
    `${ownerAccount}_CloudTrail_${homeRegion}*`,
    ...(organizationId === undefined ? [] : [`${organizationId}_*`]),
  ];
  const resource = oneOrMany(streams.map((stream) => `${logGroupArn}:log-stream:${stream}`));
  return [
    toStatement('AWSCloudTrailCreateLogStream20141101', 'logs:CreateLogStream', resource),
    toStatement('AWSCloudTrailPutLogEvents20141101', 'logs:PutLogEvents', resource),
  ];
}

function toStatement(
  sid: string,
  action: string,
  resource: PolicyStatementData['Resource'],
): PolicyStatementData {
  return { Sid: sid, Effect: 'Allow', Action: action, Resource: resource };
}

/**
 * Lets CloudWatch Logs use a key for certain log groups.
 *
 * @param logsService CloudWatch Logs as KMS names it: `logs.<Region>.amazonaws.com`, with the domain of the partition
 * @param logGroupArn may have `*` in it
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function toLogGroupKeyStatement(logsService: string, logGroupArn: string): PolicyStatementData {
  return {
    Sid: 'AllowCloudWatchLogs',
    Effect: 'Allow',
    Principal: { Service: logsService },
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  };
}
