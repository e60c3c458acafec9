import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DUCKDB_EVENT_COLUMNS, withFactColumns } from '../../lib/core/query/to-duckdb-events';
import { OCSF_COLUMNS, withOcsfParts } from '../../lib/core/query/to-ocsf';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { Dataset, type DatasetKind, holdDataset, OCSF_KIND } from '../dataset/dataset-files';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input, InputFile } from '../inputs/input-file';
import { Diagnostics } from '../outputs/diagnostics';
import { type Duckdb, loadDuckdb } from '../query/duckdb';
import { type DatabaseOptions, QueryDatabase, type WrittenPartitions } from '../query/query-database';
import { ArchiveRecords, type FoundRecord } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** The folders of a dataset, outermost first. */
const PARTITION_COLUMNS: readonly string[] = ['account', 'region', 'date'];

/** Values in records are arbitrary: anything that is not an account, Region or day goes to the folder `other`. */
const PARTITIONS = [
  `CASE WHEN regexp_full_match(account_of_record, '[0-9]{12}') THEN account_of_record ELSE 'other' END AS account`,
  `CASE WHEN regexp_full_match(aws_region, '[a-z0-9-]{1,32}') THEN aws_region ELSE 'other' END AS region`,
  `COALESCE(strftime(event_time, '%Y-%m-%d'), 'other') AS date`,
].join(', ');

/** The options of `trailwatch convert`, as the command line names them. */
export interface ConvertOptions extends PlaceOptions, DatabaseOptions {
  readonly out: string;
  readonly ocsf?: boolean;
}

/** The number of records after which the converted files become part of the dataset. */
const RECORDS_A_STEP = 1_000_000;

/** Converts the log files that were not converted before to Parquet. Returns the exit status. */
export async function convert(
  paths: readonly string[],
  options: ConvertOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  if (paths.includes('-'))
    throw new UserError("standard input ('-') cannot be converted; name files or folders");
  const filter = RecordFilter.of(options);
  const duckdb = await loadDuckdb();
  const kind: DatasetKind = options.ocsf === true ? OCSF_KIND : 'events';
  const { folder } = await Dataset.open(options.out, kind);
  const letGo = await holdDataset(folder);
  const unregister = io.onInterrupt(letGo);
  const diagnostics = new Diagnostics(io);
  // The manifests are read again: another process may have added to them.
  const dataset = await Dataset.open(options.out, kind);
  const conversion = new Conversion(dataset, kind, { duckdb, options, io, diagnostics });
  try {
    await dataset.tidy();
    await conversion.run(paths, filter);
  } finally {
    unregister();
    await letGo();
  }
  diagnostics.finish(conversion.renderCounts(), fromMs);
  return diagnostics.problems > 0 ? 2 : 0;
}

interface ConversionTools {
  readonly duckdb: Duckdb;
  readonly options: ConvertOptions;
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
}

class Conversion {
  /** The records of files that were read completely, and those of the file that is being read. */
  private readonly seen = new RecentTexts();
  private seenInFile = new RecentTexts();
  private database: QueryDatabase | undefined;
  /** The files converted in this step, each with its mark. */
  private inputs = new Map<string, string>();
  /** The files of inputs that failed in this step. */
  private broken: string[] = [];
  private files = new Set<string>();
  private readonly marks = new Map<string, string>();
  private inStep = 0;
  /** Records that are no calls of an API, where only calls are converted. */
  private others = 0;
  private readonly counts = { converted: 0, before: 0, records: 0, duplicates: 0, parts: 0 };

  constructor(
    private readonly dataset: Dataset,
    private readonly kind: DatasetKind,
    private readonly tools: ConversionTools,
  ) {}

  async run(paths: readonly string[], filter: RecordFilter): Promise<void> {
    const onEnd = (name: string, isRead: boolean) => this.end(name, isRead);
    const except = new ExcludedFiles([this.dataset.folder]);
    const archive = new ArchiveRecords({ paths, filter, except, onEnd, wholeFiles: true }, this.tools);
    try {
      for await (const found of archive.read(this.newInputs(archive.inputs()))) {
        const records = this.callsOf(found);
        if (this.inStep >= RECORDS_A_STEP && this.files.size === 0) await this.commit();
        this.database ??= await this.openDatabase();
        for (const { file } of records) this.files.add(file);
        this.inStep += records.length;
        await this.database.add(records);
      }
      await this.commit();
    } finally {
      this.database?.close();
    }
    if (this.counts.before === 0) archive.reportNothing();
    if (this.others > 0)
      this.tools.diagnostics.info(
        `records that were left out, because they are Insights events or summaries of data events, and no calls: ${this.others}`,
      );
  }

