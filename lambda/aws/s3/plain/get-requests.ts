import type { RequestOptions } from 'node:https';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { ExpiringIdentity, RequestSettings } from './request-settings';
import { requestSignature } from './request-signature';

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

/** The content of a GET request is nothing, which need not be hashed. */
const UNSIGNED = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

/** Signed GET requests. Endpoints are looked up once for a bucket and Region. */
export class GetRequests {
  private readonly endpoints = new Map<string, Promise<Endpoint>>();
  private readonly signatures = new Map<string, SignatureV4>();
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
    const headers: Record<string, string> = { ...UNSIGNED, host, 'user-agent': userAgent };
    if (this.props.paysForRequests) headers['x-amz-request-payer'] = 'requester';
    if (from !== undefined) headers.range = `bytes=${from}-`;
    if (etag !== undefined) headers['if-match'] = etag;
    const signed = await this.signatureFor(region).sign(
      { method: 'GET', protocol, hostname, path, query, headers },
      { signingDate: new Date(this.props.nowMs()) },
    );
    const search = toSearch(query);
    const target = search === '' ? path : `${path}?${search}`;
    return { protocol, hostname, port, path: target, headers: signed.headers };
  }

  /** The SDK keeps credentials itself until they expire. */
  private async validIdentity(): Promise<ExpiringIdentity> {
    const endMs = this.identity?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.identity === undefined || endMs - RENEWED_BEFORE_MS <= this.props.nowMs())
      this.identity = await this.props.settings.credentials();
    return this.identity;
  }

  private signatureFor(region: string): SignatureV4 {
    const known = this.signatures.get(region);
    if (known !== undefined) return known;
    const made = requestSignature({ credentials: () => this.validIdentity(), region, service: 's3' });
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

function toSearch(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${escapeText(name)}=${escapeText(value)}`)
    .join('&');
}

/** As required by SigV4: `encodeURIComponent` does not escape five of its characters. */
function escapeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
