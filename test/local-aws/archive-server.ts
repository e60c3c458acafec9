import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SignedArchive } from '../digest/signed-archive';
import { startServer } from '../local-server';

/** What the server answers instead of what was asked for. */
export interface ServerFault {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request to S3, as the server understood it. */
export interface ServedRequest {
  readonly bucket: string;
  /** Empty for a listing. */
  readonly key: string;
  readonly headers: IncomingMessage['headers'];
}

/** How an archive is served. */
export interface ArchiveServerOptions {
  /** Before each answer. */
  readonly latencyMs?: number;
  /** The first log files are answered only once so many of them are asked for at a time. */
  readonly logsAtOnce?: number;
  /** Keys in a page of a listing; 1,000 unless given. */
  readonly pageLength?: number;
  /** What goes wrong with a request; undefined if nothing does. `cut` ends the connection in the middle of the body. */
  readonly fault?: (request: ServedRequest) => ServerFault | 'cut' | undefined;
  /** What ListPublicKeys answers in a Region instead of keys. */
  readonly keysFault?: (region: string) => ServerFault | undefined;
}

/** S3 and CloudTrail's ListPublicKeys for one archive, over HTTP. */
export interface ArchiveServer {
  /** What an AWS client needs in its environment to come here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly requests: readonly ServedRequest[];
  /** What ListPublicKeys was asked with. */
  readonly keyRequests: readonly string[];
  /** The most requests that were under way at a time. */
  readonly mostAtOnce: number;
  stop(): Promise<void>;
}

/** Serves an archive in memory to whatever client speaks to S3 and CloudTrail with its endpoint set. */
export async function serveArchive(
  archive: SignedArchive,
  options: ArchiveServerOptions = {},
): Promise<ArchiveServer> {
  const handler = new ArchiveHandler(archive, options);
  const server = await startServer((request, response, body) => handler.answer(request, response, body));
  return {
    environment: {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    },
    requests: handler.requests,
    keyRequests: handler.keyRequests,
    get mostAtOnce() {
      return handler.mostAtOnce;
    },
    stop: server.stop,
  };
}

class ArchiveHandler {
  readonly requests: ServedRequest[] = [];
  readonly keyRequests: string[] = [];
  mostAtOnce = 0;
  private atOnce = 0;
  private waiting: (() => void)[] = [];
  private isGathering: boolean;
  private readonly sortedKeys: readonly string[];

  constructor(
    private readonly archive: SignedArchive,
    private readonly options: ArchiveServerOptions,
  ) {
    this.sortedKeys = archive.keys;
    this.isGathering = options.logsAtOnce !== undefined;
  }

  answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.method === 'POST') this.keyRequests.push(body);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.on('close', () => {
      this.atOnce -= 1;
    });
    const { latencyMs = 0 } = this.options;
    const answer = () => this.answerNow(request, response);
    if (this.isGathering && /\/CloudTrail\/.*\.gz/.test(request.url ?? '')) this.gather(answer);
    else if (latencyMs === 0) answer();
    else setTimeout(answer, latencyMs);
  }

  private gather(answer: () => void): void {
    this.waiting.push(answer);
    if (this.waiting.length < (this.options.logsAtOnce ?? 0)) return;
    this.isGathering = false;
    for (const waiting of this.waiting.splice(0)) waiting();
  }

  private answerNow(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
      const [, region = ''] = /\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      const refusal = this.options.keysFault?.(region);
      const type = { 'content-type': 'application/x-amz-json-1.1' };
      response.writeHead(refusal?.status ?? 200, type);
      const { code: __type, message } = refusal ?? {};
      response.end(refusal === undefined ? this.publicKeys() : JSON.stringify({ __type, message }));
      return;
    }
    // S3 resolves no `..` of a key, as a URL would.
    const [, bucket = '', ...names] = (request.url ?? '/').replace(/\?.*$/s, '').split('/');
    const served = { bucket, key: names.map(decodeURIComponent).join('/'), headers: request.headers };
    this.requests.push(served);
    const fault = this.options.fault?.(served);
    if (fault !== undefined && fault !== 'cut') fail(response, fault);
    else if (url.searchParams.has('location')) {
      response.end('<LocationConstraint>eu-west-1</LocationConstraint>');
    } else if (served.key === '') response.end(this.list(bucket, url.searchParams));
    else this.get(served, response, fault === 'cut');
  }

  /** All keys are told for every Region; times are numbers of seconds, as in CloudTrail's protocol. */
  private publicKeys(): string {
    const byRegion = JSON.parse(this.archive.publicKeys()) as Record<string, { PublicKeyList: object[] }>;
    const [list] = Object.values(byRegion);
    const validity = { ValidityStartTime: 1_700_000_000, ValidityEndTime: 2_000_000_000 };
    return JSON.stringify({
      PublicKeyList: (list?.PublicKeyList ?? []).map((key) => ({ ...key, ...validity })),
    });
  }

  private get({ bucket, key }: ServedRequest, response: ServerResponse, isCut: boolean): void {
    const object = this.archive.objects.get(key);
    if (object === undefined || object.bucket !== bucket) {
      fail(response, { status: 404, code: 'NoSuchKey' });
      return;
    }
    for (const [name, value] of Object.entries(object.metadata)) {
      response.setHeader(`x-amz-meta-${name}`, value);
    }
    response.setHeader('content-length', object.bytes.length);
    if (!isCut) response.end(object.bytes);
    else response.write(object.bytes.subarray(0, 10), () => response.destroy());
  }

  private list(bucket: string, query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? query.get('start-after') ?? query.get('marker') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const length = Math.min(Number(query.get('max-keys') ?? 1000), this.options.pageLength ?? 1000);
    const page: string[] = [];
    let isTruncated = false;
    for (const key of this.sortedKeys.slice(this.firstFrom(prefix > after ? prefix : after))) {
      if (!key.startsWith(prefix)) {
        if (key > prefix) break;
        continue;
      }
      if (key <= after || this.archive.objects.get(key)?.bucket !== bucket) continue;
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const entry = at < 0 ? key : key.slice(0, at + 1);
      if (page.at(-1) === entry || after.startsWith(entry)) continue;
      if (page.length === length) {
        isTruncated = true;
        break;
      }
      page.push(entry);
    }
    return renderPage(page, isTruncated);
  }

  private firstFrom(key: string): number {
    let low = 0;
    let high = this.sortedKeys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sortedKeys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As S3 has names in XML: characters that it does not know as references. */
function escaped(name: string): string {
  return name.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function renderPage(page: readonly string[], isTruncated: boolean): string {
  const time = '2026-10-01T00:00:00.000Z';
  const entries = page.map((entry) =>
    entry.endsWith('/')
      ? `<CommonPrefixes><Prefix>${escaped(entry)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${escaped(entry)}</Key><LastModified>${time}</LastModified><Size>1</Size></Contents>`,
  );
  const next = isTruncated
    ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>`
    : '';
  return `<?xml version="1.0"?><ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`;
}

function fail(response: ServerResponse, { status, code, message = code, headers = {} }: ServerFault): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}
