import pLimit from 'p-limit';
import type { HashedObject, ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { failureOf } from '../../lib/core/failure/failure';
import { type Listing, listBucket } from '../aws/list-bucket';
import type { GotObject, ObjectGetter } from '../aws/object-getter';
import { openObjectGetter } from '../aws/open-object-getter';
import { explainForAll, renderListingError, renderS3Error } from '../aws/s3-error';
import { NO_BUCKET, parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { ArchiveSource } from './archive-source';
import { fetchPublicKeys } from './fetch-public-keys';
import type { LogHasher } from './log-hasher';
import type { SavedSignatures } from './saved-signatures';

/** Objects on their way, or on their way to be hashed, at a time: fewer than the first where answers are quick. */
const MAX_AT_ONCE = 256;
const MIN_AT_ONCE = 64;

/** The maximum number of objects that are asked for in a millisecond: twice what one thread receives in that time. */
const OBJECTS_A_MS = 6;

/** Options for reading a bucket. */
export interface BucketOptions {
  readonly paysForRequests: boolean;
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Of digest files by their keys, where they were saved; an object's own comes first. */
  readonly signatures: Pick<SavedSignatures, 'get'>;
  readonly hasher: LogHasher;
}

/**
 * The archive in `s3://bucket/prefix`.
 *
 * @throws {@link UserError} if the address has no bucket
 */
export async function openBucket(
  url: string,
  { paysForRequests, nowMs, signatures, hasher }: BucketOptions,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ArchiveSource> {
  const place = parseS3Url(url);
  if (place === undefined) throw new UserError(`${url}: ${NO_BUCKET}`);
  const { bucket, prefix: scope } = place;
  const getter = await openObjectGetter({ connections: MAX_AT_ONCE, paysForRequests }, { environment, wait });
  const limit = limitByLatency();
  const keys = new Map<string, Promise<PublicKeys>>();
  const list = (listing: Listing) => withListingError(url, listBucket(listing, { getter, wait }));
  return {
    name: url,
    bucket,
    scope,
    subfolders: (keyPrefix) => list({ bucket, prefix: keyPrefix, folders: true }),
    childrenOf: (keyPrefix) => list({ bucket, prefix: keyPrefix, children: true }),
    keys: (keyPrefix, after) => list({ bucket, prefix: keyPrefix, after }),
    open: (key) => getter.stream(bucket, key),
    read: (place) => limit(() => read(getter, { bucket, ...place, archive: bucket }, signatures)),
    hash: (place) => limit(() => hash(getter, { bucket, ...place, archive: bucket }, hasher)),
    publicKeys: (region) => {
      const known = keys.get(region) ?? fetchPublicKeys(region, { nowMs, environment, wait });
      keys.set(region, known);
      return known;
    },
    ahead: MAX_AT_ONCE,
    close: async () => {
      getter.close();
      await hasher.close();
    },
  };
}

/**
 * Runs tasks, as many at a time as make good for the time that an answer takes. The shortest time of all is taken for it: in
 * a longer one this process was busy, or the store, and more requests help neither.
 */
function limitByLatency(): <T>(task: () => Promise<T>) => Promise<T> {
  const limit = pLimit(MIN_AT_ONCE);
  let leastMs = Number.POSITIVE_INFINITY;
  return (task) =>
    limit(async () => {
      const fromMs = performance.now();
      const result = await task();
      const tookMs = performance.now() - fromMs;
      if (tookMs < leastMs) {
        leastMs = tookMs;
        limit.concurrency = Math.min(MAX_AT_ONCE, Math.max(MIN_AT_ONCE, Math.ceil(tookMs * OBJECTS_A_MS)));
      }
      return result;
    });
}

/** A listing whose failure ends the command with one sentence. */
async function* withListingError(url: string, keys: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* keys;
  } catch (error) {
    throw new UserError(`${url}: ${renderListingError(error)}`);
  }
}

/** An object of any bucket, and the bucket of the archive. */
interface BucketPlace extends Required<ObjectPlace> {
  readonly archive: string;
}

async function read(
  getter: ObjectGetter,
  place: BucketPlace,
  signatures: Pick<SavedSignatures, 'get'>,
): Promise<StoredObject> {
  const got = await getter.get(place.bucket, place.key);
  if (got.kind === 'failed') return notRead(got, place);
  const signature = got.signature ?? signatures.get(place.key);
  return { kind: 'stored', chunks: [got.body], ...(signature === undefined ? {} : { signature }) };
}

async function hash(getter: ObjectGetter, place: BucketPlace, hasher: LogHasher): Promise<HashedObject> {
  const got = await getter.get(place.bucket, place.key);
  return got.kind === 'failed' ? notRead(got, place) : hasher.hashBytes(got.body);
}

/** An error about one object, or about a bucket that is not the archive's, is a verdict on the object; any other ends the command. */
function notRead({ error }: Extract<GotObject, { kind: 'failed' }>, { bucket, key, archive }: BucketPlace) {
  const { scope, isAbsent } = failureOf(error);
  const isElsewhere = bucket !== archive;
  if (scope === 'caller' || (scope === 'bucket' && !isElsewhere))
    throw new UserError(`s3://${bucket}/${key}: ${explainForAll(error.code)} (${error.code})`);
  const problem = isElsewhere ? `${renderS3Error(error)}, in the bucket ${bucket}` : renderS3Error(error);
  if (!isAbsent) return { kind: 'unreadable', problem } as const;
  return isElsewhere ? ({ kind: 'absent', problem } as const) : ({ kind: 'absent' } as const);
}
