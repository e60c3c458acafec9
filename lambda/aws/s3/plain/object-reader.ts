import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { failureOf } from '../../../../lib/core/failure/failure';
import { CLIENT_OPTIONS } from '../../client-options';
import type { ObjectAddress } from '../read-object';
import { backoffMs } from './backoff';
import { GetRequests } from './get-requests';
import { HttpSender } from './http-sender';
import type { RequestSettings } from './request-settings';
import { isWebPage, readS3Error, type S3Error, webPageError } from './s3-error';

/** The error that S3 returned instead of an object, with S3's own name for it, like the SDK's error. */
export class S3AnswerError extends Error {
  override readonly name: string;

  constructor({ code, message }: S3Error) {
    super(message === '' ? code : message);
    this.name = code;
  }
}

/** How objects are read. */
export interface ObjectReaderProps {
  readonly settings: RequestSettings;
  /**
   * The maximum time before the response begins, and between its parts, in milliseconds.
   *
   * @default as for every client of a handler
   */
  readonly idleMs?: number;
  /**
   * Waits before a retry, and rejects when the signal aborts.
   *
   * @default with a timer
   */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

type Answer =
  | { readonly kind: 'body'; readonly body: IncomingMessage }
  | { readonly kind: 'failed'; readonly error: unknown; readonly mayPass: boolean };

/** Objects that are read at once, and as many again. */
const CONNECTIONS = 50;

/** Descriptions of errors have some hundred bytes. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Reads objects like the SDK client, without the SDK: a function that finds nothing starts in a fraction of the time. Transient
 * errors are retried as often.
 */
export class ObjectReader {
  readonly #sender: HttpSender;
  readonly #requests: GetRequests;

  constructor(private readonly props: ObjectReaderProps) {
    const { settings, idleMs = CLIENT_OPTIONS.requestHandler.socketTimeout } = props;
    this.#sender = new HttpSender({ connections: CONNECTIONS, idleMs });
    this.#requests = new GetRequests({ settings, paysForRequests: false, nowMs: Date.now });
  }

  /**
   * The bytes of an object as a stream. Throws S3's own error, also in the middle of the bytes; `outOfTime` ends the reading
   * with its reason.
   */
  async *read(object: ObjectAddress, outOfTime?: AbortSignal): AsyncGenerator<Uint8Array, void> {
    // A separate signal: a request, its waits and its body listen to it, and many concurrent objects would exceed the listener
    // limit of the shared one.
    const signal = outOfTime && AbortSignal.any([outOfTime]);
    try {
      for await (const chunk of (await this.#open(object, signal)) as AsyncIterable<Uint8Array>) yield chunk;
    } catch (error) {
      // A destroyed body reports that the connection broke.
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#sender.close();
  }

  async #open(object: ObjectAddress, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const { wait = waitFor } = this.props;
    for (let tries = 1; ; tries++) {
      const answer = await this.#send(object, signal);
      if (answer.kind === 'body') return answer.body;
      if (signal?.aborted || !answer.mayPass || tries >= CLIENT_OPTIONS.maxAttempts) throw answer.error;
      await wait(backoffMs(tries), signal);
    }
  }

  async #send(object: ObjectAddress, signal: AbortSignal | undefined): Promise<Answer> {
    const { bucket, key, versionId } = object;
    const region = await this.props.settings.region();
    const query: Record<string, string> = versionId === undefined ? {} : { versionId };
    const request = await this.#requests.requestFor({ bucket, key, region, query });
    try {
      const answer = await this.#sender.send({ ...request, signal });
      if (answer.statusCode === 200 && !isWebPage(answer)) return { kind: 'body', body: answer };
      const error = await errorOf(answer);
      return { kind: 'failed', error: new S3AnswerError(error), mayPass: failureOf(error).end !== 'final' };
    } catch (error) {
      return { kind: 'failed', error, mayPass: true };
    }
  }
}

async function errorOf(answer: IncomingMessage): Promise<S3Error> {
  const { statusCode = 0 } = answer;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ERROR_BYTES) break;
  }
  return statusCode === 200 ? webPageError(statusCode) : readS3Error(answer, Buffer.concat(chunks));
}

function waitFor(milliseconds: number, signal?: AbortSignal): Promise<unknown> {
  return setTimeout(milliseconds, undefined, { signal });
}
