import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { unlessMissing } from './unless-missing';

/** An object that is read as text. */
export interface TextAddress {
  readonly bucket: string;
  readonly key: string;
  /** A larger one is refused before it is read. */
  readonly maxBytes: number;
}

/** The text of an object; undefined if there is none. Throws S3's other errors. */
export async function readText(
  client: Pick<S3Client, 'send'>,
  { bucket, key, maxBytes }: TextAddress,
): Promise<string | undefined> {
  return unlessMissing('NoSuchKey', async () => {
    const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength > maxBytes) {
      (Body as unknown as { destroy(): void }).destroy();
      throw new Error(`s3://${bucket}/${key} has ${ContentLength} bytes, more than ${maxBytes}`);
    }
    return await Body?.transformToString();
  });
}
