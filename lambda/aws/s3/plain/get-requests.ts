import type { RequestOptions } from 'node:https';
import type { ExpiringIdentity, RequestSettings } from './request-settings';
import { type Identity, RequestSignature } from './request-signature';

/** An object or a part of one or, with an empty key, a query on the bucket. */
export interface RequestedObject {
  readonly bucket: string;
  readonly key: string;
  /** Where the bucket is. */
  readonly region: string;
  /** Only the bytes from here on. */
  readonly from?: number;
  /** Only if the object has this tag. */
  readonly etag?: string;
  /** Names and values, not escaped. */
  readonly query?: Readonly<Record<string, string>>;
}

/** What makes requests. */
export interface GetRequestsProps {
  readonly settings: RequestSettings;
  readonly paysForRequests: boolean;
  /** The wall-clock time, in milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** The endpoint of a bucket's objects, without a slash at the end of the path. */
interface Endpoint {
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  readonly userAgent: string;
}

/** The time before expiration at which credentials are refreshed: a request may wait, and S3 may receive it late. */
const RENEWED_BEFORE_MS = 5 * 60 * 1000;

/**
 * Signed GET requests. Endpoints are looked up once for a bucket and Region,
 * signing keys derived once for a Region and day.
 */
export class GetRequests {
  private readonly endpoints = new Map<string, Promise<Endpoint>>();
  private readonly signatures = new Map<string, RequestSignature>();
  private identity: ExpiringIdentity | undefined;

  constructor(private readonly props: GetRequestsProps) {}

  /** What to send for an object. */
  async requestFor(wanted: RequestedObject): Promise<RequestOptions> {
    const { bucket, key, region, from, etag, query = {} } = wanted;
    const place = `${region} ${bucket}`;
    const found = this.endpoints.get(place) ?? this.endpointOf(bucket, region);
    this.endpoints.set(place, found);
    const { protocol, host, hostname, port, path: root, userAgent } = await found;
    const path = `${root}/${escapeKey(key)}`;
    const headers: Record<string, string> = { host };
    if (this.props.paysForRequests) headers['x-amz-request-payer'] = 'requester';
    if (from !== undefined) headers.range = `bytes=${from}-`;
    if (etag !== undefined) headers['if-match'] = etag;
    const nowMs = this.props.nowMs();
    const identity = this.validIdentity(nowMs) ?? (await this.renewIdentity());
    const search = canonicalQuery(query);
    const signed = this.signatureFor(region, identity).sign({ path, query: search, headers }, nowMs);
    // It is not signed: a proxy may change it.
    signed['user-agent'] = userAgent;
    return { protocol, hostname, port, path: search === '' ? path : `${path}?${search}`, headers: signed };
  }

  private validIdentity(nowMs: number): ExpiringIdentity | undefined {
    const endMs = this.identity?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return endMs - RENEWED_BEFORE_MS > nowMs ? this.identity : undefined;
  }

  /** The SDK keeps credentials itself until they expire. */
  private async renewIdentity(): Promise<ExpiringIdentity> {
    this.identity = await this.props.settings.credentials();
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
    const { settings } = this.props;
    const url = await settings.endpointOf(bucket, region);
    const appId = await settings.appId();
    const { protocol, host, hostname, port, pathname } = url;
    const userAgent = appId === undefined ? 'trailwatch' : `trailwatch app/${appId}`;
    return { protocol, host, hostname, port, path: pathname.replace(/\/$/, ''), userAgent };
  }
}

/** Every key that CloudTrail writes. */
const PLAIN_KEY = /^[A-Za-z0-9._~/-]*$/;

function escapeKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : escapeText(key).replaceAll('%2F', '/');
}

/** As required by SigV4: sorted by name. */
function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${escapeText(name)}=${escapeText(query[name] ?? '')}`)
    .join('&');
}

/** As required by SigV4: `encodeURIComponent` does not escape five of its characters. */
function escapeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
