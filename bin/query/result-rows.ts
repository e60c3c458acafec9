import type { DuckDBPreparedStatement, DuckDBType, Json } from '@duckdb/node-api';
import { UserError } from '../cli/user-error';
import { type Duckdb, renderSqlError } from './duckdb';

/** The result of a query, a portion of rows at a time. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly Json[])[]>;
}

/**
 * Runs a statement. Cells are JSON: times are ISO 8601 with their zone, JSON is itself, and a number that JSON cannot hold
 * exactly is a text.
 *
 * @throws {@link UserError} if it cannot be run, at once or at any row
 */
export async function runStatement(duckdb: Duckdb, statement: DuckDBPreparedStatement): Promise<QueryResult> {
  try {
    const result = await statement.stream();
    const converters = result.columnTypes().map((type) => converterOf(duckdb, type));
    const rows = async function* () {
      try {
        for await (const portion of result.yieldRowsJson()) {
          yield portion.map((row) => row.map((cell, at) => converters[at]?.(cell) ?? null));
        }
      } catch (error) {
        throw new UserError(renderSqlError(error));
      }
    };
    return { columns: result.deduplicatedColumnNames(), rows: rows() };
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(renderSqlError(error));
  }
}

type Converter = (cell: Json) => Json;

function converterOf({ DuckDBTypeId }: Duckdb, { typeId, alias }: DuckDBType): Converter {
  if (alias === 'JSON') return toJson;
  switch (typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.DECIMAL:
      return toNumber;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
      return (cell) => (typeof cell === 'string' ? cell.replace(' ', 'T').concat('Z') : cell);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (cell) => (typeof cell === 'string' ? cell.replace(' ', 'T').replace(/\+00$/, 'Z') : cell);
    default:
      return (cell) => cell;
  }
}

function toJson(cell: Json): Json {
  return typeof cell === 'string' ? (JSON.parse(cell) as Json) : cell;
}

/** Up to 15 digits a number is the same in JSON. */
export function toNumber(cell: Json): Json {
  if (typeof cell !== 'string') return cell;
  return cell.replace(/[-.]/g, '').length <= 15 ? Number(cell) : cell;
}
