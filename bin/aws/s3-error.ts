import { MAX_SLOW_TRIES, TOO_SLOW } from '../../lambda/aws/s3/plain/http-sender';
import type { S3Error } from '../../lambda/aws/s3/plain/s3-error';
import { type Failure, failureOf } from '../../lib/core/failure/failure';
import { WEB_PAGE } from '../../lib/core/failure/known-failures';
import { renderReason } from '../cli/user-error';

/**
 * The problem with the credentials, the account or the network, which makes all other requests fail as well; undefined if the code is
 * for something else.
 */
export function explainCaller(code: string): string | undefined {
  const failure = failureOf({ code });
  return failure.scope === 'caller' ? sentenceOf(failure) : undefined;
}

function sentenceOf({ problem, remedy }: Failure): string | undefined {
  return problem === undefined ? undefined : `${problem}; ${remedy}`;
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

/** The problem with the caller or the bucket, which makes all other requests to the bucket fail as well; undefined if there is none. */
export function explainForAll(code: string): string | undefined {
  const failure = failureOf({ code });
  return failure.scope === 'object' ? undefined : sentenceOf(failure);
}

/** Why the object cannot be read, and how to fix it; lower case, no full stop. */
export function renderS3Error(error: S3Error): string {
  const { status, code, message } = error;
  const said = message === '' ? code : `${code}: ${message.replace(/\.$/, '')}`;
  if (status === 403 && code === 'AccessDenied' && !/kms/i.test(message)) {
    return `access was denied; this requires s3:GetObject, and --pay-for-requests if the requester pays for the bucket (${said})`;
  }
  if (code === 'NoSuchKey') return 'it is no longer there; it was deleted after the bucket was listed';
  if (code === 'PreconditionFailed') return 'it was replaced while it was read';
  const known = sentenceOf(failureOf(error));
  if (known !== undefined) return `${known} (${said})`;
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
