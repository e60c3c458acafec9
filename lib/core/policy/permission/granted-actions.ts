import type { Patterns } from '../evaluation/policy-document';
import { matchesPattern } from '../evaluation/text-pattern';
import type { UsedAction } from './used-permissions';

/** An action, or a pattern of actions, that a policy allows, and what was used of it. */
export interface GrantedAction {
  readonly action: string;
  /** `'Sid' of the policy`. */
  readonly statement: string;
  /** `unknown`: its use would not be in the records. */
  readonly verdict: 'used' | 'unused' | 'unknown';
  /** The actions that were used by it. */
  readonly used: readonly string[];
  /** Why nothing is known. */
  readonly reason?: string;
}

/** A statement of a policy, with the actions that it allows. */
export interface AllowingStatement {
  /** `'Sid' of the policy`. */
  readonly title: string;
  readonly actions: Patterns;
}

/** The actions that the policies of a principal allow. */
export interface PrincipalPolicies {
  readonly statements: readonly AllowingStatement[];
  /** Policies, or statements of them, that may allow something and are not known. */
  readonly unread: readonly string[];
}

/**
 * The actions that policies allow, pattern by pattern. Denials, conditions and resources are not compared: only an allowed
 * action can be used.
 *
 * @param isWhole whether all records that may show a use were read: otherwise nothing is known to be unused
 */
export function grantedActions(
  { statements, unread }: PrincipalPolicies,
  used: readonly UsedAction[],
  isWhole = true,
): readonly GrantedAction[] {
  const allowed = used.filter(({ calls }) => calls > 0).map(({ action }) => action);
  const unknown = { verdict: 'unknown', used: [] } as const;
  return [
    ...statements.flatMap(({ title, actions: { negated, patterns } }): readonly GrantedAction[] => {
      if (!negated) return patterns.map((pattern) => verdictOf(pattern, title, { allowed, isWhole }));
      const reason = 'a statement with NotAction allows actions that it does not name';
      return [{ ...unknown, action: `not ${patterns.join(', ')}`, statement: title, reason }];
    }),
    ...unread.map((statement) => ({
      ...unknown,
      action: '*',
      statement,
      reason: 'what it allows is not known',
    })),
  ];
}

/** Why nothing is known about an unseen use, where some records were not read. */
export const NOT_WHOLE = 'not all of the records could be read';

function verdictOf(
  action: string,
  statement: string,
  { allowed, isWhole }: { readonly allowed: readonly string[]; readonly isWhole: boolean },
): GrantedAction {
  const used = allowed.filter((each) => matchesPattern(action, each, { wildcards: true, ignoreCase: true }));
  if (used.length > 0) return { action, statement, verdict: 'used', used };
  const reason = whyUnlogged(action) ?? (isWhole ? undefined : NOT_WHOLE);
  return reason === undefined
    ? { action, statement, verdict: 'unused', used }
    : { action, statement, verdict: 'unknown', used, reason };
}

/** The actions that were used, and that policies allow by a wildcard only. */
export function byWildcardOnly(granted: readonly GrantedAction[]): readonly string[] {
  const patterns = granted.filter(({ verdict }) => verdict === 'used');
  const named = new Set(patterns.filter(({ action }) => !/[*?]/.test(action)).flatMap(({ used }) => used));
  return [...new Set(patterns.flatMap(({ used }) => used))].filter((action) => !named.has(action)).sort();
}

