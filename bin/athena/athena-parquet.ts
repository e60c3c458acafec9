import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotedName, textLiteral } from '../../lib/core/compile/sql/sql-literal';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { inTemporaryFolder } from '../outputs/temp-store';
import type { Duckdb } from '../query/load-duckdb';
import { uniqueNames } from '../query/unique-names';
import type { AthenaCells } from './athena-rows';

/**
 * Writes the cells of a result as Parquet, with the types that Athena names; lists and maps are texts. Rows beyond the memory go to a
 * temporary folder meanwhile.
 *
 * @returns how many rows there are
 * @throws {@link UserError} if the file cannot be written, or a cell is not of the type of its column
 */
export async function writeAthenaParquet(
  duckdb: Duckdb,
  { columns, rows }: AthenaCells,
  { file, io }: { readonly file: string; readonly io: Pick<CommandIo, 'onInterrupt'> },
): Promise<number> {
  const temp_directory = inTemporaryFolder(tmpdir(), () => mkdtempSync(join(tmpdir(), 'trailwatch-athena-')));
  const remove = () => rmSync(temp_directory, { recursive: true, force: true });
  const unregister = io.onInterrupt(remove);
  const instance = await duckdb.DuckDBInstance.create(':memory:', { temp_directory });
  const connection = await instance.connect();
  try {
    const names = uniqueNames(columns.map(({ name }) => name));
    await connection.run(`CREATE TABLE cells (${columns.map((_, at) => `c${at} VARCHAR`).join(', ')})`);
    const appender = await connection.createAppender('cells');
    let count = 0;
    for await (const portion of rows) {
      count += portion.length;
      for (const row of portion) {
        for (const cell of row) {
          if (cell === undefined) appender.appendNull();
          else appender.appendVarchar(cell);
        }
        appender.endRow();
      }
    }
    appender.closeSync();
    const typed = columns.map(
      ({ type }, at) =>
        `CAST(${textOf(`c${at}`, type)} AS ${duckdbType(type)}) AS ${quotedName(names[at] ?? '')}`,
    );
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(
      `COPY (SELECT ${typed.join(', ')} FROM cells) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
    return count;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`the result cannot be written as Parquet: ${renderReason(error).split('\n')[0]}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
    unregister();
    remove();
  }
}

/** DuckDB reads names of zones only with an extension. */
function textOf(column: string, type: string): string {
  return type.endsWith('with time zone') ? `replace(${column}, ' UTC', '+00')` : column;
}

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  real: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMPTZ',
};

function duckdbType(type: string): string {
  if (/^decimal\(\d+,\d+\)$/.test(type)) return type.toUpperCase();
  return TYPES[type.replace(/\(\d+\)/, '')] ?? 'VARCHAR';
}
