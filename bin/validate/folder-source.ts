import { statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { HashedObject, StoredObject } from '../../lib/core/digest/archive-reader';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { layoutRootOf } from '../../lib/core/record/object-key';
import { failing, renderReason, UserError } from '../cli/user-error';
import { readFileChunks } from '../inputs/input-file';
import type { ArchiveSource } from './archive-source';
import { isAbsent } from './hash-job';
import type { LogHasher } from './log-hasher';
import { type CopiedFiles, learnMissingPrefix } from './missing-prefix';
import type { SavedSignatures } from './saved-signatures';

/** Options for reading a folder. */
export interface FolderOptions {
  /** Of digest files by their keys, where they were saved: a copy has lost the metadata of objects. */
  readonly signatures: Pick<SavedSignatures, 'get'>;
  readonly hasher: LogHasher;
  /** Absent where there are none. */
  readonly publicKeys?: PublicKeys;
}

/**
 * A folder that was copied from a bucket, or any folder above or below its `AWSLogs`. A copy may lack the first part
 * of all keys (`aws s3 sync s3://bucket/prefix .`): authentic digest files name their own keys, and so that part.
 *
 * @throws {@link UserError} if there is no such folder
 */
export async function openFolder(
  path: string,
  { signatures, hasher, publicKeys }: FolderOptions,
): Promise<ArchiveSource> {
  const found = await stat(path).catch(failing(path));
  if (!found.isDirectory()) throw new UserError(`${path}: it is not a folder`);
  const asked = resolve(path);
  const base = baseOf(asked);
  const scope = asked === base ? '' : `${toKey(relative(base, asked))}/`;
  const tree = new FileTree(base, hasher);
  const files: CopiedFiles = {
    keys: () => tree.keys(scope, ''),
    read: async (key, wholeKey) => withSignature(await tree.read(key, ''), signatures.get(wholeKey)),
  };
  const missing = await learnMissingPrefix(files, publicKeys);
  return {
    name: path,
    scope: missing + scope,
    subfolders: (keyPrefix) => tree.subfolders(keyPrefix, missing),
    childrenOf: (keyPrefix) => tree.childrenOf(keyPrefix, missing),
    keys: (keyPrefix, after) => tree.keys(keyPrefix, missing, after),
    open: (key) => tree.open(key, missing),
    pathOf: (key) => tree.pathOf(key, missing),
    read: async ({ key }) => withSignature(await tree.read(key, missing), signatures.get(key)),
    hash: ({ key }) => tree.hash(key, missing),
    ahead: hasher.jobsAhead,
    close: () => hasher.close(),
  };
}

/** The folder in which keys begin: the one above the last `AWSLogs` of the path, or the path itself. */
function baseOf(path: string): string {
  const root = layoutRootOf(`${toKey(path)}/`);
  return root === undefined ? path : dirname(path.slice(0, root.length - 1));
}

function withSignature(object: StoredObject, signature: string | undefined): StoredObject {
  return object.kind === 'stored' && signature !== undefined ? { ...object, signature } : object;
}

class FileTree {
  constructor(
    private readonly base: string,
    private readonly hasher: LogHasher,
  ) {}

  async *subfolders(keyPrefix: string, missing: string): AsyncGenerator<string, void> {
    for (const { name, isFolder } of await this.entries(keyPrefix.slice(missing.length))) {
      if (isFolder) yield keyPrefix + name;
    }
  }

  async *childrenOf(keyPrefix: string, missing: string): AsyncGenerator<string, void> {
    for (const { name } of await this.entries(keyPrefix.slice(missing.length))) yield keyPrefix + name;
  }

  async *keys(keyPrefix: string, missing: string, after = ''): AsyncGenerator<string, void> {
    const folder = keyPrefix.slice(0, keyPrefix.lastIndexOf('/') + 1);
    for (const { name, isFolder } of await this.entries(folder.slice(missing.length))) {
      const key = folder + name;
      // All that lies in a folder before the key begins with less than it.
      if (key < after && !(isFolder && after.startsWith(key))) continue;
      if (isFolder) yield* this.keys(key, missing, after);
      else if (key > after) yield key;
    }
  }

  async read(key: string, missing: string): Promise<StoredObject> {
    const path = this.pathOf(key, missing);
    if (path === undefined) return { kind: 'absent' };
    try {
      // Without the thread pool, which takes longer than a look at the file.
      if (!statSync(path).isFile()) return { kind: 'absent' };
      return { kind: 'stored', chunks: await begun(readFileChunks(path)) };
    } catch (error) {
      return isAbsent(error) ? { kind: 'absent' } : { kind: 'unreadable', problem: renderReason(error) };
    }
  }

  async *open(key: string, missing: string): AsyncGenerator<Uint8Array, void> {
    const path = this.pathOf(key, missing);
    if (path !== undefined) yield* readFileChunks(path);
  }

  async hash(key: string, missing: string): Promise<HashedObject> {
    const path = this.pathOf(key, missing);
    return path === undefined ? { kind: 'absent' } : this.hasher.hashFile(path);
  }

  /** A digest file may name any key: none leads out of the folder. */
  pathOf(key: string, missing: string): string | undefined {
    const names = key.slice(missing.length).split('/');
    const isPlain = names.every(
      (name) => name !== '' && name !== '.' && name !== '..' && !/[\\\0]/.test(name),
    );
    return isPlain && key.startsWith(missing) ? join(this.base, ...names) : undefined;
  }

  /** What a folder holds, folders with a slash behind their names, in S3's order; nothing if it is not there. */
  private async entries(folder: string): Promise<readonly Entry[]> {
    const path = join(this.base, folder);
    const found = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new UserError(`${path}: ${renderReason(error)}`);
    });
    return found
      .map((entry) => {
        const isFolder = entry.isDirectory();
        return { name: isFolder ? `${entry.name}/` : entry.name, isFolder };
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

/** Reads the first chunk: a file that cannot be read fails here, and not where it is unpacked. */
async function begun(chunks: AsyncGenerator<Uint8Array, void>): Promise<AsyncIterable<Uint8Array>> {
  const first = await chunks.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* chunks;
  })();
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

function toKey(path: string): string {
  return path.split(sep).join('/');
}
