import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

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
