import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PLAN, SignedArchive } from '../../test/digest/signed-archive';
import { serveArchive } from '../../test/local-aws/archive-server';
import { Account } from '../../test/samples/generated/account';
import { Random } from '../../test/samples/generated/random';
import { cliEnvironment, validateLogsArguments } from '../peers/integrity/aws-cli';
import { findPython, installPackages } from '../peers/python-environment';
import { mustRun } from '../peers/run-process';
import { gunzipAndHash } from './contenders';
import { type Timed, type Timing, timeInterleaved } from './interleaved';

/** How much is validated. */
export interface ValidateBench {
  readonly commandLine: string;
  readonly hours: number;
  readonly runs: number;
  /** Whose log files are validated for the figure of memory: 12,096 of each account. */
  readonly accounts: number;
}

type Print = (what: string, timings: readonly Timing[]) => void;

const LOGS_AN_HOUR = 10;
/** About 200 KB, and a tenth of it packed. */
const RECORDS_A_LOG = 155;
const DIFFERENT_LOGS = 24;
const SEED = 20261120;
const START = '2026-10-01T00:00:00Z';
const FIRST_DIGEST = '2026-10-01T00:01:31Z';
const HOUR_MS = 60 * 60 * 1000;
const LATENCIES_MS = [0, 15];
const HOURS_OF_AN_ACCOUNT = 336;
const LOGS_AN_HOUR_OF_AN_ACCOUNT = 36;

/**
 * `trailwatch validate` and `aws cloudtrail validate-logs` on one chain of digests, from one local server that speaks S3 and
 * CloudTrail, at no latency and at that of a Region; and on a copy, beside what has to be done in any case. Each is timed by
 * the clock and by the CPU time that it takes, which says more on a machine that others use.
 *
 * @param print gets the timings of each comparison, trailwatch first
 * @returns why nothing was timed, if so
 */
export async function benchValidate(bench: ValidateBench, print: Print): Promise<string | undefined> {
  const python = await findPython();
  if (typeof python === 'string') return python;
  const aws = (await installPackages(python, 'awscli'))('aws');
  const plan = { accountId: '111122223333', start: FIRST_DIGEST, hours: bench.hours, logs: LOGS_AN_HOUR };
  const archive = new SignedArchive([{ ...plan, textOf: realisticTexts() }]);
  const timer: Timer = { ...bench, python: python.command, archive, print };
  for (const latencyMs of LATENCIES_MS) await compareWithCli(timer, { aws, latencyMs });
  await compareWithFloor(timer);
  await measureMemory(timer);
  return undefined;
}

interface Timer extends ValidateBench {
  readonly python: string;
  readonly archive: SignedArchive;
  readonly print: Print;
}

async function compareWithCli(
  timer: Timer,
  { aws, latencyMs }: { readonly aws: string; readonly latencyMs: number },
): Promise<void> {
  const { archive, commandLine, hours } = timer;
  const trailArn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
  const end = new Date(Date.parse(START) + (hours + 1) * HOUR_MS).toISOString();
  const order = { trailArn, bucket: DEFAULT_PLAN.bucket, start: START, end };
  const server = await serveArchive(archive, { latencyMs });
  const env = { ...cliEnvironment(server), HOME: '/' };
  const ours = [commandLine, 'validate', `s3://${order.bucket}`, ...rangeOf(hours)];
  const contenders = [
    timed('trailwatch validate', [process.execPath, ...ours], { ...timer, env }),
    timed('aws validate-logs', [aws, ...validateLogsArguments(order)], { ...timer, env }),
  ];
  await time(`validate a bucket, ${latencyMs} ms a request`, contenders, timer).finally(() => server.stop());
}

