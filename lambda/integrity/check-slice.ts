import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import { FolderCheck, type FolderCheckProps } from '../../lib/core/digest/check-folder';
import type { Finding } from '../../lib/core/digest/finding';
import type { FolderPosition } from '../../lib/core/digest/folder-position';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { Invocation } from './invocation';

/** What is checked: a slice of a folder's time. */
export interface SliceCheck {
  readonly folder: ArchiveFolder;
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number;
  readonly digestKeys: () => FolderCheckProps['digestKeys'];
  readonly logKeys: () => FolderCheckProps['logKeys'];
  readonly position?: FolderPosition;
}

/** What came of it. */
export interface SliceResult {
  readonly findings: readonly Finding[];
  readonly position: FolderPosition;
}

/** So many digest files and so many log files of one folder are under way at a time. */
const AHEAD = 12;

/**
 * Checks a slice. Where a public key is lacking, CloudTrail is asked once more before that is believed: it may have begun
 * to sign with a new one since the keys were fetched.
 */
export async function checkSlice(invocation: Invocation, check: SliceCheck): Promise<SliceResult> {
  const { ports, keys } = invocation;
  const { folder, startMs, endMs } = check;
  const begunMs = ports.nowMs();
  const range = { startMs, endMs, notBeforeMs: Number.NEGATIVE_INFINITY };
  const known = await keys.find(ports, folder.region, range);
  const result = await runCheck(invocation, check, known.keys);
  const lacksKey = result.findings.some(({ reason }) => reason === 'no-key');
  if (!lacksKey || known.fetchedAtMs >= begunMs) return result;
  const fresh = await keys.find(ports, folder.region, { ...range, notBeforeMs: begunMs });
  return runCheck(invocation, check, fresh.keys);
}

async function runCheck(
  invocation: Invocation,
  { digestKeys, logKeys, ...check }: SliceCheck,
  keys: PublicKeys,
): Promise<SliceResult> {
  const bucket = invocation.settings.bucketName;
  const folderCheck = new FolderCheck({
    ...check,
    bucket,
    keys,
    ahead: AHEAD,
    digestKeys: digestKeys(),
    logKeys: logKeys(),
    read: (place) => read(invocation, place),
  });
  const findings: Finding[] = [];
  for await (const finding of folderCheck.findings()) findings.push(finding);
  return { findings, position: folderCheck.position };
}

async function read(
  { ports, settings, outOfTime }: Invocation,
  { bucket = settings.bucketName, key }: ObjectPlace,
): Promise<StoredObject> {
  // An unverified digest file may name any bucket.
  if (bucket !== settings.bucketName) {
    return {
      kind: 'unreadable',
      problem: `it lies in the bucket ${bucket}, which the monitor does not follow`,
    };
  }
  return ports.readArchive({ bucket, key }, outOfTime);
}