  /** An event of OCSF is one call: an Insights event and a summary of data events name none, and no actor. */
  private callsOf(records: readonly FoundRecord[]): readonly FoundRecord[] {
    if (this.kind !== OCSF_KIND) return records;
    const calls = records.filter(({ record }) => typeof record.eventName === 'string');
    this.others += records.length - calls.length;
    return calls;
  }

  renderCounts(): string {
    return Object.entries(this.counts)
      .map(([name, count]) => `${name}=${count}`)
      .join(' ');
  }

  /** A log file never changes. One that did may contain records that were converted before. */
  private async *newInputs(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (!('open' in input)) {
        yield input;
        continue;
      }
      const mark = await markOf(input);
      const before = this.dataset.markOf(nameOf(input.name));
      if (before === undefined) {
        this.marks.set(input.name, mark);
        yield input;
      } else if (before === mark) this.counts.before += 1;
      else
        yield {
          name: input.name,
          reason: 'it has changed since it was converted; convert it into a new folder',
        };
    }
  }

  private end(name: string, isRead: boolean): void {
    if (isRead) {
      this.inputs.set(nameOf(name), this.marks.get(name) ?? '');
      this.seen.addAll(this.seenInFile);
    } else this.broken.push(...this.files);
    this.seenInFile = new RecentTexts();
    this.marks.delete(name);
    this.files.clear();
  }

  private openDatabase(): Promise<QueryDatabase> {
    const { duckdb, options, io } = this.tools;
    // Records of a damaged file are removed again: the same record in a later file is the first one.
    const add = (text: string) => !this.seen.has(text) && this.seenInFile.add(text);
    return QueryDatabase.open(duckdb, options, { onInterrupt: io.onInterrupt, seen: { add } });
  }

  private async commit(): Promise<void> {
    const { database, inputs, kind } = this;
    if (inputs.size === 0) return;
    const write = (folder: string) => this.writeParts(database, folder);
    const { files: parts, rows } = await this.dataset.add(kind, inputs, write);
    this.counts.converted += inputs.size;
    this.counts.parts += parts.length;
    this.counts.duplicates += database?.duplicates ?? 0;
    this.counts.records += rows;
    database?.close();
    this.database = undefined;
    this.inputs = new Map();
    this.broken = [];
    this.inStep = 0;
  }

  private async writeParts(database: QueryDatabase | undefined, folder: string): Promise<WrittenPartitions> {
    if (database === undefined) return { files: [], rows: 0 };
    await database.remove(this.broken);
    const { out } = this.tools.options;
    return database.writePartitions(toPartitions(this.kind), { folder, columns: PARTITION_COLUMNS, out });
  }
}

/** The same file at another path is identical. */
function nameOf(name: string): string {
  return name.startsWith('s3://') ? name : resolve(name);
}

/** CloudTrail objects are written once; a change of a file is detected by its size and time. */
async function markOf({ name, path = name }: InputFile): Promise<string> {
  if (name.startsWith('s3://')) return '';
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}

/** A SELECT from `loaded_events` with the columns of the partitions. */
function toPartitions(kind: DatasetKind): string {
  const account = `COALESCE(nullif(recipient_account_id, ''), json_extract_string(record, '$.accountId'), identity_account_id, '')`;
  const loaded = `(SELECT *, ${account} AS account_of_record FROM (${withFactColumns('loaded_events')}))`;
  switch (kind) {
    case 'events':
      return `SELECT ${DUCKDB_EVENT_COLUMNS.map(([name]) => name).join(', ')}, ${PARTITIONS} FROM ${loaded}`;
    case OCSF_KIND:
      return `SELECT ${OCSF_COLUMNS.map(([name, sql]) => `${sql} AS ${name}`).join(', ')}, ${PARTITIONS} FROM (${withOcsfParts(loaded)})`;
    default:
      return kind satisfies never;
  }
}
