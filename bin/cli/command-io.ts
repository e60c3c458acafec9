import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { maxBackoffMs } from '../../lambda/aws/s3/plain/backoff';
import { oneLine } from '../../lib/core/safe-text/one-line';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The parts of the process that a command may use. Tests pass their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether standard error receives only problems. */
  readonly isQuiet?: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts a pager. Undefined if there is none. */
  readonly startPager?: (command: string) => Pager;
  /** Starts this program again in a separate process, with these arguments and this environment. */
  readonly startCommand?: (
    argv: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
  ) => StartedCommand;
  /** A monotonic clock, in milliseconds from any start. */
  readonly nowMs: () => number;
  /** The wall clock, for requests "until now". */
  readonly currentTime: () => Date;
  /**
   * Resolves after this number of milliseconds. The signal ends the wait with an error. `retry` is the request that is sent again
   * then.
   */
  readonly wait: (milliseconds: number, signal?: AbortSignal, retry?: Retry) => Promise<void>;
  /**
   * Registers a cleanup that runs before an interrupt ends the process. A promise is awaited, for ten seconds at most, or until
   * the next interrupt. Returns a function to unregister.
   */
  readonly onInterrupt: (tidy: () => unknown) => () => void;
}

/** A request that a service did not answer, and that is sent again. */
export interface Retry {
  /** The permission of the request, which names the service and the operation: `states:DescribeExecution`. */
  readonly needs: string;
  /** What the service or the network said. */
  readonly reason: string;
  /** The number of attempts so far, and in total. */
  readonly tries: number;
  readonly maxTries: number;
}

/** Shorter waits for a service are not reported. */
const MAX_SILENT_MS = 3_000;
const MAX_REASON_LENGTH = 200;

/** The same io, which reports on standard error, once for each service, that a command waits for it, and for how long at most. */
export function reportingRetries(io: CommandIo): CommandIo {
  const sinceMs = new Map<string, number>();
  const reported = new Set<string>();
  const report = ({ needs, reason, tries, maxTries }: Retry): void => {
    const [operation = needs, service = needs] = /^([a-z0-9-]+):\w+/.exec(needs) ?? [];
    const fromMs = tries === 1 ? io.nowMs() : (sinceMs.get(service) ?? io.nowMs());
    sinceMs.set(service, fromMs);
    // A request that timed out has taken longer already.
    const isLong = io.nowMs() - fromMs >= MAX_SILENT_MS || /time(?:d ?)?out/i.test(reason);
    if (!isLong || reported.has(service)) return;
    reported.add(service);
    let leftMs = 0;
    for (let next = tries; next < maxTries; next++) leftMs += maxBackoffMs(next);
    const left = `${maxTries - tries} more tries, with pauses of ${Math.ceil(leftMs / 1000)} seconds at most in all`;
    const overProgress = io.stderr.isTTY === true ? '\r\u001b[K' : '';
    io.stderr.write(
      `${overProgress}trailwatch: note: waiting for an answer to ${operation} (${oneLine(reason, MAX_REASON_LENGTH)}): ${left}\n`,
    );
  };
  const wait: CommandIo['wait'] = (milliseconds, signal, retry) => {
    if (retry !== undefined && io.isQuiet !== true) report(retry);
    return io.wait(milliseconds, signal);
  };
  return Object.create(io, { wait: { value: wait } }) as CommandIo;
}

/** Whether colors may be used on a stream: only on a terminal, and never if `NO_COLOR` is set (no-color.org). */
export function mayColor(stream: OutputStream, environment: CommandIo['environment']): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return stream.isTTY === true && !refused && environment.TERM !== 'dumb';
}

/** The signals that end a command: an interrupt, the signal of `docker stop`, and a closed terminal. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The exit status of a process that a signal ended is this plus the signal's number. */
const SIGNAL_STATUS = 128;

/** How long an interrupt waits for final calls to a service. */
const MAX_TIDYING_MS = 10_000;

/** Process 1 of a container ignores signals that it does not handle: it can only exit. */
const FIRST_PROCESS = 1;

/** The io of this process. A signal runs the cleanups, and then ends the process as it would by default. */
export function processIo(): CommandIo {
  const tidyings = new Set<() => unknown>();
  const end = (signal: NodeJS.Signals): void => {
    const pending = [...tidyings].map((tidy) => tidy()).filter((result) => types.isPromise(result));
    if (isEnding || pending.length === 0) endNow(signal);
    else void Promise.race([Promise.allSettled(pending), delay(MAX_TIDYING_MS)]).then(() => endNow(signal));
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
    // Created on first use, which takes a millisecond or more.
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
    wait: (milliseconds, signal) => delay(milliseconds, undefined, signal && { signal }),
    onInterrupt: (tidy) => {
      tidyings.add(tidy);
      return () => tidyings.delete(tidy);
    },
  };
}

/** A pager that has been started. */
export interface Pager {
  /** The input of the pager. Fails with EPIPE after the user has quit it. */
  readonly input: Writable;
  /** Ends the input. Resolves when the user has quit the pager, with its exit status. */
  readonly end: () => Promise<number>;
}

/**
 * As in git: quits automatically if everything fits on one screen (F), keeps colors (R), and leaves the text on the terminal
 * (X).
 */
const LESS = 'FRX';

/** Starts a pager with a shell, because `PAGER` may have arguments. */
export function startPager(command: string): Pager {
  const env = { LESS, ...process.env };
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  const left = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 0)));
  child.stdin.on('error', () => undefined);
  return {
    input: child.stdin,
    end: () => {
      // An interrupt belongs to the pager: it cancels a search in the text, and does not end the pager.
      process.removeAllListeners('SIGINT');
      process.on('SIGINT', () => undefined);
      child.stdin.end();
      return left;
    },
  };
}

/** A command line that runs in a separate process. */
export interface StartedCommand {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit status; undefined if a signal ended it. Fails if the process cannot be started. */
  readonly ended: Promise<number | undefined>;
  /** Ends the process: first with an interrupt, so that it removes its temporary files, and forcibly a little later. */
  readonly end: () => void;
}

/** The time that another process has for cleanup. */
const MAX_CHILD_TIDYING_MS = 3000;

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
    const forGood = setTimeout(() => child.kill('SIGKILL'), MAX_CHILD_TIDYING_MS);
    void ended.catch(() => undefined).finally(() => clearTimeout(forGood));
  };
  return { stdout: child.stdout, stderr: child.stderr, ended, end };
}
