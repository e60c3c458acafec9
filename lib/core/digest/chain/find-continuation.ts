import {
  type ArchiveFolder,
  type ChainName,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../archive-folder';
import type { ReadArchive } from '../archive-reader';
import type { PublicKeys } from '../signature/public-keys';
import type { ChainMark } from './chain-mark';
import { type LoadedDigest, loadDigest } from './loaded-digest';

/** The number of digest files without a valid signature after which no more are read. */
const MAX_SEARCHED = 100;

/** Where a chain may go on, and how its digest files are read there. */
export interface ContinuationSearch {
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** The folder in which the chain ends. */
  readonly folder: ArchiveFolder;
  /** All folders of the archive, or those of the account and Region. */
  readonly folders: AsyncIterable<ArchiveFolder> | Iterable<ArchiveFolder>;
  /** The bucket that CloudTrail delivered to; absent where it is not known. */
  readonly bucket?: string;
  readonly isCopy: boolean;
  readonly read: ReadArchive;
  readonly keys: PublicKeys;
}

/**
 * The authentic digest file of another folder of the same account and Region that names the last one of a chain as the one before
 * it. CloudTrail delivers there once the prefix of a trail is changed, or the trail is made one of an organization.
 */
export async function findContinuation(
  search: ContinuationSearch,
  chain: ChainName,
  last: ChainMark,
): Promise<LoadedDigest | undefined> {
  const { folder, folders, bucket } = search;
  const here = keyPrefixOf(folder, 'CloudTrail-Digest');
  for await (const other of folders) {
    const isSamePlace = other.accountId === folder.accountId && other.region === folder.region;
    if (!isSamePlace || keyPrefixOf(other, 'CloudTrail-Digest') === here) continue;
    const next = await firstAfter(search, other, chain, last);
    const isFromHere =
      next?.previous?.key === last.key && (bucket ?? next.previous.bucket) === next.previous.bucket;
    if (isFromHere) return next;
  }
  return undefined;
}

/**
 * The chain's first authentic digest file in the folder after `last`, linked to the second, which has its signature where metadata is
 * lost. Others may lie before it, which anyone may write.
 */
async function firstAfter(
  { listKeys, bucket, isCopy, read, keys }: ContinuationSearch,
  folder: ArchiveFolder,
  chain: ChainName,
  last: ChainMark,
): Promise<LoadedDigest | undefined> {
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail-Digest');
  let before: LoadedDigest | undefined;
  let searched = 0;
  for await (const key of listKeys(keyPrefix, firstKeyOfDay(keyPrefix, last.endTimeMs))) {
    const listed = parseDigestKey(key);
    if (listed?.kind !== 'chained' || listed.chain !== chain || listed.endTimeMs <= last.endTimeMs) continue;
    const place = { listed, region: folder.region, isCopy, ...(bucket === undefined ? {} : { bucket }) };
    const loaded = await loadDigest(place, read, keys);
    if (before !== undefined && loaded.names(before)) before.namers.push(loaded);
    if (before?.isAuthentic === true) return before;
    if (loaded.isAuthentic) return loaded;
    searched += 1;
    if (searched === MAX_SEARCHED) return undefined;
    before = loaded;
  }
  return undefined;
}
