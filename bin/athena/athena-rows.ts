import {
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type Row as ResultRow,
} from '@aws-sdk/client-athena';
import type { Json } from '@duckdb/node-api';
import { type QueryResult, toNumber } from '../query/result-rows';
import { uniqueNames } from '../query/unique-names';

type SendResults = (command: GetQueryResultsCommand) => Promise<GetQueryResultsCommandOutput>;

/**
 * The rows of a query, a page of a thousand at a time. Cells have the types that a query in DuckDB gives: numbers, booleans,
 * times in ISO 8601; lists and maps are texts, as Athena writes them.
 */
export async function readAthenaRows(QueryExecutionId: string, send: SendResults): Promise<QueryResult> {
  const pageOf = (NextToken: string | undefined) =>
    send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
  const first = await pageOf(undefined);
  const columns = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
    name: Name,
    convert: converterOf(Type),
  }));
  const cellsOf = ({ Data = [] }: ResultRow): readonly Json[] =>
    columns.map(({ convert }, at) => {
      const text = Data[at]?.VarCharValue;
      return text === undefined ? null : convert(text);
    });
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
  return { columns: uniqueNames(columns.map(({ name }) => name)), rows: rows() };
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
