import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { parseDigest } from '../../lib/core/digest/parse-digest';
import { unpackDigest } from '../../lib/core/digest/single-member';
import { UserError } from '../cli/user-error';
import type { ArchiveSource } from './archive-source';

/** So many buckets are named in a sentence. */
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
    `${source.name}: its digest files were delivered to ${names.length} buckets: ${listed.join(', ')}; name the one to validate by --bucket`,
  );
}

async function bucketOf(source: ArchiveSource, key: string): Promise<string | undefined> {
  const stored = await source.read({ key });
  if (stored.kind !== 'stored') return undefined;
  const unpacked = await unpackDigest(stored.chunks);
  const parsed = unpacked.kind === 'text' ? parseDigest(unpacked.text) : undefined;
  return parsed?.kind === 'digest' && parsed.digest.key === key ? parsed.digest.bucket : undefined;
}
