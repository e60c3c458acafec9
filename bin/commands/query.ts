import { rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { splitDatasets } from '../dataset/dataset-source';
import { ExcludedFiles } from '../inputs/excluded-files';
import { checkOutputFile } from '../outputs/check-output-file';
import { Diagnostics } from '../outputs/diagnostics';
import { inPortions } from '../outputs/in-portions';
import { makeTemporaryFile, type TemporaryFile } from '../outputs/temporary-file';
import { type TextOutput, toStream } from '../outputs/text-output';
import { toFile } from '../outputs/to-file';
import { type Duckdb, loadDuckdb } from '../query/load-duckdb';
import { checkSql, type DatabaseOptions, QueryDatabase } from '../query/query-database';
import { runStatement } from '../query/result-rows';
import { type ResultTextFormat, writeResult } from '../query/result-text';
import { ArchiveRecords } from '../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** The options of `trailwatch query`, as the command line names them. */
export interface QueryOptions extends PlaceOptions, DatabaseOptions {
  readonly format?: ResultTextFormat | 'parquet';
  readonly out?: string;
  readonly force?: boolean;
}

/** Runs a SELECT over the records of archives. Gives the exit status. */
export async function query(
  sql: string,
  paths: readonly string[],
  { options, io }: { readonly options: QueryOptions; readonly io: CommandIo },
): Promise<number> {
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const filter = RecordFilter.of(options, io.currentTime());
  const duckdb = await loadDuckdb();
  await checkSql(duckdb, sql);
  const place = await placeOf(options, { paths, io });
  const database = await QueryDatabase.open(duckdb, options, io);
  try {
    const { parquet, ...split } = await splitDatasets(paths, filter);
    const archive = new ArchiveRecords(
      { paths: split.paths, filter, except: new ExcludedFiles(place.paths) },
      { io, diagnostics },
    );
    for await (const records of archive.read()) await database.add(records);
    if (parquet === undefined) archive.reportNothing();
    if (parquet === undefined && archive.records === 0 && diagnostics.problems > 0) {
      diagnostics.finish();
      return 2;
    }
    await database.lock(parquet, place.parquet === undefined ? [] : [resolve(place.parquet.path)]);
    diagnostics.clearProgress();
    const rows = await writeRows({ duckdb, database }, sql, { place, io });
    const files = archive.files + (parquet?.files.length ?? 0);
    const pruned = archive.pruned + split.pruned;
    const counts = { files, pruned, records: archive.records, duplicates: database.duplicates, rows };
    const words = Object.entries(counts).map(([name, count]) => `${name}=${count}`);
    diagnostics.finish(`${words.join(' ')} seconds=${((io.nowMs() - fromMs) / 1000).toFixed(2)}`);
  } finally {
    place.discard();
    database.close();
  }
  return diagnostics.problems > 0 ? 2 : 0;
}

/** Where the rows go. */
interface ResultPlace {
  readonly paths: readonly string[];
  readonly format: ResultTextFormat;
  readonly text?: TextOutput;
  readonly parquet?: TemporaryFile & { readonly target: string };
  discard(): void;
}

async function placeOf(
  { format, out, force = false }: QueryOptions,
  { paths, io }: { readonly paths: readonly string[]; readonly io: CommandIo },
): Promise<ResultPlace> {
  const inputs = paths.filter((path) => path !== '-' && !path.startsWith('s3://'));
  if (out !== undefined && out !== '-') await checkOutputFile({ out, force, inputs });
  if (format === 'parquet') {
    if (out === undefined || out === '-')
      throw new UserError('--format parquet needs a file; add --out FILE');
    const parquet = { ...makeParquet(out, io), target: out };
    return { paths: [out, parquet.path], format: 'ndjson', parquet, discard: () => parquet.remove() };
  }
  const isFile = out !== undefined && out !== '-';
  const text = inPortions(isFile ? await toFile(out, io) : toStream(io.stdout));
  const usual = !isFile && io.stdout.isTTY === true ? 'table' : 'ndjson';
  return { paths: text.paths, format: format ?? usual, text, discard: () => text.discard() };
}

function makeParquet(out: string, io: CommandIo): TemporaryFile {
  try {
    return makeTemporaryFile(resolve(out), io);
  } catch (error) {
    throw new UserError(`--out ${out} cannot be written: ${renderReason(error)}`);
  }
}

async function writeRows(
  { duckdb, database }: { readonly duckdb: Duckdb; readonly database: QueryDatabase },
  sql: string,
  { place, io }: { readonly place: ResultPlace; readonly io: CommandIo },
): Promise<number> {
  const { parquet, text, format } = place;
  const statement = await database.prepare(sql);
  if (parquet !== undefined) {
    const rows = await database.copyTo(sql, resolve(parquet.path));
    await rename(parquet.path, parquet.target);
    parquet.keep();
    return rows;
  }
  if (text === undefined) return 0;
  const result = await runStatement(duckdb, statement);
  const rows = await writeResult(result, format, { output: text, stdout: io.stdout });
  await text.finish();
  return rows;
}
