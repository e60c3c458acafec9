/**
 * `npm run bench [-- --quick]`: how long the work takes, as ratios to what cannot be avoided, to what people write first
 * and to the AWS CLI. Figures of this machine and this moment; there is no goal in here, and nothing fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Rule } from '../../lib/core/rule/rule';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { BARE_NODE, type Contender, gunzipAlone, gunzipAndParse, pythonLoop } from './contenders';
import { cpuTimed } from './cpu-timed';
import { failedLogins } from './failed-logins';
import { type GeneratedLogFile, generateLogFiles } from './generate-log-files';
import { gunzipHere, logProcessor, parseHere } from './handler';
import { median, medianRatio, processTimed, type Timing, timeInterleaved } from './interleaved';
import { benchValidate } from './validate';

const ROOT = resolve(__dirname, '../..');
const COMMAND_LINE = join(ROOT, 'dist/bin/trailwatch.js');
const BUILT_IN_RULES = join(ROOT, 'dist/rules/built-in.json');
const SEED = 20261120;

const isQuick = process.argv.includes('--quick');
const RUNS = isQuick ? 3 : 9;
const RECORDS = isQuick ? 10_000 : 100_000;

async function main(): Promise<void> {
  const rules = readRules();
  const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown CPU'}`;
  console.log(`node ${process.version}, ${machine}, load ${loadavg()[0]?.toFixed(1)}, ${rules.length} rules`);
  await benchStart();
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-bench-'));
  try {
    for (const mix of ['management', 'data'] as const) {
      const files = generateLogFiles({ seed: SEED, records: RECORDS, mix });
      console.log(`\n${mix} events: ${describeFiles(files)}`);
      await benchScan(files, rules, join(folder, mix));
      await benchHandler(files, rules);
    }
    await benchCorrelations(join(folder, 'failed-logins'), { records: 3 * RECORDS, runs: isQuick ? 1 : 3 });
    if (!isQuick) await benchCorrelations(join(folder, 'million'), { records: 1_000_000, runs: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const order = { commandLine: COMMAND_LINE, hours: isQuick ? 24 : 336, runs: isQuick ? 1 : 3 };
  const left = await benchValidate(order, printTimings);
  if (left !== undefined) console.log(`\n  ${left}: validate is not compared with the AWS CLI`);
}

async function benchStart(): Promise<void> {
  const help = { name: 'trailwatch --help', command: process.execPath, arguments: [COMMAND_LINE, '--help'] };
  printTimings('start-up', await timeInterleaved([help, BARE_NODE].map(processTimed), RUNS * 2));
}

async function benchScan(
  files: readonly GeneratedLogFile[],
  rules: readonly Rule[],
  folder: string,
): Promise<void> {
  mkdirSync(folder);
  for (const { name, gzipped } of files) writeFileSync(join(folder, name), gzipped);
  const scan = {
    name: 'trailwatch scan',
    command: process.execPath,
    arguments: [COMMAND_LINE, 'scan', folder, '--out', '/dev/null'],
  };
  const contenders: Contender[] = [scan, gunzipAlone(folder), gunzipAndParse(folder)];
  if (hasPython()) contenders.push(pythonLoop(folder, rules.length));
  else console.log('  python3 is not at hand: the plain Python loop is left out');
  printTimings('scan, as processes', await timeInterleaved(contenders.map(processTimed), RUNS));
  console.log(`    ${scanCounts(scan)}`);
}

/** What correlations cost where every record counts for them, in CPU time and with a heap of 512 MB. */
async function benchCorrelations(
  folder: string,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<void> {
  const order = { commandLine: COMMAND_LINE, rules: join(ROOT, 'lib/rules'), records };
  const { withCorrelations, withoutCorrelations } = failedLogins(folder, order);
  const contenders = [withCorrelations, withoutCorrelations];
  const peaksMb = contenders.map(() => 0);
  const timed = contenders.map((one, at) =>
    cpuTimed(one, ({ peakMb }) => {
      peaksMb[at] = Math.max(peaksMb[at] ?? 0, peakMb);
    }),
  );
  printTimings(`scan of ${records} failed log-ins, CPU time`, await timeInterleaved(timed, runs));
  for (const [at, { name }] of contenders.entries())
    console.log(`    ${name}: at most ${peaksMb[at]?.toFixed(0)} MB`);
}

async function benchHandler(files: readonly GeneratedLogFile[], rules: readonly Rule[]): Promise<void> {
  const contenders = [logProcessor(files, rules), gunzipHere(files), parseHere(files)];
  printTimings('log processor, AWS in memory, in one process', await timeInterleaved(contenders, RUNS));
}

function describeFiles(files: readonly GeneratedLogFile[]): string {
  const records = files.reduce((sum, file) => sum + file.records.length, 0);
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const packed = files.reduce((sum, { gzipped }) => sum + gzipped.length, 0);
  const ratio = (bytes / packed).toFixed(1);
  return `${files.length} files, ${records} records, ${(bytes / 1e6).toFixed(1)} MB, packed ${ratio}:1`;
}

function scanCounts({ command, arguments: argv }: Contender): string {
  return (
    spawnSync(command, [...argv], { encoding: 'utf8' })
      .stderr.trim()
      .split('\n')
      .at(-1) ?? ''
  );
}

function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0;
}

function readRules(): readonly Rule[] {
  if (!existsSync(COMMAND_LINE)) throw new Error('the command line is not built; run npm run build');
  return decodeRules(readFileSync(BUILT_IN_RULES, 'utf8')).rules;
}

/** A line per contender: its median time, and how many times as long the first one took. */
function printTimings(what: string, timings: readonly Timing[]): void {
  console.log(`\n  ${what} (median of ${timings[0]?.timesMs.length ?? 0} interleaved runs)`);
  const [first] = timings;
  if (first === undefined) return;
  for (const timing of timings) {
    const time = `${median(timing.timesMs).toFixed(0)} ms`.padStart(9);
    const ratio =
      timing === first ? '' : `  ${first.name} takes ${medianRatio(first, timing).toFixed(2)} x this`;
    console.log(`    ${timing.name.padEnd(22)}${time}${ratio}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
