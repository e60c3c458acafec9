import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readBuiltInRules } from '../../../bin/generators/built-in-rules';
import { processBatch } from '../../../lambda/alarm-context/alarm-context';
import { beginInvocation, type Container } from '../../../lambda/alarm-context/invocation';
import type { Ports } from '../../../lambda/alarm-context/ports';
import type { FoundLogEvent, LogEventQuery } from '../../../lambda/aws/filter-log-events';
import { toControlPattern } from '../../../lib/core/alarm/control-pattern';
import { CONTROLS } from '../../../lib/core/alarm/controls';
import { pairControls, toSecurityHubAlarm } from '../../../lib/core/alarm/to-control-alarm';
import type { Alert } from '../../../lib/core/alert/alert';
import type { AlarmContextSettings } from '../../../lib/core/settings/alarm-context-settings';
import { toWatchedAlarm, type WatchedAlarm } from '../../../lib/core/settings/alarm-document';
import { MemoryTable } from '../memory-table';

export const SETTINGS: AlarmContextSettings = {
  tableName: 'claims',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/alarms',
  maxReceiveCount: 5,
  leaseSeconds: 120,
  rememberDays: 30,
  stormThreshold: 50,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
  logGroupName: 'trail',
  alarmsFile: '/opt/trailwatch/alarms.json',
  maxRecords: 500,
  contextName: 'test',
};

const VISIBILITY_MS = 360_000;

export const ALARM_NAME = 'Alarms/CloudWatch.5-trail-changed';

const TRAIL_CHANGED = pairControls(CONTROLS, readBuiltInRules()).find(
  ({ control }) => control.id === 'CloudWatch.5',
)!;

/** Security Hub's alarm on changed trails. */
export const ALARM: WatchedAlarm = toWatchedAlarm(
  ALARM_NAME,
  toSecurityHubAlarm(TRAIL_CHANGED, 'security-hub'),
);

export const PATTERN = toControlPattern(TRAIL_CHANGED.control);

/** What befalls a call: nothing, or what a test wants. */
export type Gate = <T>(name: keyof Omit<Ports, 'nowMs'>, effect: () => T) => Promise<T>;

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

/** A log event, when it happened, and from when on a search finds it. */
interface StoredLogEvent extends FoundLogEvent {
  readonly timeMs: number;
  readonly searchableAtMs: number;
}

/** AWS in memory, with a clock that only tests move: a log group, the queue with its dead letters, the table, the topic. */
export class World {
  nowMs = Date.parse('2026-11-20T03:05:20Z');
  readonly events: StoredLogEvent[] = [];
  readonly queries: LogEventQuery[] = [];
  readonly table = new MemoryTable();
  readonly published: Alert[] = [];
  readonly dead: QueuedMessage[] = [];
  readonly warnings: string[] = [];
  queue: QueuedMessage[] = [];
  pageSize = 2;
  #names = 0;

  constructor(
    readonly settings: AlarmContextSettings = SETTINGS,
    readonly alarms: readonly WatchedAlarm[] = [ALARM],
  ) {}

  /** Puts a record into the log group. */
  log(time: string, message: unknown, searchableAfterMs = 0): void {
    const timeMs = Date.parse(time);
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    const id = `event-${this.events.length}`;
    const searchableAtMs = timeMs + searchableAfterMs;
    this.events.push({
      id,
      logStream: '111122223333_CloudTrail_eu-west-1',
      message: text,
      timeMs,
      searchableAtMs,
    });
  }

  send(body: string, delaySeconds = 0): void {
    const visibleAtMs = this.nowMs + delaySeconds * 1000;
    this.queue.push({ id: `message-${this.#names++}`, body, receiveCount: 0, visibleAtMs });
  }

  container(gate: Gate = async (_, effect) => effect()): Container {
    const keep = (message: string) => void this.warnings.push(message);
    return {
      settings: this.settings,
      alarms: new Map(this.alarms.map((alarm) => [alarm.alarmName, alarm])),
      log: { info: () => {}, warn: keep, error: keep },
      storms: new Map(),
      newOwner: () => `owner-${this.#names++}`,
      ports: this.#ports(gate),
    };
  }

  /** Receives what is visible, and deletes what was done; false when there was nothing. */
  async step(container: Container): Promise<boolean> {
    const visible = this.queue.filter((message) => message.visibleAtMs <= this.nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.settings.maxReceiveCount);
    this.dead.push(...spent);
    this.queue = this.queue.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, 2);
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

  #ports(gate: Gate): Ports {
    const { table } = this;
    return {
      nowMs: () => this.nowMs,
      filterLogEvents: (query) => this.#search(query, gate),
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

  async *#search(query: LogEventQuery, gate: Gate): AsyncGenerator<readonly FoundLogEvent[]> {
    this.queries.push(query);
    const found = this.events.filter(
      ({ timeMs, searchableAtMs }) =>
        timeMs >= query.fromMs && timeMs <= query.toMs && searchableAtMs <= this.nowMs,
    );
    // The service gives empty pages, too.
    yield await gate('filterLogEvents', () => []);
    for (let start = 0; start < found.length; start += this.pageSize) {
      yield await gate('filterLogEvents', () => found.slice(start, start + this.pageSize));
    }
  }
}

/** What EventBridge sends when the alarm fires; the counted period began five minutes before. */
export function firedEvent(
  changes: Record<string, unknown> = {},
  state: Record<string, unknown> = {},
): string {
  const reasonData = {
    version: '1.0',
    queryDate: '2026-11-20T03:05:12.345+0000',
    startDate: '2026-11-20T03:00:00.000+0000',
    statistic: 'Sum',
    period: 300,
    recentDatapoints: [1],
    threshold: 1,
    evaluatedDatapoints: [{ timestamp: '2026-11-20T03:00:00.000+0000', sampleCount: 1, value: 1 }],
  };
  return JSON.stringify({
    version: '0',
    id: '2dde0eb1-528b-d2d5-9ca6-6d590caf2329',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    time: '2026-11-20T03:05:12Z',
    region: 'eu-west-1',
    resources: [`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${ALARM_NAME}`],
    detail: {
      alarmName: ALARM_NAME,
      configuration: { metrics: [] },
      previousState: { value: 'OK', timestamp: '2026-11-19T03:05:12.345+0000' },
      state: {
        value: 'ALARM',
        reason: 'Threshold Crossed',
        reasonData: JSON.stringify(reasonData),
        timestamp: '2026-11-20T03:05:12.345+0000',
        ...state,
      },
      ...changes,
    },
  });
}
