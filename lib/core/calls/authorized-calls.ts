/**
 * The calls that an action of IAM authorizes, by service, where not the call of its name alone. Of a call that is authorized by several,
 * each names it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (2026-11)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const AUTHORIZED: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  s3: {
    PutObject:
      'PutObject CopyObject UploadPartCopy CreateMultipartUpload UploadPart CompleteMultipartUpload PostObject',
    GetObject: 'GetObject HeadObject SelectObjectContent GetObjectAttributes CopyObject UploadPartCopy',
    GetObjectAttributes: 'GetObjectAttributes',
    DeleteObject: 'DeleteObject DeleteObjects',
    ListBucket: 'HeadBucket ListObjects ListObjectsV2',
    ListBucketVersions: 'ListObjectVersions',
    ListAllMyBuckets: 'ListBuckets',
    ListMultipartUploadParts: 'ListParts',
    ListBucketMultipartUploads: 'ListMultipartUploads',
    GetEncryptionConfiguration: 'GetBucketEncryption',
    PutEncryptionConfiguration: 'PutBucketEncryption DeleteBucketEncryption',
    GetLifecycleConfiguration: 'GetBucketLifecycle GetBucketLifecycleConfiguration',
    PutLifecycleConfiguration: 'PutBucketLifecycle PutBucketLifecycleConfiguration DeleteBucketLifecycle',
    GetReplicationConfiguration: 'GetBucketReplication',
    PutReplicationConfiguration: 'PutBucketReplication DeleteBucketReplication',
    GetBucketCORS: 'GetBucketCors',
    PutBucketCORS: 'PutBucketCors DeleteBucketCors',
    GetAccelerateConfiguration: 'GetBucketAccelerateConfiguration',
    // S3's guide to its records has the name of the action for a call.
    PutAccelerateConfiguration: 'PutAccelerateConfiguration PutBucketAccelerateConfiguration',
    GetBucketPublicAccessBlock: 'GetBucketPublicAccessBlock GetPublicAccessBlock',
    PutBucketPublicAccessBlock:
      'PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock PutPublicAccessBlock DeletePublicAccessBlock',
    PutAccountPublicAccessBlock: 'PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock',
    GetAnalyticsConfiguration: 'GetBucketAnalyticsConfiguration ListBucketAnalyticsConfigurations',
    PutAnalyticsConfiguration: 'PutBucketAnalyticsConfiguration DeleteBucketAnalyticsConfiguration',
    GetInventoryConfiguration: 'GetBucketInventoryConfiguration ListBucketInventoryConfigurations',
    PutInventoryConfiguration: 'PutBucketInventoryConfiguration DeleteBucketInventoryConfiguration',
    GetMetricsConfiguration: 'GetBucketMetricsConfiguration ListBucketMetricsConfigurations',
    PutMetricsConfiguration: 'PutBucketMetricsConfiguration DeleteBucketMetricsConfiguration',
    GetIntelligentTieringConfiguration:
      'GetBucketIntelligentTieringConfiguration ListBucketIntelligentTieringConfigurations',
    PutIntelligentTieringConfiguration:
      'PutBucketIntelligentTieringConfiguration DeleteBucketIntelligentTieringConfiguration',
    GetBucketObjectLockConfiguration: 'GetBucketObjectLockConfiguration GetObjectLockConfiguration',
    PutBucketObjectLockConfiguration: 'PutBucketObjectLockConfiguration PutObjectLockConfiguration',
    PutBucketOwnershipControls: 'PutBucketOwnershipControls DeleteBucketOwnershipControls',
    PutBucketTagging: 'PutBucketTagging DeleteBucketTagging',
    GetBucketNotification: 'GetBucketNotification GetBucketNotificationConfiguration',
    PutBucketNotification: 'PutBucketNotification PutBucketNotificationConfiguration',
  },
  lambda: {
    InvokeFunction: 'Invoke InvokeAsync InvokeWithResponseStream',
    GetLayerVersion: 'GetLayerVersion GetLayerVersionByArn',
  },
  dynamodb: {
    GetItem: 'GetItem TransactGetItems',
    PutItem: 'PutItem TransactWriteItems',
    UpdateItem: 'UpdateItem TransactWriteItems',
    DeleteItem: 'DeleteItem TransactWriteItems',
    ConditionCheckItem: 'TransactWriteItems',
    PartiQLSelect: 'ExecuteStatement BatchExecuteStatement ExecuteTransaction',
    PartiQLInsert: 'ExecuteStatement BatchExecuteStatement ExecuteTransaction',
    PartiQLUpdate: 'ExecuteStatement BatchExecuteStatement ExecuteTransaction',
    PartiQLDelete: 'ExecuteStatement BatchExecuteStatement ExecuteTransaction',
  },
  kms: { ReEncryptFrom: 'ReEncrypt', ReEncryptTo: 'ReEncrypt' },
  sqs: {
    SendMessage: 'SendMessage SendMessageBatch',
    DeleteMessage: 'DeleteMessage DeleteMessageBatch',
    ChangeMessageVisibility: 'ChangeMessageVisibility ChangeMessageVisibilityBatch',
  },
  sns: { Publish: 'Publish PublishBatch' },
  bedrock: {
    InvokeModel: 'InvokeModel Converse',
    InvokeModelWithResponseStream: 'InvokeModelWithResponseStream ConverseStream',
  },
};

/** The calls that an action authorizes, as records name them: that of its name, if no others are known. Case does not matter. */
export function callsAuthorizedBy(prefix: string, action: string): readonly string[] {
  const known = Object.entries(AUTHORIZED[prefix] ?? {});
  const calls = known.find(([name]) => name.toLowerCase() === action.toLowerCase())?.[1];
  return calls?.split(' ') ?? [action];
}

/** The actions that authorize a call, without the prefix: that of its name, if no others are known. */
export function actionsAuthorizing(prefix: string, call: string): readonly string[] {
  const known = Object.entries(AUTHORIZED[prefix] ?? {});
  const actions = known.flatMap(([action, calls]) => (calls.split(' ').includes(call) ? [action] : []));
  return actions.length === 0 ? [call] : actions;
}
