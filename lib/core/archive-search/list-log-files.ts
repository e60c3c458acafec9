import { firstKeyOfDay, keyPrefixOf } from '../digest/archive-folder';
import { mapAhead } from '../digest/chain/map-ahead';
import { findArchiveFolders } from '../digest/find-archive-folders';
import { whyNoLogFile } from '../record/log-file/why-no-log-file';
import type { ObjectFolder } from '../record/object-key';
import type { PlannedFile } from './search-batch';
import { rangeOf, type SearchRequest } from './search-request';

/** Folders whose files are searched. Digest files have no records, and Insights events concern records that are searched anyway. */
export const SEARCHED_FOLDERS = [
  'CloudTrail',
  'CloudTrail-Aggregated',
  'CloudTrail-NetworkActivity',
] as const satisfies readonly ObjectFolder[];

/** How many listings are begun before it is their turn. */
const LISTINGS_AHEAD = 16;

/** An object of the archive, as listed. */
export interface ArchivedObject extends PlannedFile {
  /** When it was written, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Lists an archive. */
export interface ArchiveLister {
  /** The prefix of every key of CloudTrail: `AWSLogs/`, perhaps after another prefix. */
  readonly root: string;
  /** The keys, up to and including the next slash, below a key that ends with a slash. */
  readonly subfolders: (keyPrefix: string) => AsyncIterable<string>;
  /** The objects below a prefix whose keys come after another, in the order of the keys. */
  readonly objects: (keyPrefix: string, startAfter: string) => AsyncIterable<ArchivedObject>;
}

/** The folders of an archive that a request covers. */
export interface SearchedFolders {
  /** Such as `AWSLogs/111122223333/CloudTrail/eu-west-1/`, in the order of keys. */
  readonly prefixes: readonly string[];
  /** Accounts and Regions that the request names and the archive has no folder of. */
  readonly absent: readonly string[];
}

/** Finds the folders of the accounts and Regions of a request. */
export async function findSearchedFolders(
  { root, subfolders }: ArchiveLister,
  { accounts = [], regions = [] }: SearchRequest,
): Promise<SearchedFolders> {
  const found = new Set<string>();
  const prefixes: string[] = [];
  const search = { scope: root, subfolders, accounts, regions, contents: SEARCHED_FOLDERS };
  for await (const folder of findArchiveFolders(search)) {
    found.add(folder.accountId).add(folder.region);
    prefixes.push(...SEARCHED_FOLDERS.map((kind) => keyPrefixOf(folder, kind)));
  }
  return { prefixes: prefixes.sort(), absent: [...accounts, ...regions].filter((name) => !found.has(name)) };
}

/** Which files of the folders are meant. */
export interface FileRange extends Pick<SearchRequest, 'start' | 'end' | 'lateDays'> {
  /** Files that were written later are left out, so every listing of the same range is the same. */
  readonly writtenUntilMs: number;
  /** Only files whose keys come after this one. */
  readonly after: string;
}

/**
 * The log files of some folders that were delivered on the days of a range, and on the days after it on which its records may have come
 * late, in the order of their keys. Each folder is listed only from its first day to its last one.
 */
export async function* listLogFiles(
  { objects }: Pick<ArchiveLister, 'objects'>,
  prefixes: readonly string[],
  { after, writtenUntilMs, ...days }: FileRange,
): AsyncGenerator<PlannedFile, void> {
  const { fromMs, lateUntilMs } = rangeOf(days);
  const left = prefixes.filter((prefix) => prefix > after || after.startsWith(prefix));
  const begun = mapAhead(left, LISTINGS_AHEAD, async (prefix) => {
    const first = firstKeyOfDay(prefix, fromMs);
    const listed = objects(prefix, after > first ? after : first)[Symbol.asyncIterator]();
    return { listed, step: await listed.next(), end: firstKeyOfDay(prefix, lateUntilMs) };
  });
  for await (const { listed, step: first, end } of begun) {
    for (let step = first; step.done !== true && step.value.key < end; step = await listed.next()) {
      const { key, sizeBytes, modifiedMs } = step.value;
      if (whyNoLogFile(key, sizeBytes) === undefined && modifiedMs <= writtenUntilMs)
        yield { key, sizeBytes };
    }
    await listed.return?.();
  }
}
