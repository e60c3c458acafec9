import { unlinkSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import type { TextOutput } from './text-output';

/**
 * Results to a file that appears only when it is whole: they are written beside it and renamed by `finish`.
 * A device or a pipe is written directly. Throws a {@link UserError} when the file cannot be written, at once if
 * that is known at once.
 */
export async function toFile(path: string, io: Pick<CommandIo, 'onInterrupt'>): Promise<TextOutput> {
  const trying = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: unknown) => {
      throw new UserError(`--out ${path} cannot be written: ${renderReason(error)}`);
    });
  const output = await trying(openOutput(path, io));
  return {
    paths: output.paths,
    write: (text) => trying(output.write(text)),
    finish: () => trying(output.finish()),
    discard: () => output.discard(),
  };
}

async function openOutput(path: string, io: Pick<CommandIo, 'onInterrupt'>): Promise<TextOutput> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  if (before !== undefined && !before.isFile()) return directOutput(target, await open(target, 'w'));
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  // Before it is there: an interrupt may come while it is being made.
  const unregister = io.onInterrupt(() => remove(temporary));
  const handle = await open(temporary, 'wx', before?.mode).catch((error: unknown) => {
    unregister();
    throw error;
  });
  return wholeOutput({ target, temporary, handle, unregister });
}

interface Unfinished {
  readonly target: string;
  readonly temporary: string;
  readonly handle: FileHandle;
  readonly unregister: () => void;
}

function wholeOutput({ target, temporary, handle, unregister }: Unfinished): TextOutput {
  let isOpen = true;
  return {
    paths: [target, temporary],
    write: async (text) => {
      await handle.appendFile(text);
    },
    finish: async () => {
      await handle.sync();
      await rename(temporary, target);
      isOpen = false;
      unregister();
      await handle.close();
    },
    discard: () => {
      if (!isOpen) return;
      isOpen = false;
      unregister();
      remove(temporary);
      handle.close().catch(() => undefined);
    },
  };
}

function directOutput(target: string, handle: FileHandle): TextOutput {
  return {
    paths: [target],
    write: async (text) => {
      await handle.appendFile(text);
    },
    finish: () => handle.close(),
    discard: () => {
      handle.close().catch(() => undefined);
    },
  };
}

function remove(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch {
    // It is gone already, which is what we want.
  }
}
