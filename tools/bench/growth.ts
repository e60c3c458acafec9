import { rmSync, statfsSync } from 'node:fs';
import { type Batch, type DailyCost, dailyCost, waitingMs } from '../../bin/generators/scale-figures';
import { PRICES_DATE } from '../../lib/core/cost/price/prices';
import type { BenchWorld, SetSize } from './bench-world';
import type { LogSet } from './data/log-set';
import { median } from './interleaved';
import type { GrowthTable } from './results';
import { processorBatch } from './sections/processor';
import { measureInterleaved, memoryMeasured, type Usage } from './usage';

const RUNS = 3;
const RULES = [1, 10, 100, 1_000];
/** Files of 4,000 records, which are 5 MB unpacked. */
const SIZES: readonly (readonly [title: string, size: SetSize])[] = [
  ['1 MB', { files: 1, recordsAFile: 800 }],
  ['10 MB', { files: 2, recordsAFile: 4_000 }],
  ['100 MB', { files: 20, recordsAFile: 4_000 }],
  ['1 GB', { files: 200, recordsAFile: 4_000 }],
  ['2 GB', { files: 400, recordsAFile: 4_000 }],
];
const FILES = [1, 10, 100, 1_000, 10_000, 100_000];
const RECORDS_A_SMALL_FILE = 3;
const QUICK_FILES = 1_000;
const MEMORY_SIZES_MB = [128, 256, 512, 1_024, 1_769, 3_008];
const TB = 1e12;

/** How scans grow with rules, bytes and files, and what the log processor costs a day. */
export async function measureGrowth(world: BenchWorld): Promise<readonly GrowthTable[]> {
  return [
    await byRules(world),
    await bySize(world),
    await byFiles(world),
    await byMemory(world, 'quiet'),
    await byMemory(world, 'data'),
  ];
}

async function byRules(world: BenchWorld): Promise<GrowthTable> {
  const set = world.quietSet('growth-rules', { files: world.plan.isQuick ? 2 : 20, recordsAFile: 4_000 });
  const scans = RULES.map((count) => {
    const scan = { name: `${count}`, logs: set.folder, rules: world.rulesFolder(count) };
    return memoryMeasured(world.scan(scan), world.environment);
  });
  const runs = await measureInterleaved(scans, RUNS);
  return {
    title: `A scan of ${megabytes(set.bytes)} MB by the number of rules, one worker:`,
    head: ['rules', 'time', 'CPU time', 'peak memory'],
    rows: [...runs].map(([rules, usages]) => [Number(rules).toLocaleString('en-US'), ...cellsOf(usages)]),
  };
}

async function bySize(world: BenchWorld): Promise<GrowthTable> {
  const sizes = world.plan.isQuick ? SIZES.slice(0, 2) : SIZES;
  const rows = [];
  for (const [title, size] of sizes) {
    const { usages, set } = await measureSet(world, `growth-${title}`, size);
    const rate = set.bytes / 1e6 / (median(usages.map(({ cpuMs }) => cpuMs)) / 1000);
    rows.push([title, `${megabytes(set.bytes)} MB`, ...cellsOf(usages), `${Math.round(rate)} MB`]);
  }
  return {
    title: 'A scan with all built-in rules by the size of the records, one worker, files of 5 MB:',
    head: ['size', 'unpacked', 'time', 'CPU time', 'peak memory', 'for a second of CPU time'],
    rows,
  };
}

async function byFiles(world: BenchWorld): Promise<GrowthTable> {
  const rows = [];
  for (const files of FILES.filter((count) => !world.plan.isQuick || count <= QUICK_FILES)) {
    const size = { files, recordsAFile: RECORDS_A_SMALL_FILE };
    const { usages } = await measureSet(world, `growth-${files}-files`, size);
    rows.push([files.toLocaleString('en-US'), ...cellsOf(usages)]);
  }
  return {
    title: `A scan with all built-in rules by the number of files, one worker, ${RECORDS_A_SMALL_FILE} records a file:`,
    head: ['files', 'time', 'CPU time', 'peak memory'],
    rows,
  };
}

