import { type OneOrMany, oneOrMany, type PolicyStatementData } from '../policy-statement-data';

/** The log groups that CloudWatch writes to tables of S3, as ARNs have them. Every text may be a CDK token. */
export interface TabledLogGroups {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** May have `*` in them. */
  readonly logGroupNames: readonly string[];
}

/** The table bucket that CloudWatch creates, in each account and Region. */
const TABLE_BUCKET = 'aws-cloudwatch';

function toLogGroupArns({ partition, region, account, logGroupNames }: TabledLogGroups): OneOrMany {
  return oneOrMany(
    logGroupNames.map((name) => `arn:${partition}:logs:${region}:${account}:log-group:${name}`),
  );
}

/**
 * Lets CloudWatch Logs take a role on behalf of these log groups, and of no other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/s3-tables-integration.html
 */
export function toTableRoleCondition(
  logGroups: TabledLogGroups,
): NonNullable<PolicyStatementData['Condition']> {
  return {
    StringEquals: { 'aws:SourceAccount': logGroups.account },
    ArnLike: { 'aws:SourceArn': toLogGroupArns(logGroups) },
  };
}

/** The permissions of the role: write the content of these log groups to tables. */
export function toTableRoleStatement(logGroups: TabledLogGroups): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 'logs:IntegrateWithS3Table',
    Resource: toLogGroupArns(logGroups),
    Condition: { StringEquals: { 'aws:ResourceAccount': logGroups.account } },
  };
}

/**
 * The key policy statements that encrypted tables need: CloudWatch writes them, and S3 Tables compacts them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/s3-tables-integration.html
 */
export function toTableKeyStatements({
  partition,
  region,
  account,
}: TabledLogGroups): readonly PolicyStatementData[] {
  const tables = `arn:${partition}:s3tables:${region}:${account}:bucket/${TABLE_BUCKET}/*`;
  return [
    {
      Sid: 'AllowCloudWatchEncryptTables',
      Effect: 'Allow',
      Principal: { Service: 'systemtables.cloudwatch.amazonaws.com' },
      Action: ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    {
      Sid: 'AllowS3TablesMaintainTables',
      Effect: 'Allow',
      Principal: { Service: 'maintenance.s3tables.amazonaws.com' },
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': tables } },
    },
  ];
}
