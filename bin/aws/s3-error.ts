import type { IncomingMessage } from 'node:http';
import { renderReason } from '../cli/user-error';
import { explainCredentials } from './credentials-error';
import { MAX_SLOW_TRIES, TOO_SLOW } from './slow-body';

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

/** An answer that is a web page: of a proxy, a gateway, or a network that wants a sign-in. */
const WEB_PAGE = 'WebPage';

/** The code of an answer that is longer than any that is expected. */
export const TOO_LONG = 'TooLong';

const PASSING_STATUS = [0, 429, 500, 502, 503, 504];
const PASSING_CODES = ['RequestTimeout', 'SlowDown', 'InternalError', 'ServiceUnavailable', 'Throttling'];

/** Reads the XML that S3 describes an error with. */
export function readS3Error({ statusCode = 0, headers }: IncomingMessage, body: Uint8Array): S3Error {
  const text = Buffer.from(body.subarray(0, 4096)).toString('utf8');
  const region = headers['x-amz-bucket-region'] ?? partOf(text, 'Region');
  return {
    status: statusCode,
    code: partOf(text, 'Code') ?? (isHtml(text) ? WEB_PAGE : `HTTP ${statusCode}`),
    message: partOf(text, 'Message') ?? '',
    ...(typeof region === 'string' && isRedirect(statusCode) ? { region } : {}),
  };
}

/** Whether an answer with status 200 is a web page, which S3 never marks as one of its answers. */
export function isWebPage({ headers }: IncomingMessage): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '') && headers['x-amz-request-id'] === undefined;
}

/** The error for such an answer. */
export function webPageError(status: number): S3Error {
  return { status, code: WEB_PAGE, message: '' };
}

/** Thrown when a bucket cannot be listed. */
export class ListingError extends Error {
  override readonly name = 'ListingError';

  constructor(readonly error: S3Error) {
    super(messageOfListing(error));
  }
}

function messageOfListing({ code, message }: S3Error): string {
  if (code === TOO_SLOW)
    return `S3 sent a page of the listing too slowly, ${MAX_SLOW_TRIES} times: ${message}`;
  return message === '' ? code : message;
}

function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype html|html)/i.test(text);
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 307 || status === 400;
}

function partOf(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}

/** Whether the same request may succeed a moment later. */
export function isRetryable({ status, code }: S3Error): boolean {
  return code !== TOO_LONG && (PASSING_STATUS.includes(status) || PASSING_CODES.includes(code));
}

const FOR_ALL: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  InvalidBucketName: 'no bucket can have such a name',
  [WEB_PAGE]: 'a web page came instead of an answer of S3; check HTTPS_PROXY, NO_PROXY and the network',
};

/** What is wrong with the credentials or the bucket, so that nothing else will be answered either; undefined if nothing is. */
export function explainForAll(code: string): string | undefined {
  return Object.hasOwn(FOR_ALL, code) ? FOR_ALL[code] : explainCredentials(code);
}

/** Why the object cannot be read, in words that help; lower case, no full stop. */
export function renderS3Error({ status, code, message }: S3Error): string {
  const said = message === '' ? code : `${code}: ${message.replace(/\.$/, '')}`;
  if (/kms/i.test(message) && status !== 503)
    return `its KMS key refuses to decrypt it; allow kms:Decrypt on the key (${said})`;
  if (code === 'InvalidObjectState') return `it is in an archive storage class; restore it first (${said})`;
  if (code === 'NoSuchKey') return 'it is no longer there; it was deleted after the bucket was listed';
  if (code === 'PreconditionFailed') return 'it was replaced while it was read';
  if (status === 403 && code === 'AccessDenied') {
    return `access was denied; it takes s3:GetObject, and --pay-for-requests if the requester pays for the bucket (${said})`;
  }
  if (code === 'SlowDown' || status === 503) return `S3 asked ten times to slow down (${said})`;
  if (code === TOO_SLOW) return `S3 sent it too slowly, ${MAX_SLOW_TRIES} times: ${message}`;
  return status === 0 ? `there was no answer: ${said}` : said;
}

/** Why a listing failed, in words that help. */
export function renderListingError(error: unknown): string {
  const code = error instanceof ListingError ? error.error.code : ((error as Partial<Error>).name ?? '');
  const reason = renderReason(error);
  if (reason === 'Region is missing') return 'no Region is set; set AWS_REGION, or region in the profile';
  if (code === 'AccessDenied')
    return `access was denied; listing it takes s3:ListBucket on the bucket (${reason})`;
  const known = explainForAll(code);
  if (known !== undefined) return code === WEB_PAGE ? known : `${known} (${reason})`;
  return reason;
}
