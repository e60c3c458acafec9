import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { NamedQuery } from '../../../lib/core/query/named-query';
import { toDuckdbEvents, withFactColumns } from '../../../lib/core/query/to-duckdb-events';
import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import { FIXTURE_RECORDS } from './fixture-records';

/** The examples of a query's parameters. */
export function examplesOf({ parameters }: NamedQuery): ReadonlyMap<string, string> {
  return new Map(parameters.map(({ name, example }) => [name, example]));
}

/** A DuckDB with the view `events` over records. */
export async function openFixture(
  records: readonly JsonObject[] = FIXTURE_RECORDS,
): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-fixture-'));
  const file = join(folder, 'lines.ndjson');
  writeFileSync(file, records.map((r) => `${JSON.stringify({ f: 'fixture.json', r })}\n`).join(''));
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`CREATE TABLE stored AS ${toDuckdbEvents(`read_ndjson_objects('${file}')`)}`);
  await connection.run(`CREATE VIEW events AS ${withFactColumns('stored')}`);
  rmSync(folder, { recursive: true });
  return connection;
}

/** The SQL of a query with its examples. */
export function sqlOf(query: NamedQuery, engine: 'duckdb' | 'athena' | 'lake', table?: string): string {
  const compiled = toQuerySql(query, {
    engine,
    values: examplesOf(query),
    ...(table === undefined ? {} : { table }),
  });
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.sql;
}

/** The rows of a query with its examples; every cell as text, or null. */
export async function rowsOfQuery(connection: DuckDBConnection, query: NamedQuery): Promise<readonly Row[]> {
  const result = await connection.runAndReadAll(sqlOf(query, 'duckdb'));
  return result.getRowsJson().map((row) => row.map(toCell));
}

export type Row = readonly (string | null)[];

/** A cell of any engine: a time without a fraction that is zero, a number as JavaScript writes it. */
export function toCell(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  const text = String(cell);
  if (/^-?\d+\.\d+(?:[eE]-?\d+)?$/.test(text)) return String(Number(text));
  return text.replace(/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.0+)?Z?$/, '$1 $2');
}
