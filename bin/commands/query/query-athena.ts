import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { quotedName, textLiteral } from '../../../lib/core/compile/sql/sql-literal';
import { PRICES } from '../../../lib/core/cost/price/prices';
import { athenaTableOf, toQuerySql } from '../../../lib/core/query/to-query-sql';
import { type AthenaCells, AthenaEngine } from '../../athena/athena-engine';
import {
  athenaCostUsd,
  checkLength,
  checkProjected,
  estimateBytes,
  toChosenQuery,
  toStatement,
} from '../../athena/athena-statement';
import { type AthenaTable, athenaPlaceOf, parseTableName, readAthenaTable } from '../../athena/athena-table';
import { openObjectGetter } from '../../aws/open-object-getter';
import { requestOptions } from '../../aws/s3-client';
import { renderListingError } from '../../aws/s3-error';
import type { CommandIo } from '../../cli/command-io';
import { renderReason, UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { inTemporaryFolder } from '../../outputs/temp-store';
import { type Duckdb, loadDuckdb } from '../../query/duckdb';
import { findQuery, parseParameters } from '../../query/find-query';
import { parseBytes, renderBytes, runRemote } from '../../query/remote-query';
import { placeOf, type ResultOptions, type ResultPlace, writeResult } from '../../query/result-text';
import { TimeLimit } from '../../query/time-limit';
import { readingsOf, uniqueNames } from '../../query/with-view';
import { type ChosenRecords, chosenRecords, type PlaceOptions } from '../../records/record-filter';

/** The options of `trailwatch query --athena`, as the command line names them. */
export interface QueryAthenaOptions extends PlaceOptions, ResultOptions {
  /** The workgroup. */
  readonly athena: string;
  readonly table?: string;
  readonly maxBytes?: string;
  readonly timeout?: string;
}

/** Returns the statement for a table; `table` is the content of the FROM clause. */
export type ToSql = (table: string) => string;

/** The query: SQL of the user over the view `events`, or a named query that is compiled for a table. */
export type AthenaQuestion = { readonly sql: string } | { readonly compile: ToSql };

/** Runs a SELECT in Athena. Returns the exit status. */
export async function queryAthena(
  question: AthenaQuestion,
  options: QueryAthenaOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  // Its existence is checked before the query incurs costs.
  const duckdb = options.format === 'parquet' ? await loadDuckdb() : undefined;
  const limit = new TimeLimit(options.timeout, io);
  const diagnostics = new Diagnostics(io);
  const chosen = chosenRecords(options);
  const maxBytes = options.maxBytes === undefined ? undefined : parseBytes('--max-bytes', options.maxBytes);
  const client = new AthenaClient({ maxAttempts: 1, requestHandler: requestOptions() });
  const where = await athenaPlaceOf(client, options.athena);
  const table = await readAthenaTable(client, parseTableName(options.athena, options.table), {
    wait: io.wait,
    where,
  });
  const leftOut = checkProjected(table, chosen);
  if (leftOut !== undefined) diagnostics.info(leftOut);
  const sql = statementOf(question, table, chosen);
  if (maxBytes !== undefined) {
    await checkSize(table, chosen, { readings: readingsIn(question), maxBytes, diagnostics, io });
  }
  const place = await placeOf(options, io);
  try {
    const engine = new AthenaEngine(client, { ...table, workGroup: options.athena, where }, io.wait);
    const run = { io, diagnostics, limit, ...(maxBytes === undefined ? {} : { maxBytes }) };
    const { id, scannedBytes } = await runRemote(engine, sql, run);
    diagnostics.clearProgress();
    const rows = await writeRows(engine, id, { place, duckdb, io });
    report({ id, rows, scannedBytes, seconds: (io.nowMs() - fromMs) / 1000 }, diagnostics);
  } finally {
    place.discard();
    client.destroy();
  }
  return 0;
}

interface Done {
  readonly id: string;
  readonly rows: number;
  readonly scannedBytes: number;
  readonly seconds: number;
}

function report({ id, rows, scannedBytes, seconds }: Done, diagnostics: Diagnostics): void {
  const cost = athenaCostUsd(scannedBytes);
  diagnostics.info(
    `Athena scanned ${renderBytes(scannedBytes)}: USD ${cost.toFixed(4)} at USD ${PRICES.athenaScan.usd} a TB`,
  );
  diagnostics.finish(
    `rows=${rows} scanned_bytes=${scannedBytes} cost_usd=${cost.toFixed(6)} query=${id} seconds=${seconds.toFixed(2)}`,
  );
}

interface Writing {
  readonly place: ResultPlace;
  readonly duckdb: Duckdb | undefined;
  readonly io: CommandIo;
}

/** Writes the rows of a query. Returns their number. */
async function writeRows(
  engine: AthenaEngine,
  id: string,
  { place: { parquet, text, format }, duckdb, io }: Writing,
): Promise<number> {
  if (parquet !== undefined && duckdb !== undefined) {
    const rows = await writeAthenaParquet(duckdb, await engine.readCells(id), {
      file: resolve(parquet.path),
      io,
    });
    await parquet.replaceTarget();
    return rows;
  }
  if (text === undefined) return 0;
  const rows = await writeResult(await engine.readRows(id), format, { output: text, stdout: io.stdout });
  await text.finish();
  return rows;
}

function statementOf(question: AthenaQuestion, table: AthenaTable, chosen: ChosenRecords): string {
  if ('sql' in question) return toStatement(question.sql, table, chosen);
  return checkLength(question.compile(toChosenQuery(table, chosen)));
}

function readingsIn(question: AthenaQuestion): number {
  return 'sql' in question ? readingsOf(question.sql) : readingsOf(question.compile('t')) - 1;
}

interface SizeCheck {
  readonly readings: number;
  readonly maxBytes: number;
  readonly diagnostics: Diagnostics;
  readonly io: CommandIo;
}

/** @throws {@link UserError} if the files that the query reads exceed the limit */
async function checkSize(
  table: AthenaTable,
  chosen: ChosenRecords,
  { readings, maxBytes, diagnostics, io }: SizeCheck,
): Promise<void> {
  const getter = await openObjectGetter({ connections: 2 }, io);
  try {
    const tools = { getter, wait: io.wait, maxBytes: maxBytes / readings };
    const estimate = await estimateBytes(table, chosen, tools);
    if (estimate === undefined) {
      diagnostics.info(
        `the files of ${table.database}.${table.table} cannot be listed by its partitions: --max-bytes only stops the query`,
      );
      return;
    }
    const times = readings === 1 ? '' : `, ${readings} times`;
    const size = `${estimate.isMore ? 'at least ' : ''}${renderBytes(estimate.bytes)} in ${estimate.files} files${times}`;
    if (estimate.isMore) {
      throw new UserError(
        `the query was not started: it would scan ${size}, and --max-bytes is ${renderBytes(maxBytes)}; choose fewer days, accounts or Regions`,
      );
    }
    diagnostics.info(`the query scans ${size}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`the log files cannot be listed for --max-bytes: ${renderListingError(error)}`);
  } finally {
    getter.close();
  }
}

/**
 * Writes the cells of a result as Parquet, with the types that Athena reports; lists and maps are texts. Rows that do not fit
 * in memory are stored in a temporary folder.
 *
 * @returns the number of rows
 * @throws {@link UserError} if the file cannot be written, or a cell is not of the type of its column
 */
async function writeAthenaParquet(
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
    const count = await appendAll(await connection.createAppender('cells'), rows);
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

type Appender = InstanceType<Duckdb['DuckDBAppender']>;

async function appendAll(appender: Appender, rows: AthenaCells['rows']): Promise<number> {
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
  return count;
}

/** DuckDB supports time zone names only with an extension. */
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

/** Runs a named query in Athena. Returns the exit status. */
export async function queryRunAthena(
  name: string,
  options: QueryAthenaOptions & { readonly param?: readonly string[] },
  io: CommandIo,
): Promise<number> {
  const values = parseParameters(options.param ?? []);
  const named = findQuery(name);
  const compile = (table: string): string => {
    const compiled = toQuerySql(named, { engine: 'athena', values, table });
    if ('problem' in compiled) throw new UserError(compiled.problem);
    return compiled.sql;
  };
  return queryAthena({ compile }, { ...options, table: options.table ?? athenaTableOf(named) }, io);
}
