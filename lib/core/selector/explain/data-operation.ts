/**
 * The operations that old and anonymised records show to be data events, where the record does not say it itself.
 *
 * Only services whose data and management operations have different names are here; the rest is left to the
 * record's own `eventCategory` (since event version 1.07) and `managementEvent` (since 1.06).
 */

const DATA_OPERATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    's3.amazonaws.com',
    (
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects ' +
      'DeleteObjectTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold ' +
      'GetObjectRetention GetObjectTagging GetObjectTorrent HeadBucket HeadObject ListMultipartUploads ListObjects ' +
      'ListObjectVersions ListParts PostObject PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention ' +
      'PutObjectTagging RestoreObject SelectObjectContent UploadPart UploadPartCopy WriteGetObjectResponse'
    ).split(' '),
  ],
  ['lambda.amazonaws.com', ['Invoke', 'InvokeAsync', 'InvokeWithResponseStream']],
  [
    'dynamodb.amazonaws.com',
    (
      'BatchExecuteStatement BatchGetItem BatchWriteItem DeleteItem ExecuteStatement ExecuteTransaction GetItem ' +
      'GetRecords GetShardIterator PutItem Query Scan TransactGetItems TransactWriteItems UpdateItem'
    ).split(' '),
  ],
  ['sns.amazonaws.com', ['Publish', 'PublishBatch']],
  [
    'sqs.amazonaws.com',
    (
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch ReceiveMessage ' +
      'SendMessage SendMessageBatch'
    ).split(' '),
  ],
  ['ebs.amazonaws.com', ['GetSnapshotBlock', 'ListChangedBlocks', 'ListSnapshotBlocks', 'PutSnapshotBlock']],
]);

/** Resource types that only records of data events name. */
const DATA_ONLY_TYPES: ReadonlySet<string> = new Set([
  'AWS::S3::Object',
  'AWS::S3Express::Object',
  'AWS::S3Outposts::Object',
]);

/** Whether the service logs this operation as a data event. */
export function isDataOperation(eventSource: string | undefined, eventName: string | undefined): boolean {
  if (eventSource === undefined || eventName === undefined) return false;
  return DATA_OPERATIONS.get(eventSource)?.includes(eventName) ?? false;
}

/** Whether a resource of this type is named by records of data events only. */
export function isDataOnlyType(type: string): boolean {
  return DATA_ONLY_TYPES.has(type);
}
