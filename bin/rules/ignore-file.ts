import { readFile } from 'node:fs/promises';
import { failing, UserError } from '../cli/user-error';

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
  const lines = await readNamedLines(path, { option: '--ignore-file', what: 'rule' });
  return lines.map(({ text, from }) => ({ rule: text, from }));
}

/** A line of a file, without its comment, and where it is as `file:line`. */
interface NamedLine {
  readonly text: string;
  readonly from: string;
}

/** The lines of a file with one name a line, without comments and blank lines. */
export async function readNamedLines(
  path: string,
  { option, what }: { readonly option: string; readonly what: string },
): Promise<readonly NamedLine[]> {
  const bytes = await readFile(path).catch(failing(`${option} ${path}`));
  if (bytes.length > MAX_BYTES)
    throw new UserError(`${option} ${path} has ${bytes.length} bytes; name one ${what} a line`);
  return bytes
    .toString()
    .split(/\r?\n/)
    .map((line, index) => ({ text: line.replace(/(^|\s)#.*$/, '').trim(), from: `${path}:${index + 1}` }))
    .filter(({ text }) => text !== '');
}
