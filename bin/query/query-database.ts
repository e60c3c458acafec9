import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import {
  DUCKDB_EVENT_COLUMNS,
  DUCKDB_STORED_COLUMNS,
  toDuckdbEvents,
  withFactColumns,
} from '../../lib/core/query/to-duckdb-events';
import { contentOf } from '../../lib/core/record/record-content';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import type { FoundRecord } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { checkReads } from './check-reads';
import { type Duckdb, isOutOfMemory, renderDiskReason, renderSqlError, toDuckdbJson } from './duckdb';
import { shareMemory } from './share-memory';

/** DuckDB has buffers of twice this for each thread. */
const MIN_LINE_BYTES = 1024 * 1024;

const INTERRUPT_MS = 50;

const NO_SELECT = 'the SQL is not a SELECT; a query only reads the view events';

/** What a database may use. */
export interface DatabaseOptions {
  /**
   * The memory of the whole process, such as `4GB`. What does not fit is on disk.
   *
   * @default 2 GiB, or half of the machine's memory if that is less
   */
  readonly memoryLimit?: string;
  /**
   * The folder of the database file.
   *
   * @default the system's folder for temporary files
   */
  readonly tempDir?: string;
}

/** What a database works with. */
export interface Surroundings extends Pick<CommandIo, 'onInterrupt'> {
  /** The records that came before, where databases follow one another. */
  readonly seen?: Pick<RecentTexts, 'add'>;
}

/** Where the rows of the view come from besides the records that were loaded. */
export interface ParquetSource {
  readonly files: readonly string[];
  /** A condition on the rows. */
  readonly where: string;
}

/** A temporary database of the records of an archive: fill it, lock it, then ask. */
export class QueryDatabase {
  static async open(
    duckdb: Duckdb,
    { memoryLimit, tempDir = tmpdir() }: DatabaseOptions,
    { onInterrupt, seen = new RecentTexts() }: Surroundings,
  ): Promise<QueryDatabase> {
    const memory = shareMemory(memoryLimit);
    const folder = makeFolder(tempDir);
    const remove = () => rmSync(folder, { recursive: true, force: true });
    const unregister = onInterrupt(remove);
    const close = () => {
      unregister();
      remove();
    };
    try {
      const instance = await duckdb.DuckDBInstance.create(join(folder, 'events.duckdb'), {
        memory_limit: `${memory.databaseMib}MiB`,
        temp_directory: join(folder, 'spill'),
        threads: String(memory.threads),
        preserve_insertion_order: 'false',
        // What is freed goes back to the system: it would count against the limit of the process.
        allocator_flush_threshold: '8MiB',
        allocator_bulk_deallocation_flush_threshold: '8MiB',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
      });
      const connection = await instance.connect();
      await connection.run(createTable('loaded_events', DUCKDB_STORED_COLUMNS));
      const { portionCharacters } = memory;
      return new QueryDatabase(duckdb, { instance, connection, folder, close, seen, portionCharacters });
    } catch (error) {
      close();
      throw new UserError(renderStorageError(folder, error));
    }
  }

  /** Records that were left out because they came before. */
  duplicates = 0;
  private lines: string[] = [];
  private characters = 0;
  private longest = 0;
  private portions = 0;
  private inserting: Promise<void> = Promise.resolve();
  private interrupting: NodeJS.Timeout | undefined;

  private constructor(
    private readonly duckdb: Duckdb,
    private readonly held: Held,
  ) {}

  /** Adds records to the view. */
  async add(records: readonly FoundRecord[]): Promise<void> {
    for (const { record, file } of records) {
      if (!this.held.seen.add(contentOf(record).text)) {
        this.duplicates += 1;
        continue;
      }
      const targets = toDuckdbJson(targetsOf(record));
      const line = `{"f":${JSON.stringify(file)},"t":${targets},"r":${toDuckdbJson(record)}}\n`;
      this.lines.push(line);
      this.characters += line.length;
      this.longest = Math.max(this.longest, line.length);
    }
    if (this.characters >= this.held.portionCharacters) await this.flush();
  }