/**
 * Actions that a trail logs only where its selectors include data events, or that CloudTrail never logs: for each service, their
 * names with blanks between them (`*`: every action) by the `resources.type` of the selector that shows them, '' where none does.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const UNLOGGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    'AWS::S3::Object':
      'GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging ' +
      'GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes ' +
      'GetObjectVersionForReplication GetObjectVersionTagging PutObject PutObjectAcl PutObjectLegalHold ' +
      'PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging DeleteObject ' +
      'DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging RestoreObject ReplicateObject ' +
      'ReplicateDelete ReplicateTags BypassGovernanceRetention AbortMultipartUpload ListMultipartUploadParts ' +
      'ListBucket ListBucketVersions ListBucketMultipartUploads',
  },
  lambda: { 'AWS::Lambda::Function': 'InvokeFunction InvokeAsync InvokeFunctionUrl' },
  dynamodb: {
    'AWS::DynamoDB::Table':
      'BatchGetItem BatchWriteItem GetItem PutItem UpdateItem DeleteItem ConditionCheckItem Query Scan ' +
      'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    'AWS::DynamoDB::Stream': 'GetRecords GetShardIterator',
  },
  sqs: { 'AWS::SQS::Queue': 'SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility' },
  sns: { 'AWS::SNS::Topic': 'Publish' },
  kinesis: { 'AWS::Kinesis::Stream': 'PutRecord PutRecords GetRecords GetShardIterator SubscribeToShard' },
  cloudwatch: { 'AWS::CloudWatch::Metric': 'PutMetricData GetMetricData GetMetricStatistics ListMetrics' },
  ssmmessages: {
    'AWS::SSMMessages::ControlChannel':
      'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel',
  },
  states: { 'AWS::StepFunctions::StateMachine': 'StartSyncExecution InvokeHTTPEndpoint' },
  'cognito-identity': {
    'AWS::Cognito::IdentityPool':
      'GetId GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity UnlinkIdentity',
  },
  bedrock: {
    'AWS::Bedrock::AgentAlias': 'InvokeAgent InvokeFlow',
    'AWS::Bedrock::InlineAgent': 'InvokeInlineAgent',
    'AWS::Bedrock::KnowledgeBase': 'Retrieve RetrieveAndGenerate',
    'AWS::Bedrock::Guardrail': 'ApplyGuardrail',
  },
  'rds-data': {
    'AWS::RDS::DBCluster':
      'ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction',
  },
  aoss: { 'AWS::AOSS::Collection': 'APIAccessAll DashboardsAccessAll' },
  appconfig: { 'AWS::AppConfig::Configuration': 'StartConfigurationSession GetLatestConfiguration' },
  appsync: { 'AWS::AppSync::GraphQLApi': 'GraphQL' },
  'cloudfront-keyvaluestore': { 'AWS::CloudFront::KeyValueStore': '*' },
  'cloudtrail-data': { 'AWS::CloudTrail::Channel': 'PutAuditEvents' },
  dsql: { 'AWS::DSQL::Cluster': 'DbConnect DbConnectAdmin' },
  ebs: { 'AWS::EC2::Snapshot': 'ListSnapshotBlocks ListChangedBlocks GetSnapshotBlock PutSnapshotBlock' },
  'ec2-instance-connect': { 'AWS::EC2::InstanceConnectEndpoint': 'OpenTunnel' },
  ecs: { 'AWS::ECS::ContainerInstance': 'Poll StartTelemetrySession' },
  events: { 'AWS::Events::EventBus': 'PutEvents' },
  firehose: { 'AWS::KinesisFirehose::DeliveryStream': 'PutRecord PutRecordBatch' },
  'geo-maps': { 'AWS::GeoMaps::Provider': '*' },
  'geo-places': { 'AWS::GeoPlaces::Provider': '*' },
  'geo-routes': { 'AWS::GeoRoutes::Provider': '*' },
  guardduty: { 'AWS::GuardDuty::Detector': 'SendSecurityTelemetry' },
  iot: {
    'AWS::IoT::Thing': 'GetThingShadow UpdateThingShadow DeleteThingShadow',
    '': 'Connect Publish Receive RetainPublish Subscribe',
  },
  kinesisvideo: {
    'AWS::KinesisVideo::Stream':
      'PutMedia GetMedia GetMediaForFragmentList GetClip GetImages GetDASHStreamingSessionURL ' +
      'GetHLSStreamingSessionURL ListFragments',
  },
  lex: {
    'AWS::Lex::BotAlias':
      'RecognizeText RecognizeUtterance PostText PostContent StartConversation PutSession GetSession DeleteSession',
  },
  mobiletargeting: { 'AWS::Pinpoint::App': 'SendMessages' },
  'neptune-graph': { 'AWS::NeptuneGraph::Graph': 'ReadDataViaQuery WriteDataViaQuery DeleteDataViaQuery' },
  'payment-cryptography': {
    'AWS::PaymentCryptography::Key':
      'EncryptData DecryptData ReEncryptData GenerateMac VerifyMac GeneratePinData VerifyPinData ' +
      'GenerateCardValidationData VerifyCardValidationData TranslatePinData VerifyAuthRequestCryptogram',
  },
  qbusiness: { 'AWS::QBusiness::Application': 'Chat ChatSync' },
  rum: { 'AWS::RUM::AppMonitor': 'PutRumEvents' },
  's3-object-lambda': { 'AWS::S3ObjectLambda::AccessPoint': 'GetObject PutObject DeleteObject ListBucket' },
  's3-outposts': { 'AWS::S3Outposts::Object': 'GetObject PutObject DeleteObject ListBucket' },
  s3tables: { 'AWS::S3Tables::Table': 'GetTableData PutTableData' },
  sagemaker: {
    'AWS::SageMaker::Endpoint': 'InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream',
    'AWS::SageMaker::FeatureGroup': 'GetRecord BatchGetRecord PutRecord DeleteRecord',
    'AWS::SageMaker::ExperimentTrialComponent': 'BatchPutMetrics',
  },
  servicediscovery: { 'AWS::ServiceDiscovery::Service': 'DiscoverInstances DiscoverInstancesRevision' },
  ses: {
    'AWS::SES::EmailIdentity':
      'SendEmail SendRawEmail SendTemplatedEmail SendBulkEmail SendBulkTemplatedEmail',
  },
  'sms-voice': { 'AWS::SMSVoice::OriginationIdentity': 'SendTextMessage SendVoiceMessage SendMediaMessage' },
  swf: {
    'AWS::SWF::Domain':
      'PollForActivityTask PollForDecisionTask RespondActivityTaskCompleted RespondActivityTaskFailed ' +
      'RespondActivityTaskCanceled RespondDecisionTaskCompleted RecordActivityTaskHeartbeat StartWorkflowExecution ' +
      'SignalWorkflowExecution',
  },
  timestream: { 'AWS::Timestream::Table': 'Select WriteRecords' },
  verifiedpermissions: { 'AWS::VerifiedPermissions::PolicyStore': 'IsAuthorized IsAuthorizedWithToken' },
  xray: {
    'AWS::XRay::Trace':
      'PutTraceSegments BatchGetTraces GetServiceGraph GetTimeSeriesServiceStatistics GetTraceGraph ' +
      'GetTraceSummaries',
    '': 'PutTelemetryRecords',
  },
  logs: { '': 'PutLogEvents GetLogEvents FilterLogEvents' },
  iam: { '': 'PassRole' },
  'execute-api': { '': 'Invoke ManageConnections InvalidateCache' },
  // Requests to a database, a cluster, a file system or a device, which IAM authorizes and no API call of AWS makes.
  dax: {
    '': 'BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem',
  },
  ec2messages: { '': '*' },
  eks: { '': 'AccessKubernetesApi' },
  elasticache: { '': 'Connect' },
  elasticfilesystem: { '': 'ClientMount ClientWrite ClientRootAccess' },
  es: { '': 'ESHttpGet ESHttpHead ESHttpPost ESHttpPut ESHttpPatch ESHttpDelete' },
  'kafka-cluster': { '': '*' },
  memorydb: { '': 'Connect' },
  'neptune-db': { '': '*' },
  'rds-db': { '': 'connect' },
};

/** The maximum number of resource types that a reason names. */
const MAX_TYPES = 10;

const READING = { wildcards: true, ignoreCase: true } as const;

/**
 * Why the use of an action may not be in the records; undefined if its use is logged.
 *
 * @param pattern an action, or a pattern of actions as policies write it: one of those that it allows is enough
 */
function whyUnlogged(pattern: string): string | undefined {
  const found = Object.entries(UNLOGGED).flatMap(([service, byType]) =>
    Object.entries(byType).flatMap(([type, names]) => (isAnyOf(pattern, service, names) ? [type] : [])),
  );
  if (found.length === 0) return undefined;
  const types = found.filter((type) => type !== '');
  const what = /[*?]/.test(pattern) ? 'some of it' : 'it';
  if (types.length === 0) return `CloudTrail does not log ${what}`;
  const more = types.length > MAX_TYPES ? ` and ${types.length - MAX_TYPES} more` : '';
  return `${what} is logged by a selector of data events with resources.type ${types.slice(0, MAX_TYPES).join(', ')}${more}`;
}

function isAnyOf(pattern: string, service: string, names: string): boolean {
  if (names === '*') return matchesPattern(pattern.split(':')[0] ?? '', service, READING);
  return names.split(' ').some((name) => matchesPattern(pattern, `${service}:${name}`, READING));
}
