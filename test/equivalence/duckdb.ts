import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DUCKDB_MACROS } from '../../lib/core/compile/sql/duckdb-events';
import type { JsonObject } from '../../lib/core/json/json-value';

/** A DuckDB in memory, with the macros that compiled SQL needs. One thread: tests run beside one another. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const macro of DUCKDB_MACROS) await connection.run(macro);
  return connection;
}

/** Makes the table `events` of these records, numbered from 0 in the column `position`. */
export async function fillEvents(
  connection: DuckDBConnection,
  records: readonly JsonObject[],
): Promise<void> {
  await connection.run('CREATE OR REPLACE TABLE events (position INTEGER, record JSON)');
  const appender = await connection.createAppender('events');
  for (const [at, record] of records.entries()) {
    appender.appendInteger(at);
    appender.appendVarchar(JSON.stringify(record));
    appender.endRow();
  }
  appender.closeSync();
}

/** The verdicts of many expressions on every row of `table`: by expression, then by row. */
export async function verdictsOf(
  connection: DuckDBConnection,
  expressions: readonly string[],
  table = 'events',
): Promise<readonly (readonly unknown[])[]> {
  const columns = expressions.map((expression, index) => `${expression} AS c${index}`);
  const reader = await connection.runAndReadAll(
    `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${table}.position`,
  );
  return reader.getColumns();
}
