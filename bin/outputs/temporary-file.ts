import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CommandIo } from '../cli/command-io';

/** An empty file beside the one that it is to replace. */
export interface TemporaryFile {
  readonly path: string;
  /** Puts it in the place of its target: from then on an interrupt leaves it alone. */
  replaceTarget(): Promise<void>;
  /** Removes it. Does nothing once it has replaced its target. */
  remove(): void;
}

const MAX_TRIES = 10;

/**
 * Makes a file for what is to replace `target` once it is whole. An interrupt removes it.
 *
 * The name is new, whatever earlier runs left behind: in containers every run has the same process id.
 */
export function makeTemporaryFile(
  target: string,
  io: Pick<CommandIo, 'onInterrupt'>,
  mode?: number,
): TemporaryFile {
  // Without a pause between making and registering: an interrupt finds the file registered, or not there.
  const path = makeEmptyFile(target, mode);
  const unregister = io.onInterrupt(() => unlink(path));
  let isOurs = true;
  const release = (): void => {
    isOurs = false;
    unregister();
  };
  return {
    path,
    replaceTarget: async () => {
      await rename(path, target);
      release();
    },
    remove: () => {
      if (!isOurs) return;
      release();
      unlink(path);
    },
  };
}

/** Whether a file has the name of what an interrupted run may have left behind. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.\d+(-[0-9a-f]{12})?\.tmp$/.test(name);
}

function makeEmptyFile(target: string, mode: number | undefined): string {
  for (let tries = 1; ; tries += 1) {
    const path = join(dirname(target), nameFor(target, tries));
    try {
      closeSync(openSync(path, 'wx', mode));
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries === MAX_TRIES) throw error;
    }
  }
}

function nameFor(target: string, tries: number): string {
  const chance = tries === 1 ? '' : `-${randomBytes(6).toString('hex')}`;
  return `.${basename(target)}.${process.pid}${chance}.tmp`;
}

function unlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, which is what we want.
  }
}
