import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Writable } from 'node:stream';
import type { CommandIo, Pager } from './command-io';

/** Commands whose text is read from its beginning. Those that write as they find, such as `scan`, are watched, or go to a file. */
const PAGED = [
  'review',
  'rules',
  'selectors',
  'trails',
  'cost',
  'policy',
  'view',
  'actor',
  'resource',
  'clickops',
  'permissions',
  'history',
];

/** What a shell ends with where a program may not be run, and where there is none. */
const CANNOT_RUN = 126;
const NOT_FOUND = 127;

/**
 * The same io, the results of which go through the pager of `TRAILWATCH_PAGER`, `PAGER`, or else `less`, and how it ends. Undefined where
 * nobody reads on a terminal, `--no-pager` is there, the pager is empty or `cat`, or the command is not one that is paged. The pager starts
 * with the first text. Beside it no progress is drawn. The end gives why nothing was shown, if so.
 */
export function throughPager(
  argv: readonly string[],
  io: CommandIo,
): { readonly io: CommandIo; readonly end: () => Promise<string | undefined> } | undefined {
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
  const end = async () => {
    const status = (await pager?.end()) ?? 0;
    if (status < CANNOT_RUN || status > NOT_FOUND) return undefined;
    return `the pager '${command}' cannot be run; name another one in TRAILWATCH_PAGER, or add --no-pager`;
  };
  return { io: paged, end };
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
