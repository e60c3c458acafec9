import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../../peers/run-process';
import type { Contender } from '../contenders';

const SOURCE = join(__dirname, 'sigma-rust');

/** The scanner's program, built in a folder; or in words why there is none. */
export async function buildSigmaRust(folder: string): Promise<{ readonly program: string } | string> {
  const cargo = await runProcess('cargo', ['--version']).catch(() => undefined);
  if (cargo?.status !== 0) return 'cargo is not installed';
  cpSync(SOURCE, folder, { recursive: true });
  const built = await runProcess('cargo', ['build', '--release', '--locked'], { cwd: folder });
  const program = join(folder, 'target/release/sigma-scan');
  if (built.status === 0 && existsSync(program)) return { program };
  return `the scanner on sigma-rust was not built: ${built.stderr.trim().split('\n').at(-1)}`;
}

/** A scan by it; without a number of threads, on all cores. */
export function sigmaRust(program: string, { name, rules, logs, threads }: SigmaRustScan): Contender {
  const environment: Record<string, string> =
    threads === undefined ? {} : { RAYON_NUM_THREADS: `${threads}` };
  return { name, command: program, arguments: [rules, logs], environment };
}

/** What it scans. */
export interface SigmaRustScan {
  readonly name: string;
  readonly rules: string;
  readonly logs: string;
  readonly threads?: number;
}
