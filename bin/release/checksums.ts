import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { renderSize } from '../package/package-list';
import { type Publication, pathIn } from './publication';

/** SHA-256 of files by their paths, which are relative and have `/` between their parts. */
export type Checksums = ReadonlyMap<string, string>;

/** The checksums of files in a folder. */
export function checksumsOf(folder: string, paths: readonly string[]): Checksums {
  const sorted = [...paths].sort();
  return new Map(
    sorted.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}

/** As `sha256sum` writes them, and `sha256sum --check` reads them. */
export function renderChecksums(checksums: Checksums): string {
  return [...checksums].map(([path, sum]) => `${sum}  ${path}\n`).join('');
}

/** Throws on a line that `sha256sum` would not write. */
export function parseChecksums(text: string): Checksums {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      if (sum === undefined || path === undefined)
        throw new Error(`'${line.slice(0, 200)}' is no line of checksums`);
      return [path, sum];
    }),
  );
}

/** The paths whose files are not the same, or are in one of the two only. */
export function differentFiles(one: Checksums, other: Checksums): readonly string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

/** More files than these are summed up in a line. */
const MAX_LISTED_FILES = 12;

/** What would be published where, with sizes and checksums. */
export function renderPublication(publication: Publication, folder: string, checksums: Checksums): string {
  const { registry, packages, authentication, commands } = publication;
  const names = packages.map(({ name, version }) => `${name} ${version}`).join(', ');
  const files = packages.flatMap((one) => one.files);
  const listed = files.slice(0, MAX_LISTED_FILES).map((file) => {
    const path = pathIn(folder, file);
    return `  ${checksums.get(path)}  ${renderSize(statSync(file).size).padStart(8)}  ${path}`;
  });
  const rest = files.slice(MAX_LISTED_FILES);
  const restBytes = rest.reduce((sum, file) => sum + statSync(file).size, 0);
  return [
    `${registry}: ${names}`,
    `  by ${authentication}`,
    ...commands.map(({ argv }) => `  $ ${argv.join(' ')}`),
    ...listed,
    ...(rest.length === 0
      ? []
      : [`  and ${rest.length} more files, ${renderSize(restBytes)}, in SHA256SUMS`]),
    '',
  ].join('\n');
}
