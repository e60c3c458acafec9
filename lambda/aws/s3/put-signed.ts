import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { unlessMissing } from '../answers';

/** Where a signed object is written. */
export interface SignedAddress {
  readonly bucket: string;
  readonly key: string;
  /** In hexadecimal. */
  readonly signature: string;
}

/** Writes an object with its signature, as CloudTrail does, under a key that has none; whether it had none. */
export async function putSigned(
  client: Pick<S3Client, 'send'>,
  { bucket, key, signature }: SignedAddress,
  content: Uint8Array,
): Promise<boolean> {
  const command = new PutObjectCommand({
    ...{ Bucket: bucket, Key: key, Body: content, ContentType: 'application/json', IfNoneMatch: '*' },
    Metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
  });
  const put = async () => ({ of: await client.send(command) });
  return (await unlessMissing('PreconditionFailed', put)) !== undefined;
}
