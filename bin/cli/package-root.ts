import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package, from the sources and from the built bundle alike. */
export function packageRoot(): string {
  let folder = __dirname;
  while (manifestIn(folder)?.version === undefined) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${__dirname}`);
    folder = parent;
  }
  return folder;
}

/** The version of this package. */
export function packageVersion(): string {
  return manifestIn(packageRoot())?.version as string;
}

interface Manifest {
  /** The one next to the bundle has none: it only declares CommonJS for Node.js. */
  readonly version?: string;
}

function manifestIn(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
}
