import {
  CancelQueryCommand,
  DescribeQueryCommand,
  type DescribeQueryResponse,
  ListQueriesCommand,
  type Query,
  type QueryStatus,
} from '@aws-sdk/client-cloudtrail';
import { pagesOf } from '../../../lambda/aws/answers';
import { toJsonText, toPrintable } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { parseTimeRange } from '../../cli/time-range';
import { UserError } from '../../cli/user-error';
import { isForTable, lakeCostUsd } from '../../lake/lake-price';
import { askAgain, askLake, findStore } from '../../lake/lake-store';
import { renderTable } from '../../outputs/table';
import { type TextOutput, toStream, whileOpen } from '../../outputs/text-output';

/** The options of `trailwatch lake queries list`. */
export interface LakeQueriesListOptions {
  readonly status?: QueryStatus;
  readonly start?: string;
  readonly end?: string;
  readonly format?: 'table' | 'ndjson';
}

/** The options of `trailwatch lake queries status` and `cancel`. */
export interface LakeQueryOptions {
  readonly region?: string;
  readonly format?: 'table' | 'ndjson';
}

const WIDTHS = [38, 12, 22];

/** Lists the queries of an event data store, by default of the last seven days. Returns the exit status. */
export async function lakeQueriesList(
  name: string,
  options: LakeQueriesListOptions,
  io: CommandIo,
): Promise<number> {
  const range =
    options.start === undefined && options.end === undefined
      ? undefined
      : parseTimeRange(options, io.currentTime());
  const store = await findStore(name, io.wait);
  const output = toStream(io.stdout);
  const isTable = isForTable(options, io);
  try {
    if (isTable) await output.write(renderTable(WIDTHS, [['QUERY', 'STATUS', 'STARTED']]));
    const asked = {
      EventDataStore: store.id,
      ...(options.status === undefined ? {} : { QueryStatus: options.status }),
      ...(range?.startMs === undefined ? {} : { StartTime: new Date(range.startMs) }),
      ...(range === undefined ? {} : { EndTime: new Date(range.endMs) }),
    };
    const question = { where: store.where, needs: 'cloudtrail:ListQueries' };
    const ask = (NextToken: string | undefined) =>
      askAgain(question, io, () => store.client.send(new ListQueriesCommand({ ...asked, NextToken })));
    const pages = pagesOf('CloudTrail Lake: ListQueries', ask, UserError);
    for await (const { Queries = [] } of pages) await writeQueries(Queries, { output, isTable });
  } finally {
    store.client.destroy();
  }
  return 0;
}

async function writeQueries(
  queries: readonly Query[],
  { output, isTable }: { readonly output: TextOutput; readonly isTable: boolean },
): Promise<void> {
  const rows = queries.map(({ QueryId = '', QueryStatus = 'QUEUED', CreationTime }) => ({
    ...{ id: QueryId, status: QueryStatus, startedAt: CreationTime?.toISOString() ?? '' },
  }));
  const table = () =>
    renderTable(
      WIDTHS,
      rows.map(({ id, status, startedAt }) => [id, status, startedAt]),
    );
  const lines = () => rows.map((row) => `${toJsonText(row)}\n`).join('');
  if (rows.length > 0) await output.write(isTable ? table() : lines());
}

/**
 * Prints the status of a query, the bytes that it scanned, and why it failed. Returns the exit status: 1 if it did not succeed.
 */
export async function lakeQueryStatus(id: string, options: LakeQueryOptions, io: CommandIo): Promise<number> {
  const needs = 'cloudtrail:DescribeQuery';
  const answer = await askLake({ where: `query '${id}'`, needs, region: options.region }, io, (client) =>
    client.send(new DescribeQueryCommand({ QueryId: id })),
  );
  const status = toStatus(id, answer);
  const lines = Object.entries(status).map(([name, value]) => `${name}: ${toPrintable(String(value))}\n`);
  await whileOpen(toStream(io.stdout)).write(
    isForTable(options, io) ? lines.join('') : `${toJsonText(status)}\n`,
  );
  return ['FAILED', 'CANCELLED', 'TIMED_OUT'].includes(status.status) ? 1 : 0;
}

function toStatus(id: string, answer: DescribeQueryResponse) {
  const {
    QueryStatus = 'QUEUED',
    QueryStatistics = {},
    ErrorMessage,
    DeliveryS3Uri,
    DeliveryStatus,
  } = answer;
  const {
    BytesScanned = 0,
    EventsScanned = 0,
    EventsMatched = 0,
    ExecutionTimeInMillis = 0,
  } = QueryStatistics;
  return {
    ...{ id, status: QueryStatus, scannedBytes: BytesScanned, costUsd: lakeCostUsd(BytesScanned) },
    ...{ eventsScanned: EventsScanned, eventsMatched: EventsMatched, executionMs: ExecutionTimeInMillis },
    ...(ErrorMessage === undefined ? {} : { error: ErrorMessage }),
    ...(DeliveryS3Uri === undefined ? {} : { deliveredTo: DeliveryS3Uri, delivery: DeliveryStatus }),
    ...(answer.QueryString === undefined ? {} : { sql: answer.QueryString }),
  };
}

/** Cancels a query that is queued or running. Returns the exit status. */
export async function lakeQueryCancel(id: string, options: LakeQueryOptions, io: CommandIo): Promise<number> {
  const { QueryStatus = 'CANCELLED' } = await askLake(
    { where: `query '${id}'`, needs: 'cloudtrail:CancelQuery', region: options.region },
    io,
    (client) => client.send(new CancelQueryCommand({ QueryId: id })),
  );
  const isTable = isForTable(options, io);
  const status = { id, status: QueryStatus };
  await toStream(io.stdout).write(isTable ? `${id} ${QueryStatus}\n` : `${toJsonText(status)}\n`);
  return 0;
}
