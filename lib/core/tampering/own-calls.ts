import type { CallsOnKind, NamedIn, OwnKind } from './own-call';

const PERMISSION = 'a permission that other calls need, and no call';

/** The name as it is, or at the end of an ARN. */
const NAME_OR_ARN = ['{}', '*:{}'];
const FUNCTION = ['{}', '*:{}', '{}:*', '*:{}:*'];
const LOG_GROUP = ['{}', '*:{}', '*:{}:*'];

function on(field: string, ...forms: string[]): readonly NamedIn[] {
  return [{ field: `requestParameters.${field}`, forms }];
}

/**
 * Every call that changes a resource of trailwatch, and the field of its record that names the resource: the one source of the
 * rules that detect tampering, and of `docs/own-resources.md`. Each action that guardrails deny is in it once.
 *
 * The fields are the parameters of the API, as CloudTrail writes them: with a small first letter.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const OWN_CALLS: Readonly<Record<OwnKind, CallsOnKind>> = {
  trail: {
    prefix: 'cloudtrail',
    eventSource: 'cloudtrail.amazonaws.com',
    calls: [
      { actions: 'StopLogging DeleteTrail UpdateTrail', named: on('name', '{}', '*/{}') },
      {
        actions: 'PutEventSelectors PutInsightSelectors PutEventConfiguration',
        named: on('trailName', '{}', '*/{}'),
      },
      { actions: 'AddTags RemoveTags', named: on('resourceId', '*/{}') },
    ],
  },
  bucket: {
    prefix: 's3',
    eventSource: 's3.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock PutBucketOwnershipControls ' +
          'PutBucketVersioning PutBucketObjectLockConfiguration PutLifecycleConfiguration PutEncryptionConfiguration ' +
          'PutReplicationConfiguration PutInventoryConfiguration PutBucketLogging PutBucketNotification PutBucketRequestPayment ' +
          'PutIntelligentTieringConfiguration PutBucketAbac PutBucketTagging PutBucketWebsite PutBucketCORS ' +
          'PutAccelerateConfiguration PutAnalyticsConfiguration',
        named: on('bucketName', '{}'),
      },
      { actions: 'TagResource UntagResource', named: on('resourceArn', '*:{}') },
    ],
    others: [{ actions: 'PauseReplication', why: `${PERMISSION}: PutBucketReplication is the call` }],
  },
  logFile: {
    prefix: 's3',
    eventSource: 's3.amazonaws.com',
    calls: [],
    others: [
      {
        actions:
          'PutObject DeleteObject DeleteObjectVersion PutObjectRetention PutObjectLegalHold PutObjectAcl PutObjectVersionAcl ' +
          'PutObjectTagging PutObjectVersionTagging DeleteObjectTagging DeleteObjectVersionTagging UpdateObjectEncryption ' +
          'PutObjectAnnotation PutObjectVersionAnnotation DeleteObjectAnnotation DeleteObjectVersionAnnotation ' +
          'AbortMultipartUpload',
        why: 'a data event of the archive, which no trail of it may log: each delivery would be logged and delivered again. IntegrityMonitor detects log files that were changed or deleted within the hour',
      },
      { actions: 'BypassGovernanceRetention ReplicateDelete', why: PERMISSION },
    ],
  },
  replica: {
    prefix: 's3',
    eventSource: 's3.amazonaws.com',
    calls: [],
    others: [
      {
        actions: 'ReplicateObject ReplicateTags ReplicateObjectAnnotation ObjectOwnerOverrideToBucketOwner',
        why: PERMISSION,
      },
    ],
  },
  accessPoint: {
    prefix: 's3',
    eventSource: 's3.amazonaws.com',
    calls: [
      {
        actions: 'CreateAccessPoint',
        named: [
          ...on('bucketName', '{}'),
          ...on('bucket', '{}'),
          ...on('CreateAccessPointRequest.Bucket', '{}'),
        ],
      },
    ],
    others: [
      {
        actions:
          'PutAccessPointPolicy CreateMultiRegionAccessPoint PutMultiRegionAccessPointPolicy ' +
          'CreateAccessPointForObjectLambda PutAccessPointPolicyForObjectLambda PutAccessPointConfigurationForObjectLambda',
        why: 'names an access point; its policy opens only what the policy of the bucket opens, too',
      },
    ],
  },
  key: {
    prefix: 'kms',
    eventSource: 'kms.amazonaws.com',
    calls: [
      {
        actions:
          'DisableKey ScheduleKeyDeletion DeleteImportedKeyMaterial PutKeyPolicy CreateGrant DisableKeyRotation ' +
          'UpdatePrimaryRegion ReplicateKey EnableKey RevokeGrant ImportKeyMaterial TagResource UntagResource',
        named: [{ field: 'resources.ARN', forms: ['{}'] }],
      },
    ],
  },
  macKey: {
    prefix: 'kms',
    eventSource: 'kms.amazonaws.com',
    calls: [{ actions: 'GenerateMac', named: [{ field: 'resources.ARN', forms: ['{}'] }] }],
  },
  alias: {
    prefix: 'kms',
    eventSource: 'kms.amazonaws.com',
    calls: [{ actions: 'DeleteAlias UpdateAlias', named: on('aliasName', '{}') }],
  },
  topic: {
    prefix: 'sns',
    eventSource: 'sns.amazonaws.com',
    calls: [
      {
        actions: 'DeleteTopic SetTopicAttributes AddPermission RemovePermission',
        named: on('topicArn', '*:{}'),
      },
      {
        actions: 'PutDataProtectionPolicy TagResource UntagResource',
        named: on('resourceArn', '*:{}'),
      },
    ],
  },
  subscription: {
    prefix: 'sns',
    eventSource: 'sns.amazonaws.com',
    calls: [{ actions: 'Unsubscribe SetSubscriptionAttributes', named: on('subscriptionArn', '*:{}:*') }],
  },
  queue: {
    prefix: 'sqs',
    eventSource: 'sqs.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteQueue PurgeQueue SetQueueAttributes AddPermission RemovePermission TagQueue UntagQueue',
        named: on('queueUrl', '*/{}'),
      },
    ],
  },
  notice: {
    prefix: 'sqs',
    eventSource: 'sqs.amazonaws.com',
    calls: [
      { actions: 'StartMessageMoveTask', named: on('sourceArn', '*:{}') },
      {
        actions: 'ReceiveMessage DeleteMessage ChangeMessageVisibility',
        named: on('queueUrl', '*/{}'),
        isData: true,
      },
    ],
    others: [
      {
        actions: 'CancelMessageMoveTask',
        why: 'names the task alone, and ends a redrive that StartMessageMoveTask began; the alarm on dead letters goes on',
      },
    ],
  },
  function: {
    prefix: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    isVersioned: true,
    calls: [
      {
        actions:
          'DeleteFunction UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency AddPermission RemovePermission ' +
          'DeleteFunctionConcurrency PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig ' +
          'DeleteFunctionEventInvokeConfig PutRuntimeManagementConfig PutFunctionScalingConfig PutFunctionRecursionConfig ' +
          'PutFunctionCodeSigningConfig DeleteFunctionCodeSigningConfig CreateFunctionUrlConfig UpdateFunctionUrlConfig',
        named: on('functionName', ...FUNCTION),
      },
      {
        actions: 'PutResourcePolicy DeleteResourcePolicy',
        named: on('resourceArn', '*:{}', '*:{}:*'),
      },
      { actions: 'TagResource UntagResource', named: on('resource', '*:{}') },
    ],
    others: [{ actions: 'UpdateFunctionCodeSigningConfig', why: PERMISSION }],
  },
  layer: {
    prefix: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    isVersioned: true,
    calls: [
      {
        actions: 'DeleteLayerVersion AddLayerVersionPermission RemoveLayerVersionPermission',
        named: on('layerName', ...NAME_OR_ARN),
      },
    ],
  },
  eventSource: {
    prefix: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    isVersioned: true,
    calls: [
      {
        actions: 'DeleteEventSourceMapping UpdateEventSourceMapping',
        // Requests name the mapping by its UUID alone; answers name the function.
        named: [
          { field: 'responseElements.functionArn', forms: ['*:{}', '*:{}:*'] },
          ...on('functionName', ...FUNCTION),
        ],
      },
    ],
  },
  table: {
    prefix: 'dynamodb',
    eventSource: 'dynamodb.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteTable UpdateTable UpdateTimeToLive UpdateContinuousBackups UpdateTableReplicaAutoScaling ' +
          'EnableKinesisStreamingDestination UpdateKinesisStreamingDestination',
        named: on('tableName', '{}', '*/{}'),
      },
      {
        actions: 'PutResourcePolicy DeleteResourcePolicy TagResource UntagResource',
        named: on('resourceArn', '*/{}'),
      },
      { actions: 'UpdateGlobalTable UpdateGlobalTableSettings', named: on('globalTableName', '{}') },
    ],
    others: [
      {
        actions:
          'CreateTableReplica DeleteTableReplica UpdateGlobalTableVersion AssociateTableReplica ReplicateSettings',
        why: `${PERMISSION}: UpdateTable is the call`,
      },
    ],
  },
  claim: {
    prefix: 'dynamodb',
    eventSource: 'dynamodb.amazonaws.com',
    calls: [
      {
        actions: 'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLInsert',
        named: [{ field: 'resources.ARN', forms: ['*/{}'] }],
        isData: true,
      },
    ],
    others: [
      { actions: 'PartiQLUpdate PartiQLDelete', why: `${PERMISSION}: ExecuteStatement is the call` },
      { actions: 'WriteDataForReplication', why: PERMISSION },
    ],
  },
  eventRule: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [
      { actions: 'DeleteRule DisableRule PutRule EnableRule', named: on('name', '{}') },
      { actions: 'PutTargets RemoveTargets', named: on('rule', '{}') },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*/{}') },
    ],
  },
  eventBus: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [
      { actions: 'DeleteEventBus UpdateEventBus', named: on('name', '{}') },
      {
        actions: 'PutResourcePolicy DeleteResourcePolicy',
        named: on('resourceArn', '*/{}'),
      },
    ],
    others: [{ actions: 'RevokeResource', why: PERMISSION }],
  },
  busPermission: {
    prefix: 'events',
    eventSource: 'events.amazonaws.com',
    calls: [{ actions: 'PutPermission RemovePermission', named: on('eventBusName', '{}', '*/{}') }],
  },
  alarm: {
    prefix: 'cloudwatch',
    eventSource: 'monitoring.amazonaws.com',
    calls: [
      {
        actions: 'PutMetricAlarm SetAlarmState PutCompositeAlarm PutLogAlarm',
        named: on('alarmName', '{}'),
      },
      { actions: 'DeleteAlarms', named: on('alarmNames', '{}') },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*:{}') },
    ],
  },
  mute: {
    prefix: 'cloudwatch',
    eventSource: 'monitoring.amazonaws.com',
    calls: [
      { actions: 'DisableAlarmActions', named: on('alarmNames', '{}') },
      { actions: 'PutAlarmMuteRule', named: on('muteTargets.alarmNames', '{}') },
    ],
  },
  logGroup: {
    prefix: 'logs',
    eventSource: 'logs.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteMetricFilter PutMetricFilter DeleteRetentionPolicy ' +
          'PutSubscriptionFilter DeleteSubscriptionFilter TagLogGroup UntagLogGroup',
        named: on('logGroupName', '{}'),
      },
      {
        actions: 'PutTransformer PutDataProtectionPolicy PutLogGroupDeletionProtection',
        named: on('logGroupIdentifier', ...LOG_GROUP),
      },
      {
        actions: 'AssociateKmsKey DisassociateKmsKey',
        named: [...on('logGroupName', '{}'), ...on('resourceIdentifier', ...LOG_GROUP)],
      },
      { actions: 'TagResource UntagResource', named: on('resourceArn', '*:{}', '*:{}:*') },
    ],
  },
  logAccount: {
    prefix: 'logs',
    eventSource: 'logs.amazonaws.com',
    calls: [{ actions: 'PutAccountPolicy PutStorageTierPolicy', named: [] }],
  },
  role: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      {
        actions:
          'CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy ' +
          'DeleteRolePolicy PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagRole UntagRole UpdateRoleDescription',
        named: on('roleName', '{}'),
      },
    ],
    others: [
      { actions: 'PassRole', why: `${PERMISSION}: the call that takes the role is logged by its service` },
    ],
  },
  managedPolicy: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      { actions: 'CreatePolicy', named: on('policyName', '{}') },
      {
        actions:
          'CreatePolicyVersion SetDefaultPolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy',
        named: on('policyArn', '*/{}'),
      },
    ],
  },
  identityProvider: {
    prefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    calls: [
      {
        actions:
          'CreateSAMLProvider UpdateSAMLProvider DeleteSAMLProvider CreateOpenIDConnectProvider DeleteOpenIDConnectProvider ' +
          'AddClientIDToOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint',
        named: [],
      },
    ],
  },
  stack: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteStack UpdateStack CreateChangeSet ExecuteChangeSet RollbackStack ContinueUpdateRollback CancelUpdateStack ' +
          'SetStackPolicy UpdateTerminationProtection CreateStack DeleteChangeSet SignalResource',
        named: on('stackName', '{}', '*:stack/{}/*'),
      },
      {
        actions: 'CreateStackRefactor',
        named: on('stackDefinitions.stackName', '{}', '*:stack/{}/*'),
      },
    ],
    others: [
      {
        actions: 'ExecuteStackRefactor',
        why: 'names the refactoring alone, whose CreateStackRefactor names the stacks',
      },
      { actions: 'TagResource UntagResource', why: `${PERMISSION}: UpdateStack is the call` },
      {
        actions: 'RecordHandlerProgress',
        why: 'only handlers of resource types call it, with a token of CloudFormation',
      },
    ],
  },
  roleOfStack: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions: 'CreateStack UpdateStack CreateChangeSet RollbackStack ContinueUpdateRollback DeleteStack',
        named: on('roleARN', '{}'),
      },
    ],
    others: [
      {
        actions: 'ExecuteChangeSet CreateStackRefactor ExecuteStackRefactor',
        why: 'names no role. Bootstrap the app with a qualifier of its own, and no other stack has its execution role',
      },
    ],
  },
  stackSet: {
    prefix: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    calls: [
      {
        actions:
          'UpdateStackSet DeleteStackSet CreateStackInstances UpdateStackInstances DeleteStackInstances StopStackSetOperation ' +
          'ImportStacksToStackSet',
        named: on('stackSetName', '{}', '{}:*', '*/{}', '*/{}:*'),
      },
    ],
  },
  chat: {
    prefix: 'chatbot',
    eventSource: 'chatbot.amazonaws.com',
    calls: [
      {
        actions:
          'DeleteSlackChannelConfiguration UpdateSlackChannelConfiguration DeleteMicrosoftTeamsChannelConfiguration ' +
          'UpdateMicrosoftTeamsChannelConfiguration',
        named: on('chatConfigurationArn', '*/{}'),
      },
      { actions: 'TagResource UntagResource', named: on('resourceARN', '*/{}') },
    ],
  },
  chatAccount: {
    prefix: 'chatbot',
    eventSource: 'chatbot.amazonaws.com',
    calls: [{ actions: 'DeleteSlackWorkspaceAuthorization DeleteMicrosoftTeamsConfiguredTeam', named: [] }],
  },
};
