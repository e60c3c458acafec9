import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A file or folder that the build made, by its path below `dist/`. Found from the compiled library and from its
 * sources alike. Throws when it is not there.
 */
export function builtPath(path: string): string {
  const found = join(packageRoot(__dirname), 'dist', path);
  if (!existsSync(found)) throw new Error('cdk-trailwatch is not built; run npm run build');
  return found;
}

/** What the package says of itself. */
export interface PackageWords {
  readonly homepage: string;
}

let read: PackageWords | undefined;

/** What the package says of itself, read once. */
export function readPackage(): PackageWords {
  read ??= JSON.parse(readFileSync(join(packageRoot(__dirname), 'package.json'), 'utf8')) as PackageWords;
  return read;
}

/** `dist/lib/constructs` is as far below the root as it is deep, so the root is looked for and not counted. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error(`no package.json above ${__dirname}: cdk-trailwatch is not installed whole`);
  return packageRoot(parent);
}
