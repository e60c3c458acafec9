import { statSync } from 'node:fs';
import { renderSize } from '../package/render-package';
import type { Checksums } from './checksums';
import { type Publication, pathIn } from './publication';

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
