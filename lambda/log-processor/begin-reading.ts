import type { ObjectAddress } from '../aws/s3/read-object';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './invocation';
import { ObjectReadError } from './object-read-error';

/** An object that has been asked for. Its bytes are read once. */
export interface BegunReading {
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Lets go of what was not read. */
  readonly end: () => Promise<unknown>;
}

/** Asks for an object at once, and not when its first byte is read: what reads it may be loaded in the meantime. */
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
