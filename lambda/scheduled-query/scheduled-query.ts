import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import {
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

/** How long after the start, and after each look, the next look is. */
const FIRST_LOOK_SECONDS = 5;
const NEXT_LOOK_SECONDS = 60;

/**
 * Starts the query of a time once, however often its message is received.
 *
 *     scheduled ──► start ──► look ──► ended? ── no, in time ──► look again, a minute later
 *                                        │   └── no, too late ─► stop it; an alert says so
 *                                        └ yes ──► rows? ──► an alert with the first of them
 */
async function start(
  { ports, query, settings, log }: Invocation,
  { at }: Extract<QueryWork, { job: 'start' }>,
): Promise<void> {
  const { workGroupName } = settings;
  const { name } = query;
  const statement = withDaysBefore(query.statement, Date.parse(at));
  const token = sha256Hex([name, statement, at].join('\n'));
  const executionId = await ports.startQuery({ workGroupName, statement, token });
  log.info('query started', { query: name, executionId });
  await ports.sendMessage(QUERY_WORK.encode({ job: 'look', at, executionId }), FIRST_LOOK_SECONDS);
}

type Look = Extract<QueryWork, { job: 'look' }>;

async function look(invocation: Invocation, work: Look): Promise<void> {
  const { ports, query, settings } = invocation;
  const execution = await ports.getQuery(work.executionId);
  if (execution.workGroupName !== settings.workGroupName)
    throw new Error(`query ${work.executionId} is not of the workgroup '${settings.workGroupName}'`);
  switch (execution.state) {
    case 'SUCCEEDED':
      return report(invocation, work, execution);
    case 'FAILED':
    case 'CANCELLED':
      return fail(invocation, { work, execution, reason: execution.reason ?? `it is ${execution.state}` });
  }
  if (ports.nowMs() < (execution.startedAtMs ?? Date.parse(work.at)) + query.timeoutSeconds * 1000)
    return ports.sendMessage(QUERY_WORK.encode(work), NEXT_LOOK_SECONDS);
  await ports.stopQuery(work.executionId);
  const reason = `it was stopped, because it was not complete after ${query.timeoutSeconds / 60} minutes`;
  return fail(invocation, { work, execution, reason });
}

/** A deployment between start and end changes the statement: rows of the former one are those of this query, by its name. */
async function report(invocation: Invocation, work: Look, execution: QueryExecution): Promise<void> {
  const { ports, query, counts, log } = invocation;
  const { executionId } = work;
  const result = await ports.getRows({ executionId, maxRows: query.maxRows });
  const { rows, isComplete } = result;
  log.info('query completed', { query: query.name, executionId, rows: rows.length, isComplete });
  if (rows.length > 0 || query.reportsEmpty)
    await raise(invocation, toQueryAlert(query, toRun(work, execution), result));
  counts.add('Queries');
  counts.add('Rows', rows.length);
}

interface FailedQuery {
  readonly work: Look;
  readonly execution: QueryExecution;
  readonly reason: string;
}

async function fail(invocation: Invocation, { work, execution, reason }: FailedQuery): Promise<void> {
  const { query, counts, log } = invocation;
  log.warn('query failed', { query: query.name, executionId: work.executionId, reason });
  const { scannedBytes } = execution;
  await raise(invocation, toQueryFailedAlert(query, toRun(work, { scannedBytes }), reason));
  counts.add('QueriesFailed');
}

function toRun(
  { executionId, at }: Look,
  { results, scannedBytes }: Partial<Pick<QueryExecution, 'results' | 'scannedBytes'>>,
): QueryRun {
  return { executionId, at: toEventTime(Date.parse(at)), results, scannedBytes };
}

async function raise({ raiser, counts }: Invocation, alert: Alert): Promise<void> {
  counts.addRaised(await raiser.raise(alert, { name: alert.ruleName ?? alert.ruleId }));
}
