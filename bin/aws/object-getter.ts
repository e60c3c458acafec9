import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import { isRetryable, readS3Error, type S3Error } from './s3-error';

/** An object, or why there is none. */
export type GotObject =
  | { readonly kind: 'object'; readonly body: Uint8Array; readonly signature?: string }
  | { readonly kind: 'failed'; readonly error: S3Error };

/** How to get objects. */
export interface ObjectGetterProps {
  /** Gives credentials, signatures, endpoints and the Region. */
  readonly client: S3Client;
  /** Requests that are under way at a time. */
  readonly connections: number;
  /** Pay for requests to buckets whose owner does not. */
  readonly paysForRequests: boolean;
  /** Waits between two tries of one request. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

interface RegionalPlace {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

const MAX_TRIES = 10;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 20_000;
const IDLE_MS = 30_000;
/** CloudTrail's largest objects are some megabytes; one that is not is no reason to fill the memory. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/**
 * Gets objects of S3, thousands a second: with the SDK's credentials, signer and endpoints, but over Node's own HTTP.
 * An object by `GetObjectCommand` costs 0.46 to 0.86 ms of CPU time, in this way 0.06 to 0.13 ms (2 cores, Node 20,
 * objects of 20 kB from a local server).
 *
 * Errors that pass are tried again, {@link MAX_TRIES} times in all, with waits that double; a bucket is followed into
 * its Region. What S3 refuses is a value, never an exception.
 */
export class ObjectGetter {
  private readonly agents: { readonly plain: PlainAgent; readonly secure: Agent };
  private readonly regions = new Map<string, string>();
  private endpoint: Promise<string | undefined> | undefined;
  private signer: ReturnType<S3Client['config']['signer']> | undefined;

  constructor(private readonly props: ObjectGetterProps) {
    const options = { keepAlive: true, maxSockets: props.connections };
    this.agents = { plain: new PlainAgent(options), secure: new Agent(options) };
  }

  async get(bucket: string, key: string): Promise<GotObject> {
    for (let tries = 1; ; tries += 1) {
      const signedFor = this.regions.get(bucket) ?? (await this.props.client.config.region());
      const got = await this.getOnce({ bucket, key, region: signedFor });
      if (got.kind === 'object') return got;
      const { region } = got.error;
      const isElsewhere = region !== undefined && region !== signedFor;
      if (isElsewhere) this.regions.set(bucket, region);
      else if (!isRetryable(got.error)) return got;
      if (tries === MAX_TRIES) return got;
      // Half of the wait is chance, so that many requests that failed at once do not come back at once.
      const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
      if (!isElsewhere) await this.props.wait(waitMs * (0.5 + Math.random() / 2));
    }
  }

  /** Lets go of the connections. */
  close(): void {
    this.agents.plain.destroy();
    this.agents.secure.destroy();
  }

  private async getOnce(place: RegionalPlace): Promise<GotObject> {
    const options = await this.signed(place);
    try {
      const response = await this.send(options);
      const body = await readBody(response);
      if (response.statusCode !== 200) return { kind: 'failed', error: readS3Error(response, body) };
      const signature = response.headers['x-amz-meta-signature'];
      return { kind: 'object', body, ...(typeof signature === 'string' ? { signature } : {}) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: 'failed', error: { status: 0, code: code ?? 'NetworkError', message } };
    }
  }

  private async signed({ bucket, key, region }: RegionalPlace): Promise<RequestOptions> {
    const { config } = this.props.client;
    const { url } = config.endpointProvider(await this.endpointParameters(bucket, region));
    const path = `${url.pathname.replace(/\/$/, '')}/${key.split('/').map(escapeName).join('/')}`;
    this.signer ??= config.signer();
    const { headers } = await (await this.signer).sign(
      {
        method: 'GET',
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path,
        query: {},
        headers: {
          host: url.host,
          'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
          ...(this.props.paysForRequests ? { 'x-amz-request-payer': 'requester' } : {}),
        },
      },
      { signingRegion: region, signingService: 's3' },
    );
    return { protocol: url.protocol, hostname: url.hostname, port: url.port, path, headers };
  }

  private async endpointParameters(bucket: string, region: string) {
    const { config } = this.props.client;
    this.endpoint ??= configuredEndpoint(config);
    const endpoint = await this.endpoint;
    return {
      Bucket: bucket,
      Region: region,
      UseFIPS: await config.useFipsEndpoint(),
      UseDualStack: await config.useDualstackEndpoint(),
      ForcePathStyle: config.forcePathStyle === true,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
    };
  }

  private send(options: RequestOptions): Promise<IncomingMessage> {
    const isPlain = options.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const sent = isPlain
        ? plainRequest({ ...options, agent: this.agents.plain }, resolve)
        : request({ ...options, agent: this.agents.secure }, resolve);
      sent.setTimeout(IDLE_MS, () => sent.destroy(new Error(`no answer for ${IDLE_MS / 1000} seconds`)));
      sent.on('error', reject);
      sent.end();
    });
  }
}

/** The endpoint that the environment or the profile names: the client looks it up for its own requests alone. */
function configuredEndpoint(config: S3Client['config']): Promise<string | undefined> {
  const { serviceConfiguredEndpoint } = config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return serviceConfiguredEndpoint?.() ?? Promise.resolve(undefined);
}

async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`the object has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

/** As SigV4 asks for: `encodeURIComponent` leaves five characters that it escapes. */
function escapeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