/** A copy on a disk: every log file has to be unpacked and hashed, on all CPUs at best. */
async function compareWithFloor(timer: Timer): Promise<void> {
  const { archive, commandLine, hours } = timer;
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-bench-'));
  try {
    archive.writeTo(join(folder, 'copy'));
    writeFileSync(join(folder, 'keys.json'), archive.publicKeys());
    const keys = ['--public-keys', join(folder, 'keys.json')];
    const ours = [commandLine, 'validate', join(folder, 'copy'), ...keys, ...rangeOf(hours)];
    const floor = gunzipAndHash(join(folder, 'copy'), availableParallelism());
    const env = process.env;
    const contenders = [
      timed('trailwatch validate', [process.execPath, ...ours], { ...timer, env }),
      timed(floor.name, [floor.command, ...floor.arguments], { ...timer, env }),
    ];
    await time('validate a copy', contenders, timer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peak of one run over the small log files of many accounts: what is kept of each file shows in it. */
async function measureMemory(timer: Timer): Promise<void> {
  const plans = Array.from({ length: timer.accounts }, (_, index) => ({
    accountId: String(100_000_000_000 + index),
    start: FIRST_DIGEST,
    hours: HOURS_OF_AN_ACCOUNT,
    logs: LOGS_AN_HOUR_OF_AN_ACCOUNT,
  }));
  const archive = new SignedArchive(plans);
  const server = await serveArchive(archive);
  const env = { ...cliEnvironment(server), HOME: '/' };
  const range = rangeOf(HOURS_OF_AN_ACCOUNT);
  const ours = [timer.commandLine, 'validate', `s3://${DEFAULT_PLAN.bucket}`, ...range];
  const contender = timed('trailwatch validate', [process.execPath, ...ours], { ...timer, env });
  await contender.runMs().finally(() => server.stop());
  const [cpuMs = 0] = contender.cpuTimesMs;
  const [peakMb = 0] = contender.peaksMb;
  const took = `${(cpuMs / 1000).toFixed(0)} s of CPU time, at most ${peakMb.toFixed(0)} MB`;
  console.log(`\n  validate ${archive.objects.size} objects of ${timer.accounts} accounts: ${took}`);
}

/** An earlier start, or a later end, would ask for a digest file that is not there. */
function rangeOf(hours: number): readonly string[] {
  const last = new Date(Date.parse(FIRST_DIGEST) + hours * HOUR_MS).toISOString();
  return ['--start', FIRST_DIGEST, '--end', last];
}

async function time(
  what: string,
  contenders: readonly ProcessTimed[],
  { archive, runs, print }: Timer,
): Promise<void> {
  const timings = await timeInterleaved(contenders, runs);
  print(`${what}: ${archive.objects.size} objects`, timings);
  // The first run is not counted.
  const cpu = contenders.map(({ name, cpuTimesMs }) => ({ name, timesMs: cpuTimesMs.slice(1) }));
  print(`${what}: CPU time`, cpu);
  for (const { name, peaksMb } of contenders)
    console.log(`    ${name}: at most ${Math.max(...peaksMb).toFixed(0)} MB`);
}

/** CPU time is that of the process and of all its threads, user and system; a peak is that of its resident memory. */
interface ProcessTimed extends Timed {
  readonly cpuTimesMs: number[];
  readonly peaksMb: number[];
}

/** Only a parent learns the CPU time and the peak of a process, and Node does not ask for them. */
const RUN_AND_MEASURE = `
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)
sys.exit(status)
`;

/** The server is in this process, so that it must not be blocked while another one is timed. */
function timed(
  name: string,
  command: readonly string[],
  { python, env }: { readonly python: string; readonly env: NodeJS.ProcessEnv },
): ProcessTimed {
  const cpuTimesMs: number[] = [];
  const peaksMb: number[] = [];
  const runMs = async () => {
    const fromMs = performance.now();
    const used = await mustRun(python, ['-c', RUN_AND_MEASURE, ...command], { env });
    const [cpuTimeMs, peakMb] = used.trim().split(' ');
    cpuTimesMs.push(Number(cpuTimeMs));
    peaksMb.push(Number(peakMb));
    return performance.now() - fromMs;
  };
  return { name, runMs, cpuTimesMs, peaksMb };
}

/** Records as an account has them; each text is another one by its first record. */
function realisticTexts(): (unique: string) => string {
  const account = new Account(new Random(SEED), 'management');
  const texts = Array.from({ length: DIFFERENT_LOGS }, (_, index) => {
    const records = account.records(RECORDS_A_LOG, Date.parse(START) + index * HOUR_MS);
    return JSON.stringify({ Records: records });
  });
  let next = 0;
  return (unique) => {
    const text = texts[next % texts.length] ?? '';
    next += 1;
    return text.replace('{"Records":[', `{"Records":[{"eventID":"${unique}"},`);
  };
}
