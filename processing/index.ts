/**
 * Processes the log files that CloudTrail delivers to a bucket, as the AWS CloudTrail Processing Library for Java does: from
 * a queue, in a process of your own or in a Lambda function.
 *
 * The package `@aws-sdk/client-s3`, and for `processQueue` `@aws-sdk/client-sqs`, must be installed beside this one.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/use-the-cloudtrail-processing-library.html
 */
export type { ReadProblem, ReadProblemCode } from '../lib/core/problem/read-problem';
export {
  type IgnoredObject,
  type Notice,
  type NoticedObject,
  type NoticeIgnoredReason,
  parseNotice,
} from '../lib/core/record/notice';
export {
  type ObjectFile,
  type ObjectFolder,
  type ObjectKey,
  parseObjectKey,
  renderObjectKey,
} from '../lib/core/record/object-key';
export type * from '../lib/core/record/record';
export { type RecordIdentity, recordIdentity } from '../lib/core/record/record-identity';
export type { DeliveredRecord, ProcessingOptions } from './options';
export {
  createSqsHandler,
  processQueue,
  type RemainingTime,
  type SqsBatchResponse,
  type SqsEvent,
} from './process-queue';
export { ProcessingError, type ProcessingErrorCode, type ProcessingErrorDetails } from './processing-error';
export type { QueueOptions } from './queue-reader';
export type { LogFileSource, ProcessingStep, ProgressReporter, SourceMessage, StepEnd } from './source';
