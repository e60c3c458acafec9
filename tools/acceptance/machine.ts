import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended } from '../peers/run-process';

/** What a run does outside of its own process. */
export interface Machine {
  /** Runs a program to its end, whatever its status; ends it, with all that it started, when the signal is aborted. */
  run(command: string, args: readonly string[], how: Execution): Promise<Ended>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  nowMs(): number;
  /** Shows something on the terminal, ids and all; it is no part of the transcript. */
  say(text: string): void;
}

export interface Execution {
  readonly signal: AbortSignal;
  /** In addition to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether people see what the program prints while it runs. */
  readonly isShown?: boolean;
}

/** This machine. */
export const THIS_MACHINE: Machine = {
  run: (command, args, how) => run(command, args, how),
  sleep: async (ms, signal) => sleep(ms, undefined, { signal }),
  nowMs: () => Date.now(),
  say: (text) => void process.stderr.write(`${text}\n`),
};

/** A group of its own, because an interrupt from a terminal would reach programs that clean up, too. */
async function run(command: string, args: readonly string[], how: Execution): Promise<Ended> {
  how.signal.throwIfAborted();
  const child = spawn(command, args, {
    ...{ detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...how.env },
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      if (how.isShown === true) process.stderr.write(text);
    });
  const stop = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // The group has ended meanwhile.
    }
  };
  how.signal.addEventListener('abort', stop, { once: true });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    how.signal.throwIfAborted();
    return { status, ...printed };
  } finally {
    how.signal.removeEventListener('abort', stop);
  }
}
