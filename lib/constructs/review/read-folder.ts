import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ReadText } from '../../core/review/source/read-assembly';

/** Larger files are not read: a template ends at 1 MB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Reads files of a folder, none that a link leads out of it to. */
export function readFolder(folder: string): ReadText {
  return (path) => {
    try {
      const root = realpathSync(folder);
      const file = realpathSync(join(root, path));
      const within = relative(root, file);
      if (within === '..' || within.startsWith(`..${sep}`))
        return { problem: 'a link leads out of the folder' };
      const { size } = statSync(file);
      if (size > MAX_FILE_BYTES)
        return { problem: `it has ${size} bytes; at most ${MAX_FILE_BYTES} are read` };
      return { text: readFileSync(file, 'utf8') };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  };
}
