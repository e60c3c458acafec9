import { readFileSync, statSync } from 'node:fs';
import { MAX_FILE_BYTES } from '../../lib/core/estate/source/read-template';

/** The lines of the last template that was asked for: changes come template by template. */
let last: { readonly file: string; readonly lines: readonly string[] } | undefined;

/** The line of a template, in JSON or YAML, on which a resource begins; 1 where it is not there. */
export function lineInTemplate(file: string | undefined, logicalId: string | undefined): number {
  if (file === undefined || logicalId === undefined) return 1;
  if (last?.file !== file) last = { file, lines: linesOf(file) };
  const { lines } = last;
  const start = lines.findIndex((line) => /^\s*"?Resources"?\s*:/.test(line));
  const keys = [`"${logicalId}"`, logicalId, `'${logicalId}'`];
  const found = lines.findIndex(
    (line, place) => place > start && keys.some((key) => line.trimStart().startsWith(`${key}:`)),
  );
  return found < 0 ? 1 : found + 1;
}

function linesOf(file: string): readonly string[] {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MAX_FILE_BYTES ? readFileSync(file, 'utf8').split('\n') : [];
  } catch {
    // a template in a template has no file of its own
    return [];
  }
}
