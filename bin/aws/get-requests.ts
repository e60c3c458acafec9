import type { RequestOptions } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Identity, RequestSignature } from './request-signature';

/** An object, or a part of one. */
export interface RequestedObject {
  readonly bucket: string;
  readonly key: string;
  /** Where the bucket is. */
  readonly region: string;
  /** Only the bytes from here on. */
  readonly from?: number;
  /** Only if the object has this tag. */
  readonly etag?: string;
}

/** What makes requests. */
export interface GetRequestsProps {
  /** Gives credentials, endpoints and the Region. */
  readonly config: S3Client['config'];
  readonly paysForRequests: boolean;
  /** The clock on the wall, in milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Where the objects of a bucket are, without a slash at the end of the path. */
interface Endpoint {
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
}

type ClientIdentity = Identity & { readonly expiration?: Date };

/** Credentials that expire are asked for again this long before: a request may wait, and S3 may take it late. */
const RENEWED_BEFORE_MS = 5 * 60 * 1000;

/**
 * Signed GetObject requests, with the SDK's credentials and endpoints. Endpoints are looked up once for a bucket and Region,
 * signing keys derived once for a Region and day.
 */
export class GetRequests {
  private readonly endpoints = new Map<string, Promise<Endpoint>>();
  private readonly signatures = new Map<string, RequestSignature>();
  private identity: ClientIdentity | undefined;

  constructor(private readonly props: GetRequestsProps) {}

  /** What to send for an object. */
  async requestFor(wanted: RequestedObject): Promise<RequestOptions> {
    const { bucket, key, region, from, etag } = wanted;
    const place = `${region} ${bucket}`;
    const found = this.endpoints.get(place) ?? this.endpointOf(bucket, region);
    this.endpoints.set(place, found);
    const { protocol, host, hostname, port, path: root } = await found;
    const path = `${root}/${escapeKey(key)}`;
    const headers: Record<string, string> = { host };
    if (this.props.paysForRequests) headers['x-amz-request-payer'] = 'requester';
    if (from !== undefined) headers.range = `bytes=${from}-`;
    if (etag !== undefined) headers['if-match'] = etag;
    const nowMs = this.props.nowMs();
    const identity = this.validIdentity(nowMs) ?? (await this.renewIdentity());
    const signed = this.signatureFor(region, identity).sign({ path, headers }, nowMs);
    return { protocol, hostname, port, path, headers: signed };
  }

  private validIdentity(nowMs: number): ClientIdentity | undefined {
    const endMs = this.identity?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return endMs - RENEWED_BEFORE_MS > nowMs ? this.identity : undefined;
  }

  /** The client keeps credentials itself until they expire. */
  private async renewIdentity(): Promise<ClientIdentity> {
    this.identity = await this.props.config.credentials();
    return this.identity;
  }

  private signatureFor(region: string, identity: Identity): RequestSignature {
    const known = this.signatures.get(region);
    if (known?.identity === identity) return known;
    const made = new RequestSignature(identity, region);
    this.signatures.set(region, made);
    return made;
  }

  private async endpointOf(bucket: string, region: string): Promise<Endpoint> {
    const { config } = this.props;
    const endpoint = await configuredEndpoint(config);
    const { url } = config.endpointProvider({
      Bucket: bucket,
      Region: region,
      UseFIPS: await config.useFipsEndpoint(),
      UseDualStack: await config.useDualstackEndpoint(),
      ForcePathStyle: config.forcePathStyle === true,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
    });
    const { protocol, host, hostname, port, pathname } = url;
    return { protocol, host, hostname, port, path: pathname.replace(/\/$/, '') };
  }
}

/** The endpoint that the environment or the profile names: the client looks it up for its own requests alone. */
function configuredEndpoint(config: S3Client['config']): Promise<string | undefined> {
  const { serviceConfiguredEndpoint } = config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return serviceConfiguredEndpoint?.() ?? Promise.resolve(undefined);
}

/** Every key that CloudTrail writes. */
const PLAIN_KEY = /^[A-Za-z0-9._~/-]*$/;

/** As SigV4 asks for: `encodeURIComponent` leaves five characters that it escapes. */
function escapeKey(key: string): string {
  if (PLAIN_KEY.test(key)) return key;
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
