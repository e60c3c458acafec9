import type { PolicyStatementData } from './policy-statement-data';

/** A bucket that sends its S3 event notifications to a queue. Every text may be a CDK token. */
export interface NotifyingBucket {
  readonly bucketArn: string;
  /** The account that owns the bucket: an ARN of a bucket names none, and another account may get the name later. */
  readonly account: string;
  readonly queueArn: string;
}

/** The statement that the queue's policy needs. */
export function toBucketNotificationStatement({
  bucketArn,
  account,
  queueArn,
}: NotifyingBucket): PolicyStatementData {
  return {
    ...{ Sid: 'AllowBucketToSend', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } },
    ...{ Action: 'sqs:SendMessage', Resource: queueArn },
    Condition: {
      ArnEquals: { 'aws:SourceArn': bucketArn },
      StringEquals: { 'aws:SourceAccount': account },
    },
  };
}
