import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueryExecution, QueryStart } from '../../../lambda/aws/athena-queries';
import type { RefusedQuery } from '../../../lambda/aws/logs-queries';
import {
  beginInvocation,
  type Container,
  type Invocation,
  type Ports,
} from '../../../lambda/scheduled-query/ports';
import { processBatch } from '../../../lambda/scheduled-query/scheduled-query';
import type { QueryRows } from '../../../lib/core/alert/operational/query-alert';
import {
  type DeployedQuery,
  type QUERY_METRICS,
  queryStartMessage,
  type ScheduledQuerySettings,
} from '../../../lib/core/settings/scheduled-query-settings';
import { SETTINGS as COMMON } from '../alarm-context/world';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';

export const SETTINGS: ScheduledQuerySettings = {
  ...COMMON,
  placeName: 'logs_subscriptions',
  queryFile: '/opt/trailwatch/query.json',
  queryWorkerName: 'test',
};

export const QUERY: DeployedQuery = {
  name: 'subscriptions',
  title: 'Who subscribed to services',
  severity: 'low',
  statement: `SELECT event_name FROM events WHERE "timestamp" >= 'trailwatch:days-before=1' AND "timestamp" < 'trailwatch:days-before=0'`,
  maxRows: 3,
  reportsEmpty: false,
  timeoutSeconds: 1800,
};

/** A query in Logs Insights. */
export const LOGS_QUERY: DeployedQuery = {
  ...QUERY,
  statement: 'filter eventName = "CreateSubscription"',
  logs: { days: 2, maxScanBytes: 50_000_000 },
};

/** The time of the schedule. */
export const AT = '2026-11-20T04:30:00Z';

interface Execution {
  readonly id: string;
  readonly statement: string;
  readonly period: QueryStart['period'];
  readonly startedAtMs: number;
}

/** A scheduled query with Athena, whose query is complete after some seconds. */
export class World extends MemoryWorld<Container, ScheduledQuerySettings> {
  /** By their tokens. */
  readonly executions = new Map<string, Execution>();
  readonly stopped: string[] = [];
  readonly invocations: Invocation[] = [];
  takesSeconds = 100;
  /** What Logs Insights has scanned. */
  scannedBytes = 10_000_000;
  /** Why no query is started. */
  refused: RefusedQuery | undefined;
  /** Whether a query ends just before it is stopped. */
  endsBeforeStop = false;
  /** What the result is once the query is complete. */
  ended: Partial<QueryExecution> = { state: 'SUCCEEDED' };
  result: QueryRows = { columns: ['event_name'], rows: [], isComplete: true };
  #names = 0;

  constructor(readonly query: DeployedQuery = QUERY) {
    super({ settings: SETTINGS, nowMs: Date.parse(AT), ...{ visibilityMs: 360_000, batchSize: 1 } });
  }

  /** What EventBridge sends. */
  schedule(at = AT): void {
    this.send(JSON.stringify(queryStartMessage(at)));
  }

  container(gate: Gate = OPEN_GATE): Container {
    return {
      ...{ settings: this.settings, query: this.query, storms: new Map() },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      newOwner: () => `owner-${this.#names++}`,
      ports: this.#ports(gate),
    };
  }

  /** The sum of a metric over all invocations. */
  total(name: keyof typeof QUERY_METRICS): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(name), 0);
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }

  #ports(gate: Gate): Ports {
    const call = <T>(name: string, subject: string, does: () => T) => gate({ name, subject }, does);
    return {
      ...memoryRaisePorts(this, gate),
      startQuery: ({ token, statement, period }) =>
        call('startQuery', token, () => {
          if (this.refused !== undefined) return this.refused;
          const id = `query-${this.executions.size + 1}`;
          // Logs Insights knows no tokens
          const key = this.query.logs === undefined ? token : id;
          const started = this.executions.get(key) ?? { id, statement, period, startedAtMs: this.nowMs };
          this.executions.set(key, started);
          return started.id;
        }),
      getQuery: (id) => call('getQuery', id, () => this.#state(id)),
      stopQuery: (id) =>
        call('stopQuery', id, () => {
          this.stopped.push(id);
          if (this.endsBeforeStop) this.takesSeconds = 0;
        }),
      getRows: ({ executionId, maxRows }) =>
        call('getRows', executionId, () => {
          const { columns, rows } = this.result;
          return { columns, rows: rows.slice(0, maxRows), isComplete: rows.length <= maxRows };
        }),
    };
  }

  #state(id: string): QueryExecution {
    const started = [...this.executions.values()].find((one) => one.id === id);
    const isEnded = started !== undefined && this.nowMs >= started.startedAtMs + this.takesSeconds * 1000;
    const open = {
      state: 'RUNNING',
      reason: undefined,
      startedAtMs: started?.startedAtMs,
      results: 's3://results/a.csv',
      scannedBytes: 10_000_000,
    };
    const ofEngine =
      this.query.logs === undefined
        ? { workGroupName: this.settings.placeName }
        : { startedAtMs: undefined, results: undefined, scannedBytes: this.scannedBytes };
    return { ...open, ...ofEngine, ...(isEnded ? this.ended : {}) };
  }
}
