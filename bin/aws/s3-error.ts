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

const SIGN_IN = 'sign in again';
const FOR_ALL: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no credentials were found; set AWS_PROFILE, or sign in with the AWS CLI',
  InvalidAccessKeyId: `the credentials are not known to AWS; ${SIGN_IN}`,
  SignatureDoesNotMatch: `the secret key does not fit the access key; ${SIGN_IN}`,
  ExpiredToken: `the credentials have expired; ${SIGN_IN}`,
  InvalidToken: `the session token is not valid; ${SIGN_IN}`,
  TokenRefreshRequired: `the session token must be renewed; ${SIGN_IN}`,
  RequestTimeTooSkewed: "this machine's clock is wrong; set it",
  NoSuchBucket: 'there is no such bucket',
  InvalidBucketName: 'no bucket can have such a name',
  AccountProblem: 'AWS has suspended the account of the credentials',
};

/** What is wrong with the credentials or the bucket, so that nothing else will be answered either; undefined if nothing is. */
export function explainForAll(code: string): string | undefined {
  return Object.hasOwn(FOR_ALL, code) ? FOR_ALL[code] : undefined;
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
