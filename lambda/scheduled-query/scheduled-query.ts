import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import {
  type QueryRows,
  type QueryRun,
  toQueryAlert,
  toQueryFailedAlert,
} from '../../lib/core/alert/operational/query-alert';
import { withDaysBefore } from '../../lib/core/query/athena/scheduled-statement';
import { sha256Hex } from '../../lib/core/record/sha256';
import { toEventTime } from '../../lib/core/record/to-event-time';
import { requirePast } from '../../lib/core/settings/message/own-message';
import { QUERY_WORK, type QueryWork } from '../../lib/core/settings/scheduled-query-settings';
import type { QueryExecution } from '../aws/athena-queries';
import { processMessages } from '../raise/process-messages';
import type { Invocation } from './ports';

/** Processes a batch of messages, each independently. The response lists the messages to retry; it is never an exception. */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  return processMessages(event, invocation, (message) => processMessage(invocation, message));
}

async function processMessage(invocation: Invocation, { body }: SQSRecord): Promise<void> {
  const work = QUERY_WORK.decode(body);
  if (work === undefined) throw new Error('the message is not about a scheduled query');
  requirePast('the scheduled query', Date.parse(work.at), invocation.ports.nowMs());
  return work.job === 'start' ? start(invocation, work) : look(invocation, work);
}

/** How long after the start, and after each look, the next look is: of Logs Insights soon, since nothing else bounds what it scans. */
const FIRST_LOOK_SECONDS = 5;
const NEXT_LOOK_SECONDS = { athena: 60, logs: 10 };

const DAY_MS = 86_400_000;

/**
 * Starts the query of a time once, however often its message is received; in Logs Insights it may start twice, and is reported once.
 *
 *     scheduled ──► start ──► look ──► ended? ── no, in time ──► look again
 *                                        │   └── no, too late or too much ─► stop it; an alert says so
 *                                        └ yes ──► rows? ──► an alert with the first of them
 */
async function start(invocation: Invocation, { at }: Extract<QueryWork, { job: 'start' }>): Promise<void> {
  const { ports, query, settings, log } = invocation;
  const { name, logs } = query;
  const atMs = Date.parse(at);
  const statement = withDaysBefore(query.statement, atMs);
  const token = sha256Hex([name, statement, at].join('\n'));
  const untilMs = atMs - (atMs % DAY_MS);
  const period = logs && { fromMs: untilMs - logs.days * DAY_MS, untilMs };
  const started = await ports.startQuery({ placeName: settings.placeName, statement, token, period });
  if (typeof started !== 'string') {
    const work = { job: 'look', at, executionId: 'not started' } as const;
    // Retention is a day at least: of yesterday only a younger log group has nothing.
    if (started.isOutside && ports.nowMs() < untilMs + DAY_MS) {
      log.warn('the log group is younger than the days that are read', {
        query: name,
        reason: started.refused,
      });
      return report(invocation, { work, execution: {}, result: NO_ROWS });
    }
    return fail(invocation, { work, execution: {}, reason: started.refused });
  }
  log.info('query started', { query: name, executionId: started });
  const look = { job: 'look', at, executionId: started, startedAtMs: ports.nowMs() } as const;
  await ports.sendMessage(QUERY_WORK.encode(look), FIRST_LOOK_SECONDS);
}

type Look = Extract<QueryWork, { job: 'look' }>;

async function look(invocation: Invocation, work: Look): Promise<void> {
  const { ports, query, settings } = invocation;
  const execution = await ports.getQuery(work.executionId);
  if (query.logs === undefined && execution.workGroupName !== settings.placeName)
    throw new Error(`query ${work.executionId} is not of the workgroup '${settings.placeName}'`);
  switch (execution.state) {
    case 'SUCCEEDED':
      return reportRows(invocation, work, execution);
    case 'FAILED':
    case 'CANCELLED':
      return fail(invocation, { work, execution, reason: execution.reason ?? `it is ${execution.state}` });
  }
  const reason = tooMuch(invocation, work, execution);
  if (reason === undefined)
    return ports.sendMessage(
      QUERY_WORK.encode(work),
      NEXT_LOOK_SECONDS[query.logs === undefined ? 'athena' : 'logs'],
    );
  await ports.stopQuery(work.executionId);
  // it may have ended since
  const last = await ports.getQuery(work.executionId);
  if (last.state === 'SUCCEEDED') return reportRows(invocation, work, last);
  return fail(invocation, { work, execution, reason });
}

/** Why a query that has not ended is stopped. */
function tooMuch(
  { ports, query: { logs, timeoutSeconds } }: Invocation,
  work: Look,
  { startedAtMs, scannedBytes = 0 }: QueryExecution,
): string | undefined {
  if (logs !== undefined && scannedBytes > logs.maxScanBytes)
    return `it was stopped, because it had scanned ${scannedBytes} bytes, and may scan ${logs.maxScanBytes}`;
  const fromMs = startedAtMs ?? work.startedAtMs ?? Date.parse(work.at);
  if (ports.nowMs() < fromMs + timeoutSeconds * 1000) return undefined;
  return `it was stopped, because it was not complete after ${timeoutSeconds / 60} minutes`;
}

/** A deployment between start and end changes the statement: rows of the former one are those of this query, by its name. */
async function reportRows(invocation: Invocation, work: Look, execution: QueryExecution): Promise<void> {
  const { ports, query } = invocation;
  const { executionId } = work;
  const result = await ports.getRows({ executionId, maxRows: query.maxRows });
  return report(invocation, { work, execution, result });
}

interface EndedQuery {
  readonly work: Look;
  readonly execution: Partial<QueryExecution>;
  readonly result: QueryRows;
}

const NO_ROWS: QueryRows = { columns: [], rows: [], isComplete: true };

async function report(invocation: Invocation, { work, execution, result }: EndedQuery): Promise<void> {
  const { query, counts, log } = invocation;
  const { rows, isComplete } = result;
  const { executionId } = work;
  log.info('query completed', { query: query.name, executionId, rows: rows.length, isComplete });
  if (rows.length > 0 || query.reportsEmpty)
    await raise(invocation, toQueryAlert(query, toRun(invocation, work, execution), result));
  counts.add('Queries');
  counts.add('Rows', rows.length);
}

interface FailedQuery {
  readonly work: Look;
  readonly execution: Pick<Partial<QueryExecution>, 'scannedBytes'>;
  readonly reason: string;
}

async function fail(invocation: Invocation, { work, execution, reason }: FailedQuery): Promise<void> {
  const { query, counts, log } = invocation;
  log.warn('query failed', { query: query.name, executionId: work.executionId, reason });
  const { scannedBytes } = execution;
  await raise(invocation, toQueryFailedAlert(query, toRun(invocation, work, { scannedBytes }), reason));
  counts.add('QueriesFailed');
}

function toRun(
  { settings: { queueUrl } }: Invocation,
  { executionId, at }: Look,
  { results, scannedBytes }: Partial<Pick<QueryExecution, 'results' | 'scannedBytes'>>,
): QueryRun {
  return { queueUrl, executionId, at: toEventTime(Date.parse(at)), results, scannedBytes };
}

async function raise({ raiser, counts }: Invocation, alert: Alert): Promise<void> {
  counts.addRaised(await raiser.raise(alert, { name: alert.ruleName ?? alert.ruleId }));
}
