import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { renderReason } from '../cli/user-error';
import type { Input } from './input-file';
import { readFileChunks } from './read-file-chunks';

/**
 * The files of a folder and of the folders in it, in the code unit order of their names, so that any two walks
 * agree. A folder that links lead to twice, or in a circle, is walked once. Paths in `except` are left out.
 */
export function walkFolder(root: string, except: readonly string[]): AsyncGenerator<Input, void> {
  return walk(root, { except: new Set(except.map((path) => resolve(path))), walked: new Set() });
}

interface Walk {
  readonly except: ReadonlySet<string>;
  /** The real paths of folders. */
  readonly walked: Set<string>;
}

async function* walk(folder: string, state: Walk): AsyncGenerator<Input, void> {
  const entries = await entriesOf(folder, state);
  if (typeof entries === 'string') {
    yield { name: folder, reason: entries };
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (state.except.has(resolve(path))) continue;
    const found = entry.isFile() ? entry : await stat(path).catch(renderReason);
    if (typeof found === 'string') yield { name: path, reason: found };
    else if (found.isDirectory()) yield* walk(path, state);
    else yield toInput(path, found);
  }
}

/** What is in a folder, nothing if it was walked before, or why it cannot be read. */
async function entriesOf(folder: string, { walked }: Walk): Promise<readonly Dirent[] | string> {
  try {
    const real = await realpath(folder);
    if (walked.has(real)) return [];
    walked.add(real);
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    return renderReason(error);
  }
}

function toInput(path: string, found: Pick<Dirent, 'isFile'>): Input {
  if (!found.isFile()) return { name: path, note: 'is no file, skipped' };
  return { name: path, source: { key: path }, named: false, open: () => readFileChunks(path) };
}
