import type { Verb } from './access-cell';

/** A type of resource that holds or protects evidence. */
export interface EvidenceType {
  /** As cells call it: `bucket`. */
  readonly noun: string;
  /** Before the colon of its actions. */
  readonly service: string;
  /** Actions by what they do to the evidence. Those that change how it is collected, kept or announced silence. */
  readonly actions: Readonly<Partial<Record<Verb, readonly string[]>>>;
  /** Actions on what is inside the resource: objects, log streams. The others are on the resource itself. */
  readonly inside?: RegExp;
  /** What its ARN continues with for those; objects of buckets are asked for with several names. */
  readonly insideArn?: string;
}

const KEY: EvidenceType = {
  noun: 'key',
  service: 'kms',
  actions: {
    write: named('kms', 'Encrypt GenerateDataKey GenerateMac ReEncryptTo Sign'),
    // who may create a grant may let any principal decrypt
    decrypt: named('kms', 'CreateGrant Decrypt ReEncryptFrom'),
    delete: named('kms', 'DeleteImportedKeyMaterial ScheduleKeyDeletion'),
    silence: named(
      'kms',
      'DeleteImportedKeyMaterial DisableKey PutKeyPolicy RevokeGrant ScheduleKeyDeletion',
    ),
  },
};

/**
 * The types, and the actions asked for. An action is in the table when it alone is enough for the verb.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const EVIDENCE_TYPES: Readonly<Record<string, EvidenceType>> = {
  'AWS::S3::Bucket': {
    noun: 'bucket',
    service: 's3',
    actions: {
      write: named('s3', 'PutObject ReplicateObject'),
      read: named('s3', 'GetObject GetObjectVersion'),
      delete: named('s3', 'DeleteObject DeleteObjectVersion ReplicateDelete DeleteBucket'),
      silence: named(
        's3',
        `BypassGovernanceRetention DeleteBucket DeleteBucketPolicy PutBucketAcl PutBucketLogging PutBucketNotification
        PutBucketObjectLockConfiguration PutBucketPolicy PutBucketPublicAccessBlock PutBucketVersioning
        PutEncryptionConfiguration PutLifecycleConfiguration PutObjectAcl PutObjectLegalHold PutObjectRetention
        PutReplicationConfiguration`,
      ),
    },
    inside: /Object(Version|Acl|LegalHold|Retention)?$|^s3:(ReplicateDelete|BypassGovernanceRetention)$/,
  },
  'AWS::KMS::Key': KEY,
  'AWS::KMS::ReplicaKey': KEY,
  'AWS::CloudTrail::Trail': {
    noun: 'trail',
    service: 'cloudtrail',
    actions: {
      delete: named('cloudtrail', 'DeleteTrail'),
      silence: named(
        'cloudtrail',
        'DeleteTrail PutEventSelectors PutInsightSelectors StopLogging UpdateTrail',
      ),
    },
  },
  'AWS::CloudTrail::EventDataStore': {
    noun: 'event data store',
    service: 'cloudtrail',
    actions: {
      read: named('cloudtrail', 'GetQueryResults StartQuery'),
      delete: named('cloudtrail', 'DeleteEventDataStore'),
      silence: named(
        'cloudtrail',
        'DeleteEventDataStore DeleteResourcePolicy PutInsightSelectors PutResourcePolicy StopEventDataStoreIngestion UpdateEventDataStore',
      ),
    },
  },
  'AWS::Logs::LogGroup': {
    noun: 'log group',
    service: 'logs',
    actions: {
      write: named('logs', 'PutLogEvents'),
      read: named('logs', 'FilterLogEvents GetLogEvents StartQuery'),
      delete: named('logs', 'DeleteLogGroup DeleteLogStream'),
      silence: named(
        'logs',
        `DeleteLogGroup DeleteMetricFilter DeleteSubscriptionFilter DisassociateKmsKey PutDataProtectionPolicy
        PutMetricFilter PutRetentionPolicy PutSubscriptionFilter`,
      ),
    },
    inside: /^logs:(PutLogEvents|GetLogEvents|DeleteLogStream)$/,
    insideArn: ':log-stream:stream',
  },
  'AWS::SNS::Topic': {
    noun: 'topic',
    service: 'sns',
    actions: {
      write: named('sns', 'Publish'),
      read: named('sns', 'Subscribe'),
      delete: named('sns', 'DeleteTopic'),
      silence: named('sns', 'AddPermission DeleteTopic RemovePermission SetTopicAttributes Unsubscribe'),
    },
  },
  'AWS::SQS::Queue': {
    noun: 'queue',
    service: 'sqs',
    actions: {
      write: named('sqs', 'SendMessage'),
      read: named('sqs', 'ReceiveMessage'),
      delete: named('sqs', 'DeleteMessage DeleteQueue PurgeQueue'),
      silence: named('sqs', 'AddPermission DeleteQueue PurgeQueue RemovePermission SetQueueAttributes'),
    },
  },
  'AWS::DynamoDB::Table': {
    noun: 'table',
    service: 'dynamodb',
    actions: {
      write: named('dynamodb', 'BatchWriteItem PutItem UpdateItem'),
      read: named('dynamodb', 'BatchGetItem GetItem Query Scan'),
      delete: named('dynamodb', 'DeleteItem DeleteTable'),
      silence: named(
        'dynamodb',
        'DeleteTable PutResourcePolicy UpdateContinuousBackups UpdateTable UpdateTimeToLive',
      ),
    },
  },
  'AWS::Lambda::Function': {
    noun: 'function',
    service: 'lambda',
    actions: {
      write: named('lambda', 'InvokeFunction InvokeFunctionUrl'),
      delete: named('lambda', 'DeleteFunction'),
      silence: named(
        'lambda',
        'AddPermission DeleteFunction PutFunctionConcurrency RemovePermission UpdateFunctionCode UpdateFunctionConfiguration',
      ),
    },
  },
  'AWS::Events::Rule': {
    noun: 'EventBridge rule',
    service: 'events',
    actions: {
      delete: named('events', 'DeleteRule'),
      silence: named('events', 'DeleteRule DisableRule PutRule PutTargets RemoveTargets'),
    },
  },
  'AWS::Events::EventBus': {
    noun: 'event bus',
    service: 'events',
    actions: {
      write: named('events', 'PutEvents'),
      delete: named('events', 'DeleteEventBus'),
      silence: named('events', 'DeleteEventBus PutPermission RemovePermission'),
    },
  },
  'AWS::CloudWatch::Alarm': alarm('PutMetricAlarm'),
  'AWS::CloudWatch::CompositeAlarm': alarm('PutCompositeAlarm'),
  'AWS::StepFunctions::StateMachine': {
    noun: 'state machine',
    service: 'states',
    actions: {
      delete: named('states', 'DeleteStateMachine'),
      silence: named('states', 'DeleteStateMachine UpdateStateMachine'),
    },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    noun: 'delivery stream',
    service: 'firehose',
    actions: {
      write: named('firehose', 'PutRecord PutRecordBatch'),
      delete: named('firehose', 'DeleteDeliveryStream'),
      silence: named('firehose', 'DeleteDeliveryStream UpdateDestination'),
    },
  },
};

function alarm(put: string): EvidenceType {
  return {
    noun: 'alarm',
    service: 'cloudwatch',
    actions: {
      delete: named('cloudwatch', 'DeleteAlarms'),
      silence: named('cloudwatch', `DeleteAlarms DisableAlarmActions ${put} SetAlarmState`),
    },
  };
}

function named(service: string, names: string): readonly string[] {
  return names.split(/\s+/).map((name) => `${service}:${name}`);
}
