import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { RunInfo } from './results';

/** The arguments of the benchmarks. */
export interface BenchOptions {
  readonly isQuick: boolean;
  readonly withRust: boolean;
  readonly isWritten: boolean;
  /** How often each contender runs; without it, as often as its section asks for. */
  readonly runs?: number;
  /** Names of sections; without any, all are measured. */
  readonly only: readonly string[];
  readonly run: RunInfo;
}

/** Reads the arguments of a benchmark; throws on one that it does not have. */
export function readBenchOptions(
  script: string,
  argv: readonly string[] = process.argv.slice(2),
): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      rust: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      runs: { type: 'string' },
      only: { type: 'string', default: '' },
      date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  const behind = argv.length === 0 ? '' : ` -- ${argv.join(' ')}`;
  return {
    ...{ isQuick: values.quick, withRust: values.rust, isWritten: values.write },
    ...(values.runs === undefined ? {} : { runs: Number(values.runs) }),
    only: values.only.split(',').filter((name) => name !== ''),
    run: {
      command: `npm run ${script}${behind}`,
      date: values.date,
      machine: `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown CPU'}`,
      node: process.version,
      load: Number(loadavg()[0]?.toFixed(1)),
    },
  };
}
