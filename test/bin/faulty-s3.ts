import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID, startServer } from '../local-server';

/** What goes wrong with one request. */
export type Fault =
  /** S3's error of this code. */
  | { readonly kind: 'error'; readonly status: number; readonly code: string }
  /** A web page, as proxies give. */
  | { readonly kind: 'page'; readonly status: number }
  /** The connection ends after so many bytes of the body. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The body ends after so many bytes, though its length said more. */
  | { readonly kind: 'truncated'; readonly afterBytes: number }
  /** Nothing more comes after so many bytes of the body; before its head, if there are none. */
  | { readonly kind: 'stalled'; readonly afterBytes: number }
  /** The body comes in pieces of one byte. */
  | { readonly kind: 'slow' }
  /** One byte comes every few milliseconds. */
  | { readonly kind: 'trickle' }
  /** Another object has taken the place. */
  | { readonly kind: 'replaced' };

/** A request, as a script of faults sees it. */
export interface FaultyRequest {
  /** Empty for a listing. */
  readonly key: string;
  /** How often this was asked for before. */
  readonly tries: number;
  readonly range: string | undefined;
}

/** How the server behaves. */
export interface FaultyS3Options {
  readonly objects: Readonly<Record<string, string | Buffer>>;
  readonly fault?: (request: FaultyRequest) => Fault | undefined;
  readonly pageLength?: number;
  /** Every page of a listing comes twice; `circle` leads from the last page back to the first. */
  readonly pages?: 'twice' | 'circle';
  /** Listed, and gone when they are asked for. */
  readonly deleted?: readonly string[];
  /** The ETag of every object, as if others had made contents of one MD5. */
  readonly etag?: string;
  /** When an object was changed last; at one time unless given. */
  readonly changed?: (key: string) => string;
}

/** A running server. */
export interface FaultyS3 {
  readonly environment: Readonly<Record<string, string>>;
  readonly requests: readonly FaultyRequest[];
  stop(): Promise<void>;
}

/** Serves one bucket, faithfully but for what the options say. */
export async function serveFaultyS3(options: FaultyS3Options): Promise<FaultyS3> {
  const handler = new Handler(options);
  const server = await startServer((request, response) => handler.answer(request, response));
  return {
    environment: {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
    },
    requests: handler.requests,
    stop: server.stop,
  };
}

class Handler {
  readonly requests: FaultyRequest[] = [];
  private readonly tries = new Map<string, number>();
  private isPageRepeated = false;

  constructor(private readonly options: FaultyS3Options) {}

  answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const key = pathname.split('/').slice(2).map(decodeURIComponent).join('/');
    const place = key === '' ? `list ${searchParams.get('continuation-token') ?? ''}` : key;
    const tries = this.tries.get(place) ?? 0;
    this.tries.set(place, tries + 1);
    const request: FaultyRequest = { key, tries, range: headers.range };
    this.requests.push(request);
    const fault = this.options.fault?.(request);
    const body = key === '' ? Buffer.from(this.page(searchParams)) : this.object(key);
    if (body === undefined || this.options.deleted?.includes(key) === true)
      sendError(response, 404, 'NoSuchKey');
    else send(response, { body, fault, headers, ...this.marks(key) });
  }

  private object(key: string): Buffer | undefined {
    const content = this.options.objects[key];
    return content === undefined ? undefined : Buffer.from(content);
  }

  private marks(key: string) {
    const { objects, etag, changed } = this.options;
    const content = objects[key] ?? '';
    return {
      etag: `"${etag ?? createHash('md5').update(content).digest('hex')}"`,
      changed: changed?.(key) ?? '2026-08-17T14:10:00.000Z',
      bytes: Buffer.byteLength(content),
    };
  }

  private page(query: URLSearchParams): string {
    const { pageLength = 1000, pages } = this.options;
    const prefix = query.get('prefix') ?? '';
    const from = Number(query.get('continuation-token')?.split('.')[0] ?? 0);
    const { objects } = this.options;
    const keys = Object.keys(objects).sort();
    const matching = keys.filter((key) => key.startsWith(prefix));
    const repeats = pages === 'twice' && !this.isPageRepeated;
    this.isPageRepeated = repeats;
    const next = repeats ? from : from + pageLength;
    const isLast = next >= matching.length && pages !== 'circle';
    const token = isLast
      ? ''
      : `<NextContinuationToken>${next % (matching.length || 1)}${repeats ? '.again' : ''}</NextContinuationToken>`;
    const contents = matching.slice(from, from + pageLength).map((key) => {
      const { etag, changed, bytes } = this.marks(key);
      const marks = `<ETag>${etag.replaceAll('"', '&quot;')}</ETag><LastModified>${changed}</LastModified>`;
      return `<Contents><Key>${key}</Key>${marks}<Size>${bytes}</Size></Contents>`;
    });
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
  }
}

interface Sending {
  readonly body: Buffer;
  readonly fault: Fault | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly etag: string;
  readonly changed: string;
}

function send(response: ServerResponse, { body, fault, headers, etag, changed }: Sending): void {
  if (fault?.kind === 'error') {
    sendError(response, fault.status, fault.code);
    return;
  }
  if (fault?.kind === 'page') {
    for (const name of Object.keys(REQUEST_ID)) response.removeHeader(name);
    response
      .writeHead(fault.status, { 'content-type': 'text/html' })
      .end('<!DOCTYPE html><html>Sign in</html>');
    return;
  }
  if (fault?.kind === 'stalled' && fault.afterBytes === 0) return;
  const isChanged = headers['if-match'] !== undefined && headers['if-match'] !== etag;
  if (isChanged || (fault?.kind === 'replaced' && headers['if-match'] !== undefined)) {
    sendError(response, 412, 'PreconditionFailed');
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const rest = body.subarray(from);
  response.writeHead(headers.range === undefined ? 200 : 206, {
    'content-length': rest.length,
    'x-amz-request-id': 'r',
    etag,
    'last-modified': new Date(changed).toUTCString(),
  });
  if (fault?.kind === 'stalled') response.write(rest.subarray(0, fault.afterBytes));
  else if (fault?.kind === 'reset')
    response.write(rest.subarray(0, fault.afterBytes), () => response.socket?.resetAndDestroy());
  else if (fault?.kind === 'truncated')
    response.write(rest.subarray(0, fault.afterBytes), () => response.destroy());
  else if (fault?.kind === 'slow') {
    for (const byte of rest) response.write(Buffer.from([byte]));
    response.end();
  } else if (fault?.kind === 'trickle') {
    let at = 0;
    const timer = setInterval(() => {
      if (at < rest.length) response.write(rest.subarray(at, ++at));
      else response.end();
    }, 5);
    response.once('close', () => clearInterval(timer));
  } else response.end(rest);
}

function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'r' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>It failed.</Message></Error>`);
}
