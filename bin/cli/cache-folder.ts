import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { CommandIo } from './command-io';
import { makeFolder } from './make-folder';

/** Names another folder; the empty text means that nothing is remembered. */
export const CACHE_VARIABLE = 'TRAILWATCH_CACHE_DIR';

const OTHERS_MAY_WRITE = 0o022;
/** Windows has neither the flag nor owners as numbers; a user's folders are closed to others there. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * The user's cache folder, after the XDG Base Directory Specification, and what is usual on macOS and Windows; undefined if nothing is to
 * be remembered.
 */
export function cacheFolder(environment: CommandIo['environment']): string | undefined {
  const { [CACHE_VARIABLE]: chosen, XDG_CACHE_HOME: xdg, HOME: home, LOCALAPPDATA: local } = environment;
  if (chosen !== undefined) return chosen === '' ? undefined : chosen;
  if (xdg?.startsWith('/') === true) return join(xdg, 'trailwatch');
  if (process.platform === 'win32')
    return local === undefined ? undefined : join(local, 'trailwatch', 'cache');
  if (home === undefined || home === '') return undefined;
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'trailwatch')
    : join(home, '.cache', 'trailwatch');
}

/** Makes a cache folder that only this user may read, unless it is there. Whether it can be trusted. */
export function makeSafeFolder(folder: string): boolean {
  makeFolder(folder, 0o700);
  return isSafe(lstatSync(folder));
}

/** Whether it belongs to this user, and others cannot write to it. */
export function isSafe({ uid, mode }: Stats): boolean {
  if (process.getuid === undefined) return true;
  return uid === process.getuid() && (mode & OTHERS_MAY_WRITE) === 0;
}

/**
 * Opens a file of the cache to be read.
 *
 * @throws if it is not there, or cannot be trusted
 */
export function openSafely(path: string): number {
  const file = openSync(path, READ_NO_LINK);
  const found = fstatSync(file);
  if (found.isFile() && isSafe(found)) return file;
  closeSync(file);
  throw new Error('not to be trusted');
}
