/** Calls of CloudTrail after which a trail may deliver less. */
export const TRAIL_CHANGES = [
  'CreateTrail',
  'DeleteTrail',
  'PutEventSelectors',
  'PutInsightSelectors',
  'StartLogging',
  'StopLogging',
  'UpdateTrail',
] as const;

/** Calls of S3 after which CloudTrail may no longer write to a bucket, or the bucket keeps its files less well. */
export const BUCKET_CHANGES = [
  'DeleteBucket',
  'DeleteBucketEncryption',
  'DeleteBucketLifecycle',
  'DeleteBucketOwnershipControls',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'DeleteBucketReplication',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketLifecycleConfiguration',
  'PutBucketObjectLockConfiguration',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
] as const;

/** Calls of KMS after which CloudTrail may no longer use a key. */
export const KEY_CHANGES = [
  'CancelKeyDeletion',
  'DisableKey',
  'EnableKey',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
] as const;
