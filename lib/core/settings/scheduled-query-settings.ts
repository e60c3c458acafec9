import type { QueryAlertRule } from '../alert/operational/query-alert';
import type { JsonObject } from '../json/json-value';
import { SEVERITIES } from '../rule/rule';
import {
  ALERTING_HANDLER_FIELDS,
  type AlertingHandlerSettings,
  RAISING_METRICS,
} from './alerting-handler-settings';
import { FunctionEnvironment, WORKER_NAMES } from './function-environment';
import { ownMessageCodec } from './message/own-message';

/** What the `ScheduledQuery` construct writes into its function's environment, and the handler reads there. */
export interface ScheduledQuerySettings extends AlertingHandlerSettings {
  /** The workgroup in Athena, which no other queries use, or the log group that Logs Insights reads. */
  readonly placeName: string;
  /** The file with the query, of a Lambda layer. */
  readonly queryFile: string;
  /** Distinguishes this function's metrics and log from another's; the value of the metrics' dimension. */
  readonly queryWorkerName: string;
}

/** The environment of the function. */
export const SCHEDULED_QUERY_ENVIRONMENT = new FunctionEnvironment<ScheduledQuerySettings>('ScheduledQuery', {
  ...ALERTING_HANDLER_FIELDS,
  placeName: { variable: 'TRAILWATCH_QUERY_PLACE', kind: 'text' },
  queryFile: { variable: 'TRAILWATCH_QUERY_FILE', kind: 'text' },
  queryWorkerName: WORKER_NAMES.query,
});

/** Every metric of a scheduled query, with its CloudWatch unit. */
export const QUERY_METRICS = {
  /** Queries that were completed. */
  Queries: 'Count',
  /** Queries that failed, were cancelled, or took too long. An alert reports each. */
  QueriesFailed: 'Count',
  /** Rows that were read of results, up to the maximum of one alert. */
  Rows: 'Count',
  ...RAISING_METRICS,
} as const;

/** The query of a function. */
export interface DeployedQuery extends QueryAlertRule {
  readonly statement: string;
  /** How many rows of a result an alert has. */
  readonly maxRows: number;
  /** Whether results without rows are reported, too. */
  readonly reportsEmpty: boolean;
  /** How long a query may take. */
  readonly timeoutSeconds: number;
  /** What a query in Logs Insights reads; absent of one in Athena, whose statement and workgroup say it. */
  readonly logs?: LogsReading;
}

/** What a query in Logs Insights reads of its log group. */
export interface LogsReading {
  /** Whole days of UTC, of which yesterday is the last one. */
  readonly days: number;
  /** Of a query that has scanned more, no more is waited for. */
  readonly maxScanBytes: number;
}

/** The file that `ScheduledQuery` writes into a layer: a statement is longer than an environment. */
export function encodeQuery(query: DeployedQuery): string {
  return JSON.stringify({ version: 1, query });
}

/** The query of a file. Throws on a file that `encodeQuery` did not write. */
export function decodeQuery(text: string): DeployedQuery {
  const { version, query } = JSON.parse(text) as { version?: unknown; query?: DeployedQuery };
  if (version !== 1 || typeof query?.statement !== 'string' || !SEVERITIES.includes(query.severity)) {
    throw new Error(`the file of the query has version ${String(version)}; this handler reads version 1`);
  }
  return query;
}

/** A piece of work on the queue of a scheduled query; `at` is the time of the schedule, ISO 8601. */
export type QueryWork =
  /** Start the query. The scheduled rule sends it. */
  | { readonly job: 'start'; readonly at: string }
  /** Look whether a query ended. */
  | {
      readonly job: 'look';
      readonly at: string;
      readonly executionId: string;
      /** When it was started, which Logs Insights does not say later. */
      readonly startedAtMs?: number | undefined;
    };

const KIND = 'scheduled-query';

/** The messages of the queue. */
export const QUERY_WORK = ownMessageCodec<QueryWork>({ kind: KIND, read });

/** The members of the message that EventBridge sends; the time is its input path `$.time`. */
export function queryStartMessage<Time>(at: Time): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, job: 'start', at };
}

function read({ job, at, executionId, startedAtMs: since }: JsonObject): QueryWork | undefined {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (job === 'start') return { job, at };
  if (job !== 'look' || typeof executionId !== 'string') return undefined;
  return { job, at, executionId, ...(typeof since === 'number' ? { startedAtMs: since } : {}) };
}
