import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A command line that runs in a separate process. */
export interface StartedCommand {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit status; undefined if a signal ended it. Fails if the process cannot be started. */
  readonly ended: Promise<number | undefined>;
  /** Ends the process: first with an interrupt, so that it removes its temporary files, and forcibly a little later. */
  readonly end: () => void;
}

/** The time for cleanup. */
const MAX_TIDYING_MS = 3000;

/**
 * Starts this program again with other arguments, and nothing on its standard input. No shell reads the arguments.
 *
 * @param environment all that it has in its environment
 */
export function startCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartedCommand {
  const [program = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    shell: false,
  });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? undefined));
  });
  // The caller that awaits it receives the error.
  ended.catch(() => undefined);
  const end = () => {
    child.kill('SIGTERM');
    const forGood = setTimeout(() => child.kill('SIGKILL'), MAX_TIDYING_MS);
    void ended.catch(() => undefined).finally(() => clearTimeout(forGood));
  };
  return { stdout: child.stdout, stderr: child.stderr, ended, end };
}
