import { backoffMs, MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';

/** What a service says when it may answer the same request later. */
const PASSING =
  /Throttling|TooManyRequests|RequestLimitExceeded|InternalFailure|InternalError|InternalServer|ServiceUnavailable|Timeout|\bECONN|\bEPIPE|\bENOTFOUND|\bEAI_AGAIN|socket hang up/i;

/** Thrown when a service does not answer, however often it is asked. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Sends a request, and again with waits that double while the service is busy or cannot be reached, {@link MAX_TRIES} times
 * in all.
 *
 * @throws what the service answered, or {@link NoAnswerError}
 */
export async function sendAgain<T>(send: () => Promise<T>, wait: CommandIo['wait']): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const { name = '', message = '', code = '' } = error as NodeJS.ErrnoException;
      if (!PASSING.test(`${name} ${code} ${message}`)) throw error;
      if (tries === MAX_TRIES) {
        throw new NoAnswerError(`no answer after ${MAX_TRIES} tries: ${renderReason(error)}`);
      }
      await wait(backoffMs(tries));
    }
  }
}
