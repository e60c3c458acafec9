import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** The keys of the objects that begin with `prefix` and have no later slash, in S3's order. */
export async function* listChildren(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  prefix: string,
): AsyncGenerator<string, void> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: token }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
