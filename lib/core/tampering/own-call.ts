import type { GUARDED_ACTIONS } from '../policy/guarded-actions';

/** A kind of resource of trailwatch: guardrails deny its actions, and calls on it raise alerts. */
export type OwnKind = keyof typeof GUARDED_ACTIONS;

/** Where a call names the resource. */
export interface NamedIn {
  /** The field of the record. */
  readonly field: string;
  /** How the name stands there: `{}` is the name, `*` any text. */
  readonly forms: readonly string[];
}

/** Actions whose calls name the resource in the same place. */
export interface OwnCalls {
  /** Without the prefix of their service, separated by spaces. */
  readonly actions: string;
  /** One of them names it; a call without any is a call on the account's settings, which concerns every resource. */
  readonly named: readonly NamedIn[];
  /** Data events, which a trail logs for chosen resources only. */
  readonly isData?: true;
}

/** Actions whose calls are not in the rules, and why. */
export interface OtherCalls {
  readonly actions: string;
  readonly why: string;
}

/** The calls on one kind of resource. */
export interface CallsOnKind {
  /** The prefix of its actions. */
  readonly prefix: string;
  readonly eventSource: string;
  /** Whether event names end with the version of the API, as those of Lambda do. */
  readonly isVersioned?: true;
  readonly calls: readonly OwnCalls[];
  readonly others?: readonly OtherCalls[];
}

/** The names that CloudTrail has for an action, where it is not the action's own. */
export function eventNamesOf(action: string): readonly string[] {
  return EVENT_NAMES.get(action) ?? [action.slice(action.indexOf(':') + 1)];
}

/**
 * S3 permissions stand for several calls; CloudTrail names the calls.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/logging-using-cloudtrail.html
 */
const EVENT_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:PutBucketPublicAccessBlock', ['PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock']],
  ['s3:PutBucketOwnershipControls', ['PutBucketOwnershipControls', 'DeleteBucketOwnershipControls']],
  ['s3:PutBucketObjectLockConfiguration', ['PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration']],
  [
    's3:PutLifecycleConfiguration',
    ['PutBucketLifecycle', 'PutBucketLifecycleConfiguration', 'DeleteBucketLifecycle'],
  ],
  ['s3:PutEncryptionConfiguration', ['PutBucketEncryption', 'DeleteBucketEncryption']],
  ['s3:PutReplicationConfiguration', ['PutBucketReplication', 'DeleteBucketReplication']],
  ['s3:PutInventoryConfiguration', ['PutBucketInventoryConfiguration', 'DeleteBucketInventoryConfiguration']],
  ['s3:PutBucketNotification', ['PutBucketNotification', 'PutBucketNotificationConfiguration']],
  [
    's3:PutIntelligentTieringConfiguration',
    ['PutBucketIntelligentTieringConfiguration', 'DeleteBucketIntelligentTieringConfiguration'],
  ],
  ['s3:PutBucketTagging', ['PutBucketTagging', 'DeleteBucketTagging']],
  ['s3:PutBucketWebsite', ['PutBucketWebsite', 'DeleteBucketWebsite']],
  ['s3:PutBucketCORS', ['PutBucketCors', 'DeleteBucketCors']],
  ['s3:PutAccelerateConfiguration', ['PutAccelerateConfiguration', 'PutBucketAccelerateConfiguration']],
  ['s3:PutAnalyticsConfiguration', ['PutBucketAnalyticsConfiguration', 'DeleteBucketAnalyticsConfiguration']],
  ['sqs:DeleteMessage', ['DeleteMessage', 'DeleteMessageBatch']],
  ['sqs:ChangeMessageVisibility', ['ChangeMessageVisibility', 'ChangeMessageVisibilityBatch']],
  ['dynamodb:PutItem', ['PutItem', 'TransactWriteItems']],
  ['dynamodb:PartiQLInsert', ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']],
]);
