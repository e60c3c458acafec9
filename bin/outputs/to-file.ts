import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath, stat } from 'node:fs/promises';
import type { CommandIo } from '../cli/command-io';
import { failing, UserError } from '../cli/user-error';
import { checkOutputFile, type OutputChoice } from './check-output-file';
import { makeTemporaryFile, type TemporaryFile } from './temporary-file';
import { inOne, inPortions, type TextOutput, toStream } from './text-output';

/** Prevents users with write access to the folder from replacing the temporary file with a link. Windows has no such flag. */
const WRITE_NO_LINK = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * Results to a file that replaces no file of others unless forced, and that appears only when it is whole: they are written beside it and renamed by `finish`.
 * A device or a pipe is written directly. Throws a {@link UserError} when the file cannot be written, at once if
 * that is known at once.
 */
export async function toFile(choice: OutputChoice, io: Pick<CommandIo, 'onInterrupt'>): Promise<TextOutput> {
  const path = choice.out;
  await checkOutputFile(choice);
  const trying = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch(failing(`--out ${path} cannot be written`));
  const output = await trying(openPath(path, io));
  return {
    paths: output.paths,
    write: (text) => trying(output.write(text)),
    finish: () => trying(output.finish()),
    discard: () => output.discard(),
  };
}

async function openPath(path: string, io: Pick<CommandIo, 'onInterrupt'>): Promise<TextOutput> {
  const before = await stat(path).catch(() => undefined);
  if (before === undefined && (await isLink(path)))
    throw new Error('it is a link to a file that does not exist');
  if (before !== undefined && !before.isFile()) return directOutput(path, await open(path, 'w'));
  const target = await realpath(path).catch(() => path);
  const temporary = makeTemporaryFile(target, io, before && before.mode | OWNER_WRITES);
  try {
    const handle = await open(temporary.path, WRITE_NO_LINK);
    if (before !== undefined && (before.mode & OWNER_WRITES) === 0)
      await handle.chmod(before.mode & PERMISSIONS);
    return wholeOutput({ target, temporary, handle });
  } catch (error) {
    temporary.remove();
    throw error;
  }
}

/** Permission bits: a file that replaces one that its owner may not write is written first. */
const OWNER_WRITES = 0o200;
const PERMISSIONS = 0o777;

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() === true;
}

interface Unfinished {
  readonly target: string;
  readonly temporary: TemporaryFile;
  readonly handle: FileHandle;
}

function wholeOutput({ target, temporary, handle }: Unfinished): TextOutput {
  let isOpen = true;
  return {
    paths: [target, temporary.path],
    write: async (text) => {
      await handle.appendFile(inOne(text));
    },
    finish: async () => {
      await handle.sync();
      await temporary.replaceTarget();
      isOpen = false;
      await handle.close();
    },
    discard: () => {
      if (!isOpen) return;
      isOpen = false;
      temporary.remove();
      handle.close().catch(() => undefined);
    },
  };
}

function directOutput(target: string, handle: FileHandle): TextOutput {
  return {
    paths: [target],
    write: async (text) => {
      await handle.appendFile(inOne(text));
    },
    finish: () => handle.close(),
    discard: () => {
      handle.close().catch(() => undefined);
    },
  };
}

/** The output for the results of a command: standard output if `--out` is absent, or a file. */
export async function openOutput({ out, force }: Partial<OutputChoice>, io: CommandIo): Promise<TextOutput> {
  if (out === undefined) return inPortions(toStream(io.stdout));
  return inPortions(await toFile({ out, ...(force && { force }) }, io));
}

/** The format of a stream of lines: a table where a person reads it on a terminal. */
export function streamFormat<Format extends string>(
  { format, out }: { readonly format?: Format; readonly out?: string },
  { stdout }: Pick<CommandIo, 'stdout'>,
): Format | 'table' | 'ndjson' {
  return format ?? (out === undefined && stdout.isTTY === true ? 'table' : 'ndjson');
}
