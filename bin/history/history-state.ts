import { isJsonObject } from '../../lib/core/json/json-value';
import type { CommandIo } from '../cli/command-io';
import { readResumeFile, replaceResumeFile } from '../outputs/resume-file';

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
  const resumed = await readResumeFile(file, {
    ...{ command: 'history', version: VERSION, asked, another: 'another question' },
    isSaved: isSavedHistory,
  });
  const progress = resumed?.saved.progress;
  return progress?.isComplete === true ? undefined : progress;
}

interface SavedHistory {
  readonly version: typeof VERSION;
  readonly asked: string;
  readonly progress: HistoryProgress;
}

function isSavedHistory(value: unknown): value is SavedHistory {
  return isJsonObject(value) && isProgress(value.progress);
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
  { asked, progress }: Omit<SavedHistory, 'version'>,
  io: Pick<CommandIo, 'onInterrupt'>,
): Promise<void> {
  await replaceResumeFile(file, JSON.stringify({ version: VERSION, asked, progress }), io);
}
