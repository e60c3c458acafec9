import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** An object of a bucket. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  /** The exact version that was announced: in a versioned bucket, deleting or replacing the object hides nothing. */
  readonly versionId?: string;
}

/** The bytes of an object as they arrive. Throws S3's own error, also in the middle of the bytes. */
export type ReadObject = (object: ObjectAddress, outOfTime?: AbortSignal) => AsyncIterable<Uint8Array>;

/**
 * The bytes of an object as they arrive. Throws S3's own error, also in the middle of the bytes; `outOfTime` ends the
 * reading with an `AbortError`.
 */
export async function* readObject(
  client: S3Client,
  { bucket, key, versionId }: ObjectAddress,
  outOfTime?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  // A separate signal: the SDK and this function listen to it, and many concurrent objects would exceed the listener limit of
  // the shared one.
  const signal = outOfTime && AbortSignal.any([outOfTime]);
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  const { Body } = await client.send(command, { abortSignal: signal });
  if (Body === undefined) throw new Error(`S3 returned no body for s3://${bucket}/${key}`);
  const stop = () => (Body as unknown as { destroy(reason: unknown): void }).destroy(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of Body as unknown as AsyncIterable<Uint8Array>) yield chunk;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
