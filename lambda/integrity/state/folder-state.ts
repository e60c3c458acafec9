import { type ArchiveFolder, keyPrefixOf, parseDigestKey } from '../../../lib/core/digest/archive-folder';
import {
  type ChainPosition,
  type FolderPosition,
  firstPosition,
} from '../../../lib/core/digest/folder-position';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../../lib/core/json/json-value';
import type { Invocation } from '../invocation';
import type { Ports } from '../ports';

/** How far an account's Region was checked. */
export interface FolderState {
  readonly position: FolderPosition;
  /** When it was met. */
  readonly metMs: number;
  /** When all that was there was checked; 0 if never. */
  readonly checkedAtMs: number;
  /** When the state was written; none in those of earlier versions, and before the first writing. */
  readonly writtenMs?: number;
}

/** A state, and what of it is needed to write the next one. */
export interface ReadState {
  readonly state: FolderState;
  readonly version: number;
  /** Whether another one was there, which the monitor did not write. */
  readonly isRejected?: true;
}

/** A folder is followed from so long before it was met; what is older is left to rechecks. */
export const FIRST_REACH_MS = 24 * 60 * 60 * 1000;

/**
 * The state of a folder; where it has none, the one that it begins with. The table is not trusted: a time that is still to come,
 * or a digest file that does not exist yet, would keep the folder from being checked.
 */
export async function readState(ports: Ports, folder: ArchiveFolder): Promise<ReadState> {
  const { text, version, isRejected } = await ports.readProgress(nameOf(folder));
  const nowMs = ports.nowMs();
  const saved = version > 0 ? decodeState(text, folder, nowMs) : undefined;
  if (saved !== undefined) return { state: saved, version };
  return {
    state: { position: firstPosition(nowMs - FIRST_REACH_MS), metMs: nowMs, checkedAtMs: 0 },
    version,
    ...(isRejected === undefined ? {} : { isRejected }),
  };
}

/** Clocks of two containers differ by less. */
const CLOCK_SLACK_MS = 60 * 1000;

/** A silent folder's logs are settled a day behind; what is further behind than a redelivery was not written by a check. */
function decodeState(text: string, folder: ArchiveFolder, nowMs: number): FolderState | undefined {
  const json = parseJson(text);
  if (!isJsonObject(json)) return undefined;
  const { metMs, checkedAtMs, writtenMs } = json;
  const position = decodePosition(json.position, keyPrefixOf(folder, 'CloudTrail-Digest'), nowMs);
  if (position === undefined || !isPast(metMs, nowMs)) return undefined;
  return {
    ...{ position, metMs, checkedAtMs: isPast(checkedAtMs, nowMs) ? checkedAtMs : 0 },
    ...(isPast(writtenMs, nowMs) ? { writtenMs } : {}),
  };
}

function decodePosition(json: unknown, digestFolder: string, nowMs: number): FolderPosition | undefined {
  if (!isJsonObject(json as Json) || !isJsonObject((json as JsonObject).chains)) return undefined;
  const { chains, logsUntilMs } = json as JsonObject;
  if (!isPast(logsUntilMs, nowMs)) return undefined;
  const known = Object.entries(chains as JsonObject).flatMap(([chain, value]) => {
    const decoded = decodeChain(value, digestFolder, nowMs);
    return decoded === undefined ? [] : [[chain, decoded] as const];
  });
  return { chains: Object.fromEntries(known), logsUntilMs };
}

function decodeChain(
  value: Json | undefined,
  digestFolder: string,
  nowMs: number,
): ChainPosition | undefined {
  if (!isJsonObject(value)) return undefined;
  const { key, missing, isFinal, isAuthentic, isContinued } = value;
  const isKnown = (digestKey: unknown): digestKey is string => {
    if (typeof digestKey !== 'string' || !digestKey.startsWith(digestFolder)) return false;
    const listed = parseDigestKey(digestKey);
    return listed?.kind === 'chained' && isPast(listed.endTimeMs, nowMs);
  };
  if (!isKnown(key) || !Array.isArray(missing)) return undefined;
  return {
    key,
    missing: missing.filter(isKnown),
    ...(isFinal === true ? { isFinal } : {}),
    ...(isAuthentic === true ? { isAuthentic } : {}),
    ...(isContinued === true ? { isContinued } : {}),
  };
}

function isPast(timeMs: unknown, nowMs: number): timeMs is number {
  return (
    typeof timeMs === 'number' &&
    Number.isSafeInteger(timeMs) &&
    timeMs >= 0 &&
    timeMs <= nowMs + CLOCK_SLACK_MS
  );
}

/** Writes the state that follows; false if another handler has written since. */
export function writeState(
  ports: Ports,
  folder: ArchiveFolder,
  { state, version }: ReadState,
): Promise<boolean> {
  const text = JSON.stringify({ ...state, writtenMs: ports.nowMs() });
  return ports.writeProgress({ name: nameOf(folder), text, version });
}

/** What the folder is called in messages and in the table: what its log files' keys begin with. */
export function nameOf(folder: ArchiveFolder): string {
  return keyPrefixOf(folder, 'CloudTrail');
}

/** Plans come at least every hour: the alarm on their absence is raised before what they write, or have written, is as old. */
export const OLD_STATE_MS = 3 * 60 * 60 * 1000;

/** Counts a state that the monitor did not write, that was put back, or that was deleted: an alarm is raised. */
export function rejectState({ counts, log }: Pick<Invocation, 'counts' | 'log'>, name: string): void {
  counts.add('StatesRejected');
  log.warn(
    'a state in the table was not written by the monitor, was written by a later version of it, was put back, or was deleted',
    { name },
  );
}
