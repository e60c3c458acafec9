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

/**
 * A step of the processing. The names are those of the AWS CloudTrail Processing Library for Java; `downloadLog` is part of
 * `processLog` here, because a file is read as it arrives.
 */
export type ProcessingStep =
  /** One request for messages, counted from 1 for each reader. Only of `processQueue`. */
  | { readonly state: 'pollQueue'; readonly pollCount: number }
  | { readonly state: 'parseMessage'; readonly message: SourceMessage }
  /** Everything that a message asks for. */
  | { readonly state: 'processSource'; readonly message: SourceMessage }
  | { readonly state: 'downloadLog'; readonly source: LogFileSource }
  | { readonly state: 'processLog'; readonly source: LogFileSource }
  /** Only of `processQueue`: Lambda deletes the messages of a function. */
  | { readonly state: 'deleteMessage'; readonly message: SourceMessage }
  /** The same, of a message whose files were all left out by `sourceFilter`. */
  | { readonly state: 'deleteFilteredMessage'; readonly message: SourceMessage };

/** How a step ended. */
export type StepEnd = { readonly succeeded: true } | { readonly succeeded: false; readonly error: unknown };

/** Hears the start of each step; the function that it returns hears the end of the same step. */
export type ProgressReporter = (step: ProcessingStep) => ((end: StepEnd) => void) | undefined;

/** Does a step between the two reports of it. */
export async function reported<T>(
  reporter: ProgressReporter | undefined,
  step: ProcessingStep,
  work: () => Promise<T>,
): Promise<T> {
  const report = reporter?.(step);
  let end: StepEnd = { succeeded: true };
  try {
    return await work();
  } catch (error) {
    end = { succeeded: false, error };
    throw error;
  } finally {
    report?.(end);
  }
}
