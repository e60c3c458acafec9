import {
  type ArchiveFolder,
  type ChainName,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import type { ReadArchive } from '../../lib/core/digest/archive-reader';
import type { ChainMark } from '../../lib/core/digest/chain/chain-gaps';
import { type LoadedDigest, loadDigest } from '../../lib/core/digest/chain/loaded-digest';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { ArchiveSource } from './archive-source';

/** Where a chain may go on, and how its digest files are read there. */
export interface ContinuationSearch {
  readonly source: Pick<ArchiveSource, 'keys'>;
  /** The folder in which the chain ends. */
  readonly folder: ArchiveFolder;
  /** All folders of the archive. */
  readonly folders: readonly ArchiveFolder[];
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
  for (const other of folders) {
    const isSamePlace = other.accountId === folder.accountId && other.region === folder.region;
    if (!isSamePlace || keyPrefixOf(other, 'CloudTrail-Digest') === here) continue;
    const next = await firstAfter(search, other, chain, last);
    const isFromHere =
      next?.previous?.key === last.key && (bucket ?? next.previous.bucket) === next.previous.bucket;
    if (isFromHere && next?.isAuthentic === true) return next;
  }
  return undefined;
}

/** The chain's first digest file in the folder after `last`, linked to the second, which has its signature where metadata is lost. */
async function firstAfter(
  { source, bucket, isCopy, read, keys }: ContinuationSearch,
  folder: ArchiveFolder,
  chain: ChainName,
  last: ChainMark,
): Promise<LoadedDigest | undefined> {
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail-Digest');
  let first: LoadedDigest | undefined;
  for await (const key of source.keys(keyPrefix, firstKeyOfDay(keyPrefix, last.endTimeMs))) {
    const listed = parseDigestKey(key);
    if (listed?.kind !== 'chained' || listed.chain !== chain || listed.endTimeMs <= last.endTimeMs) continue;
    const place = { listed, region: folder.region, isCopy, ...(bucket === undefined ? {} : { bucket }) };
    const loaded = await loadDigest(place, read, keys);
    if (first !== undefined) {
      if (loaded.names(first)) first.namers.push(loaded);
      return first;
    }
    first = loaded;
  }
  return first;
}
