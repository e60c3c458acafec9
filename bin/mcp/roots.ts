import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { NO_BUCKET, parseS3Url } from '../aws/s3-url';
import { failing, UserError } from '../cli/user-error';
import { isInOne } from '../inputs/only-below';

const S3 = 's3://';

/** The only places that tools read: files and folders, and prefixes of buckets. */
export class Roots {
  /**
   * @param paths as they are given when the server starts
   * @param mayAskAws whether a prefix of a bucket may be among them
   * @throws {@link UserError} naming a path that does not exist, or may not be read
   */
  static async open(paths: readonly string[], mayAskAws: boolean): Promise<Roots> {
    const folders: string[] = [];
    const urls: string[] = [];
    for (const path of paths) {
      if (path.startsWith(S3)) urls.push(checkedUrl(path, mayAskAws));
      else folders.push(await realFolder(path));
    }
    return new Roots(folders, urls);
  }

  private constructor(
    private readonly folders: readonly string[],
    private readonly urls: readonly string[],
  ) {}

  /** All roots, as paths of the command line. */
  get paths(): readonly string[] {
    return [...this.folders, ...this.urls];
  }

  /** Those of this machine. */
  get localPaths(): readonly string[] {
    return this.folders;
  }

  /**
   * The path from a caller, resolved: without links, `.` and `..`. A relative path is searched for in each folder. Patterns are
   * not expanded. It neither begins with `-` nor is a pattern: it exists literally.
   *
   * @throws {@link UserError} with the same message whether it does not exist or may not be read
   */
  async confine(path: string): Promise<string> {
    if (path.startsWith(S3)) {
      if (this.urls.some((url) => path.startsWith(url))) return path;
      throw refusal(path, this.paths);
    }
    const candidates = isAbsolute(path) ? [path] : this.folders.map((folder) => join(folder, path));
    for (const candidate of candidates) {
      const real = await realpath(resolve(candidate)).catch(() => undefined);
      if (real !== undefined && this.has(real)) return real;
    }
    throw refusal(path, this.paths);
  }

  /** Whether a real path is one of the roots, or below one. */
  has(real: string): boolean {
    return isInOne(this.folders, real);
  }

  /**
   * What `validate` reads for a path: digest files refer to log files by keys, which begin above `AWSLogs`, so that any folder of an
   * account stands for the account.
   *
   * @param place as {@link confine} gives it
   * @throws {@link UserError} if keys begin outside of the roots
   */
  archiveOf(place: string): string {
    const slashed = `${place.replaceAll(sep, '/')}/`;
    const at = slashed.lastIndexOf('/AWSLogs/');
    if (at < 0) return place;
    const base = place.slice(0, at);
    const isInside = place.startsWith(S3)
      ? this.urls.some((url) => `${base}/`.startsWith(url))
      : this.has(base === '' ? sep : base);
    if (!isInside)
      throw new UserError(
        `${place}: validate reads what the digest files name, from the folder above AWSLogs on, which this server may not read; start it with ${base}`,
      );
    const [account] = ACCOUNT.exec(slashed.slice(at)) ?? [];
    return account === undefined ? place : place.slice(0, at + account.length);
  }
}

/** The folder of an account. */
const ACCOUNT = /^\/AWSLogs\/(?:o-[a-z0-9]{10,32}\/)?\d{12}(?=\/)/;

async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch(failing(path));
  const found = await stat(real);
  if (found.isDirectory() || found.isFile()) return real;
  throw new UserError(`${path}: it is neither a file nor a folder`);
}

function checkedUrl(url: string, mayAskAws: boolean): string {
  if (parseS3Url(url) === undefined) throw new UserError(`${url}: ${NO_BUCKET}`);
  if (!mayAskAws) throw new UserError(`${url} is in AWS, which tools ask with --aws only`);
  // Without the slash, the name of another bucket could begin like it.
  return /^s3:\/\/[^/]+$/.test(url) ? `${url}/` : url;
}

function refusal(path: string, roots: readonly string[]): UserError {
  return new UserError(
    `${path} is not a file or folder that this server may read; it reads ${roots.join(', ')}, and what is below`,
  );
}

/** The folder of a file, whose real path is resolved once. */
export class RealFolders {
  private readonly known = new Map<string, Promise<string>>();

  /** @returns the real path of a file that is no link itself */
  async of(path: string): Promise<string> {
    const folder = dirname(path);
    const real = this.known.get(folder) ?? realpath(folder);
    this.known.set(folder, real);
    return join(await real, path.slice(folder.length));
  }
}
