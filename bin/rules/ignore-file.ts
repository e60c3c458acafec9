import { readFile } from 'node:fs/promises';
import { renderReason, UserError } from '../cli/user-error';

/** A rule that is left out, and where that was said. */
export interface ExcludedRule {
  /** Its id, name or title. */
  readonly rule: string;
  /** An option, or `file:line`. */
  readonly from: string;
}

/** A file of rules is a few lines long. */
const MAX_BYTES = 1024 * 1024;

/** The rules that a file names, one a line; what follows a `#` at the start of a line or after a blank is a comment. */
export async function readIgnoreFile(path: string): Promise<readonly ExcludedRule[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError(`--ignore-file ${path}: ${renderReason(error)}`);
  });
  if (bytes.length > MAX_BYTES)
    throw new UserError(`--ignore-file ${path} has ${bytes.length} bytes; name one rule a line`);
  return bytes
    .toString()
    .split(/\r?\n/)
    .map((line, index) => ({ rule: line.replace(/(^|\s)#.*$/, '').trim(), from: `${path}:${index + 1}` }))
    .filter(({ rule }) => rule !== '');
}
