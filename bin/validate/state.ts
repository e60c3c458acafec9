import { readFile, rename, writeFile } from 'node:fs/promises';
import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import type { ChainProof } from '../../lib/core/digest/proven-time';
import { isJsonObject } from '../../lib/core/json/json-value';
import { parseJson } from '../../lib/core/json/parse-json';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { makeTemporaryFile } from '../outputs/temporary-file';
import type { SavedProof } from './proof-summary';
import type { TimeRange } from './time-range';
import { noValidationCounts, type ValidationCounts } from './validation-counts';

/** What a validation is about: another question is not gone on with. */
export type Asked = Readonly<Record<string, unknown>>;

/** When a validation was begun, and what it covers: an interrupted one goes on with the same. */
export interface ValidationTime extends TimeRange {
  readonly nowMs: number;
}

/** How far a validation is, kept in a file if one was named. */
export interface ValidationState {
  readonly range: TimeRange;
  readonly nowMs: number;
  /** Of all runs together. */
  readonly counts: ValidationCounts;
  isDone(folder: ArchiveFolder): boolean;
  /** Of all runs together. */
  readonly proofs: SavedProof[];
  /** When the validation began that goes on; undefined if this one begins it. */
  readonly begunAtMs: number | undefined;
  /** To be called when what was found of the folder is written out. */
  finish(folder: ArchiveFolder, proofs: readonly ChainProof[]): Promise<void>;
  /** To be called when all folders are done: the next validation begins anew. */
  complete(): Promise<void>;
}

const VERSION = 2;

/** So many prefixes are written at a time. */
const PORTION_LENGTH = 1000;

/** Where the state is kept, if anywhere. */
export interface StateFile {
  readonly file: string | undefined;
  readonly io: Pick<CommandIo, 'onInterrupt'>;
}

interface SavedState {
  readonly version: typeof VERSION;
  readonly asked: string;
  readonly time: ValidationTime;
  readonly done: readonly string[];
  readonly counts: ValidationCounts;
  readonly proofs: readonly SavedProof[];
  readonly isComplete: boolean;
}

/**
 * The state of a new validation, or the one saved in a file.
 *
 * The file is replaced as a whole after each account and Region, so everything it marks as done is written out. The
 * findings of an interrupted account and Region are written again.
 *
 * @throws {@link UserError} if the file is of another validation, cannot be read, or cannot be written
 */
export async function openValidationState(
  { file, io }: StateFile,
  asked: Asked,
  time: ValidationTime,
): Promise<ValidationState> {
  const question = JSON.stringify(asked);
  const read = file === undefined ? undefined : await readState(file, question);
  // Verdicts of a validation that came to its end are those of its day.
  const saved = read?.isComplete === true ? undefined : read;
  const validation = new FileState(saved ?? { ...newState(question), time });
  const save = async (): Promise<void> => {
    if (file !== undefined) await replace(file, validation.saved, io);
  };
  const { startMs, endMs, nowMs } = validation.time;
  return {
    ...{ nowMs, counts: validation.counts, proofs: validation.proofs },
    range: startMs === undefined ? { endMs } : { startMs, endMs },
    begunAtMs: saved === undefined ? undefined : nowMs,
    isDone: (folder) => validation.done.has(keyPrefixOf(folder, 'CloudTrail')),
    finish: (folder, proofs) => {
      validation.add(keyPrefixOf(folder, 'CloudTrail'), proofs);
      return save();
    },
    complete: () => {
      validation.isComplete = true;
      return save();
    },
  };
}

function newState(asked: string): Omit<SavedState, 'time'> {
  const nothing = { done: [], proofs: [], counts: noValidationCounts(), isComplete: false };
  return { version: VERSION, asked, ...nothing };
}

class FileState {
  readonly time: ValidationTime;
  readonly counts: ValidationCounts;
  readonly done: Set<string>;
  readonly proofs: SavedProof[];
  isComplete = false;

  constructor(private readonly begun: SavedState) {
    this.time = begun.time;
    this.counts = begun.counts;
    this.done = new Set(begun.done);
    this.proofs = [...begun.proofs];
  }

  add(folder: string, proofs: readonly ChainProof[]): void {
    this.done.add(folder);
    this.proofs.push(...proofs.map((proof) => ({ ...proof, folder })));
  }

  get saved(): SavedState {
    const { time, counts, proofs, isComplete } = this;
    return { ...this.begun, time, counts, proofs, isComplete, done: [...this.done] };
  }
}

async function readState(file: string, question: string): Promise<SavedState | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`--resume ${file}: ${renderReason(error)}`);
  });
  if (text === undefined || text === '') return undefined;
  const saved = parseJson(text);
  if (
    !isJsonObject(saved) ||
    saved.version !== VERSION ||
    !Array.isArray(saved.done) ||
    !Array.isArray(saved.proofs)
  ) {
    throw new UserError(`--resume ${file}: it is not what trailwatch validate writes; name another file`);
  }
  if (saved.asked !== question) {
    throw new UserError(
      `--resume ${file}: it is about another archive, range or choice, ${saved.asked}; name another file, or delete it to start anew`,
    );
  }
  return saved as unknown as SavedState;
}

/** Written in portions: no text need hold all that is done. */
async function replace(file: string, state: SavedState, io: Pick<CommandIo, 'onInterrupt'>): Promise<void> {
  try {
    const temporary = makeTemporaryFile(file, io);
    try {
      await writeFile(temporary.path, portionsOf(state));
      await rename(temporary.path, file);
      temporary.keep();
    } finally {
      temporary.remove();
    }
  } catch (error) {
    throw new UserError(`--resume ${file} cannot be written: ${renderReason(error)}`);
  }
}

function* portionsOf({ done, ...rest }: SavedState): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"done":[`;
  for (let at = 0; at < done.length; at += PORTION_LENGTH) {
    const prefixes = done.slice(at, at + PORTION_LENGTH).map((prefix) => JSON.stringify(prefix));
    yield (at === 0 ? '' : ',') + prefixes.join(',');
  }
  yield ']}';
}
