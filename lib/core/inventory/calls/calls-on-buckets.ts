import { ANY_CALL, type CallsOnKind, either, on, PERMISSION, toCalls } from './call';

const READERS = 'readers of the archive read its log files; its policy names them';

/**
 * Calls on the buckets of log files. An S3 permission covers several calls; CloudTrail names the calls.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const CALLS_ON_BUCKETS = {
  bucket: toCalls({
    prefix: 's3',
    deny: { on: 'resource', rcp: true },
    checked: `DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketPublicAccessBlock PutBucketOwnershipControls
      PutBucketVersioning PutBucketObjectLockConfiguration PutLifecycleConfiguration PutEncryptionConfiguration
      PutReplicationConfiguration`,
    groups: [
      {
        names: `DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock PutBucketOwnershipControls
          PutBucketVersioning PutBucketObjectLockConfiguration PutLifecycleConfiguration PutEncryptionConfiguration
          PutReplicationConfiguration PutInventoryConfiguration PutBucketLogging PutBucketNotification PutBucketRequestPayment
          PutIntelligentTieringConfiguration PutBucketAbac PutBucketTagging PutBucketWebsite PutBucketCORS
          PutAccelerateConfiguration PutAnalyticsConfiguration`,
        also: {
          delete: 'DeleteBucket PutLifecycleConfiguration',
          redirect: `PutBucketPolicy PutBucketAcl PutBucketPublicAccessBlock PutReplicationConfiguration
            PutInventoryConfiguration PutBucketNotification PutBucketWebsite PutBucketCORS`,
        },
        tell: on('bucketName', '{}'),
      },
      {
        names: 'DeleteBucketWebsite',
        deny: { why: 'it removes the website configuration, and gives no access to log files' },
        tell: on('bucketName', '{}'),
      },
      { names: 'TagResource UntagResource', tell: on('resourceArn', '*:{}') },
      { names: 'PauseReplication', tell: { why: `${PERMISSION}: PutBucketReplication is the call` } },
      {
        names: 'ListBucket ListBucketVersions',
        does: ['read'],
        by: ['readers', 'functions'],
        deny: { why: READERS },
        tell: { why: READERS },
      },
    ],
  }),
  logFile: toCalls({
    prefix: 's3',
    by: ['services'],
    deny: { on: 'inside', rcp: true },
    groups: [
      {
        names: `PutObject DeleteObject DeleteObjectVersion PutObjectRetention PutObjectLegalHold PutObjectAcl PutObjectVersionAcl
          PutObjectTagging PutObjectVersionTagging DeleteObjectTagging DeleteObjectVersionTagging UpdateObjectEncryption
          PutObjectAnnotation PutObjectVersionAnnotation DeleteObjectAnnotation DeleteObjectVersionAnnotation
          AbortMultipartUpload`,
        also: { redirect: 'PutObjectAcl PutObjectVersionAcl' },
        only: {
          write: 'PutObject PutObjectAnnotation PutObjectVersionAnnotation',
          delete:
            'DeleteObject DeleteObjectVersion DeleteObjectAnnotation DeleteObjectVersionAnnotation AbortMultipartUpload',
        },
        tell: {
          why: 'a data event of the archive, which its trails must not log: each delivery would itself be logged and delivered. IntegrityMonitor detects changed or deleted log files within an hour',
        },
      },
      {
        names: 'BypassGovernanceRetention ReplicateDelete',
        only: { delete: 'ReplicateDelete' },
        tell: { why: PERMISSION },
      },
      {
        names: 'GetObject GetObjectVersion',
        does: ['read'],
        by: ['readers', 'functions'],
        deny: { why: READERS },
        tell: { why: READERS },
      },
    ],
  }),
  replica: toCalls({
    prefix: 's3',
    by: ['services'],
    deny: { on: 'inside', rcp: true },
    groups: [
      {
        names: 'ReplicateObject ReplicateTags ReplicateObjectAnnotation ObjectOwnerOverrideToBucketOwner',
        does: ['write'],
        tell: { why: PERMISSION },
      },
    ],
  }),
  accessPoint: toCalls({
    prefix: 's3',
    groups: [
      {
        names: 'CreateAccessPoint',
        does: ['redirect'],
        tell: either(on('bucketName', '{}'), on('bucket', '{}'), on('CreateAccessPointRequest.Bucket', '{}')),
      },
      {
        names: `PutAccessPointPolicy CreateMultiRegionAccessPoint PutMultiRegionAccessPointPolicy CreateAccessPointForObjectLambda
          PutAccessPointPolicyForObjectLambda PutAccessPointConfigurationForObjectLambda`,
        does: ['redirect'],
        tell: {
          why: 'names an access point, whose policy allows only what the bucket policy also allows',
        },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const ADDS = 'only adds logging';

const SENDERS = 'partners and applications send their events; the policy of the channel names them';

const QUERY = 'runs a query or reads its results; the events remain';

/** Calls on the collectors of events: trails, stores and channels of CloudTrail Lake, and rules of CloudWatch telemetry. */
export const CALLS_ON_CLOUDTRAIL = {
  trail: toCalls({
    prefix: 'cloudtrail',
    by: ['deployment', 'trailCreators'],
    checked:
      'StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors CreateTrail StartLogging',
    groups: [
      {
        names: 'StopLogging DeleteTrail UpdateTrail',
        also: { delete: 'DeleteTrail', redirect: 'UpdateTrail' },
        tell: on('name', '{}', '*/{}'),
      },
      {
        names: 'PutEventSelectors PutInsightSelectors PutEventConfiguration',
        tell: on('trailName', '{}', '*/{}'),
      },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*/{}') },
      { names: 'CreateTrail StartLogging', does: [], deny: { why: ADDS }, tell: { why: ADDS } },
    ],
  }),
  eventDataStore: toCalls({
    prefix: 'cloudtrail',
    groups: [
      {
        names: `StopEventDataStoreIngestion DeleteEventDataStore UpdateEventDataStore PutInsightSelectors PutEventConfiguration
          EnableFederation DisableFederation`,
        also: { delete: 'DeleteEventDataStore' },
        only: { redirect: 'EnableFederation DisableFederation' },
        tell: on('eventDataStore', '{}'),
      },
      {
        names: 'PutResourcePolicy DeleteResourcePolicy',
        also: { redirect: 'PutResourcePolicy' },
        tell: on('resourceArn', '*:eventdatastore/{}'),
      },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*:eventdatastore/{}') },
      {
        names: 'StartQuery GetQueryResults GetEventDataStoreData',
        does: ['read'],
        by: ['readers'],
        deny: { why: QUERY },
        tell: { why: QUERY },
      },
    ],
  }),
  channel: toCalls({
    prefix: 'cloudtrail',
    groups: [
      { names: 'UpdateChannel DeleteChannel', tell: on('channel', '{}') },
      { names: 'PutResourcePolicy DeleteResourcePolicy', tell: on('resourceArn', '*:channel/{}') },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*:channel/{}') },
    ],
  }),
  sentEvent: toCalls({
    prefix: 'cloudtrail-data',
    by: ['services'],
    deny: { why: SENDERS },
    groups: [{ names: 'PutAuditEvents', does: ['write'], tell: { why: SENDERS } }],
  }),
  telemetryRule: toCalls({
    prefix: 'observabilityadmin',
    groups: [
      {
        names: `UpdateTelemetryRule DeleteTelemetryRule UpdateTelemetryRuleForOrganization DeleteTelemetryRuleForOrganization
          UpdateCentralizationRuleForOrganization DeleteCentralizationRuleForOrganization`,
        // The API has the parameter with a capital letter, and AWS publishes no record of these
        // calls.
        tell: either(on('ruleIdentifier', '{}', '*/{}'), on('RuleIdentifier', '{}', '*/{}')),
      },
      {
        names: 'TagResource UntagResource',
        tell: either(on('resourceARN', '*/{}'), on('ResourceARN', '*/{}')),
      },
    ],
  }),
  telemetryAccount: toCalls({
    prefix: 'observabilityadmin',
    deny: { on: 'account' },
    groups: [{ names: 'StopTelemetryEvaluation StopTelemetryEvaluationForOrganization', tell: ANY_CALL }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
