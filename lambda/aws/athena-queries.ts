import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { QueryRows } from '../../lib/core/alert/operational/query-alert';
import { pagesOf } from './answers';

/** A query to start. */
export interface QueryStart {
  /** The workgroup or the log group. */
  readonly placeName: string;
  readonly statement: string;
  /** 32 to 128 characters: the same token starts the same query once. */
  readonly token: string;
  /** What is read of a log group: from the one time until before the other. */
  readonly period?: { readonly fromMs: number; readonly untilMs: number } | undefined;
}

/** An execution, as Athena answers. */
export interface QueryExecution {
  /** Absent of a query in Logs Insights. */
  readonly workGroupName?: string | undefined;
  /** `QUEUED`, `RUNNING`, `SUCCEEDED`, `FAILED` or `CANCELLED`. */
  readonly state: string | undefined;
  readonly reason: string | undefined;
  readonly startedAtMs: number | undefined;
  readonly results: string | undefined;
  readonly scannedBytes: number | undefined;
}

/** Starts a query, and returns the id of its execution. */
export async function startQuery(
  client: AthenaClient,
  { placeName: workGroupName, statement, token }: QueryStart,
): Promise<string> {
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      ...{ WorkGroup: workGroupName, QueryString: statement, ClientRequestToken: token },
    }),
  );
  if (QueryExecutionId === undefined) throw new Error('Athena started a query without an id');
  return QueryExecutionId;
}

/** The state of an execution. */
export async function getQuery(client: AthenaClient, executionId: string): Promise<QueryExecution> {
  const { QueryExecution: found } = await client.send(
    new GetQueryExecutionCommand({ QueryExecutionId: executionId }),
  );
  return {
    workGroupName: found?.WorkGroup,
    ...{ state: found?.Status?.State, reason: found?.Status?.StateChangeReason },
    startedAtMs: found?.Status?.SubmissionDateTime?.getTime(),
    results: found?.ResultConfiguration?.OutputLocation,
    scannedBytes: found?.Statistics?.DataScannedInBytes,
  };
}

/** Cancels an execution. */
export async function stopQuery(client: AthenaClient, executionId: string): Promise<void> {
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId: executionId }));
}

/** The first rows of a result, of as many pages as have them. Of a SELECT, Athena's first row has the names of the columns. */
export async function getRows(
  client: AthenaClient,
  { executionId: QueryExecutionId, maxRows }: { readonly executionId: string; readonly maxRows: number },
): Promise<QueryRows> {
  const pages = pagesOf('GetQueryResults', (NextToken) =>
    client.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: maxRows + 2, NextToken })),
  );
  const all: Row[] = [];
  let columns: readonly string[] = [];
  for await (const { ResultSet } of pages) {
    const { Rows = [], ResultSetMetadata } = ResultSet ?? {};
    columns = ResultSetMetadata?.ColumnInfo?.map(({ Name = '' }) => Name) ?? columns;
    all.push(...Rows);
    if (all.length > maxRows + 1) break;
  }
  const rows = all.slice(1).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
  return { columns, rows: rows.slice(0, maxRows), isComplete: rows.length <= maxRows };
}