/** Measures a scan of a set, which is on the disk only meanwhile. */
async function measureSet(
  world: BenchWorld,
  name: string,
  size: SetSize,
): Promise<{ readonly usages: readonly Usage[]; readonly set: LogSet }> {
  const { bavail, bsize } = statfsSync(world.folder);
  const neededBytes = size.files * Math.max(4_096, size.recordsAFile * 300);
  if (bavail * bsize < 2 * neededBytes) throw new Error(`no space for ${size.files} files`);
  const set = world.quietSet(name, size);
  const scan = memoryMeasured(world.scan({ name, logs: set.folder }), world.environment);
  const runs = await measureInterleaved([scan], world.plan.isQuick ? 1 : RUNS);
  rmSync(set.folder, { recursive: true });
  return { usages: runs.get(name) ?? [], set };
}

const MIXES = {
  quiet: 'records of which 1 % match or are counted',
  data: 'generated data events, of which correlations count every second one',
} as const;

async function byMemory(world: BenchWorld, mix: keyof typeof MIXES): Promise<GrowthTable> {
  const batch = await batchOf(world, mix);
  const core = `${batch.cpuMs.toFixed(0)} ms of CPU time and ${waitingMs(batch).toFixed(0)} ms of waiting`;
  return {
    title:
      `1 TB of ${MIXES[mix]}, in the log processor by the memory of its function: arithmetic on ${core} for a batch of ` +
      `${batch.files} files of ${megabytes(batch.bytes)} MB together, as measured, on ${batch.tableWrites.toFixed(0)} writes of 1 KB and ` +
      `${batch.tableReads.toFixed(0)} reads of 4 KB, which a table in memory counted and whose calls take CPU time that is not in the figure, and on list prices of ${PRICES_DATE}. A function is taken to have a core ` +
      'as fast as this one for each 1,769 MB, and never more than one:',
    head: ['memory', 'time of a batch', 'functions at a time', 'Lambda', 'S3 and SQS', 'DynamoDB', 'a day'],
    rows: MEMORY_SIZES_MB.map((memoryMb) => costRow(dailyCost(batch, TB, memoryMb), memoryMb)),
  };
}

/** What a batch of the log processor takes, in a process that is warm. */
export async function batchOf(world: BenchWorld, mix: keyof typeof MIXES): Promise<Batch> {
  const section = await processorBatch(mix)(world);
  const ours = section.contenders.filter(({ name }) => name === 'log-processor');
  const runs = await measureInterleaved(ours, RUNS);
  await section.close?.();
  const usages = runs.get('log-processor') ?? [];
  const of = (measure: keyof Usage) => Math.round(median(usages.map((usage) => usage[measure] ?? 0)));
  return {
    ...{ cpuMs: of('cpuMs'), wallMs: of('wallMs') },
    ...{ tableWrites: of('tableWrites'), tableReads: of('tableReads') },
    ...{ files: section.facts.files ?? Number.NaN, bytes: section.facts.bytes ?? Number.NaN },
  };
}

function costRow(
  { seconds, atATime, lambdaUsd, requestsUsd, tableUsd, usd }: DailyCost,
  memoryMb: number,
): readonly string[] {
  const dollars = [lambdaUsd, requestsUsd, tableUsd, usd].map((each) => `$${each.toFixed(2)}`);
  return [
    `${memoryMb.toLocaleString('en-US')} MB`,
    `${seconds.toFixed(2)} s`,
    atATime.toFixed(2),
    ...dollars,
  ];
}

function cellsOf(usages: readonly Usage[]): readonly string[] {
  const of = (measure: keyof Usage) => median(usages.map((usage) => usage[measure] ?? Number.NaN));
  return [
    `${(of('wallMs') / 1000).toFixed(2)} s`,
    `${(of('cpuMs') / 1000).toFixed(2)} s`,
    `${of('peakMb').toFixed(0)} MB`,
  ];
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString('en-US');
}
