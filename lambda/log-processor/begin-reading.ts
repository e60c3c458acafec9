import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { ObjectAddress } from '../aws/s3/read-object';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './invocation';

/** S3 did not return an object, or not all of it. It says nothing about the content of the object. */
export class ObjectReadError extends Error {
  override readonly name = 'ObjectReadError';

  constructor(object: ObjectAddress, cause: unknown) {
    super(`s3://${object.bucket}/${object.key} could not be read: ${renderReadProblem(cause)}`, { cause });
  }

  /** The problem and what to check, as a sentence without a full stop. */
  get problem(): string {
    return renderReadProblem(this.cause);
  }
}

/** The problem and what to check, as a sentence without a full stop: short, because an alert's summary shows about 110 characters. */
function renderReadProblem(cause: unknown): string {
  const fault = awsErrorOf(cause);
  const { problem, remedy, isAbsent } = failureOf(fault);
  if (problem === undefined) return `S3 failed with ${fault.code}: ${fault.message}`;
  // Without s3:ListBucket, S3 denies a missing object, too.
  if (fault.code === 'AccessDenied') return `${problem}, or the object does not exist; ${remedy}`;
  return isAbsent ? `${problem}; ${remedy}` : `${problem}; ${remedy}, then redrive the message`;
}

/** An object that has been requested. Its bytes are read once. */
export interface BegunReading {
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Discards the unread rest. */
  readonly end: () => Promise<unknown>;
}

/** Requests an object immediately, and not when its first byte is read: its reader may be loaded in the meantime. */
export function beginReading(invocation: Invocation, object: ObjectAddress): BegunReading {
  const chunks = chunksOf(invocation, object);
  const first = chunks.next();
  // The reader of the chunks gets the error.
  first.catch(() => undefined);
  return { chunks: goOn(first, chunks), end: () => chunks.return(undefined) };
}

/** The bytes of an object. Throws {@link ObjectReadError}, or {@link RetryLater} when the time runs out. */
export async function* chunksOf(
  { ports, outOfTime }: Invocation,
  object: ObjectAddress,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of ports.readObject(object, outOfTime)) {
      if (outOfTime.aborted) break;
      yield chunk;
    }
  } catch (error) {
    if (!outOfTime.aborted) throw new ObjectReadError(object, error);
  }
  if (outOfTime.aborted) throw outOfTimeFor(object);
}

/** Why the message of an object must return to the queue that was not read to its end in time. */
export function outOfTimeFor({ bucket, key }: ObjectAddress): RetryLater {
  return new RetryLater(`out of time before s3://${bucket}/${key} was finished`);
}

async function* goOn(
  first: Promise<IteratorResult<Uint8Array, unknown>>,
  chunks: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await first; next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return(undefined);
  }
}
