/** A resource as CloudFormation gets it. */
export interface ScannedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The resources of a template by their logical ids. */
export type Scanned = Readonly<Record<string, ScannedResource>>;

/** A control of AWS Security Hub (AWS Foundational Security Best Practices), which Prowler has checks for as well. */
export interface ScannerControl {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly passes: (properties: Readonly<Record<string, unknown>>, scanned: Scanned, id: string) => boolean;
  /** Why it fails by default, and what to set where another choice is better. Absent where it passes. */
  readonly reason?: string;
}

const BUCKET = 'AWS::S3::Bucket';
const TRAIL = 'AWS::CloudTrail::Trail';
const ALARM = 'AWS::CloudWatch::Alarm';
const TABLE = 'AWS::DynamoDB::Table';
const FUNCTION = 'AWS::Lambda::Function';
const KEY = 'AWS::KMS::Key';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const QUEUE = 'AWS::SQS::Queue';
const TOPIC = 'AWS::SNS::Topic';

const TAGS = "tags are up to the app: `Tags.of(app).add('owner', 'security')` sets them on every resource";
const ABOUT_ACCESS_LOGS = 'that of the access logs, because ';

/** Whether a text, anywhere in the properties, fits. */
const says = (value: unknown, pattern: RegExp) => pattern.test(JSON.stringify(value) ?? '');

const hasTags = ({ Tags }: Readonly<Record<string, unknown>>) => Array.isArray(Tags) && Tags.length > 0;

/** The statements of the policies that name a resource. */
function statementsOn(id: string, scanned: Scanned, type: string): readonly Statement[] {
  return Object.values(scanned)
    .filter((resource) => resource.Type === type && says(resource.Properties, new RegExp(`"Ref":"${id}"`)))
    .flatMap(({ Properties = {} }) => (Properties.PolicyDocument as PolicyDocument).Statement);
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
  readonly Action?: unknown;
}

/** Public as scanners mean it: anybody is allowed, and no condition binds who. */
function isPublic({ Effect, Principal, Condition }: Statement): boolean {
  return Effect === 'Allow' && says(Principal, /"\*"/) && Condition === undefined;
}

const tagged = (id: string, type: string): ScannerControl => ({
  ...{ id, type, title: 'resources should be tagged' },
  passes: hasTags,
  reason: TAGS,
});

const S3_CONTROLS: readonly ScannerControl[] = [
  {
    ...{ id: 'S3.2, S3.3', type: BUCKET, title: 'public access should be blocked by the policy' },
    passes: (_, scanned, id) => !statementsOn(id, scanned, 'AWS::S3::BucketPolicy').some(isPublic),
  },
  {
    ...{ id: 'S3.5', type: BUCKET, title: 'requests should require TLS' },
    passes: (_, scanned, id) =>
      statementsOn(id, scanned, 'AWS::S3::BucketPolicy').some(
        ({ Effect, Condition }) => Effect === 'Deny' && says(Condition, /"aws:SecureTransport":"false"/),
      ),
  },
  {
    ...{ id: 'S3.7', type: BUCKET, title: 'buckets should be replicated to another Region' },
    passes: ({ ReplicationConfiguration }) => ReplicationConfiguration !== undefined,
    reason:
      'a replica doubles the cost of storage; `replication` of `LogArchive` adds one, best in another account. The access logs ' +
      'prove nothing alone',
  },
  {
    ...{ id: 'S3.8', type: BUCKET, title: 'public access should be blocked on the bucket' },
    passes: ({ PublicAccessBlockConfiguration }) =>
      !says(PublicAccessBlockConfiguration ?? false, /false/) && PublicAccessBlockConfiguration !== undefined,
  },
  {
    ...{ id: 'S3.9', type: BUCKET, title: 'server access logs should be on' },
    passes: ({ LoggingConfiguration }) => LoggingConfiguration !== undefined,
    reason: `${ABOUT_ACCESS_LOGS}a bucket that logs its own requests to itself never stops`,
  },
  {
    ...{ id: 'S3.11', type: BUCKET, title: 'event notifications should be on' },
    passes: ({ NotificationConfiguration }) => NotificationConfiguration !== undefined,
    reason: `${ABOUT_ACCESS_LOGS}nothing reads its notifications`,
  },
  {
    ...{ id: 'S3.12', type: BUCKET, title: 'ACLs should not be used' },
    passes: ({ OwnershipControls }) => says(OwnershipControls, /BucketOwnerEnforced/),
  },
  {
    ...{ id: 'S3.10, S3.13', type: BUCKET, title: 'buckets should have lifecycle rules' },
    passes: ({ LifecycleConfiguration }) => LifecycleConfiguration !== undefined,
  },
  {
    ...{ id: 'S3.14', type: BUCKET, title: 'versioning should be on' },
    passes: ({ VersioningConfiguration }) => says(VersioningConfiguration, /Enabled/),
  },
  {
    ...{ id: 'S3.15', type: BUCKET, title: 'Object Lock should be on' },
    passes: ({ ObjectLockEnabled }) => ObjectLockEnabled === true,
    reason:
      'a lock cannot be undone, so it is a choice: `objectLock` of `LogArchive`. S3 cannot deliver access logs to a locked bucket',
  },
  {
    ...{ id: 'S3.17', type: BUCKET, title: 'buckets should be encrypted with a KMS key' },
    passes: ({ BucketEncryption }) => says(BucketEncryption, /aws:kms/),
    reason: `${ABOUT_ACCESS_LOGS}S3 cannot write them to a bucket whose default key is a customer managed key`,
  },
  {
    ...{ id: 'S3.20', type: BUCKET, title: 'MFA delete should be on' },
    passes: () => false,
    reason:
      'only the root user can turn it on, by the API; [the archive guide](../deploy/archive.md) has the command. It excludes lifecycle rules, ' +
      'which the archive has; Object Lock is the stronger choice',
  },
];

