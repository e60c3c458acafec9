import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ReadText } from '../../core/estate/source/add-stack';
import { readerWithin } from '../../core/estate/source/read-within';

const FILES = { sep, join, relative, realpathSync, statSync, readFileSync };

/** Reads files of a folder, none that a link leads out of it to. */
export function readFolder(folder: string): ReadText {
  return readerWithin(folder, FILES, (error) => (error instanceof Error ? error.message : String(error)));
}
