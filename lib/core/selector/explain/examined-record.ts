import type { CloudTrailRecord } from '../../record/record';
import { partitionOf } from '../../record/region';

/** A record with what was found out about it before any selector looks. */
export interface ExaminedRecord {
  readonly record: SelectableRecord;
  readonly category: string;
  /** From what the category was concluded, where the record does not state it. */
  readonly derivedFrom?: string;
  /** Of the record's Region: a trail logs one partition only. */
  readonly partition: string;
}

/** Finds out what every selector needs to know of a record. */
export function examineRecord(record: SelectableRecord): ExaminedRecord {
  return { record, ...categoryOfRecord(record), partition: partitionOf(textAt(record, 'awsRegion') ?? '') };
}

/** The kind of event that a record describes. */
interface RecordCategory {
  /** `Management`, `Data`, `NetworkActivity`, `Insight`, `Aggregated`, or what the record has. */
  readonly category: string;
  /** From what the category was concluded, in words; absent when the record states it. */
  readonly derivedFrom?: string;
}

const CATEGORY_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['AwsCloudTrailInsight', 'Insight'],
  ['AwsVpceEvent', 'NetworkActivity'],
  ['AwsVpceEvents', 'NetworkActivity'],
  ['AwsAggregatedEvent', 'Aggregated'],
]);

/**
 * The record's category: `eventCategory` (since event version 1.07), else `eventType` and `managementEvent`
 * (since 1.06), else what its operation and resources show.
 */
export function categoryOfRecord(record: SelectableRecord): RecordCategory {
  const stated = textAt(record, 'eventCategory');
  if (stated !== undefined && stated !== '') return { category: stated };
  const eventType = textAt(record, 'eventType');
  const ofType = eventType === undefined ? undefined : CATEGORY_OF_TYPE.get(eventType);
  if (ofType !== undefined) return { category: ofType, derivedFrom: `eventType '${eventType}'` };
  const management = textAt(record, 'managementEvent');
  if (management === 'true') return { category: 'Management', derivedFrom: 'managementEvent true' };
  if (management === 'false') return { category: 'Data', derivedFrom: 'managementEvent false' };
  return categoryOfOperation(record);
}

function categoryOfOperation(record: SelectableRecord): RecordCategory {
  const type = resourcesOf(record).find((resource) => isDataOnlyType(resource.type ?? ''))?.type;
  if (type !== undefined) return { category: 'Data', derivedFrom: `its resource of type '${type}'` };
  const eventName = textAt(record, 'eventName');
  if (isDataOperation(textAt(record, 'eventSource'), eventName)) {
    return {
      category: 'Data',
      derivedFrom: `eventName '${eventName}', which its service logs as a data event`,
    };
  }
  return {
    category: 'Management',
    derivedFrom: 'having neither the operation nor the resources of a data event',
  };
}

/** What a selector can look at in a record: any JSON object will do. */
export type SelectableRecord = Partial<CloudTrailRecord> & object;

/** A resource of a record, as far as it is text. */
export interface Target {
  readonly type: string | undefined;
  /** `ARN`, or `ARNPrefix` where the call was about all that begins so (listing a bucket). */
  readonly arn: string | undefined;
}

const FIELD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['readOnly', ['readOnly']],
  ['eventSource', ['eventSource']],
  ['eventName', ['eventName']],
  ['eventType', ['eventType']],
  ['sessionCredentialFromConsole', ['sessionCredentialFromConsole']],
  ['userIdentity.arn', ['userIdentity', 'arn']],
  ['errorCode', ['errorCode']],
  ['vpcEndpointId', ['vpcEndpointId']],
]);

/** The text of a plain field; `undefined` when the record lacks it or selectors do not know the field. */
export function textOfField(record: SelectableRecord, field: string): string | undefined {
  const path = FIELD_PATHS.get(field);
  if (path === undefined) return undefined;
  return textOf(path.reduce<unknown>(memberOf, record));
}

/** The record's resources; none when it has no such list. */
export function resourcesOf(record: SelectableRecord): readonly Target[] {
  const resources: unknown = record.resources;
  if (!Array.isArray(resources)) return [];
  return resources.map((resource: unknown) => ({
    type: textOf(memberOf(resource, 'type')),
    arn: textOf(memberOf(resource, 'ARN')) ?? textOf(memberOf(resource, 'ARNPrefix')),
  }));
}

/** The text at a path of members; `undefined` when it is absent or not a string, number or boolean. */
export function textAt(record: SelectableRecord, ...path: readonly string[]): string | undefined {
  return textOf(path.reduce<unknown>(memberOf, record));
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The operations by which old and anonymised records are recognized as data events, where the record does not
 * have the category.
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
function isDataOnlyType(type: string): boolean {
  return DATA_ONLY_TYPES.has(type);
}
