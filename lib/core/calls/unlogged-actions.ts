/**
 * Actions that a trail logs only where its selectors include data events, or that CloudTrail never logs: for each service, their
 * names with blanks between them (`*`: every action) by the `resources.type` of the selector that shows them, '' where none does.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const UNLOGGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
  b2bi: { 'AWS::B2BI::Transformer': 'GetTransformerJob StartTransformerJob' },
  'bedrock-agentcore': {
    'AWS::BedrockAgentCore::Runtime':
      'InvokeAgentRuntime InvokeAgentRuntimeCommand InvokeAgentRuntimeForUser StopRuntimeSession',
    'AWS::BedrockAgentCore::Gateway': 'InvokeGateway',
    'AWS::BedrockAgentCore::Memory':
      'CreateEvent DeleteEvent GetEvent ListEvents ListActors ListSessions GetMemoryRecord ListMemoryRecords ' +
      'RetrieveMemoryRecords DeleteMemoryRecord BatchCreateMemoryRecords BatchDeleteMemoryRecords BatchUpdateMemoryRecords',
    'AWS::BedrockAgentCore::CodeInterpreter':
      'InvokeCodeInterpreter StartCodeInterpreterSession StopCodeInterpreterSession GetCodeInterpreterSession',
    'AWS::BedrockAgentCore::Browser':
      'StartBrowserSession StopBrowserSession GetBrowserSession UpdateBrowserStream ConnectBrowserAutomationStream',
    'AWS::BedrockAgentCore::WorkloadIdentity':
      'GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId',
    'AWS::BedrockAgentCore::OAuth2CredentialProvider': 'GetResourceOauth2Token',
    'AWS::BedrockAgentCore::APIKeyCredentialProvider': 'GetResourceApiKey',
  },
  cassandra: {
    'AWS::Cassandra::Table': 'Select Modify',
    'AWS::Cassandra::Stream': 'GetRecords GetShardIterator',
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
  'medical-imaging': {
    'AWS::MedicalImaging::Datastore':
      'GetDICOMBulkdata GetDICOMInstance GetDICOMInstanceFrames GetDICOMInstanceMetadata GetDICOMSeriesMetadata ' +
      'SearchDICOMInstances SearchDICOMSeries SearchDICOMStudies',
    'AWS::MedicalImaging::Imageset': 'GetImageFrame GetImageSet GetImageSetMetadata SearchImageSets',
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
  s3express: { 'AWS::S3Express::Object': 'CreateSession' },
  sdb: {
    'AWS::SDB::Domain':
      'BatchDeleteAttributes BatchPutAttributes DeleteAttributes GetAttributes PutAttributes Select',
  },
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
  elasticache: { '': 'Connect' },
  elasticfilesystem: { '': 'ClientMount ClientWrite ClientRootAccess' },
  es: { '': 'ESHttpGet ESHttpHead ESHttpPost ESHttpPut ESHttpPatch ESHttpDelete' },
  'kafka-cluster': { '': '*' },
  memorydb: { '': 'Connect' },
  'neptune-db': { '': '*' },
  'rds-db': { '': 'connect' },
};

/** Whether the use of an action shows in no record, as far as is known: what is not known to be logged is no proof that it never is. */
export function isUnlogged(prefix: string, action: string): boolean {
  const names = UNLOGGED[prefix]?.[''];
  return names === '*' || (names?.toLowerCase().split(' ').includes(action.toLowerCase()) ?? false);
}

/**
 * Whether no use of a service shows in a record: every action of its prefix authorizes requests to what runs in an account. Agents call
 * `ec2messages` of AWS itself: rules that leave it out are not wrong.
 */
export function isServiceUnlogged(prefix: string): boolean {
  return UNLOGGED[prefix]?.[''] === '*' && MANAGED_BY[prefix] !== 'ssm';
}

/** Prefixes whose services write the calls that manage them under another event source. */
const MANAGED_BY: Readonly<Record<string, string>> = {
  ...{ ec2messages: 'ssm', 'execute-api': 'apigateway', 'kafka-cluster': 'kafka' },
  ...{ 'neptune-db': 'rds', 'rds-db': 'rds' },
};

/**
 * What no record shows of the services that an event source manages, such as `elasticache: Connect`: a selector for it does not exist.
 *
 * @param source an event source without `.amazonaws.com`
 */
export function unseenUses(source: string): readonly string[] {
  return Object.entries(UNLOGGED).flatMap(([prefix, { '': names }]) =>
    names === undefined || prefix in NEVER_LOGGED || (MANAGED_BY[prefix] ?? prefix) !== source
      ? []
      : [`${prefix}: ${names === '*' ? 'every action' : names}`],
  );
}

/**
 * Actions of which AWS says that no call has the name, by service: no record can have it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html (2026-11)
 */
const NEVER_LOGGED: Readonly<Record<string, string>> = { iam: 'passrole' };

/** Whether CloudTrail never has a record of the name of an action. */
export function isNeverLogged(prefix: string, action: string): boolean {
  return NEVER_LOGGED[prefix] === action.toLowerCase();
}
