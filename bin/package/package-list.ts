import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** Where packages are published. */
export type Registry = 'npm' | 'PyPI' | 'Maven Central' | 'NuGet' | 'Go';

/** One version of one package, as its registry takes it. */
export interface BuiltPackage {
  readonly registry: Registry;
  /** As the registry writes it, such as `io.github.trailwatch:cdk-trailwatch`. */
  readonly name: string;
  readonly version: string;
  /** The files that are uploaded, or committed for Go. Absolute paths. */
  readonly files: readonly string[];
  /** What is bundled into it, as a CycloneDX document that is released beside it. Absolute path. */
  readonly billOfMaterials?: string;
  /** What is inside, if the package is an archive that tells. */
  readonly contents?: { readonly fileCount: number; readonly sizeBytes: number };
}

/** Folders that a builder reads and writes. Absolute paths. */
export interface PackageFolders {
  /** The repository, built. */
  readonly root: string;
  /** The packages, in a folder for each registry: `js`, `python`, `java`, `dotnet` and `go`. */
  readonly out: string;
}

/** Makes the packages of one language, or of one registry. One file each in this folder, listed in `package-builders.ts`. */
export interface PackageBuilder {
  /** For `--only` and messages, such as `npm`. */
  readonly name: string;
  /** What this machine lacks to build them, such as `dotnet`; undefined if it lacks nothing. */
  readonly missing: () => string | undefined;
  readonly build: (folders: PackageFolders) => Promise<readonly BuiltPackage[]>;
}

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

/** One line: `npm            trailwatch 1.2.3      1.6 MB   700 files, 7.1 MB unpacked   trailwatch-1.2.3.tgz`. */
export function renderPackage(built: BuiltPackage): string {
  const { registry, name, version, files, contents } = built;
  const sizeBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const [only] = files;
  const inside =
    contents === undefined
      ? `${files.length} files`
      : `${contents.fileCount} files, ${renderSize(contents.sizeBytes)} unpacked`;
  const file = files.length === 1 && only !== undefined ? `  ${basename(only)}` : '';
  return `${registry.padEnd(13)}  ${`${name} ${version}`.padEnd(44)}  ${renderSize(sizeBytes).padStart(8)}  ${inside}${file}`;
}

/** Decimal units, as registries show sizes. */
export function renderSize(sizeBytes: number): string {
  if (sizeBytes < 1e6) return `${(sizeBytes / 1e3).toFixed(1)} KB`;
  return `${(sizeBytes / 1e6).toFixed(2)} MB`;
}
