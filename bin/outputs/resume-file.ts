import { readFile, writeFile } from 'node:fs/promises';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { CommandIo } from '../cli/command-io';
import { failing, renderReason, UserError } from '../cli/user-error';
import { makeTemporaryFile } from './temporary-file';

/** The required content of the file of `--resume`. */
export interface ResumeQuestion<Saved> {
  readonly command: string;
  readonly version: number;
  /** The query of the command. */
  readonly asked: string;
  /** The difference for the error message, such as 'another question'. */
  readonly another: string;
  /** Whether what was saved is of this form; the version and the question are looked at before. */
  readonly isSaved: (value: unknown) => value is Saved;
}

/** What was saved, and the lines that were added since. */
export interface Resumed<Saved> {
  readonly saved: Saved;
  readonly added: readonly string[];
}

/**
 * What an earlier run saved of the same question in the first line of a file; undefined if there is no file, or an empty
 * one.
 *
 * @throws {@link UserError} if the file is of something else, or cannot be read
 */
export async function readResumeFile<Saved>(
  file: string,
  { command, version, asked, another, isSaved }: ResumeQuestion<Saved>,
): Promise<Resumed<Saved> | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`--resume ${file}: ${renderReason(error)}`);
  });
  if (text === undefined || text === '') return undefined;
  const [first = '', ...added] = text.split('\n');
  const saved = parseJson(first);
  if (!isJsonObject(saved) || saved.version !== version || !isSaved(saved))
    throw new UserError(`--resume ${file}: it is not what trailwatch ${command} writes; name another file`);
  if (saved.asked !== asked) {
    throw new UserError(
      `--resume ${file}: it is about ${another}, ${saved.asked}; name another file, or delete it to start over`,
    );
  }
  return { saved, added };
}

/**
 * Replaces the file as a whole: it holds what it held, or all of the new.
 *
 * @throws {@link UserError} if it cannot be written
 */
export function replaceResumeFile(
  file: string,
  content: string | Iterable<string>,
  io: Pick<CommandIo, 'onInterrupt'>,
): Promise<void> {
  return writing(file, async () => {
    const temporary = makeTemporaryFile(file, io);
    try {
      await writeFile(temporary.path, content);
      await temporary.replaceTarget();
    } finally {
      temporary.remove();
    }
  });
}

/**
 * Writes to the file of `--resume`.
 *
 * @throws {@link UserError} if it cannot be written
 */
export async function writing(file: string, write: () => Promise<void>): Promise<void> {
  await write().catch(failing(`--resume ${file} cannot be written`));
}
