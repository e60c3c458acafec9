import { setTimeout } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { listChildren } from '../../lambda/aws/list-children';
import { listFolders } from '../../lambda/aws/list-folders';
import { listObjects } from '../../lambda/aws/list-objects';
import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import { PublicKeys } from '../../lib/core/digest/public-keys';
import { ObjectGetter } from '../aws/object-getter';
import { makeS3Client } from '../aws/s3-client';
import { explainForAll, renderS3Error } from '../aws/s3-error';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
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
  environment: CommandIo['environment'],
): Promise<ArchiveSource> {
  const [, bucket, scope = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined)
    throw new UserError(`${url}: the name of a bucket is missing; it is s3://bucket/prefix`);
  const client = makeS3Client(environment);
  const getter = new ObjectGetter({ client, connections: CONNECTIONS, paysForRequests, wait: setTimeout });
  const limit = pLimit(CONNECTIONS);
  const keys = new Map<string, Promise<PublicKeys>>();
  return {
    name: url,
    bucket,
    scope,
    subfolders: (keyPrefix) => withListingError(url, listFolders(client, bucket, keyPrefix)),
    objectsIn: (keyPrefix) => withListingError(url, listChildren(client, bucket, keyPrefix)),
    keys: (keyPrefix, after) => withListingError(url, keysOf(client, { bucket, keyPrefix }, after)),
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

async function* keysOf(
  client: S3Client,
  place: { readonly bucket: string; readonly keyPrefix: string },
  after: string | undefined,
): AsyncGenerator<string, void> {
  for await (const { key } of listObjects(client, place.bucket, place.keyPrefix, after)) yield key;
}

/** A listing whose failure ends the command with one sentence. */
async function* withListingError(url: string, keys: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* keys;
  } catch (error) {
    throw new UserError(`${url}: ${renderListingError(error)}`);
  }
}

function renderListingError(error: unknown): string {
  const { name = '' } = error as Partial<Error>;
  const reason = renderReason(error);
  if (reason === 'Region is missing') return 'no Region is set; set AWS_REGION, or region in the profile';
  if (name === 'AccessDenied')
    return `access was denied; listing it takes s3:ListBucket on the bucket (${reason})`;
  const known = explainForAll(name);
  return known === undefined ? reason : `${known} (${reason})`;
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
