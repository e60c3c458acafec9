import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { VirtualClock } from './virtual-clock';

interface Queued {
  readonly id: string;
  readonly body: string;
  visibleAtMs: number;
  receives: number;
}

/** A queue in memory, by a virtual clock, with a redrive policy. */
export class MemoryQueue {
  readonly messages = new Map<string, Queued>();
  readonly dead: string[] = [];
  readonly deleted: string[] = [];
  /** How often each message's visibility timeout was changed, and to what. */
  readonly changes: { readonly id: string; readonly seconds: number; readonly atMs: number }[] = [];
  /** Throws to make a request fail. */
  fault: (request: 'receive' | 'delete' | 'change', id: string) => void = () => {};

  constructor(
    private readonly clock: VirtualClock,
    private readonly maxReceives = 5,
  ) {}

  send(id: string, body: string): void {
    this.messages.set(id, { id, body, visibleAtMs: 0, receives: 0 });
  }

  get client(): SQSClient {
    const send = (command: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) =>
      this.answer(command, abortSignal);
    return { send } as unknown as SQSClient;
  }

  private async answer(command: unknown, signal?: AbortSignal): Promise<unknown> {
    if (command instanceof ReceiveMessageCommand) {
      const { VisibilityTimeout = 0, WaitTimeSeconds = 0, MaxNumberOfMessages = 1 } = command.input;
      this.fault('receive', '');
      if (this.visible().length === 0) await this.clock.wait(WaitTimeSeconds * 1000, signal);
      return { Messages: this.receive(MaxNumberOfMessages, VisibilityTimeout) };
    }
    if (command instanceof DeleteMessageCommand) {
      const id = idOf(command.input.ReceiptHandle);
      this.fault('delete', id);
      this.messages.delete(id);
      this.deleted.push(id);
      return {};
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { ReceiptHandle, VisibilityTimeout: seconds = 0 } = command.input;
      const id = idOf(ReceiptHandle);
      this.fault('change', id);
      this.changes.push({ id, seconds, atMs: this.clock.nowMs });
      const message = this.messages.get(id);
      if (message !== undefined) message.visibleAtMs = this.clock.nowMs + seconds * 1000;
      return {};
    }
    throw new Error('the queue was asked something else');
  }

  private receive(count: number, seconds: number): unknown[] {
    const answered: unknown[] = [];
    for (const message of this.visible()) {
      if (answered.length === count) break;
      if (message.receives >= this.maxReceives) {
        this.messages.delete(message.id);
        this.dead.push(message.id);
        continue;
      }
      message.receives += 1;
      message.visibleAtMs = this.clock.nowMs + seconds * 1000;
      answered.push({
        ...{ MessageId: message.id, Body: message.body, ReceiptHandle: `${message.id} ${message.receives}` },
        Attributes: { ApproximateReceiveCount: String(message.receives), SentTimestamp: '1000' },
      });
    }
    return answered;
  }

  private visible(): Queued[] {
    return [...this.messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= this.clock.nowMs);
  }
}

function idOf(receiptHandle = ''): string {
  return receiptHandle.split(' ')[0] ?? '';
}
