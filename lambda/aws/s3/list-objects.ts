import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

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
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
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

/** What lies below `prefix`, up to the next slash and with it: the keys of a bucket's "folders", in S3's order. */
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
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
