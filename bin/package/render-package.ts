import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { BuiltPackage } from './package-builder';

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
