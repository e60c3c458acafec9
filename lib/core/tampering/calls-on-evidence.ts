import { on, PERMISSION } from './named-in';
import type { CallsOnKind, OwnKind } from './own-call';

/** The name as it is, or at the end of an ARN. */
const NAME_OR_ARN = ['{}', '*:{}'];
const FUNCTION = ['{}', '*:{}', '{}:*', '*:{}:*'];

/** Calls on what keeps evidence, and on what searches it and sends alerts. */
export const CALLS_ON_EVIDENCE = {
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
  eventDataStore: {
    prefix: 'cloudtrail',
    eventSource: 'cloudtrail.amazonaws.com',
    calls: [
      {
        actions:
          'StopEventDataStoreIngestion DeleteEventDataStore UpdateEventDataStore PutInsightSelectors PutEventConfiguration ' +
          'EnableFederation DisableFederation',
        named: on('eventDataStore', '{}'),
      },
      { actions: 'PutResourcePolicy DeleteResourcePolicy', named: on('resourceArn', '*:eventdatastore/{}') },
      { actions: 'AddTags RemoveTags', named: on('resourceId', '*:eventdatastore/{}') },
    ],
  },
  channel: {
    prefix: 'cloudtrail',
    eventSource: 'cloudtrail.amazonaws.com',
    calls: [
      { actions: 'UpdateChannel DeleteChannel', named: on('channel', '{}') },
      { actions: 'PutResourcePolicy DeleteResourcePolicy', named: on('resourceArn', '*:channel/{}') },
      { actions: 'AddTags RemoveTags', named: on('resourceId', '*:channel/{}') },
    ],
  },
  telemetryRule: {
    prefix: 'observabilityadmin',
    eventSource: 'observabilityadmin.amazonaws.com',
    calls: [
      {
        actions:
          'UpdateTelemetryRule DeleteTelemetryRule UpdateTelemetryRuleForOrganization DeleteTelemetryRuleForOrganization ' +
          'UpdateCentralizationRuleForOrganization DeleteCentralizationRuleForOrganization',
        // The API has the parameter with a capital letter, and no record of these calls is published.
        named: [...on('ruleIdentifier', '{}', '*/{}'), ...on('RuleIdentifier', '{}', '*/{}')],
      },
      {
        actions: 'TagResource UntagResource',
        named: [...on('resourceARN', '*/{}'), ...on('ResourceARN', '*/{}')],
      },
    ],
  },
  telemetryAccount: {
    prefix: 'observabilityadmin',
    eventSource: 'observabilityadmin.amazonaws.com',
    calls: [{ actions: 'StopTelemetryEvaluation StopTelemetryEvaluationForOrganization', named: [] }],
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
} satisfies Partial<Record<OwnKind, CallsOnKind>>;
