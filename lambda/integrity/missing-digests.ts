import { parseDigestKey } from '../../lib/core/digest/archive-folder';
import { MISSING_AFTER_MS } from '../../lib/core/digest/digest-period';
import { type Finding, problemFile } from '../../lib/core/digest/finding';
import type { FolderPosition } from '../../lib/core/digest/folder-position';
import type { FolderState } from './state/folder-state';

/**
 * The digest files that are missed since the last check: those that are missing, and whose time to come late has since
 * run out. One that comes after all leaves the position, and is checked like any other.
 */
export function findMissingDigests(
  { position, checkedAtMs }: FolderState,
  after: FolderPosition,
  nowMs: number,
): readonly Finding[] {
  const wasMissing = new Set(missingIn(position));
  return missingIn(after)
    .filter((key) => isMissed(key, nowMs) && !(wasMissing.has(key) && isMissed(key, checkedAtMs)))
    .map((key) => problemFile('digest', key, { status: 'missing', reason: 'absent' }));
}

/** Whether a digest file that is not there will hardly come late any more. */
export function isMissed(digestKey: string, nowMs: number): boolean {
  const listed = parseDigestKey(digestKey);
  return listed?.kind !== 'chained' || listed.endTimeMs + MISSING_AFTER_MS <= nowMs;
}

function missingIn({ chains }: FolderPosition): readonly string[] {
  return Object.values(chains).flatMap(({ missing }) => missing);
}
