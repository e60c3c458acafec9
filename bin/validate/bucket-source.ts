import pLimit from 'p-limit';
import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import { PublicKeys } from '../../lib/core/digest/public-keys';
import { type Listing, listBucket } from '../aws/list-bucket';
import { ObjectGetter } from '../aws/object-getter';
import { makeS3Client } from '../aws/s3-client';
import { explainForAll, renderListingError, renderS3Error } from '../aws/s3-error';
import { NO_BUCKET, parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { ArchiveSource } from './archive-source';
import { fetchPublicKeys } from './fetch-public-keys';
import type { TimeRange } from './time-range';

/** Requests under way at a time: at 15 ms each, some four thousand objects a second. */
const CONNECTIONS = 64;

/** Options for reading a bucket. */
export interface BucketOptions {
  readonly paysForRequests: boolean;
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Of digest files by their keys, where they were saved; an object's own comes first. */
  readonly signatures: ReadonlyMap<string, string>;
}

/**
 * The archive in `s3://bucket/prefix`.
 *
 * @throws {@link UserError} if the address has no bucket
 */
export async function openBucket(
  url: string,
  { paysForRequests, nowMs, signatures }: BucketOptions,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ArchiveSource> {
  const place = parseS3Url(url);
  if (place === undefined) throw new UserError(`${url}: ${NO_BUCKET}`);
  const { bucket, prefix: scope } = place;
  const client = makeS3Client(environment);
  const getter = new ObjectGetter({ client, connections: CONNECTIONS, paysForRequests, wait });
  const limit = pLimit(CONNECTIONS);
  const keys = new Map<string, Promise<PublicKeys>>();
  const list = (listing: Listing) => withListingError(url, listBucket(listing, { client, wait }));
  return {
    name: url,
    bucket,
    scope,
    subfolders: (keyPrefix) => list({ bucket, prefix: keyPrefix, folders: true }),
    objectsIn: (keyPrefix) => list({ bucket, prefix: keyPrefix, children: true }),
    keys: (keyPrefix, after) => list({ bucket, prefix: keyPrefix, after }),
    read: (place) => limit(() => read(getter, { bucket, ...place }, signatures)),
    publicKeys: (region, range) => {
      const known = keys.get(region) ?? regionalKeys(region, range, nowMs);
      keys.set(region, known);
      return known;
    },
    ahead: CONNECTIONS,
    close: () => getter.close(),
  };
}

/** A listing whose failure ends the command with one sentence. */
async function* withListingError(url: string, keys: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* keys;
  } catch (error) {
    throw new UserError(`${url}: ${renderListingError(error)}`);
  }
}

async function read(
  getter: ObjectGetter,
  { bucket, key }: ObjectPlace & { readonly bucket: string },
  signatures: ReadonlyMap<string, string>,
): Promise<StoredObject> {
  const got = await getter.get(bucket, key);
  if (got.kind === 'object') {
    const signature = got.signature ?? signatures.get(key);
    return { kind: 'stored', chunks: [got.body], ...(signature === undefined ? {} : { signature }) };
  }
  const { error } = got;
  if (error.code === 'NoSuchKey') return { kind: 'absent' };
  const forAll = explainForAll(error.code);
  if (forAll !== undefined) throw new UserError(`s3://${bucket}/${key}: ${forAll} (${error.code})`);
  return { kind: 'unreadable', problem: renderS3Error(error) };
}

async function regionalKeys(region: string, range: TimeRange, nowMs: number): Promise<PublicKeys> {
  const keys = new PublicKeys();
  const problem = keys.add(await fetchPublicKeys(region, range, nowMs), region);
  if (problem !== undefined) throw new UserError(`ListPublicKeys in ${region}: ${problem}`);
  return keys;
}
