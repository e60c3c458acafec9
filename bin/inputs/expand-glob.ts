import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

/** Whether a path has the special characters of a shell's patterns. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/**
 * The files and folders that a pattern of the shell matches, in the order of their names: `*`, `?`, `[…]` and `{…}`
 * within a name, `**` for any folders in between. A pattern in quotes reaches the command as it is written, and so does
 * every pattern on Windows. Names that begin with a dot are matched by patterns that do so only, as in a shell.
 */
export async function expandGlob(pattern: string): Promise<readonly string[]> {
  const { root } = parse(pattern);
  const segments = pattern.slice(root.length).split(sep === '/' ? '/' : /[\\/]/);
  let paths: readonly string[] = [root];
  for (const segment of segments.filter((name) => name !== '')) {
    const next = await Promise.all(paths.map((path) => expandSegment(path, segment)));
    paths = next.flat();
  }
  return paths;
}

async function expandSegment(folder: string, segment: string): Promise<readonly string[]> {
  if (segment === '**') return [folder, ...(await foldersBelow(folder))];
  if (!isGlob(segment)) return (await exists(join(folder, segment))) ? [join(folder, segment)] : [];
  const { default: picomatch } = await import('picomatch');
  const isMatch = picomatch(segment);
  const entries = await entriesOf(folder);
  return entries.filter(({ name }) => isMatch(name)).map(({ name }) => join(folder, name));
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const below = await Promise.all(
    folders.map(async ({ name }) => [join(folder, name), ...(await foldersBelow(join(folder, name)))]),
  );
  return below.flat();
}

/** What is no folder, or cannot be read, has nothing that matches. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
