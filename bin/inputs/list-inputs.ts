import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, parse, sep } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import type { ExcludedFiles } from './excluded-files';
import { type Input, readFileChunks } from './input-file';
import { onlyBelow } from './only-below';
import { walkFolder } from './walk-folder';

/** Options for listing inputs. */
export interface InputPaths {
  /** As the user wrote them: files, folders, glob patterns, `s3://bucket/prefix`, `-`. */
  readonly paths: readonly string[];
  readonly io: Pick<CommandIo, 'stdin' | 'environment' | 'wait'>;
  /** Files that are excluded, such as the command's own output. */
  readonly except: ExcludedFiles;
}

/** Every input, in the order of the paths and within a folder or prefix in the order of the names. */
export async function* listInputs({ paths, io, except }: InputPaths): AsyncGenerator<Input, void> {
  for (const path of paths) {
    if (path === '-')
      yield { name: '-', source: { key: '-' }, named: true, open: () => readStandardInput(io) };
    else if (path.startsWith('s3://')) yield* listBucket(path, io);
    else yield* listPath(path, except, onlyBelow(io));
  }
}

async function* readStandardInput({ stdin }: Pick<CommandIo, 'stdin'>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* stdin;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    throw new Error("standard input is a folder; name the folder instead of '-'");
  }
}

/** The AWS SDK is loaded for the first s3:// path, and not before. */
async function* listBucket(url: string, io: InputPaths['io']): AsyncGenerator<Input, void> {
  const { listBucketInputs } = await import('./list-bucket-inputs');
  yield* listBucketInputs(url, io);
}

/** An existing path is used literally; otherwise it may be a pattern that no shell has expanded. */
async function* listPath(
  path: string,
  except: ExcludedFiles,
  only: readonly string[] | undefined,
): AsyncGenerator<Input, void> {
  const found = await stat(path).catch(renderReason);
  if (typeof found !== 'string') {
    if (found.isDirectory()) yield* walkFolder(path, except, only);
    else yield* listFound(path, found, except);
    return;
  }
  const matches = isGlob(path) ? await expandGlob(path) : [];
  for (const match of matches) {
    if (except.has(match, basename(match), true)) continue;
    yield* listFound(match, await stat(match).catch(renderReason), except);
  }
  if (matches.length === 0) yield { name: path, reason: hintFor(path) ?? found };
}

async function* listFound(
  path: string,
  found: Stats | string,
  except: ExcludedFiles,
): AsyncGenerator<Input, void> {
  if (typeof found === 'string') yield { name: path, reason: found };
  else if (found.isDirectory()) yield* walkFolder(path, except);
  else yield { name: path, source: { key: path }, named: true, path, open: () => readFileChunks(path) };
}

/** A hint for a path that does not exist. */
function hintFor(path: string): string | undefined {
  if (/^s3:\/\//i.test(path)) return `the scheme is written in small letters: s3${path.slice(2)}`;
  if (/^file:\/\//i.test(path)) return `it is a URL; name the path ${pathOfUrl(path)}`;
  return isGlob(path) ? 'no file or folder matches it' : undefined;
}

function pathOfUrl(url: string): string {
  const path = url.replace(/^file:\/\/(?:localhost)?/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

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

/** Non-folders and unreadable folders contain no matches. */
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
