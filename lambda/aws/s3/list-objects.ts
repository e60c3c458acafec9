import { ListObjectsV2Command, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

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
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        StartAfter: startAfter,
        ContinuationToken: token,
      }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      yield { key: Key, sizeBytes: Size ?? 0, modifiedMs: LastModified?.getTime() ?? 0 };
    }
    token = nextOf(page, [token, page.NextContinuationToken], bucket);
  } while (token !== undefined);
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
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: token }),
    );
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) yield Prefix;
    token = nextOf(page, [token, page.NextContinuationToken], bucket);
  } while (token !== undefined);
}

/** Where the next page begins; undefined after the last one. What is left out of a list would count as gone. */
function nextOf(
  { IsTruncated }: { readonly IsTruncated?: boolean | undefined },
  [before, next]: readonly [before: string | undefined, next: string | undefined],
  bucket: string,
): string | undefined {
  if (IsTruncated !== true) return undefined;
  if (next === undefined)
    throw new Error(`S3 returned part of the list of ${bucket} without a continuation token`);
  if (next === before)
    throw new Error(
      `S3 returned a token that it had returned before; the rest of the list of ${bucket} is unknown`,
    );
  return next;
}

/** A version of an object, or a marker that the object was deleted. */
export interface ObjectVersion {
  readonly key: string;
  /** When it was written, by the clock of S3. */
  readonly writtenMs: number;
  readonly isDeleteMarker: boolean;
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
  let from: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } = {
    KeyMarker: after,
  };
  for (;;) {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
    );
    const { Versions = [], DeleteMarkers = [], NextKeyMarker, NextVersionIdMarker } = page;
    yield* [
      ...Versions.map((version) => toVersion(version, false)),
      ...DeleteMarkers.map((marker) => toVersion(marker, true)),
    ].sort(inOrderOfKeys);
    const KeyMarker = nextOf(page, [undefined, NextKeyMarker], bucket);
    if (KeyMarker === undefined) return;
    from = { KeyMarker, VersionIdMarker: NextVersionIdMarker };
  }
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
