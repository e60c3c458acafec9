import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those above it that are missing; nothing where it is there. `mkdir` of Node.js with `recursive` tries for ever
 * where a file system takes no folder and says that there is none, such as in `/proc`.
 *
 * @param mode permissions of the folders that are made
 * @throws what the file system says, such as `ENOENT`, `ENOSPC`, `EACCES`, or `EEXIST` where a file has the name
 */
export function makeFolder(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path);
  if (missing.length === 0) missing.push(resolve(folder));
  for (const path of missing) {
    try {
      mkdirSync(path, { mode });
    } catch (error) {
      // Another process may have made it since.
      if (!isFolder(path)) throw error;
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
