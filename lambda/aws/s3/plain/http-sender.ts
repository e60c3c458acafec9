import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, type AgentOptions, type RequestOptions, request } from 'node:https';
import { TOO_LONG } from '../../../../lib/core/failure/known-failures';
import type { S3Error } from './s3-error';

/** The minimum transfer rate of a body. */
interface LeastRate {
  readonly bytes: number;
  readonly withinMs: number;
}

/** About 270 bytes per second: far below the rate of any connection, even a shared one. */
const LEAST_RATE: LeastRate = { bytes: 16 * 1024, withinMs: 60_000 };

/** The number of attempts for a body that is transferred too slowly: each takes a minute. */
export const MAX_SLOW_TRIES = 3;

/** The error code of a body that is transferred too slowly. */
export const TOO_SLOW = 'TooSlow';

/** Thrown if a body is transferred more slowly than {@link LeastRate}; pauses have a separate limit. */
export class SlowBodyError extends Error {
  override readonly name = TOO_SLOW;
  readonly code = TOO_SLOW;

  constructor(bytes: number, { withinMs }: LeastRate) {
    super(`only ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} received in ${withinMs / 1000} seconds`);
  }
}

/** Detects a body that is transferred too slowly, from the time that was spent waiting for it. */
class BodyRate {
  #bytes = 0;
  #waitedMs = 0;

  constructor(private readonly least: LeastRate) {}

  /** Adds received bytes and their waiting time; returns an error if a whole window had too few bytes. */
  add(bytes: number, waitedMs: number): SlowBodyError | undefined {
    this.#bytes += bytes;
    this.#waitedMs += waitedMs;
    if (this.#waitedMs < this.least.withinMs) return undefined;
    const arrived = this.#bytes;
    this.#bytes = 0;
    this.#waitedMs = 0;
    return arrived < this.least.bytes ? new SlowBodyError(arrived, this.least) : undefined;
  }
}

/** The maximum time before the response begins, and between its parts, in milliseconds. */
export const IDLE_TIMEOUT_MS = 30_000;

/** How requests are sent. */
export interface HttpSenderProps {
  /** The maximum number of concurrent requests. */
  readonly connections: number;
  /**
   * The maximum time before the response begins, and between its parts, in milliseconds.
   *
   * @default 30 seconds
   */
  readonly idleMs?: number;
  /**
   * The minimum transfer rate of a body.
   *
   * @default 16 KB a minute
   */
  readonly leastRate?: LeastRate;
  /**
   * The agent for an address that is reached through a proxy.
   *
   * @default - no address is
   */
  readonly proxyFor?: (url: URL, options: AgentOptions) => Agent | undefined;
}

/** Sends requests with Node's own HTTP client, with timeouts for the connection, the response, and the rest of the body. */
export class HttpSender {
  private readonly agents: { readonly plain: PlainAgent; readonly secure: Agent };
  private readonly proxied = new Map<string, Agent>();

  constructor(private readonly props: HttpSenderProps) {
    const options = { keepAlive: true, maxSockets: props.connections };
    this.agents = { plain: new PlainAgent(options), secure: new Agent(options) };
  }

  /** The answer, once its head has arrived. */
  send(options: RequestOptions, body?: string): Promise<IncomingMessage> {
    const isPlain = options.protocol === 'http:';
    const { idleMs = IDLE_TIMEOUT_MS } = this.props;
    return new Promise((resolve, reject) => {
      const all = { ...options, timeout: idleMs };
      const sent = isPlain
        ? plainRequest({ ...all, agent: this.agents.plain }, resolve)
        : request({ ...all, agent: this.secureAgent(options.hostname ?? '') }, resolve);
      sent.on('timeout', () => sent.destroy(new Error(`no response for ${idleMs / 1000} seconds`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /**
   * The body of a response, up to a maximum number of bytes. Without an iterator, which creates a promise for each chunk and
   * several for the stream.
   */
  readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
    const rate = this.newRate();
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
        if (bytes > maxBytes) response.destroy(tooLong(maxBytes));
      });
      response.on('error', reject);
      response.on('end', () => {
        const [only] = chunks;
        resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes));
      });
      // An aborted request emits neither an error nor an end on every version of Node.
      response.on('close', () => {
        if (!response.readableEnded) reject(new Error('the response ended early'));
      });
    });
  }

  /** Detects a body that is transferred too slowly. */
  newRate(): BodyRate {
    return new BodyRate(this.props.leastRate ?? LEAST_RATE);
  }

  /** Closes the connections. */
  close(): void {
    this.agents.plain.destroy();
    this.agents.secure.destroy();
    for (const agent of this.proxied.values()) agent.destroy();
  }

  /** Behind a proxy, each host needs its own agent, because NO_PROXY may exclude some. */
  private secureAgent(host: string): Agent {
    const known = this.proxied.get(host);
    if (known !== undefined) return known;
    const options = { maxSockets: this.props.connections };
    const agent = this.props.proxyFor?.(new URL(`https://${host}`), options) ?? this.agents.secure;
    this.proxied.set(host, agent);
    return agent;
  }
}

function tooLong(maxBytes: number): Error {
  return Object.assign(new Error(`the response has more than ${maxBytes} bytes`), { code: TOO_LONG });
}

/** A request without a complete response. */
export function networkError(error: unknown): S3Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return { status: 0, code: code ?? 'NetworkError', message };
}
