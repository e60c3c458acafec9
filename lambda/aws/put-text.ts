import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Writes an object of text; one of the same key is replaced. */
export async function putText(
  client: Pick<S3Client, 'send'>,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  text: string,
): Promise<void> {
  const ContentType = key.endsWith('.ndjson') ? 'application/x-ndjson' : 'application/json';
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType }));
}
