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

/** Actions that a trail logs only where its selectors include data events, or that CloudTrail never logs. */
interface UnloggedActions {
  readonly service: string;
  /** Names with blanks between them; `*`: every action of the service. */
  readonly names: string;
  /** `resources.type` of the selector that shows them; absent where none does. */
  readonly type?: string;
}

/**
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
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
  { service: 'bedrock', names: 'InvokeInlineAgent', type: 'AWS::Bedrock::InlineAgent' },
  { service: 'bedrock', names: 'Retrieve RetrieveAndGenerate', type: 'AWS::Bedrock::KnowledgeBase' },
  { service: 'bedrock', names: 'ApplyGuardrail', type: 'AWS::Bedrock::Guardrail' },
  {
    service: 'rds-data',
    names: 'ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction',
    type: 'AWS::RDS::DBCluster',
  },
  { service: 'aoss', names: 'APIAccessAll DashboardsAccessAll', type: 'AWS::AOSS::Collection' },
  {
    service: 'appconfig',
    names: 'StartConfigurationSession GetLatestConfiguration',
    type: 'AWS::AppConfig::Configuration',
  },
  { service: 'appsync', names: 'GraphQL', type: 'AWS::AppSync::GraphQLApi' },
  { service: 'cloudfront-keyvaluestore', names: '*', type: 'AWS::CloudFront::KeyValueStore' },
  { service: 'cloudtrail-data', names: 'PutAuditEvents', type: 'AWS::CloudTrail::Channel' },
  { service: 'dsql', names: 'DbConnect DbConnectAdmin', type: 'AWS::DSQL::Cluster' },
  {
    service: 'ebs',
    names: 'ListSnapshotBlocks ListChangedBlocks GetSnapshotBlock PutSnapshotBlock',
    type: 'AWS::EC2::Snapshot',
  },
  { service: 'ec2-instance-connect', names: 'OpenTunnel', type: 'AWS::EC2::InstanceConnectEndpoint' },
  { service: 'ecs', names: 'Poll StartTelemetrySession', type: 'AWS::ECS::ContainerInstance' },
  { service: 'events', names: 'PutEvents', type: 'AWS::Events::EventBus' },
  { service: 'firehose', names: 'PutRecord PutRecordBatch', type: 'AWS::KinesisFirehose::DeliveryStream' },
  { service: 'geo-maps', names: '*', type: 'AWS::GeoMaps::Provider' },
  { service: 'geo-places', names: '*', type: 'AWS::GeoPlaces::Provider' },
  { service: 'geo-routes', names: '*', type: 'AWS::GeoRoutes::Provider' },
  { service: 'guardduty', names: 'SendSecurityTelemetry', type: 'AWS::GuardDuty::Detector' },
  {
    service: 'iot',
    names: 'GetThingShadow UpdateThingShadow DeleteThingShadow',
    type: 'AWS::IoT::Thing',
  },
  {
    service: 'kinesisvideo',
    names:
      'PutMedia GetMedia GetMediaForFragmentList GetClip GetImages GetDASHStreamingSessionURL GetHLSStreamingSessionURL ListFragments',
    type: 'AWS::KinesisVideo::Stream',
  },
  {
    service: 'lex',
    names:
      'RecognizeText RecognizeUtterance PostText PostContent StartConversation PutSession GetSession DeleteSession',
    type: 'AWS::Lex::BotAlias',
  },
  { service: 'mobiletargeting', names: 'SendMessages', type: 'AWS::Pinpoint::App' },
  {
    service: 'neptune-graph',
    names: 'ReadDataViaQuery WriteDataViaQuery DeleteDataViaQuery',
    type: 'AWS::NeptuneGraph::Graph',
  },
  {
    service: 'payment-cryptography',
    names:
      'EncryptData DecryptData ReEncryptData GenerateMac VerifyMac GeneratePinData VerifyPinData GenerateCardValidationData ' +
      'VerifyCardValidationData TranslatePinData VerifyAuthRequestCryptogram',
    type: 'AWS::PaymentCryptography::Key',
  },
  { service: 'qbusiness', names: 'Chat ChatSync', type: 'AWS::QBusiness::Application' },
  { service: 'rum', names: 'PutRumEvents', type: 'AWS::RUM::AppMonitor' },
  {
    service: 's3-object-lambda',
    names: 'GetObject PutObject DeleteObject ListBucket',
    type: 'AWS::S3ObjectLambda::AccessPoint',
  },
  {
    service: 's3-outposts',
    names: 'GetObject PutObject DeleteObject ListBucket',
    type: 'AWS::S3Outposts::Object',
  },
  { service: 's3tables', names: 'GetTableData PutTableData', type: 'AWS::S3Tables::Table' },
  {
    service: 'sagemaker',
    names: 'InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream',
    type: 'AWS::SageMaker::Endpoint',
  },
  {
    service: 'sagemaker',
    names: 'GetRecord BatchGetRecord PutRecord DeleteRecord',
    type: 'AWS::SageMaker::FeatureGroup',
  },
  { service: 'sagemaker', names: 'BatchPutMetrics', type: 'AWS::SageMaker::ExperimentTrialComponent' },
  {
    service: 'servicediscovery',
    names: 'DiscoverInstances DiscoverInstancesRevision',
    type: 'AWS::ServiceDiscovery::Service',
  },
  {
    service: 'ses',
    names: 'SendEmail SendRawEmail SendTemplatedEmail SendBulkEmail SendBulkTemplatedEmail',
    type: 'AWS::SES::EmailIdentity',
  },
  {
    service: 'sms-voice',
    names: 'SendTextMessage SendVoiceMessage SendMediaMessage',
    type: 'AWS::SMSVoice::OriginationIdentity',
  },
  {
    service: 'swf',
    names:
      'PollForActivityTask PollForDecisionTask RespondActivityTaskCompleted RespondActivityTaskFailed RespondActivityTaskCanceled ' +
      'RespondDecisionTaskCompleted RecordActivityTaskHeartbeat StartWorkflowExecution SignalWorkflowExecution',
    type: 'AWS::SWF::Domain',
  },
  { service: 'timestream', names: 'Select WriteRecords', type: 'AWS::Timestream::Table' },
  {
    service: 'verifiedpermissions',
    names: 'IsAuthorized IsAuthorizedWithToken',
    type: 'AWS::VerifiedPermissions::PolicyStore',
  },
  {
    service: 'xray',
    names:
      'PutTraceSegments BatchGetTraces GetServiceGraph GetTimeSeriesServiceStatistics GetTraceGraph GetTraceSummaries',
    type: 'AWS::XRay::Trace',
  },
  { service: 'logs', names: 'PutLogEvents GetLogEvents FilterLogEvents' },
  { service: 'iam', names: 'PassRole' },
  { service: 'xray', names: 'PutTelemetryRecords' },
  { service: 'execute-api', names: 'Invoke ManageConnections InvalidateCache' },
  // Requests to a database, a cluster, a file system or a device, which IAM authorizes and no API call of AWS makes.
  {
    service: 'dax',
    names: 'BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem',
  },
  { service: 'ec2messages', names: '*' },
  { service: 'eks', names: 'AccessKubernetesApi' },
  { service: 'elasticache', names: 'Connect' },
  { service: 'elasticfilesystem', names: 'ClientMount ClientWrite ClientRootAccess' },
  { service: 'es', names: 'ESHttpGet ESHttpHead ESHttpPost ESHttpPut ESHttpPatch ESHttpDelete' },
  { service: 'iot', names: 'Connect Publish Receive RetainPublish Subscribe' },
  { service: 'kafka-cluster', names: '*' },
  { service: 'memorydb', names: 'Connect' },
  { service: 'neptune-db', names: '*' },
  { service: 'rds-db', names: 'connect' },
];

/** The maximum number of resource types that a reason names. */
const MAX_TYPES = 10;

const READING = { wildcards: true, ignoreCase: true } as const;

/**
 * Why the use of an action may not be in the records; undefined if its use is logged.
 *
 * @param pattern an action, or a pattern of actions as policies write it: one of those that it allows is enough
 */
function whyUnlogged(pattern: string): string | undefined {
  const [prefix = ''] = pattern.split(':');
  const found = UNLOGGED.filter(({ service, names }) =>
    names === '*'
      ? matchesPattern(prefix, service, READING)
      : names.split(' ').some((name) => matchesPattern(pattern, `${service}:${name}`, READING)),
  );
  if (found.length === 0) return undefined;
  const types = found.flatMap(({ type }) => type ?? []);
  const what = /[*?]/.test(pattern) ? 'some of it' : 'it';
  if (types.length === 0) return `CloudTrail does not log ${what}`;
  const more = types.length > MAX_TYPES ? ` and ${types.length - MAX_TYPES} more` : '';
  return `${what} is logged by a selector of data events with resources.type ${types.slice(0, MAX_TYPES).join(', ')}${more}`;
}
