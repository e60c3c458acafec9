import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** A program that shows text a screen at a time, and has been started. */
export interface Pager {
  /** What it shows. Fails with EPIPE once it was left. */
  readonly input: Writable;
  /** Nothing more comes. Resolves when it was left. */
  readonly end: () => Promise<void>;
}

/** As git has it: ends on its own if everything is on one screen (F), keeps colors (R), and leaves the text on the terminal (X). */
const LESS = 'FRX';

/** Starts a pager as a shell does, since `PAGER` may have arguments. */
export function startPager(command: string): Pager {
  const env = { LESS, ...process.env };
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  const left = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stdin.on('error', () => undefined);
  return {
    input: child.stdin,
    end: () => {
      // An interrupt is the pager's now: it ends a search in the text, not the pager.
      process.removeAllListeners('SIGINT');
      process.on('SIGINT', () => undefined);
      child.stdin.end();
      return left;
    },
  };
}
