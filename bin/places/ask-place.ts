import { explainCaller } from '../aws/s3-error';
import { NoAnswerError, sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import type { Place } from './find-places';

/** Errors with which a place rejects every request. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

interface PlaceQuestion<T> {
  readonly send: () => Promise<T>;
  /** The permission it takes, such as `cloudtrail:LookupEvents`. */
  readonly needs: string;
  readonly wait: CommandIo['wait'];
}

/**
 * Sends a request to a place, with retries while it is busy.
 *
 * @throws {@link PlaceError} if it does not answer, which names the place and says why
 */
export async function askPlace<T>(
  { name }: Pick<Place, 'name'>,
  { send, needs, wait }: PlaceQuestion<T>,
): Promise<T> {
  try {
    return await sendAgain(send, { needs, wait });
  } catch (error) {
    if (error instanceof NoAnswerError) throw new PlaceError(`${name}: ${error.message}`);
    throw new PlaceError(`${name}: ${explain((error as Error).name, renderReason(error), needs)}`);
  }
}

function explain(code: string, message: string, needs: string): string {
  if (message.includes('sts:AssumeRole')) return `the role cannot be assumed (${message})`;
  const isDenied = /^AccessDenied/.test(code);
  const known = explainCaller(code) ?? (isDenied ? `access was denied; this requires ${needs}` : undefined);
  return known === undefined ? message : `${known} (${message})`;
}

/** What was read, or why it is not known. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** The value of a response; unknown with the reason if there is none. `name` is the subject, such as `bucket logs`. */
export async function learn<T>(name: string, question: PlaceQuestion<T>): Promise<Known<T>> {
  try {
    return { value: await askPlace({ name }, question) };
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    return { unknown: error.message };
  }
}

/** Another value that follows from a known one. */
export function mapKnown<T, U>(known: Known<T>, map: (value: T) => U): Known<U> {
  return 'value' in known ? { value: map(known.value) } : known;
}
