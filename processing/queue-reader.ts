import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import type { ProcessingOptions } from './options';
import type { FileWork } from './process-file';
import { processMessage } from './process-message';
import { ProcessingError, reasonOf } from './processing-error';
import { reported, type SourceMessage, toSourceMessage } from './source';

/** Properties of `processQueue`. */
export interface QueueOptions extends ProcessingOptions {
  /** The client of the queue. Needs `sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:ChangeMessageVisibility`. */
  readonly sqs: SQSClient;

  /** A standard queue: CloudTrail and S3 send to no other. */
  readonly queueUrl: string;

  /**
   * For how long a received message is hidden from other readers, in seconds. The time is extended while the message waits or is
   * processed, and is how long a message that failed stays hidden at most.
   *
   * @default 60
   */
  readonly visibilityTimeoutSeconds?: number;

  /**
   * How long a request waits for messages, in seconds, 0 to 20.
   *
   * @default 20
   */
  readonly waitTimeSeconds?: number;

  /**
   * How many readers request messages in parallel. Each processes `concurrency` messages at once.
   *
   * @default 1
   */
  readonly parallelReaders?: number;

  /**
   * How long messages may go on after the stop, in seconds. Those that do not finish return to the queue.
   *
   * @default 60
   */
  readonly stopTimeoutSeconds?: number;
}

/** Waits; rejects when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** What the readers of one queue share. */
export interface ReaderParts {
  readonly options: QueueOptions;
  readonly work: FileWork;
  /** Aborts when no more messages are to be received. */
  readonly stop: AbortSignal;
  readonly wait: Wait;
  /** Stops all readers, because `onError` threw. */
  readonly fail: (error: unknown) => void;
}

/** SQS gives no more in one answer. */
const MAX_MESSAGES = 10;

const DEFAULT_VISIBILITY_SECONDS = 60;
const DEFAULT_WAIT_SECONDS = 20;

const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

interface Received {
  readonly message: SourceMessage;
  readonly receiptHandle: string | undefined;
}

/** Receives messages and processes them, until the stop. */
export class QueueReader {
  private readonly underWay = new Set<Promise<void>>();
  private readonly limit;
  private readonly visibilitySeconds: number;

  constructor(private readonly parts: ReaderParts) {
    const { concurrency = 1, visibilityTimeoutSeconds = DEFAULT_VISIBILITY_SECONDS } = parts.options;
    this.limit = pLimit(concurrency);
    this.visibilitySeconds = visibilityTimeoutSeconds;
  }

  /** Settles when every message that was received has its end. Rejects with what `onError` throws of a request. */
  async run(): Promise<void> {
    const { stop, options } = this.parts;
    const { concurrency = 1 } = options;
    try {
      for (let pollCount = 1, backoffMs = MIN_BACKOFF_MS; !stop.aborted; pollCount++) {
        const received = await this.receive(pollCount, backoffMs);
        backoffMs = received === undefined ? Math.min(2 * backoffMs, MAX_BACKOFF_MS) : MIN_BACKOFF_MS;
        for (const one of received ?? []) this.begin(one);
        while (this.underWay.size >= concurrency) await Promise.race(this.underWay);
      }
    } finally {
      await Promise.all(this.underWay);
    }
  }

  /** The next messages; undefined if the request failed. */
  private async receive(pollCount: number, backoffMs: number): Promise<readonly Received[] | undefined> {
    const { options, stop, wait } = this.parts;
    const command = new ReceiveMessageCommand({
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: MAX_MESSAGES,
      MessageSystemAttributeNames: ['All'],
      VisibilityTimeout: this.visibilitySeconds,
      WaitTimeSeconds: options.waitTimeSeconds ?? DEFAULT_WAIT_SECONDS,
    });
    try {
      const { Messages = [] } = await reported(options.onProgress, { state: 'pollQueue', pollCount }, () =>
        options.sqs.send(command, { abortSignal: stop }),
      );
      return Messages.map(toReceived);
    } catch (cause) {
      if (stop.aborted) return [];
      const problem = `no messages could be received from ${options.queueUrl}: ${reasonOf(cause)}`;
      await options.onError(new ProcessingError('receive-failed', problem, { cause }));
      // The stop may end the wait.
      await wait(backoffMs, stop).catch(() => undefined);
      return undefined;
    }
  }

  private begin(received: Received): void {
    const ended = this.processToEnd(received)
      .catch(this.parts.fail)
      .finally(() => this.underWay.delete(ended));
    this.underWay.add(ended);
  }

  private async processToEnd(received: Received): Promise<void> {
    const finished = new AbortController();
    const extending = this.extendUntil(finished.signal, received).catch(this.parts.fail);
    try {
      await this.limit(() => this.process(received));
    } finally {
      finished.abort();
      await extending;
    }
  }

  private async process(received: Received): Promise<void> {
    const { work, stop } = this.parts;
    // Not begun yet: another reader can have it at once.
    if (stop.aborted) return this.hide(received, 0);
    const end = await processMessage(received.message, work);
    if (end !== 'returned') await this.delete(received, end);
  }

  private async delete({ message, receiptHandle }: Received, end: 'processed' | 'filtered'): Promise<void> {
    const { queueUrl, sqs, onProgress, onError } = this.parts.options;
    const state = end === 'filtered' ? 'deleteFilteredMessage' : 'deleteMessage';
    const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle });
    try {
      await reported(onProgress, { state, message }, () => sqs.send(command));
    } catch (cause) {
      const problem = `message ${message.messageId} could not be deleted: ${reasonOf(cause)}`;
      await onError(new ProcessingError('delete-failed', problem, { message, cause }));
    }
  }

  /** Hides the message for another visibility timeout each time that half of one is over. */
  private async extendUntil(finished: AbortSignal, received: Received): Promise<void> {
    const ms = (this.visibilitySeconds * 1000) / 2;
    while (!finished.aborted) {
      const isDue = await this.parts.wait(ms, finished).then(
        () => true,
        () => false,
      );
      if (isDue && !finished.aborted) await this.hide(received, this.visibilitySeconds);
    }
  }

  private async hide({ message, receiptHandle }: Received, seconds: number): Promise<void> {
    const { queueUrl, sqs, onError } = this.parts.options;
    const command = new ChangeMessageVisibilityCommand({
      ...{ QueueUrl: queueUrl, ReceiptHandle: receiptHandle },
      VisibilityTimeout: seconds,
    });
    try {
      await sqs.send(command);
    } catch (cause) {
      const problem = `the visibility timeout of message ${message.messageId} could not be changed: ${reasonOf(cause)}`;
      await onError(new ProcessingError('visibility-failed', problem, { message, cause }));
    }
  }
}

function toReceived({ MessageId = '', Body = '', Attributes = {}, ReceiptHandle }: Message): Received {
  return { message: toSourceMessage(MessageId, Body, Attributes), receiptHandle: ReceiptHandle };
}
