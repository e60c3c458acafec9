import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Writable } from 'node:stream';
import type { CommandIo, Pager } from './command-io';

/**
 * Commands with text that is read from the beginning. Commands that write results as they find them, such as `scan`, are not
 * paged.
 */
const PAGED = ['review', 'rules', 'trails', 'cost', 'view', 'actor', 'resource', 'permissions', 'history'];

/** Commands below them that are not: what they print follows their input, or goes to a comment. */
const UNPAGED = ['rules match', 'rules backtest'];

/** The exit statuses of a shell if a program is not executable, and if it is not found. */
const CANNOT_RUN = 126;
const NOT_FOUND = 127;

/**
 * The same io with its results sent to the pager of `TRAILWATCH_PAGER`, `PAGER`, or else `less`, and a function to end it.
 * Undefined if standard output is not a terminal, `--no-pager` is given, the pager is empty or `cat`, or the command is not
 * paged. The pager starts with the first text. No progress is drawn while it runs. The end function returns why nothing was
 * shown, if so.
 */
export function throughPager(
  argv: readonly string[],
  io: CommandIo,
): { readonly io: CommandIo; readonly end: () => Promise<string | undefined> } | undefined {
  const { stdout, stderr, environment, startPager } = io;
  if (stdout.isTTY !== true || environment.TERM === 'dumb' || startPager === undefined) return undefined;
  const [first = '', second = ''] = argv.filter((text) => !text.startsWith('-'));
  if (argv.includes('--no-pager') || !PAGED.includes(first) || UNPAGED.includes(`${first} ${second}`))
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
  const end = async () => {
    const status = (await pager?.end()) ?? 0;
    if (status < CANNOT_RUN || status > NOT_FOUND) return undefined;
    return `the pager '${command}' cannot be run; name another one in TRAILWATCH_PAGER, or add --no-pager`;
  };
  return { io: paged, end };
}

/** `less`, or '' if it is not installed. */
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
