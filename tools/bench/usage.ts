import { runProcess } from '../peers/run-process';
import type { Contender } from './contenders';
import { usageOf } from './cpu-timed';
import { interleaved } from './interleaved';

/** What one run of a contender used. */
export interface Usage {
  /** From its start to its end. */
  readonly wallMs: number;
  /** Of all its threads and processes, in user and system mode. */
  readonly cpuMs: number;
  /** The most memory that it had at a time, where that was measured. */
  readonly peakMb?: number;
  /** What it asked of a table, in the units that DynamoDB charges, where that was counted. */
  readonly tableWrites?: number;
  readonly tableReads?: number;
}

/** Something whose runs are measured. */
export interface Measured {
  readonly name: string;
  /** Runs once. Throws when it fails. */
  readonly run: () => Promise<Usage>;
}

/** The runs of each contender, by its name. */
export type Runs = ReadonlyMap<string, readonly Usage[]>;

/** Only a parent learns the CPU time of a process, and Node does not ask for it; bash does. */
const RUN_AND_MEASURE = `TIMEFORMAT=$'\\n%3R %3U %3S'; time "$@" >/dev/null`;

/** A program by what its process used; what it prints goes nowhere. */
export function processMeasured(
  { name, command, arguments: argv, environment }: Contender,
  shared: NodeJS.ProcessEnv = {},
): Measured {
  const env = { ...process.env, LC_ALL: 'C', ...shared, ...environment };
  return {
    name,
    run: async () => {
      const order = ['--noprofile', '--norc', '-c', RUN_AND_MEASURE, 'bash', command, ...argv];
      const { status, stderr } = await runProcess('bash', order, { env });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      return parseTimes(stderr);
    },
  };
}

/** The last line of what bash prints: elapsed, user and system seconds. */
export function parseTimes(stderr: string): Usage {
  const [wall, user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (wall === undefined || user === undefined || system === undefined || Number.isNaN(wall + user + system))
    throw new Error(`expected the times of a process, found ${JSON.stringify(stderr.slice(-200))}`);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

/** A node program by what its process used, the most memory that it had at a time among it. */
export function memoryMeasured(contender: Contender, shared: NodeJS.ProcessEnv = {}): Measured {
  return {
    name: contender.name,
    run: async () => {
      const fromMs = performance.now();
      const usage = usageOf(contender, shared);
      return { wallMs: performance.now() - fromMs, ...usage };
    },
  };
}

/** A program that measures itself and prints what it found: `{"wallMs":1,"cpuMs":1}`, the last line of its standard output. */
export function selfMeasured(
  { name, command, arguments: argv, environment }: Contender,
  shared: NodeJS.ProcessEnv = {},
): Measured {
  const env = { ...process.env, ...shared, ...environment };
  return {
    name,
    run: async () => {
      const { status, stdout, stderr } = await runProcess(command, argv, { env });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Usage;
    },
  };
}

/** What takes the settings of this machine for AWS out of an environment: a function has none of them. */
export function withoutAws(): NodeJS.ProcessEnv {
  const foreign = Object.keys(process.env).filter((variable) => variable.startsWith('AWS_'));
  return Object.fromEntries(foreign.map((variable) => [variable, undefined]));
}

/** What each contender used, `runs` times after some that are not counted. */
export async function measureInterleaved(
  contenders: readonly Measured[],
  runs: number,
  uncounted = 1,
): Promise<Runs> {
  const usages = await interleaved(
    contenders.map(({ run }) => run),
    runs,
    uncounted,
  );
  return new Map(contenders.map(({ name }, at) => [name, usages[at] ?? []]));
}