  /** Makes the view `events`. From now on SQL reads it and nothing else; `allowed` files may be written by `copyTo`. */
  async lock(parquet: ParquetSource | undefined, allowed: readonly string[] = []): Promise<void> {
    await this.settle();
    const { connection } = this.held;
    const files = [...(parquet?.files ?? []), ...allowed];
    await connection.run(viewOf(parquet));
    await connection.run("SET TimeZone = 'UTC'");
    if (files.length > 0) await connection.run(`SET allowed_paths = [${files.map(textLiteral).join(', ')}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
  }

  /** @throws {@link UserError} unless the text is one SELECT */
  prepare(sql: string): Promise<DuckDBPreparedStatement> {
    return prepareSelect(this.duckdb, this.held.connection, sql);
  }

  /** Runs a SELECT that `prepare` has accepted, and writes its rows as Parquet: to `file`, and at last to `out`. */
  async copyTo(sql: string, file: string, out: string): Promise<number> {
    const query = sql.trim().replace(/;\s*$/, '');
    try {
      const result = await this.held.connection.run(
        `COPY (${query}\n) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
      );
      return result.rowsChanged;
    } catch (error) {
      throw this.toUserError(error, out);
    }
  }

  /** Takes the records of files back. */
  async remove(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    await this.settle();
    await this.held.connection.run(
      `DELETE FROM loaded_events WHERE source_file IN (${files.map(textLiteral).join(', ')})`,
    );
  }

  /** Ends the statement that runs, and each that is started later: one that is just being started is not reached by the first try. */
  interrupt(): void {
    this.interrupting ??= setInterval(() => this.held.connection.interrupt(), INTERRUPT_MS);
    this.held.connection.interrupt();
  }

  /** Writes all records as Parquet, in folders of partitions, by a SELECT from `loaded_events`. */
  async writePartitions(select: string, { folder, columns, out }: Partitions): Promise<WrittenPartitions> {
    await this.settle();
    const options = `FORMAT parquet, COMPRESSION zstd, PARTITION_BY (${columns.join(', ')}), RETURN_FILES true`;
    const result = await this.held.connection
      .runAndReadAll(`COPY (${select}) TO ${textLiteral(folder)} (${options})`)
      .catch((error: unknown) => {
        throw this.toUserError(error, out);
      });
    const [[rows, files] = []] = result.getRowsJson();
    return { rows: Number(rows ?? 0), files: Array.isArray(files) ? files.map(String) : [] };
  }

  /** Of a statement that writes: the disk of its result may be full, or that of the temporary folder. */
  private toUserError(error: unknown, out: string): UserError {
    const reason = renderDiskReason(error);
    const isOut = reason !== undefined && !String(error).includes(this.held.folder);
    return new UserError(isOut ? `--out ${out} cannot be written: ${reason}` : renderSqlError(error));
  }

  private async settle(): Promise<void> {
    await this.flush();
    await this.inserting;
  }

  /** Removes everything from the disk. */
  close(): void {
    const { connection, instance, close } = this.held;
    clearInterval(this.interrupting);
    connection.closeSync();
    instance.closeSync();
    close();
  }

  /** The next portion is read while DuckDB takes this one. */
  private async flush(): Promise<void> {
    const { lines, longest } = this;
    if (lines.length === 0) return;
    this.lines = [];
    this.characters = 0;
    this.longest = 0;
    await this.inserting;
    this.inserting = this.insert(lines, longest);
    // The next `await` gets the error; until then it is not unhandled.
    this.inserting.catch(() => undefined);
  }

  private async insert(lines: readonly string[], longest: number): Promise<void> {
    const file = join(this.held.folder, `portion-${this.portions++}.ndjson`);
    // A character of JavaScript takes three bytes at most.
    const maxBytes = Math.max(MIN_LINE_BYTES, 3 * longest + 1);
    const source = `read_ndjson_objects(${textLiteral(file)}, maximum_object_size = ${maxBytes})`;
    try {
      await writeFile(file, lines.join(''), { mode: 0o600 });
      await this.held.connection.run(`INSERT INTO loaded_events ${toDuckdbEvents(source)}`);
    } catch (error) {
      throw new UserError(renderStorageError(this.held.folder, error));
    } finally {
      rmSync(file, { force: true });
    }
  }
}

/**
 * Finds mistakes before hours of reading, in an empty database that is locked from the beginning.
 *
 * @throws {@link UserError} unless the text is one SELECT that can be run
 */
export async function checkSql(duckdb: Duckdb, sql: string): Promise<void> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    enable_external_access: 'false',
    lock_configuration: 'true',
  });
  const connection = await instance.connect();
  try {
    await connection.run(createTable('events', DUCKDB_EVENT_COLUMNS));
    const isSelect = await checkReads(connection, sql);
    (await prepareSelect(duckdb, connection, sql)).destroySync();
    if (!isSelect) throw new UserError(NO_SELECT);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function prepareSelect(
  { StatementType: { SELECT, EXPLAIN } }: Duckdb,
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) {
      throw new UserError(`the SQL has ${statements.count} statements; write one SELECT`);
    }
    const statement = await statements.prepare(0);
    if (statement.statementType === SELECT || statement.statementType === EXPLAIN) return statement;
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(renderSqlError(error));
  }
  throw new UserError(NO_SELECT);
}

function createTable(name: string, columns: typeof DUCKDB_EVENT_COLUMNS): string {
  return `CREATE TABLE ${name} (${columns.map((column) => column.join(' ')).join(', ')})`;
}

/** The Parquet files that were written, and the number of their rows. */
export interface WrittenPartitions {
  readonly rows: number;
  readonly files: readonly string[];
}

/** Where partitions are written. */
export interface Partitions {
  readonly folder: string;
  readonly columns: readonly string[];
  /** `--out`, for messages. */
  readonly out: string;
}

interface Held {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly folder: string;
  readonly close: () => void;
  readonly seen: Pick<RecentTexts, 'add'>;
  /** The number of characters in a portion of records for DuckDB. */
  readonly portionCharacters: number;
}

function renderStorageError(folder: string, error: unknown): string {
  if (isOutOfMemory(error)) return renderSqlError(error);
  const reason = renderDiskReason(error) ?? renderReason(error).split('\n')[0];
  return `the records cannot be stored in ${folder}: ${reason}; name another folder in --temp-dir`;
}

function makeFolder(tempDir: string): string {
  try {
    return mkdtempSync(join(tempDir, 'trailwatch-query-'));
  } catch (error) {
    throw new UserError(`the temporary folder ${tempDir} cannot be used: ${renderReason(error)}`);
  }
}

function viewOf(parquet: ParquetSource | undefined): string {
  const view = 'CREATE OR REPLACE VIEW events AS';
  if (parquet === undefined || parquet.files.length === 0)
    return `${view} ${withFactColumns('loaded_events')}`;
  const names = DUCKDB_STORED_COLUMNS.map(([name]) => name).join(', ');
  const loaded = `SELECT ${names} FROM loaded_events`;
  const files = parquet.files.map(textLiteral).join(', ');
  // Files of an earlier version lack columns, which are NULL then.
  const stored = `SELECT * FROM read_parquet([${files}], hive_partitioning = false, union_by_name = true)`;
  const both = `SELECT ${names} FROM (${loaded} UNION ALL BY NAME ${stored} WHERE ${parquet.where})`;
  return `${view} ${withFactColumns(`(${both})`)}`;
}
