import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import type { HashArchive, ReadArchive } from '../../lib/core/digest/archive-reader';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { parseDigest } from '../../lib/core/digest/digest';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { unpackDigest } from '../../lib/core/digest/single-member';
import type { TimeRange } from '../cli/time-range';
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
  readonly read: ReadArchive;
  readonly hash: HashArchive;
  /** The keys with which CloudTrail signed in a Region; absent where it cannot be asked. */
  readonly publicKeys?: (region: string, range: TimeRange) => Promise<PublicKeys>;
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

/**
 * The bucket that CloudTrail delivered a copy to, as its digest files name it: a copy holds the files of one bucket. An
 * authentic chain that was delivered to another bucket is no part of it.
 *
 * @throws {@link UserError} if the digest files name several
 */
export async function findBucket(
  source: ArchiveSource,
  digestKeys: (folder: ArchiveFolder) => AsyncIterable<string>,
  folders: readonly ArchiveFolder[],
): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const folder of folders) {
    for await (const bucket of mapAhead(digestKeys(folder), source.ahead, (key) => bucketOf(source, key))) {
      if (bucket !== undefined) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
  }
  const names = [...counts].sort(([, one], [, other]) => other - one);
  if (names.length <= 1) return names[0]?.[0];
  const listed = names.slice(0, MAX_NAMED).map(([name, count]) => `${name} (${count})`);
  throw new UserError(
    `${source.name}: its digest files were delivered to ${names.length} buckets: ${listed.join(', ')}; name the one to validate with --bucket`,
  );
}

async function bucketOf(source: ArchiveSource, key: string): Promise<string | undefined> {
  const stored = await source.read({ key });
  if (stored.kind !== 'stored') return undefined;
  const unpacked = await unpackDigest(stored.chunks);
  const parsed = unpacked.kind === 'text' ? parseDigest(unpacked.text) : undefined;
  return parsed?.kind === 'digest' && parsed.digest.key === key ? parsed.digest.bucket : undefined;
}
