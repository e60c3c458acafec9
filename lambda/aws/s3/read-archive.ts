import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace, StoredObject } from '../../../lib/core/digest/archive-reader';

/** Errors of S3 and KMS that concern the object; other errors are transient, and thrown. */
const REFUSALS: Readonly<Record<string, string>> = {
  AccessDenied: 'access was denied; check s3:GetObject and kms:Decrypt of the function',
  InvalidObjectState: 'it is in an archive storage class',
  'KMS.DisabledException': 'its KMS key is disabled',
  'KMS.NotFoundException': 'its KMS key does not exist',
  'KMS.KMSInvalidStateException': 'its KMS key is pending deletion or import',
};

/**
 * An object of an archive with the signature in its metadata, as a stream. Also requires `s3:ListBucket` on the bucket: without
 * it, S3 returns the same error for a missing and a forbidden object.
 *
 * Throws S3's own error if a retry may succeed, also in the middle of the bytes.
 */
export async function readArchive(
  client: S3Client,
  { bucket, key }: Required<ObjectPlace>,
  outOfTime: AbortSignal,
): Promise<StoredObject> {
  // A separate signal: the SDK listens to it, and many concurrent objects would exceed the listener limit of the shared one.
  const abortSignal = AbortSignal.any([outOfTime]);
  try {
    const { Body, Metadata, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal,
    });
    if (Body === undefined) throw new Error(`S3 returned no body for s3://${bucket}/${key}`);
    const signature = Metadata?.signature;
    const chunks = Body as unknown as AsyncIterable<Uint8Array>;
    return {
      kind: 'stored',
      chunks,
      ...(signature === undefined ? {} : { signature }),
      ...(ETag === undefined ? {} : { tag: ETag }),
    };
  } catch (error) {
    const { name = '' } = error as Partial<Error>;
    if (name === 'NoSuchKey' || name === 'NotFound') return { kind: 'absent' };
    const problem = REFUSALS[name];
    if (problem !== undefined) return { kind: 'unreadable', problem };
    throw error;
  }
}
