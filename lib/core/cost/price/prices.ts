import type { Price } from './price';

/**
 * The day of the prices below. They are the list prices as commonly known on that day, and none was read from the Price List API:
 * everything that is computed from them is an estimate and says so.
 */
export const PRICES_DATE = '2026-11-20';

const MILLION = 1_000_000;

/** Every price that the package computes with, and the only place where one is written. */
export const PRICES = {
  managementCopy: {
    of: 'CloudTrail, a further copy of management events; the first in each Region is free',
    ...{ usd: 2, per: 100_000, unit: 'event', page: 'cloudtrail/pricing' },
  },
  dataEvent: {
    of: 'CloudTrail, a data event, each copy',
    ...{ usd: 0.1, per: 100_000, unit: 'event', page: 'cloudtrail/pricing' },
  },
  networkActivityEvent: {
    of: 'CloudTrail, a network activity event, each copy',
    ...{ usd: 0.1, per: 100_000, unit: 'event', page: 'cloudtrail/pricing' },
  },
  managementInsights: {
    of: 'CloudTrail Insights, a management event analyzed for one type',
    ...{ usd: 0.35, per: 100_000, unit: 'event', page: 'cloudtrail/pricing' },
  },
  dataInsights: {
    of: 'CloudTrail Insights, a data event analyzed for one type',
    ...{ usd: 0.03, per: 100_000, unit: 'event', page: 'cloudtrail/pricing' },
  },
  logsDelivery: {
    of: 'CloudTrail, a GB of events that a telemetry rule of CloudWatch collects',
    ...{ usd: 0.25, unit: 'GB', page: 'cloudtrail/pricing' },
  },
  lakeIngestion: {
    of: 'CloudTrail Lake, an ingested GB with one year of retention, uncompressed',
    ...{ usd: 0.75, unit: 'GB', page: 'cloudtrail/pricing' },
  },
  lakeOtherIngestion: {
    of: 'CloudTrail Lake, an ingested GB of Insights, configuration items, evidence and events from other sources, with one year of retention',
    ...{ usd: 0.5, unit: 'GB', page: 'cloudtrail/pricing' },
  },
  lakeFixedIngestion: {
    of: 'CloudTrail Lake, an ingested GB with seven years of retention, of the first 5 TB',
    ...{ usd: 2.5, unit: 'GB', page: 'cloudtrail/pricing' },
  },
  lakeRetention: {
    of: 'CloudTrail Lake, a GB-month after the first year',
    ...{ usd: 0.023, unit: 'GB-month', page: 'cloudtrail/pricing' },
  },
  lakeScan: {
    of: 'CloudTrail Lake, a scanned GB',
    ...{ usd: 0.005, unit: 'GB', page: 'cloudtrail/pricing' },
  },
  s3Standard: {
    of: 'S3 Standard, a GB-month',
    ...{ usd: 0.023, unit: 'GB-month', page: 's3/pricing' },
    inRegions: {
      'us-east-2': 0.023,
      'us-west-1': 0.026,
      'us-west-2': 0.023,
      'eu-central-1': 0.0245,
      'eu-west-1': 0.023,
      'ap-northeast-1': 0.025,
      'ap-southeast-1': 0.025,
      'ap-southeast-2': 0.025,
      'sa-east-1': 0.0405,
    },
  },
  s3StandardIa: {
    of: 'S3 Standard-IA, a GB-month',
    ...{ usd: 0.0125, unit: 'GB-month', page: 's3/pricing' },
  },
  s3OneZoneIa: {
    of: 'S3 One Zone-IA, a GB-month',
    ...{ usd: 0.01, unit: 'GB-month', page: 's3/pricing' },
  },
  s3GlacierInstant: {
    of: 'S3 Glacier Instant Retrieval, a GB-month',
    ...{ usd: 0.004, unit: 'GB-month', page: 's3/pricing' },
  },
  s3Glacier: {
    of: 'S3 Glacier Flexible Retrieval, a GB-month',
    ...{ usd: 0.0036, unit: 'GB-month', page: 's3/pricing' },
  },
  s3DeepArchive: {
    of: 'S3 Glacier Deep Archive, a GB-month',
    ...{ usd: 0.00099, unit: 'GB-month', page: 's3/pricing' },
  },
  s3Put: { of: 'S3, a PUT or LIST request', usd: 0.005, per: 1000, unit: 'request', page: 's3/pricing' },
  s3Get: { of: 'S3, a GET request', usd: 0.0004, per: 1000, unit: 'request', page: 's3/pricing' },
  s3ToIa: {
    of: 'S3, a transition to Standard-IA, One Zone-IA or Intelligent-Tiering',
    ...{ usd: 0.01, per: 1000, unit: 'object', page: 's3/pricing' },
  },
  s3ToGlacierInstant: {
    of: 'S3, a transition to Glacier Instant Retrieval',
    ...{ usd: 0.02, per: 1000, unit: 'object', page: 's3/pricing' },
  },
  s3ToGlacier: {
    of: 'S3, a transition to Glacier Flexible Retrieval',
    ...{ usd: 0.03, per: 1000, unit: 'object', page: 's3/pricing' },
  },
  s3ToDeepArchive: {
    of: 'S3, a transition to Glacier Deep Archive',
    ...{ usd: 0.05, per: 1000, unit: 'object', page: 's3/pricing' },
  },
  s3ReplicationTransfer: {
    of: 'S3, a GB replicated to another Region',
    ...{ usd: 0.02, unit: 'GB', page: 's3/pricing' },
  },
  s3ReplicationTimeControl: {
    of: 'S3, a GB replicated with Replication Time Control, in addition',
    ...{ usd: 0.015, unit: 'GB', page: 's3/pricing' },
  },
  s3Inventory: {
    of: 'S3 Inventory, an object listed',
    ...{ usd: 0.0025, per: MILLION, unit: 'object', page: 's3/pricing' },
  },
  kmsKey: { of: 'KMS, a key', usd: 1, unit: 'month', page: 'kms/pricing' },
  kmsRequest: { of: 'KMS, a request', usd: 0.03, per: 10_000, unit: 'request', page: 'kms/pricing' },
  snsPublish: {
    of: 'SNS, a published message',
    usd: 0.5,
    per: MILLION,
    unit: 'request',
    page: 'sns/pricing',
  },
  snsEmail: {
    of: 'SNS, an e-mail notification',
    ...{ usd: 2, per: 100_000, unit: 'message', page: 'sns/pricing' },
  },
  snsHttp: {
    of: 'SNS, an HTTP or HTTPS notification',
    ...{ usd: 0.6, per: MILLION, unit: 'message', page: 'sns/pricing' },
  },
  sqsRequest: {
    of: 'SQS, a request to a standard queue',
    ...{ usd: 0.4, per: MILLION, unit: 'request', page: 'sqs/pricing' },
  },
  sqsFifoRequest: {
    of: 'SQS, a request to a FIFO queue',
    ...{ usd: 0.5, per: MILLION, unit: 'request', page: 'sqs/pricing' },
  },
  lambdaArm: {
    of: 'Lambda on ARM, a GB-second',
    ...{ usd: 0.0000133334, unit: 'GB-second', page: 'lambda/pricing' },
  },
  lambdaX86: {
    of: 'Lambda on x86, a GB-second',
    ...{ usd: 0.0000166667, unit: 'GB-second', page: 'lambda/pricing' },
  },
  lambdaInvocation: {
    of: 'Lambda, an invocation',
    ...{ usd: 0.2, per: MILLION, unit: 'invocation', page: 'lambda/pricing' },
  },
  logsIngestion: {
    of: 'CloudWatch Logs, an ingested GB',
    ...{ usd: 0.5, unit: 'GB', page: 'cloudwatch/pricing' },
  },
  logsStorage: {
    of: 'CloudWatch Logs, a stored GB-month',
    ...{ usd: 0.03, unit: 'GB-month', page: 'cloudwatch/pricing' },
  },
  logsScan: {
    of: 'CloudWatch Logs Insights, a scanned GB',
    ...{ usd: 0.005, unit: 'GB', page: 'cloudwatch/pricing' },
  },
  metric: { of: 'CloudWatch, a custom metric', usd: 0.3, unit: 'month', page: 'cloudwatch/pricing' },
  alarmMetric: {
    of: 'CloudWatch, a metric of a standard alarm',
    ...{ usd: 0.1, unit: 'month', page: 'cloudwatch/pricing' },
  },
  highResolutionAlarmMetric: {
    of: 'CloudWatch, a metric of a high-resolution alarm',
    ...{ usd: 0.3, unit: 'month', page: 'cloudwatch/pricing' },
  },
  compositeAlarm: {
    of: 'CloudWatch, a composite alarm',
    ...{ usd: 0.5, unit: 'month', page: 'cloudwatch/pricing' },
  },
  dashboard: { of: 'CloudWatch, a dashboard', usd: 3, unit: 'month', page: 'cloudwatch/pricing' },
  customEvent: {
    of: 'EventBridge, an event from S3, or one sent to a custom bus, another account or another Region',
    ...{ usd: 1, per: MILLION, unit: 'event', page: 'eventbridge/pricing' },
  },
  dynamoWrite: {
    of: 'DynamoDB on demand, a write of 1 KB',
    ...{ usd: 0.625, per: MILLION, unit: 'request', page: 'dynamodb/pricing' },
  },
  dynamoRead: {
    of: 'DynamoDB on demand, a strongly consistent read of 4 KB',
    ...{ usd: 0.125, per: MILLION, unit: 'request', page: 'dynamodb/pricing' },
  },
  dynamoStorage: {
    of: 'DynamoDB, a stored GB-month',
    ...{ usd: 0.25, unit: 'GB-month', page: 'dynamodb/pricing' },
  },
  dynamoRecovery: {
    of: 'DynamoDB, a GB-month of point-in-time recovery',
    ...{ usd: 0.2, unit: 'GB-month', page: 'dynamodb/pricing' },
  },
  endpointHour: {
    of: 'VPC, an hour of an interface endpoint in an Availability Zone',
    ...{ usd: 0.01, unit: 'hour', page: 'privatelink/pricing' },
  },
  endpointGb: {
    of: 'VPC, a GB processed by an interface endpoint',
    ...{ usd: 0.01, unit: 'GB', page: 'privatelink/pricing' },
  },
  secret: { of: 'Secrets Manager, a secret', usd: 0.4, unit: 'month', page: 'secrets-manager/pricing' },
  transition: {
    of: 'Step Functions, a state transition',
    ...{ usd: 0.025, per: 1000, unit: 'transition', page: 'step-functions/pricing' },
  },
  athenaScan: { of: 'Athena, a scanned TB', usd: 5, unit: 'TB', page: 'athena/pricing' },
  firehoseGb: {
    of: 'Data Firehose, an ingested GB',
    ...{ usd: 0.029, unit: 'GB', page: 'firehose/pricing' },
  },
  vcpuHour: {
    of: 'a vCPU-hour: half an m6a.large, On-Demand',
    ...{ usd: 0.0432, unit: 'hour', page: 'ec2/pricing/on-demand' },
  },
} as const satisfies Readonly<Record<string, Price>>;

/** The name of a price. */
export type PriceName = keyof typeof PRICES;
