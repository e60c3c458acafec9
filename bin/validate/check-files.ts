import { resolve, sep } from 'node:path';
import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import { findArchiveFolders } from '../../lib/core/digest/find-archive-folders';
import { type FileFinding, problemFile } from '../../lib/core/digest/finding';
import { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { groupBy } from '../../lib/core/keyed/grouped';
import { deliveryTimeMs, layoutRootOf } from '../../lib/core/record/object-key';
import { UserError } from '../cli/user-error';
import { type ArchiveSource, findBucket } from './archive-source';
import { openFolder } from './folder-source';
import { LogHasher } from './log-hasher';
import { NO_SIGNATURES } from './saved-signatures';
import { digestKeysOf, type Validation, validateFolders } from './validate-folders';

/** What files are checked with. */
export interface FileCheck {
  /** Absent where none are at hand: then nothing is proven, and what was changed is still found. */
  readonly publicKeys?: PublicKeys;
  readonly nowMs: number;
  /** Nothing outside these is read. */
  readonly paths: readonly string[];
}

const HOUR_MS = 60 * 60 * 1000;

/** The digest file of an hour is delivered after it. */
const MARGIN_MS = 2 * HOUR_MS;

/**
 * The verdict on some log files, by the digest files of the same archive, where that is in the paths; no other log file is read. A file in no layout of CloudTrail, or in a
 * bucket, has none.
 *
 * @param files their paths; what is no path of this machine is left out
 */
export async function checkFiles(
  files: readonly string[],
  check: FileCheck,
): Promise<ReadonlyMap<string, FileFinding>> {
  const verdicts = new Map<string, FileFinding>();
  const local = files.filter((file) => file !== '-' && !file.startsWith('s3://'));
  for (const [root, own] of groupBy(local, (file) => layoutRootOf(slashed(resolve(file))) ?? '')) {
    const paths = new Map(own.map((file) => [resolve(file), file]));
    if (root === '' || !isBelow(resolve(root), check.paths)) continue;
    await checkArchive(root, paths, { check, verdicts }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      const problem = { status: 'unverified', reason: 'unreadable', detail: error.message } as const;
      for (const file of own) verdicts.set(file, problemFile('log', file, problem));
    });
  }
  return verdicts;
}

interface ArchiveCheck {
  readonly check: FileCheck;
  readonly verdicts: Map<string, FileFinding>;
}

/** @param paths the names of the files, by their absolute paths */
async function checkArchive(
  root: string,
  paths: ReadonlyMap<string, string>,
  { check: { publicKeys, nowMs, paths: named }, verdicts }: ArchiveCheck,
): Promise<void> {
  const times = [...paths.keys()]
    .flatMap((path) => deliveryTimeMs(keyIn(root, path)) ?? [])
    .sort((one, other) => one - other);
  const [first, last = Number.NaN] = [times[0], times.at(-1)];
  if (first === undefined) return;
  const range = { startMs: first - MARGIN_MS, endMs: Math.min(last + MARGIN_MS, nowMs) };
  const opened = { signatures: NO_SIGNATURES, hasher: new LogHasher({ workers: 0 }) };
  const whole = await openFolder(root, { ...opened, ...(publicKeys === undefined ? {} : { publicKeys }) });
  const fileOf = (key: string) => paths.get(whole.pathOf?.(key) ?? '');
  const source: ArchiveSource = {
    ...whole,
    read: async (place) =>
      isBelow(whole.pathOf?.(place.key) ?? '', named) ? whole.read(place) : { kind: 'absent' },
    hash: async (place) => (fileOf(place.key) === undefined ? { kind: 'absent' } : whole.hash(place)),
  };
  try {
    const folders: ArchiveFolder[] = [];
    for await (const folder of findArchiveFolders(source))
      if (hasAny(source, folder, paths)) folders.push(folder);
    const keysOf = async () => publicKeys ?? new PublicKeys();
    const digestKeys = (folder: ArchiveFolder) => digestKeysOf(folder, { source, range });
    const bucket = await findBucket({ source, folders, digestKeys, keysOf }).catch(noBucket);
    const validation: Validation = {
      source,
      folders,
      range,
      nowMs,
      keysOf,
      ...(bucket === undefined ? {} : { bucket }),
    };
    for await (const { findings } of validateFolders(folders, validation))
      for (const finding of findings) {
        const file = finding.kind === 'log' ? fileOf(finding.key) : undefined;
        if (file !== undefined && finding.kind === 'log') verdicts.set(file, finding);
      }
  } finally {
    await source.close();
  }
}

/** The digest files name several: none is taken for that of the copy. */
function noBucket(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

function isBelow(path: string, named: readonly string[]): boolean {
  return named.some((one) => `${path}${sep}`.startsWith(resolve(one) + sep));
}

function hasAny(source: ArchiveSource, folder: ArchiveFolder, paths: ReadonlyMap<string, string>): boolean {
  const place = source.pathOf?.(keyPrefixOf(folder, 'CloudTrail').slice(0, -1));
  return place !== undefined && [...paths.keys()].some((path) => path.startsWith(place + sep));
}

/** The key of a file below a root, as if nothing came before its `AWSLogs`. */
function keyIn(root: string, path: string): string {
  return slashed(path).slice(root.length - 'AWSLogs/'.length);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
