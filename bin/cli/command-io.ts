import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { types } from 'node:util';
import { type StartedCommand, startCommand } from './start-command';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** All that a command may touch of the process it runs in. Tests pass their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether standard error gets only what went wrong. */
  readonly isQuiet?: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts a program that shows results a screen at a time. Without it there is none. */
  readonly startPager?: (command: string) => Pager;
  /** Starts this program again in a process of its own, with these arguments and this environment. */
  readonly startCommand?: (
    argv: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
  ) => StartedCommand;
  /** A clock that never goes back, in milliseconds from any start. */
  readonly nowMs: () => number;
  /** The clock on the wall, for what is asked about "until now". */
  readonly currentTime: () => Date;
  /** Resolves after so many milliseconds: between two tries of a request. The signal ends the waiting with an error. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Registers what must be tidied before an interrupt ends the process. A promise is waited for, ten seconds at most, or
   * until the next interrupt. Returns how to unregister.
   */
  readonly onInterrupt: (tidy: () => unknown) => () => void;
}

/** Whether colours may be used on a stream: only on a terminal, and never against `NO_COLOR` (no-color.org). */
export function mayColor(stream: OutputStream, environment: CommandIo['environment']): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return stream.isTTY === true && !refused && environment.TERM !== 'dumb';
}

/** The signals that end a command: an interrupt, what `docker stop` sends, and a terminal that is closed. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A shell shows a process that a signal ended with this and the signal's number as its exit status. */
const SIGNAL_STATUS = 128;

/** How long an interrupt waits for what must be told to a service. */
const MAX_TIDYING_MS = 10_000;

/** Process 1 of a container takes no signal that it does not handle: it can only exit. */
const FIRST_PROCESS = 1;

/** The io of this process. A signal that ends it tidies first, and then ends it as the signal by itself would. */
export function processIo(): CommandIo {
  const tidyings = new Set<() => unknown>();
  const end = (signal: NodeJS.Signals): void => {
    const pending = [...tidyings].map((tidy) => tidy()).filter((result) => types.isPromise(result));
    if (isEnding || pending.length === 0) endNow(signal);
    else
      void Promise.race([Promise.allSettled(pending), setTimeout(MAX_TIDYING_MS)]).then(() => endNow(signal));
    isEnding = true;
  };
  let isEnding = false;
  const endNow = (signal: NodeJS.Signals): void => {
    if (process.pid === FIRST_PROCESS) process.exit(SIGNAL_STATUS + constants.signals[signal]);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  // Each write reports its own failure; without a listener the event would end the process with a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  return {
    // Made when it is asked for, which takes a millisecond or more.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    ...(process.platform === 'win32' ? {} : { startPager }),
    startCommand,
    nowMs: () => performance.now(),
    currentTime: () => new Date(),
    wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, signal && { signal }),
    onInterrupt: (tidy) => {
      tidyings.add(tidy);
      return () => tidyings.delete(tidy);
    },
  };
}

/** A program that shows text a screen at a time, and has been started. */
export interface Pager {
  /** What it shows. Fails with EPIPE once it was left. */
  readonly input: Writable;
  /** Nothing more comes. Resolves when it was left, with its exit status. */
  readonly end: () => Promise<number>;
}

/** As git has it: ends on its own if everything is on one screen (F), keeps colors (R), and leaves the text on the terminal (X). */
const LESS = 'FRX';

/** Starts a pager as a shell does, since `PAGER` may have arguments. */
export function startPager(command: string): Pager {
  const env = { LESS, ...process.env };
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  const left = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 0)));
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
