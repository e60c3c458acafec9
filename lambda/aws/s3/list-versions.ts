import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

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
    const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    yield* [
      ...Versions.map((version) => toVersion(version, false)),
      ...DeleteMarkers.map((marker) => toVersion(marker, true)),
    ].sort(inOrderOfKeys);
    if (IsTruncated !== true || NextKeyMarker === undefined) return;
    from = { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
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
