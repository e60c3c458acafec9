import { type BigIntStats, type PathLike, statSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Files that are not inputs, such as the command's own output. They are identified by device and file number, because a file
 * has several paths: through links, and in any case if the file system is case-insensitive.
 */
export class ExcludedFiles {
  private readonly names: ReadonlySet<string>;

  /** @param whenFound is called for each one found, and may throw: some files must not be inputs at all */
  constructor(
    private readonly paths: readonly string[] = [],
    private readonly whenFound: () => void = () => undefined,
  ) {
    this.names = new Set(paths.map((path) => toComparable(basename(path))));
  }

  /** Whether the file at the path, which has this name in its folder, is one of them. */
  has(file: PathLike, name: string, isLink: boolean): boolean {
    if (this.names.size === 0) return false;
    // The name excludes nearly every file, without file system access.
    if (!isLink && !this.names.has(toComparable(name))) return false;
    const found = statOf(file);
    const isExcluded = found !== undefined && this.paths.some((path) => isSame(found, statOf(path)));
    if (isExcluded) this.whenFound();
    return isExcluded;
  }
}

/** File systems that ignore the case of letters may also store another Unicode normal form. */
function toComparable(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What the file system has of a path; undefined if it cannot be read. */
export function statOf(path: PathLike): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether two paths lead to one file. */
export function isSame(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
