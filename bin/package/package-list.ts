import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BuiltPackage } from './package-builder';

/** Beside the packages: what `npm run package` made, for `npm run release`. */
export const LIST_FILE = 'packages.json';

/** What `npm run release` writes beside the packages: their checksums, and the section of the changelog. */
export const CHECKSUMS_FILE = 'SHA256SUMS';
export const NOTES_FILE = 'NOTES.md';

/** Removes what describes packages that are made anew. */
export function removePackageList(folder: string): void {
  for (const name of [LIST_FILE, CHECKSUMS_FILE, NOTES_FILE]) rmSync(join(folder, name), { force: true });
}

/** Paths are kept relative to the folder, so that it can be moved. */
export function writePackageList(folder: string, built: readonly BuiltPackage[]): void {
  const list = built.map((one) => withPaths(one, (file) => relative(folder, file)));
  writeFileSync(join(folder, LIST_FILE), `${JSON.stringify(list, null, 2)}\n`);
}

/** The packages that `npm run package` made in a folder. */
export function readPackageList(folder: string): readonly BuiltPackage[] {
  const list = JSON.parse(readFileSync(join(folder, LIST_FILE), 'utf8')) as readonly BuiltPackage[];
  return list.map((one) => withPaths(one, (file) => join(folder, file)));
}

function withPaths(built: BuiltPackage, toPath: (file: string) => string): BuiltPackage {
  const { files, billOfMaterials } = built;
  const beside = billOfMaterials === undefined ? {} : { billOfMaterials: toPath(billOfMaterials) };
  return { ...built, files: files.map(toPath), ...beside };
}
