import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BuiltPackage } from './package-builder';

/** Beside the packages: what `npm run package` made, for `npm run release`. */
export const LIST_FILE = 'packages.json';

/** Paths are kept relative to the folder, so that it can be moved. */
export function writePackageList(folder: string, built: readonly BuiltPackage[]): void {
  const list = built.map((one) => ({ ...one, files: one.files.map((file) => relative(folder, file)) }));
  writeFileSync(join(folder, LIST_FILE), `${JSON.stringify(list, null, 2)}\n`);
}
