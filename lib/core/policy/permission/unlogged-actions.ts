import { matchesPattern } from '../evaluation/text-pattern';

/** Actions that a trail logs only where its selectors ask for data events, or that CloudTrail never logs. */
interface UnloggedActions {
  readonly service: string;
  /** Names with blanks between them. */
  readonly names: string;
  /** `resources.type` of the selector that shows them; absent where none does. */
  readonly type?: string;
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11) */
const UNLOGGED: readonly UnloggedActions[] = [
  {
    service: 's3',
    names:
      'GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent ' +
      'GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging ' +
      'PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ' +
      'DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging RestoreObject ReplicateObject ReplicateDelete ' +
      'ReplicateTags BypassGovernanceRetention AbortMultipartUpload ListMultipartUploadParts ListBucket ListBucketVersions ' +
      'ListBucketMultipartUploads',
    type: 'AWS::S3::Object',
  },
  {
    service: 'lambda',
    names: 'InvokeFunction InvokeAsync InvokeFunctionUrl',
    type: 'AWS::Lambda::Function',
  },
  {
    service: 'dynamodb',
    names:
      'BatchGetItem BatchWriteItem GetItem PutItem UpdateItem DeleteItem ConditionCheckItem Query Scan PartiQLSelect PartiQLInsert ' +
      'PartiQLUpdate PartiQLDelete',
    type: 'AWS::DynamoDB::Table',
  },
  { service: 'dynamodb', names: 'GetRecords GetShardIterator', type: 'AWS::DynamoDB::Stream' },
  {
    service: 'sqs',
    names: 'SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility',
    type: 'AWS::SQS::Queue',
  },
  { service: 'sns', names: 'Publish', type: 'AWS::SNS::Topic' },
  {
    service: 'kinesis',
    names: 'PutRecord PutRecords GetRecords GetShardIterator SubscribeToShard',
    type: 'AWS::Kinesis::Stream',
  },
  {
    service: 'cloudwatch',
    names: 'PutMetricData GetMetricData GetMetricStatistics ListMetrics',
    type: 'AWS::CloudWatch::Metric',
  },
  {
    service: 'ssmmessages',
    names: 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel',
    type: 'AWS::SSMMessages::ControlChannel',
  },
  {
    service: 'states',
    names: 'StartSyncExecution InvokeHTTPEndpoint',
    type: 'AWS::StepFunctions::StateMachine',
  },
  {
    service: 'cognito-identity',
    names: 'GetId GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity UnlinkIdentity',
    type: 'AWS::Cognito::IdentityPool',
  },
  { service: 'bedrock', names: 'InvokeAgent InvokeFlow', type: 'AWS::Bedrock::AgentAlias' },
  {
    service: 'rds-data',
    names: 'ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction',
    type: 'AWS::RDS::DBCluster',
  },
  { service: 'logs', names: 'PutLogEvents GetLogEvents FilterLogEvents' },
  { service: 'iam', names: 'PassRole' },
  { service: 'xray', names: 'PutTraceSegments PutTelemetryRecords' },
  { service: 'firehose', names: 'PutRecord PutRecordBatch' },
  { service: 'execute-api', names: 'Invoke ManageConnections InvalidateCache' },
];

const READING = { wildcards: true, ignoreCase: true } as const;

/**
 * Why the use of an action may not be in the records; undefined if its use is logged.
 *
 * @param pattern an action, or a pattern of actions as policies write it: one of those that it allows is enough
 */
export function whyUnlogged(pattern: string): string | undefined {
  const found = UNLOGGED.filter(({ service, names }) =>
    names.split(' ').some((name) => matchesPattern(pattern, `${service}:${name}`, READING)),
  );
  if (found.length === 0) return undefined;
  const types = found.flatMap(({ type }) => type ?? []);
  const what = /[*?]/.test(pattern) ? 'some of it' : 'it';
  if (types.length === 0) return `CloudTrail does not log ${what} by itself`;
  return `${what} is logged by a selector of data events with resources.type ${types.join(', ')}`;
}
