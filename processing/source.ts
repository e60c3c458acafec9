import type { ObjectKey } from '../lib/core/record/object-key';

/** A message of the queue. */
export interface SourceMessage {
  readonly messageId: string;
  readonly body: string;
  /** How often the message was received, this time included; 0 if the queue did not return it. */
  readonly receiveCount: number;
  /** Who sent it: an IAM id, or the id of the account of a service. */
  readonly senderId?: string;
  readonly sentAt?: Date;
  readonly firstReceivedAt?: Date;
}

/** A log file that a message of the queue names. */
export interface LogFileSource {
  readonly bucket: string;
  /** Not URL-encoded. */
  readonly key: string;
  /** The version that was announced, in a versioned bucket. CloudTrail's own notices name none. */
  readonly versionId?: string;
  /** The size of the object as it is stored, where the notice has it. */
  readonly sizeBytes?: number;
  /** Account, Region, date and kind of the file; absent if the key is not of CloudTrail's layout. */
  readonly place?: ObjectKey;
  readonly message: SourceMessage;
}

/** Reads the system attributes of SQS, which `ReceiveMessage` and Lambda name alike. */
export function toSourceMessage(
  messageId: string,
  body: string,
  attributes: Readonly<Record<string, string | undefined>>,
): SourceMessage {
  const { ApproximateReceiveCount, SenderId, SentTimestamp, ApproximateFirstReceiveTimestamp } = attributes;
  return {
    ...{ messageId, body, receiveCount: Number(ApproximateReceiveCount ?? 0) },
    ...(SenderId === undefined ? {} : { senderId: SenderId }),
    ...(SentTimestamp === undefined ? {} : { sentAt: new Date(Number(SentTimestamp)) }),
    ...(ApproximateFirstReceiveTimestamp === undefined
      ? {}
      : { firstReceivedAt: new Date(Number(ApproximateFirstReceiveTimestamp)) }),
  };
}
