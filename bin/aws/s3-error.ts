import { MAX_SLOW_TRIES, TOO_SLOW } from '../../lambda/aws/s3/plain/http-sender';
import { type S3Error, WEB_PAGE } from '../../lambda/aws/s3/plain/s3-error';
import { renderReason } from '../cli/user-error';

const SIGN_IN = 'sign in again';

/** Credential errors of any AWS service, by the code without `Exception`. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no credentials were found; set AWS_PROFILE, or sign in with the AWS CLI',
  InvalidAccessKeyId: `AWS does not know the credentials; ${SIGN_IN}`,
  SignatureDoesNotMatch: `the secret key does not match the access key; ${SIGN_IN}`,
  ExpiredToken: `the credentials have expired; ${SIGN_IN}`,
  InvalidToken: `the session token is not valid; ${SIGN_IN}`,
  TokenRefreshRequired: `the session token must be renewed; ${SIGN_IN}`,
  RequestTimeTooSkewed: "this machine's clock is wrong; set it",
  AccountProblem: 'AWS has suspended the account of the credentials',
  UnrecognizedClient: 'the Region is not enabled, or the credentials are not valid',
  InvalidClientTokenId: 'the Region is not enabled, or the credentials are not valid',
};

/**
 * The problem with the credentials, which makes all other requests fail as well; undefined if the code is for something else.
 */
export function explainCredentials(code: string): string | undefined {
  const name = code.replace(/(?<=.)Exception$/, '');
  return Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
}

/** Thrown if a bucket cannot be listed. */
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

const FOR_ALL: Readonly<Record<string, string>> = {
  NoSuchBucket: 'the bucket does not exist',
  InvalidBucketName: 'the bucket name is not valid',
  [WEB_PAGE]:
    'a web page was returned instead of an answer from S3; check HTTPS_PROXY, NO_PROXY and the network',
};

/** The problem with the credentials or the bucket, which makes all other requests fail as well; undefined if there is none. */
export function explainForAll(code: string): string | undefined {
  return Object.hasOwn(FOR_ALL, code) ? FOR_ALL[code] : explainCredentials(code);
}

/** Why the object cannot be read, and how to fix it; lower case, no full stop. */
export function renderS3Error({ status, code, message }: S3Error): string {
  const said = message === '' ? code : `${code}: ${message.replace(/\.$/, '')}`;
  if (/kms/i.test(message) && status !== 503)
    return `its KMS key refuses to decrypt it; allow kms:Decrypt on the key (${said})`;
  if (code === 'InvalidObjectState') return `it is in an archive storage class; restore it first (${said})`;
  if (code === 'NoSuchKey') return 'it is no longer there; it was deleted after the bucket was listed';
  if (code === 'PreconditionFailed') return 'it was replaced while it was read';
  if (status === 403 && code === 'AccessDenied') {
    return `access was denied; this requires s3:GetObject, and --pay-for-requests if the requester pays for the bucket (${said})`;
  }
  if (code === 'SlowDown' || status === 503) return `S3 returned SlowDown ten times (${said})`;
  if (code === TOO_SLOW) return `S3 sent it too slowly, ${MAX_SLOW_TRIES} times: ${message}`;
  return status === 0 ? `there was no answer: ${said}` : said;
}

/** Why a listing failed, and how to fix it. */
export function renderListingError(error: unknown): string {
  const code = error instanceof ListingError ? error.error.code : ((error as Partial<Error>).name ?? '');
  const reason = renderReason(error);
  if (reason === 'Region is missing') return 'no Region is set; set AWS_REGION, or region in the profile';
  if (code === 'AccessDenied')
    return `access was denied; listing it requires s3:ListBucket on the bucket (${reason})`;
  const known = explainForAll(code);
  if (known !== undefined) return code === WEB_PAGE ? known : `${known} (${reason})`;
  return reason;
}
