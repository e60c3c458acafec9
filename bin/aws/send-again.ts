import { backoffMs, MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { explainCaller } from './s3-error';

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
export async function sendAgain<T>(
  send: () => Promise<T>,
  { needs, wait }: Pick<ServiceRequest, 'needs'> & Pick<CommandIo, 'wait'>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (failureOf(awsErrorOf(error)).end !== 'passing') throw error;
      if (tries === MAX_TRIES) {
        throw new NoAnswerError(`no answer after ${MAX_TRIES} tries: ${renderReason(error)}`);
      }
      const reason = renderReason(error);
      await wait(backoffMs(tries), undefined, { needs, reason, tries, maxTries: MAX_TRIES });
    }
  }
}

/** A client whose requests are sent as {@link sendAgain} does. */
export function sendingAgain<Client extends { readonly send: (command: never) => Promise<unknown> }>(
  client: Client,
  tools: Parameters<typeof sendAgain>[1],
): Pick<Client, 'send'> {
  return { send: (command: never) => sendAgain(() => client.send(command), tools) };
}

/** A request to a service, and how its errors are explained. */
export interface ServiceRequest {
  /** The service, as sentences about it begin. */
  readonly service: string;
  /** The permissions that the request requires. */
  readonly needs: string;
  /** The sentence for an error of this service; undefined if the error may be one of any service. */
  readonly explain?: (code: string, message: string) => string | undefined;
  /** The sentence for all other errors. The default is the message of the service. */
  readonly otherwise?: (message: string) => string;
}

/**
 * Sends a request to a service, as {@link sendAgain} does.
 *
 * @throws {@link UserError} with one sentence if it does not succeed
 */
export async function askService<T>(
  request: ServiceRequest,
  wait: CommandIo['wait'],
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await sendAgain(send, { needs: request.needs, wait });
  } catch (error) {
    throw toServiceError(error, request);
  }
}

/** An error of a service, as one sentence. */
export function toServiceError(error: unknown, request: ServiceRequest): UserError {
  if (error instanceof UserError) return error;
  const { service, needs, explain, otherwise } = request;
  const { name: code = '' } = (error ?? {}) as Partial<Error>;
  const message = renderReason(error).replace(/\.$/, '');
  if (error instanceof NoAnswerError) return new UserError(`${service}: ${message}`);
  const own = explain?.(code, message);
  if (own !== undefined) return new UserError(own);
  const known = explainCaller(code);
  if (known !== undefined) return new UserError(`${service}: ${known} (${message})`);
  if (/^AccessDenied|KmsException/.test(code))
    return new UserError(`${service}: access was denied; this requires ${needs} (${message})`);
  return new UserError(otherwise?.(message) ?? `${service}: ${message}`);
}
