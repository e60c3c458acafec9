import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { FoundSilences } from '../../lambda/aws/silence-parameters';
import { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import { KnownSilences } from '../../lambda/raise/known-silences';
import type { Log } from '../../lambda/raise/log';
import type { Alert } from '../../lib/core/alert/alert';
import type { Gate } from './memory-raise-ports';
import { MemoryTable } from './memory-table';

/** A message, how often it was received, and from when on it can be received. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
  firstReceivedAtMs?: number;
}

/** What the settings of every worker have in common, as far as queues and claims need it. */
interface WorkerSettings {
  readonly maxReceiveCount: number;
  readonly leaseSeconds: number;
}

/** Properties of a `MemoryWorld`. */
export interface MemoryWorldProps<Settings> {
  readonly settings: Settings;
  readonly nowMs: number;
  readonly visibilityMs: number;
  readonly batchSize: number;
  /** @default - an empty table */
  readonly table?: MemoryTable;
}

/** Throws once a queue took more steps than any test needs: without it, a message that always comes back would keep a test going for ever. */
export function boundSteps(steps: number, most = 1_000): void {
  if (steps > most) throw new Error(`the queue is not empty after ${most} steps`);
}

/** A worker with AWS in memory, and a clock that only tests move: the queue with its dead letters, the table, the topic. */
export abstract class MemoryWorld<Container, Settings extends WorkerSettings> {
  nowMs: number;
  queue: QueuedMessage[] = [];
  readonly dead: QueuedMessage[] = [];
  readonly published: Alert[] = [];
  /** The alerts that close others. */
  readonly closings: Alert[] = [];
  readonly table: MemoryTable;
  readonly settings: Settings;
  /** The path of silences, and the parameters that it has; none by default. */
  silencePath: string | undefined;
  /** What a new container knows of claims. */
  newWatch: () => ClaimWatch = () => new ClaimWatch(() => this.nowMs);
  readSilences: () => FoundSilences = () => ({ parameters: [], hasMore: false });
  readonly #props: MemoryWorldProps<Settings>;
  #sent = 0;

  constructor(props: MemoryWorldProps<Settings>) {
    this.nowMs = props.nowMs;
    this.table = props.table ?? new MemoryTable();
    this.settings = props.settings;
    this.#props = props;
  }

  /** A container whose calls pass the gate. */
  abstract container(gate?: Gate): Container;

  /** What the function does with an event. */
  protected abstract process(
    event: SQSEvent,
    container: Container,
    outOfTime: AbortSignal,
  ): Promise<SQSBatchResponse>;

  /** The silences as a container knows them. */
  protected knownSilences(gate: Gate, warn: Log['warn']): KnownSilences | undefined {
    return KnownSilences.at(this.silencePath, {
      ...{ nowMs: () => this.nowMs, warn },
      read: (path) => gate({ name: 'readSilences', subject: path }, () => this.readSilences()),
    });
  }

  /** One invocation in a container. */
  invoke(
    container: Container,
    batch: readonly QueuedMessage[],
    outOfTime: AbortSignal = new AbortController().signal,
  ): Promise<SQSBatchResponse> {
    return this.process(toSqsEvent(batch), container, outOfTime);
  }

  send(body: string, delaySeconds = 0): void {
    const visibleAtMs = this.nowMs + delaySeconds * 1000;
    this.queue.push({ id: `message-${this.#sent++}`, body, receiveCount: 0, visibleAtMs });
  }

  /** The next batch of the queue; a message that was received too often goes to the dead letters instead. */
  receive(): QueuedMessage[] {
    const visible = this.queue.filter((message) => message.visibleAtMs <= this.nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.settings.maxReceiveCount);
    this.dead.push(...spent);
    this.queue = this.queue.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, this.#props.batchSize);
    for (const message of batch) {
      message.receiveCount++;
      message.firstReceivedAtMs ??= this.nowMs;
      message.visibleAtMs = this.nowMs + this.#props.visibilityMs;
    }
    return batch;
  }

  /** Deletes what an invocation has done. */
  answer(batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = batch.filter((message) => !failed.has(message.id));
    this.queue = this.queue.filter((message) => !done.includes(message));
  }

  /** Moves the clock on to when the next message can be received; false if there is none up to a time. */
  skipToNextMessage(untilMs = Number.POSITIVE_INFINITY): boolean {
    const next = Math.min(...this.queue.map((message) => message.visibleAtMs));
    if (!Number.isFinite(next) || next > untilMs) return false;
    this.nowMs = Math.max(this.nowMs, next);
    return true;
  }

  /** Invokes the function with the next batch, if there is one. */
  async step(container: Container): Promise<void> {
    const batch = this.receive();
    if (batch.length > 0) this.answer(batch, await this.invoke(container, batch));
  }

  /** Lets a container work until no message is left up to a time; moves the clock when there is nothing to receive. */
  async drain(container: Container = this.container(), untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (let steps = 0; this.skipToNextMessage(untilMs); steps++) {
      boundSteps(steps);
      await this.step(container);
    }
  }
}

/** What Lambda invokes a function with. */
function toSqsEvent(batch: readonly QueuedMessage[]): SQSEvent {
  return {
    Records: batch.map(
      (message) =>
        ({
          messageId: message.id,
          body: message.body,
          attributes: {
            ApproximateReceiveCount: String(message.receiveCount),
            ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs ?? ''),
          },
        }) as SQSRecord,
    ),
  };
}
