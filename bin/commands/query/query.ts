import { resolve } from 'node:path';
import type { CommandIo } from '../../cli/command-io';
import { splitDatasets } from '../../dataset/dataset-source';
import { ExcludedFiles } from '../../inputs/excluded-files';
import { Diagnostics } from '../../outputs/diagnostics';
import { type Duckdb, loadDuckdb } from '../../query/load-duckdb';
import { checkSql, type DatabaseOptions, QueryDatabase } from '../../query/query-database';
import { placeOf, type ResultOptions, type ResultPlace } from '../../query/result-place';
import { runStatement } from '../../query/result-rows';
import { writeResult } from '../../query/result-text';
import { TimeLimit } from '../../query/time-limit';
import { ArchiveRecords } from '../../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../../records/record-filter';

/** The options of `trailwatch query`, as the command line names them. */
export interface QueryOptions extends PlaceOptions, DatabaseOptions, ResultOptions {
  readonly timeout?: string;
}

/** Runs a SELECT over the records of archives. Gives the exit status. */
export async function query(
  sql: string,
  paths: readonly string[],
  { options, io }: { readonly options: QueryOptions; readonly io: CommandIo },
): Promise<number> {
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const filter = RecordFilter.of(options);
  const limit = new TimeLimit(options.timeout, io);
  const duckdb = await loadDuckdb();
  await checkSql(duckdb, sql);
  const place = await placeOf(options, { paths, io });
  const database = await QueryDatabase.open(duckdb, options, io);
  limit.start(() => database.interrupt());
  try {
    const { parquet, ...split } = await splitDatasets(paths, filter);
    const archive = new ArchiveRecords(
      { paths: split.paths, filter, except: new ExcludedFiles(place.paths) },
      { io, diagnostics },
    );
    for await (const records of archive.read()) {
      limit.check();
      await database.add(records);
    }
    if (parquet === undefined) archive.reportNothing();
    if (parquet === undefined && archive.records === 0 && diagnostics.problems > 0) {
      diagnostics.finish();
      return 2;
    }
    await database.lock(parquet, place.parquet === undefined ? [] : [resolve(place.parquet.path)]);
    limit.check();
    diagnostics.clearProgress();
    const rows = await writeRows({ duckdb, database }, sql, { place, io });
    const files = archive.files + (parquet?.files.length ?? 0);
    const pruned = archive.pruned + split.pruned;
    const counts = { files, pruned, records: archive.records, duplicates: database.duplicates, rows };
    const words = Object.entries(counts).map(([name, count]) => `${name}=${count}`);
    diagnostics.finish(`${words.join(' ')} seconds=${((io.nowMs() - fromMs) / 1000).toFixed(2)}`);
  } catch (error) {
    // What it interrupted fails with words of its own.
    limit.check();
    throw error;
  } finally {
    limit.stop();
    place.discard();
    database.close();
  }
  return diagnostics.problems > 0 ? 2 : 0;
}

async function writeRows(
  { duckdb, database }: { readonly duckdb: Duckdb; readonly database: QueryDatabase },
  sql: string,
  { place, io }: { readonly place: ResultPlace; readonly io: CommandIo },
): Promise<number> {
  const { parquet, text, format } = place;
  const statement = await database.prepare(sql);
  if (parquet !== undefined) {
    const rows = await database.copyTo(sql, resolve(parquet.path), place.paths[0] ?? '');
    await parquet.replaceTarget();
    return rows;
  }
  if (text === undefined) return 0;
  const result = await runStatement(duckdb, statement);
  const rows = await writeResult(result, format, { output: text, stdout: io.stdout });
  await text.finish();
  return rows;
}
