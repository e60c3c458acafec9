/**
 * `npm run bench:scale [-- --write] [--only ways,calls,growth,profile,survivors] [--quick] [--date DATE]`: the CPU time and the bytes that each way of asking log
 * files takes for a record, without the start of its process: what more records take longer; how scans grow with rules, bytes and
 * files; on what a scan spends its time; and for which rules records are parsed. `--write` keeps the first for docs/deploy/scale.md, which `npm run generate` writes, and the others
 * in docs/extend/performance.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SCALE_FIGURES_PATH, type ScaleFigures } from '../../bin/generators/scale-figures';
import { ACCOUNT_ID } from '../../test/samples/generated/call-templates';
import { readBenchOptions } from './bench-options';
import { BenchWorld, COMMAND_LINE, ROOT } from './bench-world';
import { measureCalls } from './calls';
import { cpuTimed } from './cpu-timed';
import { generateLogFiles } from './data/generate-log-files';
import { batchOf, measureGrowth } from './growth';
import { median, timeInterleaved } from './interleaved';
import { measureProfile } from './profile';
import { type GrowthTable, renderTable, TABLE_SECTIONS, type TableSection } from './results';
import { writeResults } from './results-page';
import { measureSurvivors } from './survivors';

const SEED = 20261120;
const RUNS = 5;

/** Few records, and many. */
const SIZES = [20_000, 220_000] as const;

const SQL =
  'SELECT event_name, actor, count(*) AS calls FROM events GROUP BY ALL ORDER BY calls DESC LIMIT 10';
const COLUMNS_OF_SQL = ['event_name', 'actor'];

interface Archive {
  readonly records: number;
  readonly bytes: number;
  readonly gzippedBytes: number;
  readonly logs: string;
  readonly parquet: string;
}

async function main(): Promise<void> {
  const { isQuick, isWritten, only, run } = readBenchOptions('bench:scale');
  const isAsked = (name: string) => only.length === 0 || only.includes(name);
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-scale-'));
  try {
    const world = new BenchWorld({ isQuick, withRust: false }, folder);
    if (isAsked('ways')) await measureWays(world, isWritten);
    const tables: Readonly<Record<TableSection, () => Promise<readonly GrowthTable[]>>> = {
      profile: async () => [await measureProfile(world)],
      survivors: async () => measureSurvivors(world),
      calls: () => measureCalls(world),
      growth: () => measureGrowth(world),
    };
    for (const name of TABLE_SECTIONS) {
      if (!isAsked(name)) continue;
      const measured = await tables[name]();
      console.log(measured.map(renderTable).join('\n\n'));
      if (isWritten) writeResults({ sections: {}, [name]: { run, tables: measured } });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureWays(world: BenchWorld, isWritten: boolean): Promise<void> {
  const [small, large] = SIZES.map((records) => makeArchive(join(world.folder, `${records}`), records));
  if (small === undefined || large === undefined) return;
  const processor = { quiet: await batchOf(world, 'quiet'), data: await batchOf(world, 'data') };
  const figures: ScaleFigures = { ...(await measure(small, large)), processor };
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  console.log(text);
  if (isWritten) writeFileSync(join(ROOT, SCALE_FIGURES_PATH), text);
}

function makeArchive(folder: string, records: number): Archive {
  const logs = join(folder, 'logs');
  const day = join(logs, `AWSLogs/${ACCOUNT_ID}/CloudTrail/eu-west-1/2026/08/03`);
  mkdirSync(day, { recursive: true });
  const files = generateLogFiles({ seed: SEED, records, mix: 'management' });
  for (const { name, gzipped } of files) writeFileSync(join(day, name), gzipped);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    records: sum(files.map((file) => file.records.length)),
    bytes: sum(files.map(({ text }) => Buffer.byteLength(text))),
    gzippedBytes: sum(files.map(({ gzipped }) => gzipped.length)),
    logs,
    parquet: join(folder, 'parquet'),
  };
}

async function measure(small: Archive, large: Archive): Promise<Omit<ScaleFigures, 'processor'>> {
  const ways: Readonly<Record<keyof ScaleFigures['cpuMicrosecondsARecord'], (archive: Archive) => string[]>> =
    {
      scan: ({ logs }) => ['scan', logs, '--out', '/dev/null', '--force'],
      query: ({ logs }) => ['query', SQL, logs],
      convert: ({ logs, parquet }) => ['convert', logs, '--out', parquet],
      queryParquet: ({ parquet }) => ['query', SQL, parquet],
    };
  const contenders = Object.entries(ways).flatMap(([name, argumentsOf]) =>
    [small, large].map((archive) => {
      const timed = cpuTimed(
        { name, command: process.execPath, arguments: [COMMAND_LINE, ...argumentsOf(archive)] },
        () => undefined,
      );
      if (name !== 'convert') return timed;
      const runMs = () => {
        rmSync(archive.parquet, { recursive: true, force: true });
        return timed.runMs();
      };
      return { name, runMs };
    }),
  );
  const timings = await timeInterleaved(contenders, RUNS);
  const more = large.records - small.records;
  const microseconds = Object.keys(ways).map((name, at) => {
    const [few, many] = [timings[2 * at], timings[2 * at + 1]].map((one) => median(one?.timesMs ?? []));
    return [name, Number(((1000 * ((many ?? 0) - (few ?? 0))) / more).toPrecision(3))];
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown CPU'}, Node.js ${process.version}`,
    load: Number(loadavg()[0]?.toFixed(1)),
    records: large.records,
    bytesARecord: Math.round(large.bytes / large.records),
    gzipRatio: Number((large.bytes / large.gzippedBytes).toFixed(1)),
    parquetRatio: Number((large.bytes / bytesIn(large.parquet)).toFixed(1)),
    matchedShare: matchedShare(large),
    columnShare: Number((await columnShare(large.parquet)).toFixed(4)),
    cpuMicrosecondsARecord: Object.fromEntries(microseconds) as ScaleFigures['cpuMicrosecondsARecord'],
  };
}

/** The share of the records that match a rule, of the last line of a scan. */
function matchedShare({ logs }: Archive): number {
  const argv = [COMMAND_LINE, 'scan', logs, '--out', '/dev/null', '--force'];
  const { stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  const [, records, matched] = / records=(\d+) .* matched=(\d+) /.exec(stderr) ?? [];
  return Number((Number(matched) / Number(records)).toFixed(3));
}

function parquetFiles(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => path.endsWith('.parquet')).map((path) => join(folder, path));
}

function bytesIn(folder: string): number {
  return parquetFiles(folder).reduce((sum, path) => sum + statSync(path).size, 0);
}

/** The share of the Parquet files that the columns of the query are. */
async function columnShare(folder: string): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const files = parquetFiles(folder).map((path) => `'${path}'`);
  const columns = COLUMNS_OF_SQL.map((name) => `'${name}'`).join(', ');
  const result = await connection.runAndReadAll(
    `SELECT CAST(sum(total_compressed_size) FILTER (path_in_schema IN (${columns})) / sum(total_compressed_size) AS DOUBLE)
     FROM parquet_metadata([${files.join(', ')}])`,
  );
  connection.closeSync();
  return Number(result.getRowsJson()[0]?.[0]);
}

void main();
