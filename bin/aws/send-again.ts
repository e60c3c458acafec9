import { backoffMs, MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';

/** Error codes of a service that may accept the same request later. */
const PASSING =
  /Throttling|TooManyRequests|RequestLimitExceeded|InternalFailure|InternalError|InternalServer|ServiceUnavailable|Timeout|\bECONN|\bEPIPE|\bENOTFOUND|\bEAI_AGAIN|socket hang up/i;

/** Thrown if a service does not respond after all attempts. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Sends a request, with retries and exponential backoff while the service is busy or cannot be reached, {@link MAX_TRIES}
 * attempts in total.
 *
 * @throws the error of the service, or {@link NoAnswerError}
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
