import type { Dirent, PathLike } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renderReason } from '../cli/user-error';
import type { ExcludedFiles } from './excluded-files';
import { type Input, readFileChunks } from './input-file';
import { isInOne } from './only-below';

/**
 * The files of a folder and its subfolders, in the code unit order of their names, so that any two walks agree. A folder that
 * is linked twice, or in a circle, is walked once. Files in `except` are excluded, by any path. A name that is not UTF-8 is
 * shown with its bytes as `\xff`, so that no two files have one name, and its file is still read.
 *
 * @param only the real paths outside of which links are not followed; anywhere unless given
 */
export function walkFolder(
  root: string,
  except: ExcludedFiles,
  only?: readonly string[],
): AsyncGenerator<Input, void> {
  return walk({ name: root, path: root }, { except, only, walked: new Set() });
}

interface Walk {
  readonly except: ExcludedFiles;
  readonly only: readonly string[] | undefined;
  /** The real paths of folders. */
  readonly walked: Set<string>;
}

/** A file or folder: its name in messages, and its name in the file system. */
interface Place {
  readonly name: string;
  readonly path: string | Buffer;
}

type FoundEntry = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'> & {
  readonly name: string | Buffer;
};

async function* walk(folder: Place, state: Walk): AsyncGenerator<Input, void> {
  const entries = await entriesOf(folder, state);
  if (typeof entries === 'string') {
    yield { name: folder.name, reason: entries };
    return;
  }
  for (const entry of entries) {
    const place = placeIn(folder, entry.name);
    if (state.except.has(place.path, entry.name.toString(), entry.isSymbolicLink())) continue;
    if (entry.isSymbolicLink() && (await leadsOut(place, state))) {
      yield { name: place.name, note: 'is a link out of what may be read, left out' };
      continue;
    }
    const found = entry.isFile() ? entry : await stat(place.path).catch(renderReason);
    if (typeof found === 'string') yield { name: place.name, reason: found };
    else if (found.isDirectory()) yield* walk(place, state);
    else yield toInput(place, found);
  }
}

async function leadsOut({ path }: Place, { only }: Walk): Promise<boolean> {
  if (only === undefined) return false;
  const real = await realpath(path).catch(() => undefined);
  return real !== undefined && !isInOne(only, real);
}

/** The contents of a folder, nothing if it was walked before, or the reason why it cannot be read. */
async function entriesOf({ path }: Place, { walked }: Walk): Promise<readonly FoundEntry[] | string> {
  try {
    const real = await realpath(path, 'buffer');
    const key = real.toString('latin1');
    if (walked.has(key)) return [];
    walked.add(key);
    const entries: readonly FoundEntry[] = await readNames(path);
    return [...entries].sort((one, other) => (one.name.toString() < other.name.toString() ? -1 : 1));
  } catch (error) {
    return renderReason(error);
  }
}

/** Files with names that are not UTF-8 can only be opened by their bytes. */
async function readNames(path: PathLike): Promise<readonly FoundEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes('\ufffd'))) return entries;
  const raw = (await readdir(path, { withFileTypes: true, encoding: 'buffer' })) as unknown as FoundEntry[];
  return raw.map((entry) => (isUtf8(entry.name as Buffer) ? withTextName(entry) : entry));
}

/** Text for a name. */
function shownName(name: string | Buffer): string {
  if (typeof name === 'string') return name;
  return name.toString('latin1').replace(/[^ -[\]-~]/g, (byte) => {
    return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function isUtf8(name: Buffer): boolean {
  return Buffer.from(name.toString()).equals(name);
}

function withTextName(entry: FoundEntry): FoundEntry {
  return {
    name: entry.name.toString(),
    isFile: () => entry.isFile(),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  };
}

function placeIn(folder: Place, name: string | Buffer): Place {
  const shown = join(folder.name, shownName(name));
  if (typeof name === 'string' && typeof folder.path === 'string') return { name: shown, path: shown };
  const path = Buffer.concat([Buffer.from(folder.path), Buffer.from('/'), Buffer.from(name)]);
  return { name: shown, path };
}

function toInput({ name, path }: Place, found: Pick<Dirent, 'isFile'>): Input {
  if (!found.isFile()) return { name, note: 'is not a file, skipped' };
  return { name, source: { key: name }, named: false, path, open: () => readFileChunks(path) };
}
