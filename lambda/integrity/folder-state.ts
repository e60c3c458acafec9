import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import { type FolderPosition, firstPosition } from '../../lib/core/digest/folder-position';
import type { Ports } from './ports';

/** How far an account's Region was checked. */
export interface FolderState {
  readonly position: FolderPosition;
  /** When it was met. */
  readonly metMs: number;
  /** When all that was there was checked; 0 if never. */
  readonly checkedAtMs: number;
}

/** A state, and what of it is needed to write the next one. */
export interface ReadState {
  readonly state: FolderState;
  readonly version: number;
}

/** A folder is followed from so long before it was met; what is older is left to rechecks. */
export const FIRST_REACH_MS = 24 * 60 * 60 * 1000;

/** The state of a folder; where it has none, the one that it begins with. */
export async function readState(ports: Ports, folder: ArchiveFolder): Promise<ReadState> {
  const { text, version } = await ports.readProgress(nameOf(folder));
  if (version > 0) return { state: JSON.parse(text) as FolderState, version };
  const metMs = ports.nowMs();
  return { state: { position: firstPosition(metMs - FIRST_REACH_MS), metMs, checkedAtMs: 0 }, version };
}

/** Writes the state that follows; false if another handler has written since. */
export function writeState(
  ports: Ports,
  folder: ArchiveFolder,
  { state, version }: ReadState,
): Promise<boolean> {
  return ports.writeProgress({ name: nameOf(folder), text: JSON.stringify(state), version });
}

/** What the folder is called in messages and in the table: what its log files' keys begin with. */
export function nameOf(folder: ArchiveFolder): string {
  return keyPrefixOf(folder, 'CloudTrail');
}
