import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its missing parents; no effect if it exists. `mkdir` of Node.js with `recursive` loops endlessly if a
 * file system rejects a folder with the error that it does not exist, such as in `/proc`.
 *
 * @param mode permissions of the folders that are made
 * @throws the error of the file system, such as `ENOENT`, `ENOSPC`, `EACCES`, or `EEXIST` if a file has the name
 */
export function makeFolder(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path);
  if (missing.length === 0) missing.push(resolve(folder));
  for (const path of missing) {
    try {
      mkdirSync(path, { mode });
    } catch (error) {
      // Another process may have created it since.
      if (!isFolder(path)) throw error;
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
