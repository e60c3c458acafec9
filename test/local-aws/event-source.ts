import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LocalFunctionSource } from './create-stack';
import { PATIENCE_MS } from './patience';
import { LOCAL_REGION, type LocalAws } from './start-local-aws';

const POLL_MS = 50;

/** How a queue is read. */
export interface EventSourceOptions {
  readonly aws: LocalAws;
  readonly source: LocalFunctionSource;
  /** What takes the batches; one after another. Two sources on one queue are two containers at once. */
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /**
   * After how long a failed message comes back. One that is under way is hidden for the queue's own visibility timeout
   * nevertheless.
   *
   * @default the rest of the visibility timeout, which is minutes
   */
  readonly failedReturnSeconds?: number;
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
    const { aws, source } = this.options;
    const command = new ReceiveMessageCommand({
      QueueUrl: source.queueUrl,
      MaxNumberOfMessages: Math.min(source.batchSize, 10),
      WaitTimeSeconds: 1,
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
    await this.delete(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)));
    await this.giveBack(messages.filter(({ MessageId = '' }) => failed.has(MessageId)));
    this.options.onBatch?.(event, response);
  }

  private async delete(done: readonly Message[]): Promise<void> {
    if (done.length === 0) return;
    const Entries = done.map(toEntry);
    await this.options.aws.sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: this.options.source.queueUrl, Entries }),
    );
  }

  private async giveBack(failed: readonly Message[]): Promise<void> {
    const { failedReturnSeconds: VisibilityTimeout, source, aws } = this.options;
    if (failed.length === 0 || VisibilityTimeout === undefined) return;
    const Entries = failed.map((message, index) => ({ ...toEntry(message, index), VisibilityTimeout }));
    await aws.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: source.queueUrl, Entries }));
  }
}

function toEntry({ ReceiptHandle }: Message, index: number) {
  return { Id: String(index), ReceiptHandle };
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
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** How many messages a queue holds now. */
export async function queueDepth({ sqs }: LocalAws, queueUrl: string): Promise<QueueDepth> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

/** Waits until a queue holds what is waited for. Rejects after {@link PATIENCE_MS}. */
export async function untilQueue(
  aws: LocalAws,
  queueUrl: string,
  isReached: (depth: QueueDepth) => boolean,
): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    const depth = await queueDepth(aws, queueUrl);
    if (isReached(depth)) return;
    if (Date.now() > end) throw new Error(`${queueUrl} still holds ${JSON.stringify(depth)}`);
    await sleep(POLL_MS);
  }
}
