import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { OCSF_VERSION } from '../../lib/core/query/to-ocsf';
import { makeFolder } from '../cli/make-folder';
import { renderReason, UserError } from '../cli/user-error';

/** Names that begin with `_` are ignored by Athena and Spark. */
const MANIFESTS = '_trailwatch';
const STAGING = '_staging';
/** A lock next to the manifests that identifies the process that writes to the folder. */
const LOCK = 'lock';

const VERSION = 1;

/** The kind of a dataset of OCSF, with the version of its schema: files of two versions do not mix. */
export const OCSF_KIND = `ocsf-${OCSF_VERSION}` as const;

/** The schema of a dataset: the columns of the view `events`, or OCSF. */
export type DatasetKind = 'events' | typeof OCSF_KIND;

/** The files that one step of a conversion added: all of them, or none. */
interface Manifest {
  readonly version: number;
  readonly kind: DatasetKind;
  /** The converted inputs, each with a mark that reveals changes. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The Parquet files, from the folder of the dataset, with `/`. */
  readonly parts: readonly string[];
}

/** A folder of Parquet files. Its manifests list the files that belong to it: any other file is incomplete. */
export class Dataset {
  /** The dataset of a folder; undefined if it has none. */
  static async find(folder: string): Promise<Dataset | undefined> {
    const names = await readdir(join(folder, MANIFESTS)).catch(() => undefined);
    if (names === undefined) return undefined;
    const manifests: Manifest[] = [];
    for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
      manifests.push(await readManifest(join(folder, MANIFESTS, name)));
    }
    return new Dataset(resolve(folder), manifests);
  }

  /**
   * The dataset of a folder, which is created if there is none.
   *
   * @throws {@link UserError} if the folder has other content, or a dataset of another kind
   */
  static async open(folder: string, kind: DatasetKind): Promise<Dataset> {
    const found = await Dataset.find(folder);
    if (found !== undefined) {
      if (found.kind !== undefined && found.kind !== kind) {
        throw new UserError(`--out ${folder} holds ${found.kind}, and not ${kind}; name another folder`);
      }
      return found;
    }
    const before = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new UserError(`--out ${folder} cannot be used: ${renderReason(error)}`);
    });
    if (before.length > 0) {
      throw new UserError(
        `--out ${folder} is not empty, and holds no dataset of trailwatch; name another folder`,
      );
    }
    try {
      makeFolder(join(folder, MANIFESTS));
    } catch (error) {
      throw new UserError(`--out ${folder} cannot be written: ${renderReason(error)}`);
    }
    return new Dataset(resolve(folder), []);
  }

  private readonly known: Map<string, string>;

  private constructor(
    readonly folder: string,
    private readonly manifests: Manifest[],
  ) {
    this.known = new Map(manifests.flatMap(({ inputs }) => Object.entries(inputs)));
  }

  get kind(): DatasetKind | undefined {
    return this.manifests[0]?.kind;
  }

  /** The Parquet files, from the folder, with `/`. */
  get parts(): readonly string[] {
    return this.manifests.flatMap(({ parts }) => parts);
  }

  /** The mark of an input that was converted before. */
  markOf(input: string): string | undefined {
    return this.known.get(input);
  }

  /**
   * Adds the files of a new folder to the dataset. The folder is removed at the end, even if the files cannot be written.
   *
   * @throws {@link UserError} if the disk is full, or not writable
   */
  async add<T extends { readonly files: readonly string[] }>(
    kind: DatasetKind,
    inputs: ReadonlyMap<string, string>,
    write: (folder: string) => Promise<T>,
  ): Promise<T> {
    const staging = join(this.folder, STAGING);
    try {
      await rm(staging, { recursive: true, force: true });
      await mkdir(staging);
      const written = await write(staging);
      await this.commit(kind, inputs, written.files);
      return written;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`--out ${this.folder} cannot be written: ${renderReason(error)}`);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** Adds the files of the staging folder. With the last rename, all of it belongs to the dataset. */
  private async commit(
    kind: DatasetKind,
    inputs: ReadonlyMap<string, string>,
    staged: readonly string[],
  ): Promise<void> {
    const staging = join(this.folder, STAGING);
    const number = String(this.manifests.length + 1).padStart(6, '0');
    const parts = staged.map((file, at) => {
      const place = dirname(relative(staging, file)).split(sep).join('/');
      return { file, part: `${place}/part-${number}-${at}.parquet` };
    });
    for (const { file, part } of parts) {
      makeFolder(join(this.folder, dirname(part)));
      await rename(file, join(this.folder, part));
    }
    const manifest: Manifest = {
      ...{ version: VERSION, kind },
      ...{ inputs: Object.fromEntries(inputs), parts: parts.map(({ part }) => part) },
    };
    const file = join(this.folder, MANIFESTS, `${number}.json`);
    await writeFile(`${file}.tmp`, JSON.stringify(manifest));
    await rename(`${file}.tmp`, file);
    this.manifests.push(manifest);
    for (const [input, mark] of inputs) this.known.set(input, mark);
  }

  /** Removes what an interrupted conversion may have left behind, but nothing of another dataset in a folder of this one. */
  async tidy(): Promise<void> {
    await rm(join(this.folder, STAGING), { recursive: true, force: true });
    const parts = new Set(this.parts);
    const found = await readdir(this.folder, { recursive: true, encoding: 'utf8' });
    const names = found.map((name) => name.split(sep).join('/'));
    const others = names.filter((name) => name.endsWith(`/${MANIFESTS}`)).map((name) => `${dirname(name)}/`);
    for (const part of names) {
      if (others.some((folder) => part.startsWith(folder))) continue;
      // Files with other names are not ours, and are kept.
      if (!/(?:^|\/)part-\d{6}-\d+\.parquet$/.test(part) || parts.has(part)) continue;
      await rm(join(this.folder, part), { force: true });
    }
  }
}

/**
 * Locks the folder of a dataset for this process: two concurrent writers would treat each other's files as leftovers. The lock
 * of a terminated process is taken over. Returns a function to release it.
 *
 * @throws {@link UserError} if another process writes into it
 */
export async function holdDataset(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, MANIFESTS, LOCK);
  const own = `${process.pid} ${hostname()}`;
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(file, own, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new UserError(`--out ${folder} cannot be written: ${renderReason(error)}`);
    }
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (tries > 0 || !isLeft(holder))
      throw new UserError(
        `another conversion writes into --out ${folder}; wait for its end, or remove ${file} if there is none`,
      );
    await rm(file, { force: true });
  }
}

/** Whether the process of a lock was on this machine, and no longer runs. */
function isLeft(holder: string): boolean {
  const [pid = '', host] = holder.split(' ');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function readManifest(file: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    if (manifest.version === VERSION && Array.isArray(manifest.parts)) return manifest;
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${renderReason(error)}`);
  }
  throw new UserError(`${file} is of another version of trailwatch; convert into a new folder`);
}
