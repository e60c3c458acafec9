import { type ArchiveFolder, parseDigestKey } from '../../lib/core/digest/archive-folder';
import type { HashArchive, ReadArchive } from '../../lib/core/digest/archive-reader';
import { type LoadedDigest, loadDigest } from '../../lib/core/digest/chain/loaded-digest';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { DigestWindow } from '../../lib/core/digest/digest-window';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { UserError } from '../cli/user-error';

/** Where an archive is: a bucket, or a folder with a copy of one. Keys are those of the bucket, in S3's order. */
export interface ArchiveSource {
  /** Its name in messages, such as `s3://bucket` or a path. */
  readonly name: string;
  /** Absent where only a copy is at hand. */
  readonly bucket?: string;
  /** Limits the validation to keys with this prefix; empty for everything. */
  readonly scope: string;
  /** The keys, up to the next slash and with it, of what lies below a key that is empty or ends with a slash. */
  subfolders(keyPrefix: string): AsyncIterable<string>;
  /** The same, and the keys of the objects that lie directly below a key that ends with a slash. */
  childrenOf(keyPrefix: string): AsyncIterable<string>;
  /** All keys that begin with the prefix; with `after`, only those behind it. */
  keys(keyPrefix: string, after?: string): AsyncIterable<string>;
  /** The bytes of an object as they come; its first error ends them. */
  open(key: string): AsyncIterable<Uint8Array>;
  /** Where the file of a key is on this machine; absent of a bucket. */
  readonly pathOf?: (key: string) => string | undefined;
  readonly read: ReadArchive;
  readonly hash: HashArchive;
  /** The keys with which CloudTrail signed in a Region; absent where it cannot be asked. */
  readonly publicKeys?: (region: string) => Promise<PublicKeys>;
  /** How many objects of one account and Region are worth reading at a time. */
  readonly ahead: number;
  /** Closes open resources. */
  close(): Promise<void>;
}

/**
 * Asks for the first value at once, and not when it is needed: what leads to it is then on its way, with no more in memory
 * than one value. The consumer gets the failure, if there is one.
 */
export function startedEarly<T>(source: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  // Until the consumer comes it must not count as unhandled.
  first.catch(() => undefined);
  return goOn(iterator, first);
}

async function* goOn<T>(
  iterator: AsyncIterator<T>,
  first: Promise<IteratorResult<T>>,
): AsyncGenerator<T, void> {
  try {
    for (let step = await first; step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}

/** The maximum number of buckets in a message. */
const MAX_NAMED = 5;

/** By what means the bucket of a copy is found. */
export interface BucketSearch {
  readonly source: ArchiveSource;
  readonly folders: readonly ArchiveFolder[];
  /** The keys of a folder's digest files. */
  readonly digestKeys: (folder: ArchiveFolder) => AsyncIterable<string>;
  /** The public keys of a Region. */
  readonly keysOf: (region: string) => Promise<PublicKeys>;
}

/**
 * The bucket that CloudTrail delivered a copy to, as its authentic digest files name it: a copy holds the files of one bucket. An
 * authentic chain that was delivered to another bucket is no part of it. Where none can be verified, the bucket that all name.
 *
 * @throws {@link UserError} if authentic digest files name several
 */
export async function findBucket(search: BucketSearch): Promise<string | undefined> {
  const authentic = new Map<string, number>();
  const claimed = new Set<string>();
  for (const folder of search.folders) {
    for await (const { digest, isAuthentic, isInPlace } of loadedDigests(search, folder)) {
      if (digest === undefined || !isInPlace) continue;
      const { bucket } = digest;
      claimed.add(bucket);
      if (isAuthentic) authentic.set(bucket, (authentic.get(bucket) ?? 0) + 1);
    }
  }
  if (authentic.size === 0) return claimed.size === 1 ? [...claimed][0] : undefined;
  const names = [...authentic].sort(([, one], [, other]) => other - one);
  if (names.length === 1) return names[0]?.[0];
  const listed = names.slice(0, MAX_NAMED).map(([name, count]) => `${name} (${count})`);
  throw new UserError(
    `${search.source.name}: its digest files were delivered to ${names.length} buckets: ${listed.join(', ')}; name the one to validate with --bucket`,
  );
}

/** The digest files of a folder, each linked to those that name it, which have its signature where metadata is lost. */
async function* loadedDigests(
  { source, digestKeys, keysOf }: BucketSearch,
  folder: ArchiveFolder,
): AsyncGenerator<LoadedDigest, void> {
  const window = new DigestWindow();
  const keys = await keysOf(folder.region);
  const load = async (key: string) => {
    const listed = parseDigestKey(key);
    if (listed?.kind !== 'chained') return undefined;
    return loadDigest({ listed, region: folder.region, isCopy: true }, source.read, keys);
  };
  for await (const loaded of mapAhead(digestKeys(folder), source.ahead, load)) {
    if (loaded === undefined) continue;
    loaded.forgetLogs();
    window.add(loaded);
    yield* loadedOf(window);
  }
  window.end();
  yield* loadedOf(window);
}

function* loadedOf(window: DigestWindow): Generator<LoadedDigest, void> {
  for (const entry of window.take()) if (entry.kind === 'loaded') yield entry.loaded;
}