const TRAIL_CONTROLS: readonly ScannerControl[] = [
  {
    ...{
      id: 'CloudTrail.1, CloudTrail.3',
      type: TRAIL,
      title: 'a multi-Region trail should log management events',
    },
    passes: ({ IsMultiRegionTrail, IsLogging, AdvancedEventSelectors }) =>
      IsMultiRegionTrail === true && IsLogging === true && says(AdvancedEventSelectors, /"Management"/),
  },
  {
    ...{ id: 'CloudTrail.2', type: TRAIL, title: 'log files should be encrypted with a KMS key' },
    passes: ({ KMSKeyId }) => KMSKeyId !== undefined,
  },
  {
    ...{ id: 'CloudTrail.4', type: TRAIL, title: 'log file validation should be on' },
    passes: ({ EnableLogFileValidation }) => EnableLogFileValidation === true,
  },
  {
    ...{ id: 'CloudTrail.5', type: TRAIL, title: 'trails should deliver to CloudWatch Logs' },
    passes: ({ CloudWatchLogsLogGroupArn }) => CloudWatchLogsLogGroupArn !== undefined,
    reason:
      'CloudWatch Logs charges $0.50 a GB, and log files are searched without it; `alarms` of `Trailwatch`, or `cloudWatchLogs` of ' +
      '`AuditTrail`, turns it on',
  },
  tagged('CloudTrail.9', TRAIL),
  {
    ...{ id: 'CloudWatch.1 to CloudWatch.14', type: TRAIL, title: 'metric filters and alarms should exist' },
    passes: (_, scanned) => Object.values(scanned).some(({ Type }) => Type === 'AWS::Logs::MetricFilter'),
    reason:
      'rules on log files detect the same calls, and more; `alarms: AlarmSet.securityHub()` of `Trailwatch` adds filters with exactly ' +
      'the patterns that the controls ask for',
  },
  {
    ...{ id: 'S3.22, S3.23', type: TRAIL, title: 'data events of S3 objects should be logged' },
    passes: ({ AdvancedEventSelectors }) => says(AdvancedEventSelectors, /AWS::S3::Object/),
    reason: 'data events cost $0.10 for 100,000; `eventSelection` of `Trailwatch` chooses buckets',
  },
];

