import { archiveFolderOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import type { StoredObject } from '../../lib/core/digest/archive-reader';
import { type LoadedDigest, loadDigest } from '../../lib/core/digest/chain/loaded-digest';
import { parseDigest } from '../../lib/core/digest/digest';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { unpackDigest } from '../../lib/core/digest/single-member';

/** A folder with a copy, whose keys may lack their first part. */
export interface CopiedFiles {
  /** All keys, in order. */
  keys(): AsyncIterable<string>;
  /** An object, with what is known of it under its whole key. */
  read(key: string, wholeKey: string): Promise<StoredObject>;
}

/** A digest file names the one before it: so many are kept to be named. */
const MAX_KEPT = 100;

/**
 * The first part of all keys that a copy lacks: a digest file names its own key, and so that part. Only an authentic one counts, since anyone may
 * add a file that names another key, by which every file would seem to be moved. Where none can be verified, nothing will be proven, and the
 * first digest file that can be read decides.
 *
 * @param publicKeys absent where there are none
 */
export async function learnMissingPrefix(files: CopiedFiles, publicKeys?: PublicKeys): Promise<string> {
  const kept = new Map<string, Claim>();
  let first: string | undefined;
  for await (const key of files.keys()) {
    const missing = await claimedPrefix(files, key);
    if (missing === undefined) continue;
    first ??= missing;
    if (publicKeys === undefined) return first;
    const listed = parseDigestKey(missing + key);
    if (listed?.kind !== 'chained') continue;
    const place = { listed, region: archiveFolderOf(key)?.region ?? '', isCopy: true };
    const loaded = await loadDigest(place, () => files.read(key, listed.key), publicKeys);
    loaded.forgetLogs();
    const claim = { loaded, missing };
    const before = kept.get(loaded.previous?.key ?? '');
    if (before !== undefined && loaded.names(before.loaded)) before.loaded.namers.push(loaded);
    const authentic = [before, claim].find((one) => one?.loaded.isAuthentic);
    if (authentic !== undefined) return authentic.missing;
    kept.set(loaded.key, claim);
    const [oldest = ''] = kept.keys();
    if (kept.size > MAX_KEPT) kept.delete(oldest);
  }
  return first ?? '';
}

/** A digest file, and the first part of its key that it claims. */
interface Claim {
  readonly loaded: LoadedDigest;
  readonly missing: string;
}

/** What a digest file says that its key begins with, before the one in the folder; undefined of any other file. */
async function claimedPrefix(files: CopiedFiles, key: string): Promise<string | undefined> {
  if (parseDigestKey(key)?.kind !== 'chained') return undefined;
  const stored = await files.read(key, key);
  const unpacked = stored.kind === 'stored' ? await unpackDigest(stored.chunks) : undefined;
  const parsed = unpacked?.kind === 'text' ? parseDigest(unpacked.text) : undefined;
  const isHere = parsed?.kind === 'digest' && `/${parsed.digest.key}`.endsWith(`/${key}`);
  return isHere ? parsed.digest.key.slice(0, -key.length) : undefined;
}
