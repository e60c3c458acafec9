import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { beginInvocation, type Container } from '../../../lambda/log-processor/begin-invocation';
import type { Invocation } from '../../../lambda/log-processor/invocation';
import { processBatch } from '../../../lambda/log-processor/log-processor';
import type { Ports } from '../../../lambda/log-processor/ports';
import type { Log } from '../../../lambda/raise/log-failure';
import type { Alert } from '../../../lib/core/alert/alert';
import { Detections } from '../../../lib/core/correlation/detections';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import type { LogProcessorSettings } from '../../../lib/core/settings/log-processor-settings';
import { MemoryTable } from '../memory-table';

/** The settings of every test that does not say otherwise: a function of 60 seconds. */
export const SETTINGS: LogProcessorSettings = {
  tableName: 'claims',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/notices',
  maxReceiveCount: 4,
  leaseSeconds: 120,
  rememberDays: 7,
  stormThreshold: 50,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
  correlationLatenessSeconds: 1800,
  maxLogFileBytes: 1_000_000,
  rulesFile: '/opt/trailwatch/rules.json',
  metricsNamespace: 'Trailwatch',
  processorName: 'test',
};

export const FUNCTION_TIMEOUT_MS = 60_000;
const VISIBILITY_MS = 6 * FUNCTION_TIMEOUT_MS;
const BATCH_SIZE = 10;

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

/** A line of the log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** Lets every call to the world pass, or does with it what a test wants. */
export type Gate = <T>(call: EdgeCall, effect: () => T) => Promise<T>;

/** A call that is about to be made. */
export interface EdgeCall {
  readonly name: keyof Omit<Ports, 'nowMs'>;
  /** The alert's, claim's, or object's id, as far as there is one. */
  readonly subject: string;
}

const OPEN_GATE: Gate = async (_call, effect) => effect();

/** AWS in memory, with a clock that only tests move: a bucket, the queue with its dead letters, the table, the topic. */
export class World {
  nowMs = Date.parse('2026-11-20T03:00:00Z');
  readonly objects = new Map<string, Uint8Array | Error>();
  readonly table = new MemoryTable();
  readonly published: Alert[] = [];
  readonly lines: LogLine[] = [];
  readonly dead: QueuedMessage[] = [];
  queue: QueuedMessage[] = [];
  readonly invocations: Invocation[] = [];
  readonly #detections: Detections;
  #names = 0;

  constructor(
    rules: readonly Rule[],
    readonly settings: LogProcessorSettings = SETTINGS,
    correlations: readonly Correlation[] = [],
  ) {
    this.#detections = Detections.of(rules, correlations);
  }

  /** Puts an object into the bucket, and its notice on the queue. */
  deliver(key: string, content: Uint8Array | Error): void {
    this.objects.set(key, content);
    this.send(noticeOf(key));
  }

  send(body: string, delaySeconds = 0): void {
    const visibleAtMs = this.nowMs + delaySeconds * 1000;
    this.queue.push({ id: `message-${this.#names++}`, body, receiveCount: 0, visibleAtMs });
  }

