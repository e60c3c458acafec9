import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** A message, how often it was received, and from when on it can be received. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

/** Properties of a `MemoryQueue`. */
export interface MemoryQueueProps {
  readonly maxReceiveCount: number;
  readonly visibilityMs: number;
  readonly batchSize: number;
}

/** A queue with its dead-letter queue, in memory. The time is always an argument. */
export class MemoryQueue {
  messages: QueuedMessage[] = [];
  readonly dead: QueuedMessage[] = [];
  #sent = 0;

  constructor(private readonly props: MemoryQueueProps) {}

  send(body: string, visibleAtMs: number): void {
    this.messages.push({ id: `message-${this.#sent++}`, body, receiveCount: 0, visibleAtMs });
  }

  /** The next batch; a message that was received too often goes to the dead letters instead. */
  receive(nowMs: number): QueuedMessage[] {
    const visible = this.messages.filter((message) => message.visibleAtMs <= nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.props.maxReceiveCount);
    this.dead.push(...spent);
    this.messages = this.messages.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, this.props.batchSize);
    for (const message of batch) {
      message.receiveCount++;
      message.visibleAtMs = nowMs + this.props.visibilityMs;
    }
    return batch;
  }

  /** Deletes what an invocation has done. */
  answer(batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = batch.filter((message) => !failed.has(message.id));
    this.messages = this.messages.filter((message) => !done.includes(message));
  }

  /** When the next message can be received; undefined if the queue is empty. */
  nextVisibleMs(): number | undefined {
    if (this.messages.length === 0) return undefined;
    return Math.min(...this.messages.map((message) => message.visibleAtMs));
  }
}

/** What Lambda invokes a function with. */
export function toSqsEvent(batch: readonly QueuedMessage[]): SQSEvent {
  return {
    Records: batch.map(
      (message) =>
        ({
          messageId: message.id,
          body: message.body,
          attributes: { ApproximateReceiveCount: String(message.receiveCount) },
        }) as SQSRecord,
    ),
  };
}
