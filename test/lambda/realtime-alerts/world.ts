import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { RaisePorts } from '../../../lambda/raise/raise-ports';
import { beginInvocation, type Container } from '../../../lambda/realtime-alerts/invocation';
import { processBatch } from '../../../lambda/realtime-alerts/realtime-alerts';
import type { Alert } from '../../../lib/core/alert/alert';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import type { Rule } from '../../../lib/core/rule/rule';
import type { RealtimeAlertsSettings } from '../../../lib/core/settings/realtime-alerts-settings';
import { record, ruleOn } from '../log-processor/log-files';
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

/** What befalls a call: nothing, or what a test wants. */
export type Gate = <T>(name: keyof Omit<RaisePorts, 'nowMs'>, effect: () => T) => Promise<T>;

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

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
  readonly dead: QueuedMessage[] = [];
  readonly lines: string[] = [];
  queue: QueuedMessage[] = [];
  #names = 0;

  constructor(
    readonly settings: RealtimeAlertsSettings = SETTINGS,
    readonly rules: readonly Rule[] = [RULE],
    readonly table: MemoryTable = new MemoryTable(),
  ) {}

  send(body: string, delaySeconds = 0): void {
    const visibleAtMs = this.nowMs + delaySeconds * 1000;
    this.queue.push({ id: `message-${this.#names++}`, body, receiveCount: 0, visibleAtMs });
  }

  container(gate: Gate = async (_, effect) => effect()): Container {
    const keep = (message: string) => void this.lines.push(message);
    return {
      settings: this.settings,
      matcher: RuleMatcher.of(this.rules),
      log: { info: keep, warn: keep, error: keep },
      storms: new Map(),
      newOwner: () => `realtime-${this.#names++}`,
      ports: this.#ports(gate),
    };
  }

  /** Receives what is visible, and deletes what was done; false when there was nothing. */
  async step(container: Container): Promise<boolean> {
    const visible = this.queue.filter((message) => message.visibleAtMs <= this.nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.settings.maxReceiveCount);
    this.dead.push(...spent);
    this.queue = this.queue.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, 10);
    for (const message of batch) {
      message.receiveCount++;
      message.visibleAtMs = this.nowMs + VISIBILITY_MS;
    }
    if (batch.length === 0) return spent.length > 0;
    const answer = await this.invoke(container, batch);
    const failed = new Set(answer.batchItemFailures.map((failure) => failure.itemIdentifier));
    this.queue = this.queue.filter((message) => !batch.includes(message) || failed.has(message.id));
    return true;
  }

  /** Works until nothing is left to do; moves the clock to the next message when there is none. */
  async drain(container: Container = this.container()): Promise<void> {
    for (let steps = 0; this.queue.length > 0; steps++) {
      if (steps > 500) throw new Error('the queue never empties');
      if (await this.step(container)) continue;
      this.nowMs = Math.max(this.nowMs, Math.min(...this.queue.map((message) => message.visibleAtMs)));
    }
  }

  invoke(container: Container, batch: readonly QueuedMessage[]): Promise<SQSBatchResponse> {
    const records = batch.map(
      ({ id, body, receiveCount }) =>
        ({
          messageId: id,
          body,
          attributes: { ApproximateReceiveCount: String(receiveCount) },
        }) as SQSRecord,
    );
    const invocation = beginInvocation(container, new AbortController().signal);
    return processBatch({ Records: records } as SQSEvent, invocation);
  }

  #ports(gate: Gate): RaisePorts {
    const { table } = this;
    return {
      nowMs: () => this.nowMs,
      claimItem: (request) => gate('claimItem', () => table.claimItem(request)),
      settleClaim: (claim, status) => gate('settleClaim', () => table.settleClaim(claim, status)),
      admitAlert: (admission) => gate('admitAlert', () => table.admitAlert(admission)),
      readAdmitted: (window) => gate('readAdmitted', () => table.readAdmitted(window)),
      putGroupedIds: (grouped) => gate('putGroupedIds', () => table.putGroupedIds(grouped)),
      countGrouped: (window, nowMs) => gate('countGrouped', () => table.countGrouped(window, nowMs)),
      readStorm: (window, nowMs) => gate('readStorm', () => table.readStorm(window, nowMs)),
      writeStorm: (change) => gate('writeStorm', () => table.writeStorm(change)),
      publishAlert: (alert) => gate('publishAlert', () => void this.published.push(alert)),
      sendMessage: (body, delaySeconds) => gate('sendMessage', () => this.send(body, delaySeconds)),
    };
  }
}
