import { spawnSync } from 'node:child_process';
import type { Contender } from './contenders';
import type { Timed } from './interleaved';

/** What a node program used. */
export interface Usage {
  /** Of all its threads, in user and system mode. */
  readonly cpuMs: number;
  /** The most memory that it had at a time. */
  readonly peakMb: number;
}

const PRINT_USAGE =
  "process.on('exit', () => process.stderr.write('\\n' + JSON.stringify(process.resourceUsage())))";

/** Runs a node program. Throws when it fails. */
export function usageOf(
  { name, command, arguments: argv, environment }: Contender,
  shared: NodeJS.ProcessEnv = {},
): Usage {
  const { status, stderr } = spawnSync(
    command,
    ['--import', `data:text/javascript,${PRINT_USAGE}`, ...argv],
    { encoding: 'utf8', env: { ...process.env, ...shared, ...environment } },
  );
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  const usage = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as NodeJS.ResourceUsage;
  return { cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000, peakMb: usage.maxRSS / 1024 };
}

/** A node program by the CPU time that it takes, which other programs of the machine change less than its duration. */
export function cpuTimed(contender: Contender, onUsage: (usage: Usage) => void): Timed {
  return {
    name: contender.name,
    runMs: async () => {
      const usage = usageOf(contender);
      onUsage(usage);
      return usage.cpuMs;
    },
  };
}
