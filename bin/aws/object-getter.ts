import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import { backoffMs, MAX_TRIES } from './backoff';
import { GetRequests } from './get-requests';
import { agentFor } from './proxy-agent';
import { IDLE_TIMEOUT_MS } from './s3-client';
import { isRetryable, isWebPage, readS3Error, renderS3Error, type S3Error, webPageError } from './s3-error';
import { BodyRate, LEAST_RATE, type LeastRate, MAX_SLOW_TRIES, TOO_SLOW } from './slow-body';

/** An object, or why there is none. */
export type GotObject =
  | { readonly kind: 'object'; readonly body: Uint8Array; readonly signature?: string }
  | { readonly kind: 'failed'; readonly error: S3Error };

/** How to get objects. */
export interface ObjectGetterProps {
  /** Gives credentials, endpoints and the Region. */
  readonly client: S3Client;
  /** Requests that are under way at a time. */
  readonly connections: number;
  /** Pay for requests to buckets whose owner does not. */
  readonly paysForRequests: boolean;
  /** Waits between two tries of one request. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /**
   * How long an answer may take to begin, and pause, in milliseconds.
   *
   * @default 30 seconds
   */
  readonly idleMs?: number;
  /**
   * How much of a body must arrive within how long.
   *
   * @default 16 KB a minute
   */
  readonly leastRate?: LeastRate;
  /**
   * The clock on the wall, in milliseconds since 1970.
   *
   * @default that of the machine
   */
  readonly nowMs?: () => number;
}

/** What is asked for: an object, or the rest of the one with that tag. */
interface Wanted {
  readonly bucket: string;
  readonly key: string;
  /** An object of so many bytes is read as a whole. */
  readonly wholeBytes: number;
  readonly from?: number;
  readonly etag?: string;
}

interface RegionalPlace extends Wanted {
  readonly region: string;
}

type Opened = GotObject | { readonly kind: 'stream'; readonly response: IncomingMessage };

/** Thrown when an object cannot be read to its end. */
export class ObjectReadError extends Error {
  override readonly name = 'ObjectReadError';

  constructor(readonly error: S3Error) {
    super(renderS3Error(error));
  }
}

function networkError(error: unknown): S3Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return { status: 0, code: code ?? 'NetworkError', message };
}

/** An object of at most so many bytes is read as a whole, which frees the connection at once. */
const WHOLE_BODY_BYTES = 4 * 1024 * 1024;

/** So much of a longer object must arrive before its tries are counted from the start again. */
const PROGRESS_BYTES = 1024 * 1024;

/** CloudTrail's largest objects are some megabytes; one that is not is no reason to fill the memory. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/**
 * Gets objects of S3, thousands a second: with the SDK's credentials and endpoints, but over Node's own HTTP.
 * An object by `GetObjectCommand` costs 0.46 to 0.86 ms of CPU time, in this way 0.06 to 0.13 ms (2 cores, Node 20,
 * objects of 20 kB from a local server).
 *
 * Errors that pass are tried again, {@link MAX_TRIES} times in all, with waits that double; a bucket is followed into
 * its Region. What S3 refuses is a value, never an exception.
 */
export class ObjectGetter {
  private readonly agents: { readonly plain: PlainAgent; readonly secure: Agent };
  private readonly regions = new Map<string, string>();
  private readonly proxied = new Map<string, Agent>();
  private readonly requests: GetRequests;

  constructor(private readonly props: ObjectGetterProps) {
    const options = { keepAlive: true, maxSockets: props.connections };
    this.agents = { plain: new PlainAgent(options), secure: new Agent(options) };
    const { client, paysForRequests, nowMs = Date.now } = props;
    this.requests = new GetRequests({ config: client.config, paysForRequests, nowMs });
  }

  /** The whole object. */
  async get(bucket: string, key: string): Promise<GotObject> {
    const opened = await this.open({ bucket, key, wholeBytes: MAX_BODY_BYTES });
    if (opened.kind !== 'stream') return opened;
    opened.response.destroy();
    const message = `the object has more than ${MAX_BODY_BYTES} bytes`;
    return { kind: 'failed', error: { status: 0, code: 'NetworkError', message } };
  }

  /**
   * The bytes of an object of any size. A body that breaks off is continued where it broke, if the object is the same.
   *
   * @throws {@link ObjectReadError}
   */
  async *stream(bucket: string, key: string): AsyncGenerator<Uint8Array, void> {
    const place: Wanted = { bucket, key, wholeBytes: WHOLE_BODY_BYTES };
    const opened = await this.open(place);
    if (opened.kind === 'failed') throw new ObjectReadError(opened.error);
    if (opened.kind === 'object') yield opened.body;
    else yield* this.streamOn(opened.response, place);
  }

