import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { pagesOf } from '../answers';

/** An object of a bucket, as listed. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was written, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * Every object whose key starts with `prefix`, in S3's order: the UTF-8 order of the keys. One page at a time; with
 * `startAfter`, only the keys behind it.
 */
export async function* listObjects(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  prefix: string,
  startAfter?: string,
): AsyncGenerator<ListedObject, void> {
  const pages = objectPages(client, { Bucket: bucket, Prefix: prefix, StartAfter: startAfter });
  for await (const { Contents = [] } of pages) {
    for (const { Key, Size, LastModified } of Contents) {
      if (Key === undefined) continue;
      yield { key: Key, sizeBytes: Size ?? 0, modifiedMs: LastModified?.getTime() ?? 0 };
    }
  }
}

/** The keys of a bucket below a prefix, in their order; with `startAfter`, only those behind it. */
export async function* listKeys(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  [prefix, startAfter]: readonly [prefix: string, startAfter?: string],
): AsyncGenerator<string, void> {
  for await (const { key } of listObjects(client, bucket, prefix, startAfter)) yield key;
}

/** The common prefixes under `prefix`, up to and including the next slash: the "folders" of a bucket, in S3's order. */
export async function* listFolders(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  prefix: string,
): AsyncGenerator<string, void> {
  const pages = objectPages(client, { Bucket: bucket, Prefix: prefix, Delimiter: '/' });
  for await (const { CommonPrefixes = [] } of pages) {
    for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) yield Prefix;
  }
}

function objectPages(client: Pick<S3Client, 'send'>, part: ListObjectsV2CommandInput) {
  return pagesOf(`ListObjectsV2 of ${part.Bucket}`, async (ContinuationToken) => {
    const page = await client.send(new ListObjectsV2Command({ ...part, ContinuationToken }));
    return { ...page, NextToken: nextOf(page, page.NextContinuationToken, part.Bucket) };
  });
}

/** Where the next page begins; undefined after the last one. What is left out of a list would count as gone. */
function nextOf(
  { IsTruncated }: { readonly IsTruncated?: boolean | undefined },
  next: string | undefined,
  bucket: string | undefined,
): string | undefined {
  if (IsTruncated !== true) return undefined;
  if (next === undefined || next === '')
    throw new Error(`S3 returned part of the list of ${bucket} without a continuation token`);
  return next;
}

/** A version of an object, or a marker that the object was deleted. */
export interface ObjectVersion {
  readonly key: string;
  /** When it was written, by the clock of S3. */
  readonly writtenMs: number;
  readonly isDeleteMarker: boolean;
}

/** Where a page of versions begins. */
interface VersionPlace {
  readonly KeyMarker: string;
  readonly VersionIdMarker: string | undefined;
}

/**
 * Every version of every object whose key starts with `prefix`, in the order of the keys; with `after`, only those of the
 * keys behind it. One page at a time.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* listVersions(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  [prefix, after]: readonly [string, string | undefined],
): AsyncGenerator<ObjectVersion, void> {
  const pages = pagesOf(`ListObjectVersions of ${bucket}`, async (next: VersionPlace | undefined) => {
    const from = next ?? { KeyMarker: after };
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
    );
    const KeyMarker = nextOf(page, page.NextKeyMarker, bucket);
    const VersionIdMarker = page.NextVersionIdMarker;
    return { ...page, NextToken: KeyMarker === undefined ? undefined : { KeyMarker, VersionIdMarker } };
  });
  for await (const { Versions = [], DeleteMarkers = [] } of pages)
    yield* [
      ...Versions.map((version) => toVersion(version, false)),
      ...DeleteMarkers.map((marker) => toVersion(marker, true)),
    ].sort(inOrderOfKeys);
}

function toVersion(
  { Key = '', LastModified }: { readonly Key?: string; readonly LastModified?: Date },
  isDeleteMarker: boolean,
): ObjectVersion {
  return { key: Key, writtenMs: LastModified?.getTime() ?? 0, isDeleteMarker };
}

/** S3 returns versions and markers in two lists. */
function inOrderOfKeys(one: ObjectVersion, other: ObjectVersion): number {
  if (one.key !== other.key) return one.key < other.key ? -1 : 1;
  return other.writtenMs - one.writtenMs;
}
