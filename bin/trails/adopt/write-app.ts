import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../cli/make-folder';
import { renderReason, UserError } from '../../cli/user-error';

/** @throws {@link UserError} unless the folder is empty, or not there yet: an app of somebody is never written over */
export function checkFolder(folder: string): void {
  const found = readNames(folder);
  if (found.length > 0)
    throw new UserError(
      `${folder} is not empty; name a folder that is not there, so that nothing is written over`,
    );
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${folder}: ${renderReason(error)}`);
  }
}

/** Writes files by their paths in a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    try {
      makeFolder(dirname(file));
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      throw new UserError(`${file}: ${renderReason(error)}`);
    }
  }
}
