import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LocalFunctionSource } from './create-stack';
import { LOCAL_REGION, type LocalAws } from './start-local-aws';

/** How a queue is read. */
export interface EventSourceOptions {
  readonly aws: LocalAws;
  readonly source: LocalFunctionSource;
  /** What takes the batches; one after another. Two sources on one queue are two containers at once. */
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /**
   * After how long a failed message comes back.
   *
   * @default the queue's own visibility timeout, which is minutes
   */
  readonly visibilityTimeoutSeconds?: number;
  /** Told after every batch. */
  readonly onBatch?: (event: SQSEvent, response: SQSBatchResponse) => void;
}

/** Lambda's event source mapping: receives batches, calls the function, deletes what it did not name as failed. */
export class EventSource {
  private readonly stopping = new AbortController();
  private readonly loop: Promise<void>;

  constructor(private readonly options: EventSourceOptions) {
    this.loop = this.run();
  }

  /** Receives no more, and waits for the batch that is under way. Rejects if the queue could not be read. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const messages = await this.receive();
      if (messages.length > 0) await this.process(messages);
    }
  }

  private async receive(): Promise<Message[]> {
    const { aws, source, visibilityTimeoutSeconds } = this.options;
    const command = new ReceiveMessageCommand({
      QueueUrl: source.queueUrl,
      MaxNumberOfMessages: Math.min(source.batchSize, 10),
      WaitTimeSeconds: 1,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      const { Messages = [] } = await aws.sqs.send(command, { abortSignal: this.stopping.signal });
      return Messages;
    } catch (error) {
      if (this.stopping.signal.aborted) return [];
      throw error;
    }
  }

  private async process(messages: readonly Message[]): Promise<void> {
    const event: SQSEvent = { Records: messages.map((message) => toRecord(message, this.options.source)) };
    const response = await this.options.invoke(event).catch(() => ({
      // A function that throws, dies or runs out of time has done nothing.
      batchItemFailures: messages.map(({ MessageId = '' }) => ({ itemIdentifier: MessageId })),
    }));
    const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (done.length > 0) {
      await this.options.aws.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.options.source.queueUrl,
          Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
    }
    this.options.onBatch?.(event, response);
  }
}

function toRecord(message: Message, source: LocalFunctionSource): SQSRecord {
  const name = source.queueUrl.slice(source.queueUrl.lastIndexOf('/') + 1);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${LOCAL_REGION}:000000000000:${name}`,
    awsRegion: LOCAL_REGION,
  };
}

/** How many messages a queue holds: to be received, under way, and delayed. */
export async function queueDepth(
  { sqs }: LocalAws,
  queueUrl: string,
): Promise<{ readonly visible: number; readonly inFlight: number; readonly delayed: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}
