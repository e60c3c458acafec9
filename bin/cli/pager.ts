import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Writable } from 'node:stream';
import type { CommandIo } from './command-io';

/** A program that shows text a screen at a time, and has been started. */
export interface Pager {
  /** What it shows. Fails with EPIPE once it was left. */
  readonly input: Writable;
  /** Nothing more comes. Resolves when it was left. */
  readonly end: () => Promise<void>;
}

/** Commands whose text is read from its beginning. Those that write as they find, such as `scan`, are watched, or go to a file. */
const PAGED = ['review', 'rules', 'selectors', 'trails', 'cost', 'policy', 'view', 'actor', 'history'];

/** As git has it: ends on its own if everything is on one screen (F), keeps colors (R), and leaves the text on the terminal (X). */
const LESS = 'FRX';

/**
 * The same io, the results of which go through the pager of `TRAILWATCH_PAGER`, `PAGER`, or else `less`, and how it ends. Undefined where
 * nobody reads on a terminal, `--no-pager` is there, the pager is empty or `cat`, or the command is not one that is paged. The pager starts
 * with the first text. Beside it no progress is drawn.
 */
export function throughPager(
  argv: readonly string[],
  io: CommandIo,
): { readonly io: CommandIo; readonly end: () => Promise<void> } | undefined {
  const { stdout, stderr, environment, startPager } = io;
  if (stdout.isTTY !== true || environment.TERM === 'dumb' || startPager === undefined) return undefined;
  if (argv.includes('--no-pager') || !PAGED.includes(argv.find((text) => !text.startsWith('-')) ?? ''))
    return undefined;
  const command = environment.TRAILWATCH_PAGER ?? environment.PAGER ?? installedLess(environment);
  if (command === '' || command === 'cat') return undefined;
  let pager: Pager | undefined;
  const results = new Writable({
    decodeStrings: false,
    write(text, encoding, done) {
      pager ??= startPager(command);
      pager.input.write(text, encoding, done);
    },
  });
  // Each write reports its own failure.
  results.on('error', () => undefined);
  const paged = Object.create(io, {
    stdout: { value: Object.assign(results, { isTTY: true, columns: stdout.columns }) },
    stderr: {
      value: Object.create(stderr, { isTTY: { value: false }, write: { value: stderr.write.bind(stderr) } }),
    },
  }) as CommandIo;
  return { io: paged, end: async () => pager?.end() };
}

/** `less`, or '' where there is none. */
function installedLess({ PATH = '' }: CommandIo['environment']): string {
  const isThere = PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'less'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return isThere ? 'less' : '';
}

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
