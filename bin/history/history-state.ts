import { readFile, rename, writeFile } from 'node:fs/promises';
import { isJsonObject } from '../../lib/core/json/json-value';
import { parseJson } from '../../lib/core/json/parse-json';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { makeTemporaryFile } from '../outputs/temporary-file';

const VERSION = 1;

/** How far a reading is: all events that are newer than `untilMs` are written, and of that time those of these ids. */
export interface HistoryProgress {
  readonly startMs: number;
  readonly endMs: number;
  readonly untilMs: number;
  readonly ids: readonly string[];
  readonly isComplete: boolean;
}

/**
 * What a file says of a reading that was interrupted; undefined if there is none, or it came to its end.
 *
 * @throws {@link UserError} if the file is of something else, or cannot be read
 */
export async function readProgress(file: string, asked: string): Promise<HistoryProgress | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`--resume ${file}: ${renderReason(error)}`);
  });
  if (text === undefined || text === '') return undefined;
  const saved = parseJson(text);
  if (!isJsonObject(saved) || saved.version !== VERSION || !isProgress(saved.progress))
    throw new UserError(`--resume ${file}: it is not what trailwatch history writes; name another file`);
  if (saved.asked !== asked) {
    throw new UserError(
      `--resume ${file}: it is about another question, ${saved.asked}; name another file, or delete it to start anew`,
    );
  }
  return saved.progress.isComplete ? undefined : saved.progress;
}

function isProgress(value: unknown): value is HistoryProgress {
  if (!isJsonObject(value)) return false;
  const { startMs, endMs, untilMs, ids, isComplete } = value;
  const areTimes = [startMs, endMs, untilMs].every((time) => Number.isSafeInteger(time));
  return areTimes && Array.isArray(ids) && typeof isComplete === 'boolean';
}

/** Replaces the file as a whole. */
export async function writeProgress(
  file: string,
  { asked, progress }: { readonly asked: string; readonly progress: HistoryProgress },
  io: Pick<CommandIo, 'onInterrupt'>,
): Promise<void> {
  try {
    const temporary = makeTemporaryFile(file, io);
    try {
      await writeFile(temporary.path, JSON.stringify({ version: VERSION, asked, progress }));
      await rename(temporary.path, file);
      temporary.keep();
    } finally {
      temporary.remove();
    }
  } catch (error) {
    throw new UserError(`--resume ${file} cannot be written: ${renderReason(error)}`);
  }
}
