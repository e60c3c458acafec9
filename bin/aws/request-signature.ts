import { createHash, createHmac } from 'node:crypto';

/** Whose requests are signed. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A GET request without a query. */
export interface UnsignedGet {
  /** Begins with a slash, and is escaped as SigV4 asks for. */
  readonly path: string;
  /** Lower-case names; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PAYLOAD_HEADER = 'x-amz-content-sha256';
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Signs GET requests to S3 with Signature Version 4. The signing key is derived once for a day, as it depends on the secret
 * key, the day, the Region and the service alone.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSignature {
  private day = '';
  private key: Buffer | undefined;

  constructor(
    readonly identity: Identity,
    private readonly region: string,
  ) {}

  /** The headers to send: those of the request, and those that sign it. */
  sign({ path, headers }: UnsignedGet, timeMs: number): Record<string, string> {
    const { accessKeyId, sessionToken } = this.identity;
    const time = `${new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const signed: Record<string, string> = {
      ...headers,
      [PAYLOAD_HEADER]: UNSIGNED_PAYLOAD,
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]?.trim().replace(/\s+/g, ' ')}\n`).join('');
    const canonical = ['GET', path, '', lines, names.join(';'), UNSIGNED_PAYLOAD].join('\n');
    const day = time.slice(0, 8);
    const scope = `${day}/${this.region}/s3/aws4_request`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const text = [ALGORITHM, time, scope, hash].join('\n');
    const signature = createHmac('sha256', this.keyOf(day)).update(text).digest('hex');
    signed.authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return signed;
  }

  private keyOf(day: string): Buffer {
    if (this.key === undefined || this.day !== day) {
      const parts = [day, this.region, 's3', 'aws4_request'];
      this.key = parts.reduce(
        (key: Buffer, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${this.identity.secretAccessKey}`),
      );
      this.day = day;
    }
    return this.key;
  }
}
