import type { IncomingMessage } from 'node:http';

/** What S3, or the network, answered instead of an object. */
export interface S3Error {
  /** 0 if there was no answer. */
  readonly status: number;
  /** S3's code such as `NoSuchKey`, or the operating system's such as `ECONNRESET`. */
  readonly code: string;
  readonly message: string;
  /** Where the bucket is, if the answer says so. */
  readonly region?: string;
}

const PASSING_STATUS = [0, 429, 500, 502, 503, 504];
const PASSING_CODES = ['RequestTimeout', 'SlowDown', 'InternalError', 'ServiceUnavailable'];
/** Nothing that is asked with such credentials, or of such a bucket, will ever be answered. */
const FOR_ALL = [
  ...['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken', 'TokenRefreshRequired'],
  ...[
    'RequestTimeTooSkewed',
    'NoSuchBucket',
    'AccountProblem',
    'InvalidBucketName',
    'AuthorizationHeaderMalformed',
  ],
];

/** Reads the XML that S3 describes an error with. */
export function readS3Error({ statusCode = 0, headers }: IncomingMessage, body: Uint8Array): S3Error {
  const text = Buffer.from(body.subarray(0, 4096)).toString('utf8');
  const region = headers['x-amz-bucket-region'] ?? partOf(text, 'Region');
  return {
    status: statusCode,
    code: partOf(text, 'Code') ?? `HTTP ${statusCode}`,
    message: partOf(text, 'Message') ?? '',
    ...(typeof region === 'string' && isRedirect(statusCode) ? { region } : {}),
  };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 307 || status === 400;
}

function partOf(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}

/** Whether the same request may succeed a moment later. */
export function isRetryable({ status, code }: S3Error): boolean {
  return PASSING_STATUS.includes(status) || PASSING_CODES.includes(code);
}

/** Whether the same error awaits every other object. */
export function isForAll({ code }: S3Error): boolean {
  return FOR_ALL.includes(code);
}

/** Why the object cannot be read, in words that help; lower case, no full stop. */
export function renderS3Error({ status, code, message }: S3Error): string {
  const said = message === '' ? code : `${code}: ${message.replace(/\.$/, '')}`;
  if (/kms/i.test(message) && status !== 503)
    return `its KMS key refuses to decrypt it; allow kms:Decrypt on the key (${said})`;
  if (code === 'InvalidObjectState') return `it is in an archive storage class; restore it first (${said})`;
  if (status === 403 && code === 'AccessDenied') {
    return `access was denied; it takes s3:GetObject, and --pay-for-requests if the requester pays for the bucket (${said})`;
  }
  if (code === 'SlowDown' || status === 503) return `S3 asked ten times to slow down (${said})`;
  return status === 0 ? `there was no answer: ${said}` : said;
}