  /** What the queue gives out now; a message that was received too often goes to the dead letters instead. */
  receive(): QueuedMessage[] {
    const visible = this.queue.filter((message) => message.visibleAtMs <= this.nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.settings.maxReceiveCount);
    this.dead.push(...spent);
    this.queue = this.queue.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, BATCH_SIZE);
    for (const message of batch) {
      message.receiveCount++;
      message.visibleAtMs = this.nowMs + VISIBILITY_MS;
    }
    return batch;
  }

  /** Deletes what an invocation has done. */
  answer(batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = batch.filter((message) => !failed.has(message.id));
    this.queue = this.queue.filter((message) => !done.includes(message));
  }

  /** A container whose calls pass the gate. */
  container(gate: Gate = OPEN_GATE): Container {
    const log: Log = {
      info: (message, fields) => this.lines.push({ level: 'info', message, fields }),
      warn: (message, fields) => this.lines.push({ level: 'warn', message, fields }),
      error: (message, fields) => this.lines.push({ level: 'error', message, fields }),
    };
    const newOwner = () => `owner-${this.#names++}`;
    const ports = this.#ports(gate);
    return {
      ...{ ports, settings: this.settings, detections: this.#detections, log, newOwner },
      ...{ storms: new Map(), raisedPeriods: new Set(), evaluations: new Map() },
    };
  }

  /** One invocation in a container. */
  invoke(
    container: Container,
    batch: readonly QueuedMessage[],
    outOfTime: AbortSignal = new AbortController().signal,
  ): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, outOfTime);
    this.invocations.push(invocation);
    return processBatch(toEvent(batch), invocation);
  }

  /** Lets a container work until the queue is empty; moves the clock when there is nothing to receive. */
  async drain(container: Container = this.container()): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.receive();
      if (batch.length > 0) this.answer(batch, await this.invoke(container, batch));
      else this.skipToNextMessage();
    }
  }

  /** Moves the clock on to when the queue has something to give. */
  skipToNextMessage(): void {
    const next = Math.min(...this.queue.map((message) => message.visibleAtMs));
    if (Number.isFinite(next)) this.nowMs = Math.max(this.nowMs, next);
  }

  #ports(gate: Gate): Ports {
    const { table } = this;
    return {
      nowMs: () => this.nowMs,
      readObject: (object) => this.#read(object.key, gate),
      putContribution: (entry) =>
        gate({ name: 'putContribution', subject: entry.contribution.id }, () => table.putContribution(entry)),
      readContributions: (range) =>
        gate({ name: 'readContributions', subject: range.window }, () => table.readContributions(range)),
      claimItem: (request) =>
        gate({ name: 'claimItem', subject: request.item }, () => table.claimItem(request)),
      settleClaim: (claim, status) =>
        gate({ name: 'settleClaim', subject: claim.item }, () => table.settleClaim(claim, status)),
      admitAlert: (admission) =>
        gate({ name: 'admitAlert', subject: admission.alertId }, () => table.admitAlert(admission)),
      readAdmitted: (window) =>
        gate({ name: 'readAdmitted', subject: window }, () => table.readAdmitted(window)),
      putGroupedIds: (grouped) =>
        gate({ name: 'putGroupedIds', subject: grouped.window }, () => table.putGroupedIds(grouped)),
      countGrouped: (window, nowMs) =>
        gate({ name: 'countGrouped', subject: window }, () => table.countGrouped(window, nowMs)),
      readStorm: (window, nowMs) =>
        gate({ name: 'readStorm', subject: window }, () => table.readStorm(window, nowMs)),
      writeStorm: (change) =>
        gate({ name: 'writeStorm', subject: change.next.window }, () => table.writeStorm(change)),
      publishAlert: (alert) =>
        gate({ name: 'publishAlert', subject: alert.id }, () => void this.published.push(alert)),
      sendMessage: (body, delaySeconds) =>
        gate({ name: 'sendMessage', subject: body }, () => this.send(body, delaySeconds)),
    };
  }

  async *#read(key: string, gate: Gate): AsyncGenerator<Uint8Array, void> {
    const content = this.objects.get(key) ?? named('NoSuchKey', 'The specified key does not exist.');
    if (content instanceof Error) throw await gate({ name: 'readObject', subject: key }, () => content);
    const middle = Math.ceil(content.length / 2);
    yield await gate({ name: 'readObject', subject: key }, () => content.subarray(0, middle));
    yield await gate({ name: 'readObject', subject: key }, () => content.subarray(middle));
  }
}

/** An error as the SDK gives it. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** What EventBridge sends of an object that was created. */
export function noticeOf(...keys: readonly string[]): string {
  const [key] = keys;
  if (keys.length === 1) {
    return JSON.stringify({
      version: '0',
      id: '5f6ee6ef-2bc6-a9a4-ba4c-0f7c5a0ad4b9',
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '111122223333',
      time: '2026-11-20T02:59:58Z',
      region: 'eu-west-1',
      resources: ['arn:aws:s3:::archive'],
      detail: { version: '0', bucket: { name: 'archive' }, object: { key, size: 1 }, reason: 'PutObject' },
    });
  }
  return JSON.stringify({ s3Bucket: 'archive', s3ObjectKey: keys });
}

function toEvent(batch: readonly QueuedMessage[]): SQSEvent {
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
