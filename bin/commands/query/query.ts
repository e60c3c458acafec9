import { join, resolve } from 'node:path';
import { textLiteral } from '../../../lib/core/compile/sql/sql-literal';
import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Dataset } from '../../dataset/dataset-files';
import { ExcludedFiles } from '../../inputs/excluded-files';
import { Diagnostics } from '../../outputs/diagnostics';
import { type Duckdb, loadDuckdb } from '../../query/duckdb';
import { findQuery, parseParameters } from '../../query/find-query';
import {
  checkSql,
  type DatabaseOptions,
  type ParquetSource,
  QueryDatabase,
} from '../../query/query-database';
import { runStatement } from '../../query/result-rows';
import { placeOf, type ResultOptions, type ResultPlace, writeResult } from '../../query/result-text';
import { TimeLimit } from '../../query/time-limit';
import { ArchiveRecords } from '../../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../../records/record-filter';

/** The options of `trailwatch query`, as the command line names them. */
export interface QueryOptions extends PlaceOptions, DatabaseOptions, ResultOptions {
  readonly timeout?: string;
}

/** Runs a SELECT over the records of archives. Returns the exit status. */
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
  const place = await placeOf(options, io);
  const database = await QueryDatabase.open(duckdb, options, io);
  limit.start(() => database.interrupt());
  try {
    const { parquet, ...split } = await splitDatasets(paths, filter);
    const archive = new ArchiveRecords(
      { paths: split.paths, filter, except: new ExcludedFiles(place.paths) },
      { io, diagnostics },
    );
    await addAll(archive, database, limit);
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
    diagnostics.finish(`${countsInWords(counts)}`, fromMs);
  } catch (error) {
    // The interrupted statement fails with its own message.
    limit.check();
    throw error;
  } finally {
    limit.stop();
    place.discard();
    database.close();
  }
  return diagnostics.problems > 0 ? 2 : 0;
}

async function addAll(archive: ArchiveRecords, database: QueryDatabase, limit: TimeLimit): Promise<void> {
  for await (const records of archive.read()) {
    limit.check();
    await database.add(records);
  }
}

function countsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}=${count}`)
    .join(' ');
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

/** Paths of log files, and the files of datasets among the paths. */
interface SplitPaths {
  readonly paths: readonly string[];
  readonly parquet: ParquetSource | undefined;
  /** Parquet files that cannot contain selected records, by their folders. */
  readonly pruned: number;
}

/** Separates datasets from other paths, and excludes files that cannot contain selected records. */
async function splitDatasets(paths: readonly string[], filter: RecordFilter): Promise<SplitPaths> {
  const others: string[] = [];
  const files: string[] = [];
  let pruned = 0;
  let isDataset = false;
  for (const path of paths) {
    const isLocal = path !== '-' && !path.startsWith('s3://');
    const dataset = isLocal ? await Dataset.find(path) : undefined;
    if (dataset === undefined) {
      others.push(path);
      continue;
    }
    if (dataset.kind !== undefined && dataset.kind !== 'events')
      throw new UserError(
        `${path} contains OCSF events, which are not in the view events; convert without --ocsf`,
      );
    isDataset = true;
    const wanted = dataset.parts.filter((part) => filter.mayHoldPartition(partitionOf(part)));
    pruned += dataset.parts.length - wanted.length;
    files.push(...wanted.map((part) => join(dataset.folder, part)));
  }
  return { paths: others, pruned, parquet: isDataset ? { files, where: whereOf(filter) } : undefined };
}

function partitionOf(part: string): { account?: string; region?: string; date?: string } {
  return Object.fromEntries(
    [...part.matchAll(/(account|region|date)=([^/]*)\//g)].map(([, key, value]) => [key, value]),
  );
}

/** Accounts and Regions are folders; within a day, the time decides. */
function whereOf({ range }: RecordFilter): string {
  if (range === undefined) return 'TRUE';
  const time = (ms: number) =>
    `TIMESTAMP ${textLiteral(new Date(ms).toISOString().replace('T', ' ').replace('Z', ''))}`;
  return [
    'TRUE',
    ...(range.startMs === undefined ? [] : [`event_time >= ${time(range.startMs)}`]),
    ...(range.endMs === undefined ? [] : [`event_time < ${time(range.endMs)}`]),
  ].join(' AND ');
}

/** The options of `trailwatch query run`. */
export interface QueryRunOptions extends QueryOptions {
  readonly param?: readonly string[];
}

/** Runs a named query over the records of archives. Returns the exit status. */
export async function queryRun(
  name: string,
  paths: readonly string[],
  { options, io }: { readonly options: QueryRunOptions; readonly io: CommandIo },
): Promise<number> {
  const values = parseParameters(options.param ?? []);
  const compiled = toQuerySql(findQuery(name), { engine: 'duckdb', values });
  if ('problem' in compiled) throw new UserError(compiled.problem);
  return query(compiled.sql, paths, { options, io });
}
