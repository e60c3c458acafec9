import { randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type Row as ResultRow,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Json } from '@duckdb/node-api';
import { pagesOf } from '../../lambda/aws/answers';
import { askService } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { RemoteEngine, RemoteState } from '../query/remote-query';
import { type QueryResult, toNumber } from '../query/result-rows';
import { uniqueNames } from '../query/with-view';
import { ATHENA_CATALOG, athenaRequest, renderFailure } from './athena-table';

/** Where queries run. */
export interface AthenaPlace {
  readonly workGroup: string;
  readonly database: string;
  /** Describes the workgroup and its Region. */
  readonly where: string;
}

type SendResults = (command: GetQueryResultsCommand) => Promise<GetQueryResultsCommandOutput>;

/** A result of Athena: the text of each cell, and nothing if it is NULL. */
export interface AthenaCells {
  /** A type in Athena's notation; a decimal includes its precision and scale: `decimal(10,2)`. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: AsyncIterable<readonly (readonly (string | undefined)[])[]>;
}

/** The cells of a query, in pages of a thousand rows. */
async function readAthenaCells(QueryExecutionId: string, send: SendResults): Promise<AthenaCells> {
  const ask = (NextToken: string | undefined) =>
    send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
  const pages = pagesOf('Athena: GetQueryResults', ask, UserError);
  const first = (await pages.next()).value;
  const columns = (first?.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => ({
    name: column.Name ?? '',
    type: typeOf(column),
  }));
  const cellsOf = ({ Data = [] }: ResultRow) => columns.map((_, at) => Data[at]?.VarCharValue);
  const rows = async function* () {
    // The first row of a SELECT contains the names of the columns.
    yield (first?.ResultSet?.Rows ?? []).slice(1).map(cellsOf);
    for await (const { ResultSet } of pages) yield (ResultSet?.Rows ?? []).map(cellsOf);
  };
  return { columns, rows: rows() };
}

/** Athena omits the size of a decimal, and gives a Trino type in full. */
function typeOf({ Type = '', Precision, Scale }: Partial<ColumnInfo>): string {
  return Type === 'decimal' ? `decimal(${Precision ?? MAX_DIGITS},${Scale ?? 0})` : Type;
}

const MAX_DIGITS = 38;

/**
 * Cells with the types of a DuckDB query: numbers, booleans, times in ISO 8601; lists and maps are texts, as Athena writes
 * them.
 */
function toQueryResult({ columns, rows }: AthenaCells): QueryResult {
  const converters = columns.map(({ type }) => converterOf(type));
  const converted = async function* () {
    for await (const portion of rows) {
      yield portion.map((row) =>
        row.map((text, at): Json => (text === undefined ? null : (converters[at]?.(text) ?? null))),
      );
    }
  };
  return { columns: uniqueNames(columns.map(({ name }) => name)), rows: converted() };
}

type Converter = (text: string) => Json;

function converterOf(type: string): Converter {
  switch (type.replace(/\(.*$/, '')) {
    case 'boolean':
      return (text) => text === 'true';
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'decimal':
      return toNumber;
    case 'float':
    case 'real':
    case 'double':
      // NaN and Infinity are not valid in JSON.
      return (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
    case 'timestamp':
      return (text) => `${text.replace(' ', 'T').replace(/\.0+$/, '')}Z`;
    case 'timestamp with time zone':
      return (text) => text.replace(' ', 'T').replace(/(?:\.0+)? UTC$/, 'Z');
    default:
      return (text) => text;
  }
}

/** A workgroup of Athena. */
export class AthenaEngine implements RemoteEngine {
  readonly name = 'Athena';

  constructor(
    private readonly client: Pick<AthenaClient, 'send'>,
    private readonly place: AthenaPlace,
    private readonly wait: CommandIo['wait'],
  ) {}

  async start(sql: string): Promise<string> {
    const { workGroup, database } = this.place;
    const command = new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workGroup,
      QueryExecutionContext: { Catalog: ATHENA_CATALOG, Database: database },
      // A retried request starts no second query.
      ClientRequestToken: randomUUID(),
    });
    const { QueryExecutionId = '' } = await this.ask('athena:StartQueryExecution', () =>
      this.client.send(command),
    );
    return QueryExecutionId;
  }

  async check(QueryExecutionId: string): Promise<RemoteState> {
    const { QueryExecution = {} } = await this.ask('athena:GetQueryExecution', () =>
      this.client.send(new GetQueryExecutionCommand({ QueryExecutionId })),
    );
    const { Status: { State, StateChangeReason = '' } = {}, Statistics = {} } = QueryExecution;
    const scannedBytes = Statistics.DataScannedInBytes ?? 0;
    if (State === 'SUCCEEDED') return { kind: 'succeeded', scannedBytes };
    if (State === 'FAILED') return { kind: 'ended', scannedBytes, reason: renderFailure(StateChangeReason) };
    if (State !== 'CANCELLED') return { kind: 'running', scannedBytes };
    const reason = StateChangeReason === '' ? 'the query was cancelled' : renderCancelled(StateChangeReason);
    return { kind: 'ended', scannedBytes, reason };
  }

  async readRows(id: string): Promise<QueryResult> {
    return toQueryResult(await this.readCells(id));
  }

  /** The cells of a query that succeeded, as Athena writes them. */
  async readCells(id: string): Promise<AthenaCells> {
    return readAthenaCells(id, (command) =>
      this.ask("athena:GetQueryResults, and s3:GetObject in the workgroup's location of results", () =>
        this.client.send(command),
      ),
    );
  }

  async stop(QueryExecutionId: string): Promise<void> {
    await this.ask('athena:StopQueryExecution', () =>
      this.client.send(new StopQueryExecutionCommand({ QueryExecutionId })),
    );
  }

  private ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    return askService(athenaRequest({ needs, where: this.place.where }), this.wait, send);
  }
}

function renderCancelled(reason: string): string {
  return /bytes scanned limit/i.test(reason)
    ? renderFailure(reason)
    : `the query was cancelled: ${reason.replace(/\.$/, '')}`;
}
