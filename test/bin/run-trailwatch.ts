import { Readable, Writable } from 'node:stream';
import { FINDINGS } from '../../bin/cli/command-help';
import type { CommandIo } from '../../bin/cli/command-io';
import { withCurrentNames } from '../../bin/cli/former-names';
import { main } from '../../bin/main';

/** What a command line is run with, where a test cares. */
export interface Surroundings {
  readonly stdin?: string | Buffer | readonly (string | Buffer)[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard output and standard error are a terminal this wide. */
  readonly terminalColumns?: number;
  /** Standard output takes this many writes, and then nobody reads it any more. */
  readonly closesAfterWrites?: number;
  /** What every write to standard output fails with. */
  readonly stdoutFault?: Error;
  /** Each wait moves the clock on, which stands still otherwise. */
  readonly isWaitLong?: boolean;
  /** What a look at the clock fails with. */
  readonly clockFault?: Error;
  /** Takes the place of the program that shows results a screen at a time. */
  readonly startPager?: CommandIo['startPager'];
  /** What the clock on the wall says; `2026-11-20T12:00:00Z` unless given. */
  readonly currentTime?: string;
}

/** What came out of it. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process. Its clock stands still: `seconds=0.00`. Where it ends with status 1, the help says what that means. */
export async function runTrailwatch(
  argv: readonly string[],
  surroundings: Surroundings = {},
): Promise<Outcome> {
  const outcome = await withTestIo(surroundings, (io) => main(argv, io));
  const words = `${withCurrentNames(argv)
    .argv.filter((word) => !word.startsWith('-'))
    .join(' ')} `;
  if (outcome.status === 1 && !Object.keys(FINDINGS).some((path) => words.startsWith(`${path} `)))
    throw new Error(`the help of ${words}does not say what status 1 means`);
  return outcome;
}

/** Runs what gives an exit status with an io of its own, and collects what it writes. */
export async function withTestIo(
  surroundings: Surroundings,
  run: (io: CommandIo) => Promise<number>,
): Promise<Outcome> {
  const { stdin = '', environment = {}, terminalColumns } = surroundings;
  const stdout = new Collector(terminalColumns, surroundings);
  const stderr = new Collector(terminalColumns);
  const chunks = Array.isArray(stdin) ? stdin : [stdin];
  let nowMs = 0;
  const status = await run({
    stdin: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
    stdout,
    stderr,
    environment,
    nowMs: () => {
      if (surroundings.clockFault !== undefined) throw surroundings.clockFault;
      return nowMs;
    },
    currentTime: () => new Date(surroundings.currentTime ?? '2026-11-20T12:00:00Z'),
    wait: async (milliseconds) => {
      if (surroundings.isWaitLong === true) nowMs += milliseconds;
    },
    onInterrupt: () => () => undefined,
    ...(surroundings.startPager === undefined ? {} : { startPager: surroundings.startPager }),
  });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

class Collector extends Writable {
  text = '';
  readonly isTTY: boolean;
  private writes = 0;

  constructor(
    readonly columns: number | undefined,
    private readonly faults: Pick<Surroundings, 'closesAfterWrites' | 'stdoutFault'> = {},
  ) {
    super({ decodeStrings: false });
    // As on the streams of the process: a write's callback tells its failure.
    this.on('error', () => undefined);
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.writes += 1;
    const { closesAfterWrites = Number.POSITIVE_INFINITY, stdoutFault } = this.faults;
    const isClosed = this.writes > closesAfterWrites;
    const fault = isClosed ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : stdoutFault;
    if (fault === undefined) this.text += chunk.toString();
    done(fault);
  }
}
