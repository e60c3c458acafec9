import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** All that a command may touch of the process it runs in. Tests pass their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A clock that never goes back, in milliseconds from any start. */
  readonly nowMs: () => number;
  /** The clock on the wall, for what is asked about "until now". */
  readonly currentTime: () => Date;
  /** Registers what must be tidied, synchronously, before an interrupt ends the process. Returns how to unregister. */
  readonly onInterrupt: (tidy: () => void) => () => void;
}

/** Whether colours may be used on a stream: only on a terminal, and never against `NO_COLOR` (no-color.org). */
export function mayColor(stream: OutputStream, environment: CommandIo['environment']): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return stream.isTTY === true && !refused && environment.TERM !== 'dumb';
}

/** The io of this process. SIGINT and SIGTERM tidy, and then end the process as the signal by itself would. */
export function processIo(): CommandIo {
  const tidyings = new Set<() => void>();
  const end = (signal: NodeJS.Signals): void => {
    for (const tidy of tidyings) tidy();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  // Each write tells its own failure; without a listener the event would end the process with a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    nowMs: () => performance.now(),
    currentTime: () => new Date(),
    onInterrupt: (tidy) => {
      tidyings.add(tidy);
      return () => tidyings.delete(tidy);
    },
  };
}
