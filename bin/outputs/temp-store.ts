import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpillStore } from '../../lib/core/record/spill-store';
import { renderReason, UserError } from '../cli/user-error';

/**
 * A store in a temporary file that only this user can read. Its name is removed immediately if the system allows it, so that
 * nothing remains regardless of how the process ends; otherwise when the process exits.
 */
export function openTempStore(folder = tmpdir()): SpillStore {
  const path = join(folder, `trailwatch-${process.pid}-${randomUUID()}`);
  const file = inTemporaryFolder(folder, () => openSync(path, 'wx+', 0o600));
  if (!removed(path)) {
    process.once('exit', () => {
      closeSync(file);
      removed(path);
    });
  }
  let end = 0;
  return {
    append: (bytes) => {
      const offset = end;
      for (let at = 0; at < bytes.length; ) {
        const from = at;
        at += inTemporaryFolder(folder, () =>
          writeSync(file, bytes, from, bytes.length - from, offset + from),
        );
      }
      end += bytes.length;
      return offset;
    },
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const count = readSync(file, bytes, at, length - at, offset + at);
        if (count === 0) throw new Error('a temporary file is shorter than it was written');
        at += count;
      }
      return bytes;
    },
  };
}

/**
 * What the writing of a temporary file gives.
 *
 * @throws {@link UserError} if the temporary folder is not there, is full or takes nothing
 */
export function inTemporaryFolder<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new UserError(
      `the folder for temporary files, ${folder}, cannot be written: ${renderReason(error)}; name another one in TMPDIR`,
    );
  }
}

/** Whether the name could be removed: Windows keeps that of an open file. */
function removed(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
