import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A file or folder of the build, by its path below `dist/`. Works from the compiled library and from its sources. Throws if it
 * does not exist.
 */
export function builtPath(path: string): string {
  const found = join(packageRoot(__dirname), 'dist', path);
  if (!existsSync(found)) throw new Error('cdk-trailwatch is not built; run npm run build');
  return found;
}

/** The metadata of the package. */
export interface PackageWords {
  readonly homepage: string;
  readonly version: string;
}

let read: PackageWords | undefined;

/** The metadata of the package, read once. */
export function readPackage(): PackageWords {
  read ??= JSON.parse(readFileSync(join(packageRoot(__dirname), 'package.json'), 'utf8')) as PackageWords;
  return read;
}

/** The depth below the root differs between sources and build, so the root is searched for. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error(`no package.json above ${__dirname}: the installation of cdk-trailwatch is incomplete`);
  return packageRoot(parent);
}