const WORKER_CONTROLS: readonly ScannerControl[] = [
  {
    ...{
      id: 'CloudWatch.15, CloudWatch.17',
      type: ALARM,
      title: 'alarms should have an action, and actions be on',
    },
    passes: ({ AlarmActions, ActionsEnabled }) =>
      Array.isArray(AlarmActions) && AlarmActions.length > 0 && ActionsEnabled !== false,
  },
  {
    ...{ id: 'CloudWatch.16', type: LOG_GROUP, title: 'log groups should be kept for a year' },
    passes: ({ RetentionInDays }) => RetentionInDays === undefined || Number(RetentionInDays) >= 365,
    reason: "these are the functions' own logs, not CloudTrail's; `logRetention` of each part changes it",
  },
  {
    ...{ id: 'DynamoDB.1', type: TABLE, title: 'tables should scale automatically' },
    passes: ({ BillingMode }) => BillingMode === 'PAY_PER_REQUEST',
  },
  {
    ...{ id: 'DynamoDB.2', type: TABLE, title: 'point-in-time recovery should be on' },
    passes: ({ PointInTimeRecoverySpecification }) => says(PointInTimeRecoverySpecification, /true/),
  },
  {
    ...{ id: 'DynamoDB.4', type: TABLE, title: 'tables should be in a backup plan' },
    passes: () => false,
    reason:
      "the table records for weeks which alerts were sent; point-in-time recovery covers it, and AWS Backup's plans choose by tag",
  },
  tagged('DynamoDB.5', TABLE),
  {
    ...{ id: 'DynamoDB.6', type: TABLE, title: 'deletion protection should be on' },
    passes: ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled === true,
  },
  {
    ...{ id: 'Lambda.1', type: FUNCTION, title: 'function policies should prohibit public access' },
    passes: (_, scanned) =>
      Object.values(scanned)
        .filter(({ Type }) => Type === 'AWS::Lambda::Permission')
        .every(({ Properties }) => Properties?.SourceArn !== undefined && Properties.Principal !== '*'),
  },
  {
    ...{ id: 'Lambda.2', type: FUNCTION, title: 'functions should use a supported runtime' },
    passes: ({ Runtime }) => /^nodejs2[24]\.x$/.test(String(Runtime)),
  },
  {
    ...{ id: 'Lambda.3', type: FUNCTION, title: 'functions should be in a VPC' },
    passes: ({ VpcConfig }) => VpcConfig !== undefined,
    reason:
      'the functions call AWS only, and a VPC adds endpoints at about $7 a month each; `vpc` of each part puts its function into one',
  },
  tagged('Lambda.6', FUNCTION),
  {
    ...{ id: 'Lambda.7', type: FUNCTION, title: 'X-Ray tracing should be on' },
    passes: ({ TracingConfig }) => says(TracingConfig, /Active/),
    reason: 'metrics and logs are enough to operate it; `tracing` of each part turns it on',
  },
];

const STORE_CONTROLS: readonly ScannerControl[] = [
  {
    ...{ id: 'KMS.4', type: KEY, title: 'keys should rotate' },
    passes: ({ EnableKeyRotation, KeySpec }) =>
      EnableKeyRotation === true || String(KeySpec).startsWith('HMAC'),
  },
  {
    ...{ id: 'KMS.5', type: KEY, title: 'keys should not be public' },
    passes: ({ KeyPolicy }) => !(KeyPolicy as PolicyDocument).Statement.some(isPublic),
  },
  {
    ...{ id: 'SNS.1', type: TOPIC, title: 'topics should be encrypted with a KMS key' },
    passes: ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
  },
  tagged('SNS.3', TOPIC),
  {
    ...{ id: 'SNS.4', type: TOPIC, title: 'topics should not be public' },
    passes: (_, scanned, id) => !statementsOn(id, scanned, 'AWS::SNS::TopicPolicy').some(isPublic),
  },
  {
    ...{ id: 'SQS.1', type: QUEUE, title: 'queues should be encrypted' },
    passes: ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
      SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined,
  },
  tagged('SQS.2', QUEUE),
  {
    ...{ id: 'SQS.3', type: QUEUE, title: 'queues should not be public' },
    passes: (_, scanned, id) => !statementsOn(id, scanned, 'AWS::SQS::QueuePolicy').some(isPublic),
  },
  tagged('EventBridge.2', 'AWS::Events::Rule'),
  {
    ...{ id: 'IAM.1, KMS.1', type: 'AWS::IAM::Policy', title: 'policies should not allow everything' },
    passes: ({ PolicyDocument: document }) =>
      (document as PolicyDocument).Statement.every(
        ({ Effect, Action }) => Effect !== 'Allow' || !says(Action, /"\*"|:\*"/),
      ),
  },
  tagged('IAM.24', 'AWS::IAM::Role'),
];

/** Every control on a type of resource that the default stack has. */
export const SCANNER_CONTROLS: readonly ScannerControl[] = [
  ...S3_CONTROLS,
  ...TRAIL_CONTROLS,
  ...WORKER_CONTROLS,
  ...STORE_CONTROLS,
];

/** The logical ids of the resources that fail a control. */
export function failing({ type, passes }: ScannerControl, scanned: Scanned): readonly string[] {
  return Object.entries(scanned)
    .filter(([id, { Type, Properties = {} }]) => Type === type && !passes(Properties, scanned, id))
    .map(([id]) => id);
}
