import { appendFile } from 'node:fs/promises';
import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import type { ChainProof, ChainRun } from '../../lib/core/digest/proven-time';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { CommandIo } from '../cli/command-io';
import type { TimeRange } from '../cli/time-range';
import { readResumeFile, replaceResumeFile, writing } from '../outputs/resume-file';
import { noValidationCounts, type SavedProof, type ValidationCounts } from './proof-summary';

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
  /** To be called at the end of a folder. What was found of it is found again by the next run, unless it is written out. */
  finish(folder: ArchiveFolder, proofs: readonly ChainProof[], isWritten: boolean): Promise<void>;
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

/** What one account and Region adds to a saved state. */
interface SavedFolder {
  readonly folder: string;
  readonly proofs: readonly SavedProof[];
  /** Of all runs together, this folder included. */
  readonly counts: ValidationCounts;
}

/**
 * The state of a new validation, or the one saved in a file.
 *
 *     {"version":2,"asked":…,"done":[…],…}            all that was done when it was written
 *     {"folder":…,"proofs":[…],"counts":{…}}          one account and Region more
 *     {"folder":…,"pro                                what was cut short is ignored
 *
 * The first account and Region of a run, and the end, replace the file as a whole; each one between them adds a line. So
 * everything it marks as done is written out, and the findings of an interrupted account and Region are written again.
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
  let isReplaced = false;
  const save = async (added?: SavedFolder): Promise<void> => {
    if (file === undefined) return;
    if (isReplaced && added !== undefined)
      await writing(file, () => appendFile(file, `\n${JSON.stringify(added)}`));
    else await replaceResumeFile(file, portionsOf(validation.saved), io);
    isReplaced = true;
  };
  const { startMs, endMs, nowMs } = validation.time;
  return {
    ...{ nowMs, counts: validation.counts, proofs: validation.proofs },
    range: startMs === undefined ? { endMs } : { startMs, endMs },
    begunAtMs: saved === undefined ? undefined : nowMs,
    isDone: (folder) => validation.done.has(keyPrefixOf(folder, 'CloudTrail')),
    finish: async (folder, proofs, isWritten) => {
      const added = validation.add(keyPrefixOf(folder, 'CloudTrail'), proofs);
      if (isWritten) await save(added);
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

  add(folder: string, chains: readonly ChainProof[]): SavedFolder {
    const proofs = chains.map((proof) => ({ ...proof, folder }));
    this.done.add(folder);
    this.proofs.push(...proofs);
    return { folder, proofs, counts: this.counts };
  }

  get saved(): SavedState {
    const { time, counts, proofs, isComplete } = this;
    return { ...this.begun, time, counts, proofs, isComplete, done: [...this.done] };
  }
}

async function readState(file: string, question: string): Promise<SavedState | undefined> {
  const resumed = await readResumeFile(file, {
    ...{
      command: 'validate',
      version: VERSION,
      asked: question,
      another: 'another archive, range or choice',
    },
    isSaved: isSavedState,
  });
  if (resumed === undefined) return undefined;
  const { saved: state, added: lines } = resumed;
  const added = lines.map((line): unknown => parseJson(line)).filter(isSavedFolder);
  return {
    ...state,
    done: [...state.done, ...added.map(({ folder }) => folder)],
    proofs: [...state.proofs, ...added.flatMap(({ proofs }) => proofs)],
    counts: added.at(-1)?.counts ?? state.counts,
  };
}

/** Manually edited values must not be used: each value has the form that {@link openValidationState} writes. */
function isSavedState(value: unknown): value is SavedState {
  const { time, done, proofs, counts, isComplete } = value as Partial<SavedState>;
  return (
    isTime(time) &&
    Array.isArray(done) &&
    done.every((folder) => typeof folder === 'string') &&
    areProofs(proofs) &&
    areCounts(counts) &&
    typeof isComplete === 'boolean'
  );
}

/** A line that was cut short is no JSON. */
function isSavedFolder(value: unknown): value is SavedFolder {
  const { folder, proofs, counts } = (value ?? {}) as Partial<SavedFolder>;
  return typeof folder === 'string' && areProofs(proofs) && areCounts(counts);
}

function isTime(value: unknown): value is ValidationTime {
  const { startMs, endMs, nowMs } = (value ?? {}) as Partial<ValidationTime>;
  return (startMs === undefined || isCount(startMs)) && isCount(endMs) && isCount(nowMs);
}

function areProofs(value: unknown): value is readonly SavedProof[] {
  return Array.isArray(value) && value.every(isProof);
}

function isProof(value: unknown): value is SavedProof {
  if (!isJsonObject(value)) return false;
  const { folder, chain, due, dueMs, provenMs, pendingMs, unproven, keys, isEnded, runs } =
    value as Partial<SavedProof>;
  return (
    [folder, chain].every((text) => typeof text === 'string') &&
    [due, ...(Array.isArray(unproven) ? unproven : [undefined])].every(isStretch) &&
    [dueMs, provenMs, pendingMs].every(isCount) &&
    (provenMs ?? 0) <= (dueMs ?? 0) &&
    Array.isArray(keys) &&
    keys.every((key) => typeof key === 'string') &&
    typeof isEnded === 'boolean' &&
    // A file of an earlier version has none.
    (runs === undefined || (Array.isArray(runs) && runs.every(isRun)))
  );
}

function isRun(value: unknown): boolean {
  if (!isStretch(value)) return false;
  const { previousKey, lastKey, isFinal } = value as Partial<ChainRun>;
  const areKeys = typeof (previousKey ?? '') === 'string' && typeof lastKey === 'string';
  return areKeys && typeof isFinal === 'boolean';
}

function isStretch(value: unknown): boolean {
  const { fromMs, untilMs } = (value ?? {}) as { readonly fromMs?: unknown; readonly untilMs?: unknown };
  return isCount(fromMs) && isCount(untilMs);
}

/** All of them, and every file with one verdict. */
function areCounts(value: unknown): value is ValidationCounts {
  const counts = (value ?? {}) as ValidationCounts;
  if (!Object.keys(noValidationCounts()).every((name) => isCount(counts[name as keyof ValidationCounts])))
    return false;
  const { digests, logs, valid, invalid, missing, extra, unverified } = counts;
  return digests + logs === valid + invalid + missing + extra + unverified;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Written in portions: no text need hold all that is done. */
function* portionsOf({ done, ...rest }: SavedState): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"done":[`;
  for (let at = 0; at < done.length; at += PORTION_LENGTH) {
    const prefixes = done.slice(at, at + PORTION_LENGTH).map((prefix) => JSON.stringify(prefix));
    yield (at === 0 ? '' : ',') + prefixes.join(',');
  }
  yield ']}';
}
