import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readBuiltInRules } from '../../../bin/generators/built-in-rules';
import { processBatch } from '../../../lambda/alarm-context/alarm-context';
import {
  beginInvocation,
  type Container,
  type Invocation,
  type Ports,
} from '../../../lambda/alarm-context/ports';
import type { FoundLogEvent, LogEventQuery } from '../../../lambda/aws/filter-log-events';
import { toControlPattern } from '../../../lib/core/alarm/control';
import { CONTROLS, pairControls, toSecurityHubAlarm } from '../../../lib/core/alarm/to-control-alarm';
import {
  type AlarmContextSettings,
  CONTEXT_METRICS,
  type ContextMetric,
  toWatchedAlarm,
  type WatchedAlarm,
} from '../../../lib/core/settings/alarm-context-settings';
import { record } from '../log-processor/log-files';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';

export const SETTINGS: AlarmContextSettings = {
  tableName: 'claims',
  macKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mac',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/alarms',
  metricsNamespace: 'Trailwatch',
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

/** A log event, when it happened, and from when on a search finds it. */
interface StoredLogEvent extends FoundLogEvent {
  readonly timeMs: number;
  readonly searchableAtMs: number;
}

/** An alarm context with a log group. */
export class World extends MemoryWorld<Container, AlarmContextSettings> {
  readonly events: StoredLogEvent[] = [];
  readonly queries: LogEventQuery[] = [];
  readonly warnings: string[] = [];
  readonly invocations: Invocation[] = [];
  pageSize = 2;
  #names = 0;

  constructor(
    settings: AlarmContextSettings = SETTINGS,
    readonly alarms: readonly WatchedAlarm[] = [ALARM],
  ) {
    super({
      settings,
      nowMs: Date.parse('2026-11-20T03:05:20Z'),
      ...{ visibilityMs: VISIBILITY_MS, batchSize: 2 },
    });
  }

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

  container(gate: Gate = OPEN_GATE): Container {
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

  /** The metrics that are not zero, summed up over all invocations. */
  totals(): Partial<Record<ContextMetric, number>> {
    const names = Object.keys(CONTEXT_METRICS) as ContextMetric[];
    const sums = names.map(
      (name) => [name, this.invocations.reduce((sum, { counts }) => sum + counts.of(name), 0)] as const,
    );
    return Object.fromEntries(sums.filter(([, sum]) => sum !== 0));
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }

  #ports(gate: Gate): Ports {
    return {
      ...memoryRaisePorts(this, gate),
      filterLogEvents: (query) => this.#search(query, gate),
    };
  }

  async *#search(query: LogEventQuery, gate: Gate): AsyncGenerator<readonly FoundLogEvent[]> {
    this.queries.push(query);
    const found = this.events.filter(
      ({ timeMs, searchableAtMs }) =>
        timeMs >= query.fromMs && timeMs <= query.toMs && searchableAtMs <= this.nowMs,
    );
    const call = { name: 'filterLogEvents', subject: query.logGroupName };
    // The service gives empty pages, too.
    yield await gate(call, () => []);
    for (let start = 0; start < found.length; start += this.pageSize) {
      yield await gate(call, () => found.slice(start, start + this.pageSize));
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

/** An alarm that fires for two records. */
export function twoRecords(settings = SETTINGS): World {
  const world = new World(settings);
  for (const id of ['e1', 'e2']) world.log('2026-11-20T03:02:00Z', record(id));
  world.send(firedEvent());
  return world;
}
