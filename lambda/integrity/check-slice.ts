import {
  type ArchiveFolder,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import { findContinuation } from '../../lib/core/digest/chain/find-continuation';
import { FolderCheck, type FolderCheckProps } from '../../lib/core/digest/check-folder';
import { findArchiveFolders } from '../../lib/core/digest/find-archive-folders';
import type { Finding } from '../../lib/core/digest/finding';
import type { FolderPosition } from '../../lib/core/digest/folder-position';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { deliveryTimeMs } from '../../lib/core/record/object-key';
import type { Invocation } from './invocation';
import type { Ports } from './ports';

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

/** The maximum numbers of digest files and log files of one folder that are processed concurrently. */
const AHEAD = 12;

/**
 * Checks a slice. Where a public key is lacking, CloudTrail is asked once more before that is believed: it may have begun
 * to sign with a new one since the keys were fetched.
 */
export async function checkSlice(invocation: Invocation, check: SliceCheck): Promise<SliceResult> {
  const { ports, keys } = invocation;
  const { region } = check.folder;
  const begunMs = ports.nowMs();
  const known = await keys.find(ports, region);
  const result = await runCheck(invocation, check, known.keys);
  const lacksKey = result.findings.some(({ reason }) => reason === 'no-key');
  if (!lacksKey || known.fetchedAtMs >= begunMs) return result;
  const fresh = await keys.find(ports, region, begunMs);
  return runCheck(invocation, check, fresh.keys);
}

async function runCheck(
  invocation: Invocation,
  { digestKeys, logKeys, ...check }: SliceCheck,
  keys: PublicKeys,
): Promise<SliceResult> {
  const { ports, settings, evidence } = invocation;
  const bucket = settings.bucketName;
  const { accountId, region } = check.folder;
  // Listed anew for each chain that is silent: most have none.
  const folders = () =>
    findArchiveFolders({
      ...{ scope: settings.root, subfolders: ports.listFolders },
      ...{ accounts: [accountId], regions: [region] },
    });
  const folderCheck = new FolderCheck({
    ...check,
    bucket,
    keys,
    ahead: AHEAD,
    digestKeys: digestKeys(),
    logKeys: logKeys(),
    read: evidence.read,
    hash: evidence.hash,
    continuationOf: (chain, last) =>
      findContinuation(
        {
          ...{ folder: check.folder, folders: folders(), bucket, keys, read: evidence.read },
          ...{ isCopy: false, listKeys: ports.listKeys },
        },
        chain,
        last,
      ),
  });
  const findings: Finding[] = [];
  for await (const finding of folderCheck.findings()) findings.push(finding);
  evidence.requireAnswers();
  return { findings, position: folderCheck.position };
}

/** A time range of a folder that is checked at once. */
export interface Slice {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The keys of its log files, and perhaps of some more. */
  readonly logKeys: () => AsyncIterable<string> | Iterable<string>;
}

/** How a slice is cut. */
export interface SliceLimits {
  readonly fromMs: number;
  readonly untilMs: number;
  /** The number of log files at which it ends… */
  readonly maxLogFiles: number;
  /** …but is never shorter than this. */
  readonly minMs: number;
  /** The longest time of a slice, however few log files are listed. */
  readonly maxMs: number;
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A busy trail delivers a log file in this time: of files that are gone, none is listed, and each is looked for. */
const BUSY_MS = 6 * MINUTE_MS;

/** The longest time that a check of so many log files covers, whatever is left of them. */
export function longestSliceMs(maxLogFiles: number): number {
  return Math.max(DAY_MS, maxLogFiles * BUSY_MS);
}

/** Cuts the first slice of a time range, by the number of log files. The listed keys are kept, so that they are listed once. */
export async function cutSlice(ports: Ports, folder: ArchiveFolder, limits: SliceLimits): Promise<Slice> {
  const { fromMs, maxLogFiles, minMs, maxMs } = limits;
  const untilMs = Math.min(limits.untilMs, fromMs + maxMs);
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail');
  const kept: string[] = [];
  for await (const key of keysBetween(ports, keyPrefix, fromMs, untilMs)) {
    const timeMs = deliveryTimeMs(key);
    if (timeMs !== undefined && timeMs < fromMs - MINUTE_MS) continue;
    kept.push(key);
    const endMs = Math.max(timeMs ?? fromMs, fromMs + minMs);
    if (kept.length > maxLogFiles && endMs < untilMs) {
      const logKeys = () => keysBetween(ports, keyPrefix, fromMs, endMs);
      return { fromMs, untilMs: endMs, logKeys };
    }
  }
  return { fromMs, untilMs, logKeys: () => kept };
}

/** The keys of digest files from the day of one time on that end up to another. */
export async function* digestKeysBetween(
  ports: Ports,
  folder: ArchiveFolder,
  [fromMs, untilMs]: readonly [number, number],
): AsyncGenerator<string, void> {
  for await (const key of keysBetween(ports, keyPrefixOf(folder, 'CloudTrail-Digest'), fromMs, untilMs)) {
    const listed = parseDigestKey(key);
    if (listed?.kind !== 'chained' || listed.endTimeMs <= untilMs) yield key;
  }
}

/** The keys of all days that the stretch touches. */
async function* keysBetween(
  ports: Ports,
  keyPrefix: string,
  fromMs: number,
  untilMs: number,
): AsyncGenerator<string, void> {
  const dayAfter = `${firstKeyOfDay(keyPrefix, untilMs + DAY_MS)}/`;
  for await (const key of ports.listKeys(keyPrefix, firstKeyOfDay(keyPrefix, fromMs))) {
    if (key >= dayAfter) return;
    yield key;
  }
}
