import type { SQSBatchResponse } from 'aws-lambda';
import { beginInvocation, type Container } from '../../../lambda/realtime-alerts/invocation';
import { processBatch } from '../../../lambda/realtime-alerts/realtime-alerts';
import type { Alert } from '../../../lib/core/alert/alert';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import type { Rule } from '../../../lib/core/rule/rule';
import type { RealtimeAlertsSettings } from '../../../lib/core/settings/realtime-alerts-settings';
import { record, ruleOn } from '../log-processor/log-files';
import { MemoryQueue, type QueuedMessage, toSqsEvent } from '../memory-queue';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryTable } from '../memory-table';

export const SETTINGS: RealtimeAlertsSettings = {
  tableName: 'claims',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/realtime',
  maxReceiveCount: 5,
  leaseSeconds: 60,
  rememberDays: 30,
  stormThreshold: 50,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
  rulesFile: '/opt/trailwatch/rules.json',
  realtimeName: 'test',
};

export const RULE = ruleOn('StopLogging');

const VISIBILITY_MS = 180_000;

/** An event of EventBridge, as text, with the record of a call that the rule matches, or with what else it is. */
export function busEvent(
  eventID: string,
  changes: Record<string, unknown> = {},
  envelope: Record<string, unknown> = {},
): string {
  return JSON.stringify({ ...toEnvelope(record(eventID, changes) as never), ...envelope });
}

/** AWS in memory, with a clock that only tests move: the queue with its dead letters, the table, the topic. */
export class World {
  nowMs = Date.parse('2026-11-20T02:55:20Z');
  readonly published: Alert[] = [];
  readonly lines: string[] = [];
  readonly #queue: MemoryQueue;
  #names = 0;

  constructor(
    readonly settings: RealtimeAlertsSettings = SETTINGS,
    readonly rules: readonly Rule[] = [RULE],
    readonly table: MemoryTable = new MemoryTable(),
  ) {
    const { maxReceiveCount } = settings;
    this.#queue = new MemoryQueue({ maxReceiveCount, visibilityMs: VISIBILITY_MS, batchSize: 10 });
  }

  get queue(): QueuedMessage[] {
    return this.#queue.messages;
  }

  get dead(): QueuedMessage[] {
    return this.#queue.dead;
  }

  send(body: string, delaySeconds = 0): void {
    this.#queue.send(body, this.nowMs + delaySeconds * 1000);
  }

  /** The next batch of the queue. */
  receive(): QueuedMessage[] {
    return this.#queue.receive(this.nowMs);
  }

  /** Deletes what an invocation has done. */
  answer(batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    this.#queue.answer(batch, response);
  }

  /** Moves the clock on to when the queue has something to give. */
  skipToNextMessage(): void {
    this.nowMs = Math.max(this.nowMs, this.#queue.nextVisibleMs() ?? this.nowMs);
  }

  container(gate: Gate = OPEN_GATE): Container {
    const keep = (message: string) => void this.lines.push(message);
    return {
      settings: this.settings,
      matcher: RuleMatcher.of(this.rules),
      log: { info: keep, warn: keep, error: keep },
      storms: new Map(),
      newOwner: () => `realtime-${this.#names++}`,
      ports: memoryRaisePorts(this, gate),
    };
  }

  /** Invokes the function with the next batch; false when there was none. */
  async step(container: Container): Promise<boolean> {
    const batch = this.receive();
    if (batch.length === 0) return false;
    this.answer(batch, await this.invoke(container, batch));
    return true;
  }

  /** Works until nothing is left to do; moves the clock to the next message when there is none. */
  async drain(container: Container = this.container()): Promise<void> {
    for (let steps = 0; this.queue.length > 0; steps++) {
      if (steps > 500) throw new Error('the queue never empties');
      if (!(await this.step(container))) this.skipToNextMessage();
    }
  }

  invoke(container: Container, batch: readonly QueuedMessage[]): Promise<SQSBatchResponse> {
    return processBatch(toSqsEvent(batch), beginInvocation(container, new AbortController().signal));
  }
}
