import {
  type ColumnInfo,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type Row as ResultRow,
} from '@aws-sdk/client-athena';
import type { Json } from '@duckdb/node-api';
import { type QueryResult, toNumber } from '../query/result-rows';
import { uniqueNames } from '../query/unique-names';

type SendResults = (command: GetQueryResultsCommand) => Promise<GetQueryResultsCommandOutput>;

/** A result as Athena gives it: the text of each cell, and nothing where it is NULL. */
export interface AthenaCells {
  /** A type is in Athena's words; that of a decimal has its precision and scale: `decimal(10,2)`. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: AsyncIterable<readonly (readonly (string | undefined)[])[]>;
}

/** The cells of a query, a page of a thousand rows at a time. */
export async function readAthenaCells(QueryExecutionId: string, send: SendResults): Promise<AthenaCells> {
  const pageOf = (NextToken: string | undefined) =>
    send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
  const first = await pageOf(undefined);
  const columns = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => ({
    name: column.Name ?? '',
    type: typeOf(column),
  }));
  const cellsOf = ({ Data = [] }: ResultRow) => columns.map((_, at) => Data[at]?.VarCharValue);
  const rows = async function* () {
    // The first row of a SELECT is the names of the columns.
    yield (first.ResultSet?.Rows ?? []).slice(1).map(cellsOf);
    for (let token = first.NextToken; token !== undefined; ) {
      const page = await pageOf(token);
      yield (page.ResultSet?.Rows ?? []).map(cellsOf);
      // A token that leads to itself would lead in a circle.
      token = page.NextToken === token ? undefined : page.NextToken;
    }
  };
  return { columns, rows: rows() };
}

/** Athena names a decimal without its size, and a type of Trino in full. */
function typeOf({ Type = '', Precision, Scale }: Partial<ColumnInfo>): string {
  return Type === 'decimal' ? `decimal(${Precision ?? MAX_DIGITS},${Scale ?? 0})` : Type;
}

const MAX_DIGITS = 38;

/**
 * Cells with the types that a query in DuckDB gives: numbers, booleans, times in ISO 8601; lists and maps are texts, as Athena
 * writes them.
 */
export function toQueryResult({ columns, rows }: AthenaCells): QueryResult {
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
      // NaN and Infinity are no JSON.
      return (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
    case 'timestamp':
      return (text) => `${text.replace(' ', 'T').replace(/\.0+$/, '')}Z`;
    case 'timestamp with time zone':
      return (text) => text.replace(' ', 'T').replace(/(?:\.0+)? UTC$/, 'Z');
    default:
      return (text) => text;
  }
}
