import type { ReadText } from './add-stack';

/** Larger files are not read: a template ends at 1 MB, and a state of Terraform is of some MB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What reading a folder takes, as `node:fs` and `node:path` have it. */
export interface FolderAccess {
  readonly sep: string;
  join(folder: string, path: string): string;
  relative(from: string, to: string): string;
  realpathSync(path: string): string;
  statSync(path: string): { readonly size: number };
  readFileSync(path: string, encoding: 'utf8'): string;
}

/** Reads files of a folder, none that a link leads out of it to. */
export function readerWithin(
  folder: string,
  access: FolderAccess,
  renderReason: (error: unknown) => string,
): ReadText {
  return (path) => {
    try {
      const root = access.realpathSync(folder);
      const file = access.realpathSync(access.join(root, path));
      const within = access.relative(root, file);
      if (within === '..' || within.startsWith(`..${access.sep}`))
        return { problem: 'a link leads out of the folder' };
      const { size } = access.statSync(file);
      if (size > MAX_FILE_BYTES)
        return { problem: `it has ${size} bytes; at most ${MAX_FILE_BYTES} are read` };
      return { text: access.readFileSync(file, 'utf8') };
    } catch (error) {
      return { problem: renderReason(error) };
    }
  };
}
