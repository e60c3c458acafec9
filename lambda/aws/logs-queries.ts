import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  InvalidParameterException,
  MalformedQueryException,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { QueryRows } from '../../lib/core/alert/operational/query-alert';
import { toColumns } from '../../lib/core/query/logs-insights/to-columns';
import { pagesOf } from './answers';
import type { QueryExecution, QueryStart } from './athena-queries';

/** Why a query was not started, however often it is tried. */
export interface RefusedQuery {
  readonly refused: string;
  /** Whether its period is before the log group was created, or before the retention of the log group: AWS does not say which. */
  readonly isOutside: boolean;
}

/** Starts a query in Logs Insights, and returns its id. Unlike Athena, it starts another one for the same token. */
export async function startLogsQuery(
  client: CloudWatchLogsClient,
  { placeName: logGroupName, statement: queryString, period }: QueryStart,
): Promise<string | RefusedQuery> {
  const { fromMs = 0, untilMs = 0 } = period ?? {};
  // The last second is included; the end is not.
  const range = { startTime: Math.floor(fromMs / 1000), endTime: Math.ceil(untilMs / 1000) - 1 };
  try {
    const { queryId } = await client.send(new StartQueryCommand({ logGroupName, queryString, ...range }));
    if (queryId === undefined) throw new Error('Logs Insights started a query without an id');
    return queryId;
  } catch (error) {
    if (!(error instanceof MalformedQueryException)) throw error;
    const { message: refused } = error;
    return { refused, isOutside: /before the log group'?s'? creation time/.test(refused) };
  }
}

/** The state of a query, in the words of Athena. */
export async function getLogsQuery(client: CloudWatchLogsClient, queryId: string): Promise<QueryExecution> {
  const { status, statistics } = await client.send(new GetQueryResultsCommand({ queryId }));
  const { state, reason } = STATES[status ?? ''] ?? { state: 'RUNNING' };
  return {
    state,
    reason,
    startedAtMs: undefined,
    results: undefined,
    scannedBytes: statistics?.bytesScanned,
  };
}

const STATES: Readonly<Record<string, { readonly state: string; readonly reason?: string }>> = {
  Complete: { state: 'SUCCEEDED' },
  Failed: { state: 'FAILED', reason: 'it failed; CloudWatch gives no reason' },
  Cancelled: { state: 'CANCELLED' },
  Timeout: { state: 'FAILED', reason: 'it took longer than an hour' },
};

/** Stops a query. One that has ended is no error. */
export async function stopLogsQuery(client: CloudWatchLogsClient, queryId: string): Promise<void> {
  try {
    await client.send(new StopQueryCommand({ queryId }));
  } catch (error) {
    // what AWS says of a query that is not running
    if (!(error instanceof InvalidParameterException)) throw error;
  }
}

/** The first rows of a result, of as many pages as have them. Their columns are the fields that any of them has. */
export async function getLogsRows(
  client: CloudWatchLogsClient,
  { executionId: queryId, maxRows }: { readonly executionId: string; readonly maxRows: number },
): Promise<QueryRows> {
  const pages = pagesOf('GetQueryResults', async (token) => {
    const { nextToken, ...page } = await client.send(
      new GetQueryResultsCommand({ queryId, nextToken: token }),
    );
    return { ...page, NextToken: nextToken };
  });
  const all: ResultField[][] = [];
  for await (const { results = [] } of pages) {
    all.push(...results);
    if (all.length > maxRows) break;
  }
  return { ...toColumns(all.slice(0, maxRows)), isComplete: all.length <= maxRows };
}
