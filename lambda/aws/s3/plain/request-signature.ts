import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { sha256Hex } from '../../../../lib/core/record/sha256';

/** The credentials that sign requests. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request: a GET without a body, unless it says otherwise. */
export interface UnsignedRequest {
  readonly method?: 'POST';
  /** Begins with a slash, and is escaped as required by SigV4. */
  readonly path: string;
  /** Without the question mark, sorted by name, and escaped as required by SigV4. */
  readonly query?: string;
  /** Lower-case names; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** The SHA-256 of the body, in hexadecimal digits. */
  readonly bodyHash?: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PAYLOAD_HEADER = 'x-amz-content-sha256';
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Signs requests with Signature Version 4. The signing key is derived once for a day, as it depends on the secret
 * key, the day, the Region and the service alone.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSignature {
  private second = Number.NaN;
  private time = '';
  private day = '';
  private key: KeyObject | undefined;

  constructor(
    readonly identity: Identity,
    private readonly region: string,
    private readonly service: 's3' | 'cloudtrail' = 's3',
  ) {}

  /** The headers to send: those of the request, and those that sign it. */
  sign(request: UnsignedRequest, timeMs: number): Record<string, string> {
    const { method = 'GET', path, query = '', headers, bodyHash = UNSIGNED_PAYLOAD } = request;
    const { accessKeyId, sessionToken } = this.identity;
    const time = this.timeOf(timeMs);
    const signed: Record<string, string> = {
      ...headers,
      [PAYLOAD_HEADER]: bodyHash,
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(signed).sort();
    let lines = '';
    for (const name of names) lines += `${name}:${oneLine(signed[name] ?? '')}\n`;
    const signedNames = names.join(';');
    const canonical = `${method}\n${path}\n${query}\n${lines}\n${signedNames}\n${bodyHash}`;
    const day = time.slice(0, 8);
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const text = `${ALGORITHM}\n${time}\n${scope}\n${sha256Hex(canonical)}`;
    const signature = createHmac('sha256', this.keyOf(day)).update(text).digest('hex');
    signed.authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`;
    return signed;
  }

  /** The same for all requests of a second. */
  private timeOf(timeMs: number): string {
    const second = Math.floor(timeMs / 1000);
    if (this.second !== second) {
      this.second = second;
      this.time = `${new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    return this.time;
  }

  private keyOf(day: string): KeyObject {
    if (this.key === undefined || this.day !== day) {
      const parts = [day, this.region, this.service, 'aws4_request'];
      const key = parts.reduce(
        (key: Buffer, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${this.identity.secretAccessKey}`),
      );
      this.key = createSecretKey(key);
      this.day = day;
    }
    return this.key;
  }
}

/** As required by SigV4; nearly every value is in this form already. */
function oneLine(value: string): string {
  return /^\s|\s\s|[^\S ]|\s$/.test(value) ? value.trim().replace(/\s+/g, ' ') : value;
}
