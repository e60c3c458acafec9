import type { DuckDBConnection } from '@duckdb/node-api';
import { ATHENA_TABLE } from '../../../../lib/core/compile/sql/athena-table';
import { LAKE_TABLE } from '../../../../lib/core/compile/sql/lake-table';
import type { SqlTable } from '../../../../lib/core/compile/sql/select-statement';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import * as shapes from '../../../equivalence/athena-table';
import { addTrinoMacros } from '../../../equivalence/trino-in-duckdb';

/** Functions of Trino that correlations need beyond conditions. */
const MACROS: readonly string[] = [
  `slice(list, first, length) AS list[first : first + length - 1]`,
  `from_unixtime(seconds, zone) AS epoch_ms(CAST(seconds * 1000 AS BIGINT))`,
  `to_iso8601(t) AS strftime(t, '%Y-%m-%dT%H:%M:%S.%gZ')`,
];

/** A table of an engine that speaks Trino's SQL, and the same in DuckDB. */
export interface TrinoTable {
  readonly name: 'athena' | 'lake';
  readonly table: SqlTable;
  readonly shape: shapes.TableShape;
}

export const TRINO_TABLES: readonly TrinoTable[] = [
  { name: 'athena', table: ATHENA_TABLE, shape: shapes.ATHENA_TABLE },
  {
    name: 'lake',
    table: LAKE_TABLE,
    shape: { ...shapes.LAKE_TABLE, columns: { ...shapes.LAKE_TABLE.columns, eventtime: 'STRING' } },
  },
];

/** Makes Trino's functions. */
export async function addTrinoFunctions(connection: DuckDBConnection): Promise<void> {
  await addTrinoMacros(connection);
  for (const macro of MACROS) await connection.run(`CREATE OR REPLACE MACRO ${macro}`);
}

/** Makes the table anew of these records, all of which have to fit. In an event data store, times are timestamps. */
export async function fillTrinoTable(
  connection: DuckDBConnection,
  { name, shape }: TrinoTable,
  records: readonly JsonObject[],
): Promise<void> {
  const rows = records.map((record) => rowOf(record, shape));
  await shapes.fillTable(connection, shape, rows);
  if (name === 'athena') return;
  await connection.run(
    `CREATE OR REPLACE TABLE lake AS SELECT * REPLACE (CAST(eventtime AS TIMESTAMP) AS eventtime) FROM lake`,
  );
}

function rowOf(record: JsonObject, shape: shapes.TableShape): JsonObject {
  const row = shapes.rowOf(record, shape);
  if (row === undefined) throw new Error(`the record does not fit: ${JSON.stringify(record)}`);
  return row;
}
