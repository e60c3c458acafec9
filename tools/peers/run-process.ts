import { spawn } from 'node:child_process';

/** How a process ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a process runs; by default in this one's folder, with its environment. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a process to its end, whatever its status; throws when there is no such command. */
export async function runProcess(
  command: string,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  const child = spawn(command, args, { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Runs a process that must succeed, and gives what it printed; throws with all of it otherwise. */
export async function mustRun(
  command: string,
  args: readonly string[],
  surroundings?: Surroundings,
): Promise<string> {
  const { status, stdout, stderr } = await runProcess(command, args, surroundings);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
}
