import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace, StoredObject } from '../../../lib/core/digest/archive-reader';
import { awsErrorOf, type Failure, failureOf, MAX_UNKNOWN_TRIES } from '../../../lib/core/failure/failure';
import { backoffMs } from './plain/backoff';

/** How an object is read. */
export interface ArchiveReading {
  readonly outOfTime: AbortSignal;
  /**
   * Waits before another try.
   *
   * @default with a timer
   */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/**
 * An object of an archive with the signature in its metadata, as a stream. Also requires `s3:ListBucket` on the bucket: without
 * it, S3 returns the same error for a missing and a forbidden object.
 *
 * An error that concerns the object is an answer, also one that no list has, once it is met {@link MAX_UNKNOWN_TRIES} times. Throws
 * S3's own error if a later try may succeed, or if it concerns more than the object, also in the middle of the bytes.
 */
export async function readArchive(
  client: Pick<S3Client, 'send'>,
  place: Required<ObjectPlace>,
  { outOfTime, wait = setTimeout }: ArchiveReading,
): Promise<StoredObject> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await getObject(client, place, outOfTime);
    } catch (error) {
      const failure = failureOf(awsErrorOf(error));
      if (outOfTime.aborted || failure.scope !== 'object' || failure.end === 'passing') throw error;
      if (failure.isAbsent) return { kind: 'absent' };
      if (failure.end === 'final' || tries === MAX_UNKNOWN_TRIES)
        return { kind: 'unreadable', problem: problemOf(failure, error) };
      await wait(backoffMs(tries));
    }
  }
}

/** What is known of an error of S3, or what S3 said. */
export function problemOf({ problem }: Failure, error: unknown): string {
  const { code, message = '' } = awsErrorOf(error);
  if (problem !== undefined) return `${problem} (${code})`;
  return `S3 failed with ${message === '' || message === code ? code : `${code}: ${message.replace(/\.$/, '')}`}`;
}

async function getObject(
  client: Pick<S3Client, 'send'>,
  { bucket, key }: Required<ObjectPlace>,
  outOfTime: AbortSignal,
): Promise<StoredObject> {
  // A separate signal: the SDK listens to it, and many concurrent objects would exceed the listener limit of the shared one.
  const abortSignal = AbortSignal.any([outOfTime]);
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
}