  private async *streamOn(first: IncomingMessage, place: Wanted): AsyncGenerator<Uint8Array, void> {
    const { etag, 'content-length': length } = first.headers;
    let response = first;
    let from = 0;
    let triesFrom = 0;
    for (let tries = 1; ; tries += 1) {
      try {
        for await (const chunk of this.chunksOf(response)) {
          from += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        if (from - triesFrom > PROGRESS_BYTES) tries = 1;
        triesFrom = from;
        const reason = networkError(error);
        if (tries >= maxTriesFor(reason) || etag === undefined) throw new ObjectReadError(reason);
      } finally {
        response.destroy();
      }
      if (from === Number(length)) return;
      await this.props.wait(backoffMs(tries));
      const again = await this.open({ ...place, wholeBytes: 0, from, etag });
      if (again.kind === 'failed') throw new ObjectReadError(again.error);
      if (again.kind === 'object') return;
      response = again.response;
    }
  }

  /** The time that the consumer of a chunk takes is no time of the store's. */
  private async *chunksOf(response: IncomingMessage): AsyncGenerator<Uint8Array, void> {
    const rate = this.newRate();
    let askedMs = performance.now();
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      const slow = rate.add(chunk.length, performance.now() - askedMs);
      if (slow !== undefined) throw slow;
      yield chunk;
      askedMs = performance.now();
    }
  }

  private newRate(): BodyRate {
    return new BodyRate(this.props.leastRate ?? LEAST_RATE);
  }

  /** The beginning of an object, or all of it if it is small; tried again until that is there. */
  private async open(place: Wanted): Promise<Opened> {
    const { bucket } = place;
    for (let tries = 1; ; tries += 1) {
      const signedFor = this.regions.get(bucket) ?? (await this.props.client.config.region());
      const got = await this.openOnce({ ...place, region: signedFor });
      if (got.kind !== 'failed') return got;
      const { region } = got.error;
      const isElsewhere = region !== undefined && region !== signedFor;
      if (isElsewhere) this.regions.set(bucket, region);
      else if (!isRetryable(got.error)) return got;
      if (tries >= maxTriesFor(got.error)) return got;
      if (!isElsewhere) await this.props.wait(backoffMs(tries));
    }
  }

  /** Lets go of the connections. */
  close(): void {
    this.agents.plain.destroy();
    this.agents.secure.destroy();
    for (const agent of this.proxied.values()) agent.destroy();
  }

  private async openOnce(place: RegionalPlace): Promise<Opened> {
    const options = await this.requests.requestFor(place);
    try {
      const response = await this.send(options);
      const { statusCode = 0, headers } = response;
      const isWanted = statusCode === (place.from === undefined ? 200 : 206);
      if (!isWanted)
        return { kind: 'failed', error: readS3Error(response, await readBody(response, this.newRate())) };
      if (isWebPage(response)) return { kind: 'failed', error: webPageError(statusCode) };
      const bytes = Number(headers['content-length'] ?? Number.NaN);
      if (place.wholeBytes < MAX_BODY_BYTES && !(bytes <= place.wholeBytes))
        return { kind: 'stream', response };
      const body = await readBody(response, this.newRate());
      const signature = headers['x-amz-meta-signature'];
      return { kind: 'object', body, ...(typeof signature === 'string' ? { signature } : {}) };
    } catch (error) {
      return { kind: 'failed', error: networkError(error) };
    }
  }

  /** Behind a proxy each host needs an agent of its own, because NO_PROXY may except some. */
  private secureAgent(host: string): Agent {
    const known = this.proxied.get(host);
    if (known !== undefined) return known;
    const options = { maxSockets: this.props.connections };
    const agent = agentFor(new URL(`https://${host}`), options) ?? this.agents.secure;
    this.proxied.set(host, agent);
    return agent;
  }

  private send(options: RequestOptions): Promise<IncomingMessage> {
    const isPlain = options.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const sent = isPlain
        ? plainRequest({ ...options, agent: this.agents.plain }, resolve)
        : request({ ...options, agent: this.secureAgent(options.hostname ?? '') }, resolve);
      const { idleMs = IDLE_TIMEOUT_MS } = this.props;
      sent.setTimeout(idleMs, () => sent.destroy(new Error(`no answer for ${idleMs / 1000} seconds`)));
      sent.on('error', reject);
      sent.end();
    });
  }
}

function maxTriesFor({ code }: S3Error): number {
  return code === TOO_SLOW ? MAX_SLOW_TRIES : MAX_TRIES;
}

/** Without an iterator, which takes a promise for each chunk and several for the stream. */
function readBody(response: IncomingMessage, rate: BodyRate): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let askedMs = performance.now();
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      chunks.push(chunk);
      const nowMs = performance.now();
      const slow = rate.add(chunk.length, nowMs - askedMs);
      askedMs = nowMs;
      if (slow !== undefined) response.destroy(slow);
      if (bytes > MAX_BODY_BYTES)
        response.destroy(new Error(`the object has more than ${MAX_BODY_BYTES} bytes`));
    });
    response.on('error', reject);
    response.on('end', () => {
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes));
    });
    // What was aborted has neither an error nor an end on every version of Node.
    response.on('close', () => {
      if (!response.readableEnded) reject(new Error('the answer broke off'));
    });
  });
}
