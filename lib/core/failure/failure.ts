import {
  type FailureScope,
  KMS_FAILURE,
  KNOWN_FAILURES,
  type KnownFailure,
  NO_REGION,
} from './known-failures';

/** An error of AWS, or of the network on the way to it, as every client has it. */
export interface AwsError {
  /** The code that the service gives, such as `NoSuchKey`, or that of the operating system, such as `ECONNRESET`; empty if there is none. */
  readonly code: string;
  readonly message?: string;
  /** The HTTP status; 0 if there was no answer, undefined if it is not known. */
  readonly status?: number | undefined;
}

/** Whether the same request may succeed later. An error that no list has is retried a few times, and then holds for the object. */
export type FailureEnd = 'final' | 'passing' | 'unknown';

/** What is known of an error. */
export interface Failure {
  readonly scope: FailureScope;
  readonly end: FailureEnd;
  /** Whether what was asked for is not there. */
  readonly isAbsent: boolean;
  /** Whether it ends when somebody changes a permission. */
  readonly isRefused: boolean;
  /** What is wrong: a clause about the object or the caller, lower case, no full stop; undefined if only the service's words are known. */
  readonly problem?: string;
  /** What to do, in the imperative. */
  readonly remedy?: string;
}

/** So often a request is tried whose error no list has: it may pass, and hardly ever does. */
export const MAX_UNKNOWN_TRIES = 3;

const PASSING_STATUS: readonly number[] = [0, 429, 500, 502, 503, 504];

/** Errors of any service that end by themselves, by the code without `Exception`. S3 passes on that KMS throttles it, with status 400. */
const PASSING_CODE =
  /^(?:KMS\.)?(?:Throttling|Throttled|RequestThrottled|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|ProvisionedThroughputExceeded|PriorRequestNotComplete|SlowDown|RequestTimeout|Timeout|InternalError|InternalFailure|InternalServer\w*|InternalServiceError|KMSInternal|DependencyTimeout|KeyUnavailable|ServiceUnavailable|ServiceFailure|Busy|OperationAborted|ConcurrentModification)(?:Exception|Error)?$/;

/** What Node's network and the clients that are built on it call a connection that failed. */
const NETWORK = /^(?:E[A-Z]+(?:_[A-Z]+)*|NetworkingError|NetworkError|TimeoutError|AbortError|UND_ERR_\w+)$/;

/** What is known of an error; what no list has, of that object alone. */
export function failureOf({ code, status, message = '' }: AwsError): Failure {
  const name = code.replace(/(?<=.)Exception$/, '');
  const known = knownOf(name, message);
  const isPassing =
    code === '' || PASSING_CODE.test(code) || PASSING_STATUS.includes(status ?? -1) || NETWORK.test(code);
  if (known !== undefined && (known !== KMS_FAILURE || !isPassing))
    return {
      ...known,
      ...{
        isAbsent: known.isAbsent === true,
        isRefused: KNOWN_FAILURES[name]?.isRefused === true,
        end: 'final',
      },
    };
  return { scope: 'object', end: isPassing ? 'passing' : 'unknown', isAbsent: false, isRefused: false };
}

/**
 * S3 reports what the policy of a key denies as its own `AccessDenied`, with KMS in its message. So does the name of a resource that is not
 * there, which says nothing of a key.
 */
function knownOf(name: string, message: string): KnownFailure | undefined {
  const known = KNOWN_FAILURES[name];
  if (name.startsWith('KMS.')) return known ?? KMS_FAILURE;
  const mayBeOfKey = known?.scope !== 'caller' && known?.isAbsent !== true;
  return mayBeOfKey && /kms/i.test(message) ? KMS_FAILURE : known;
}

/**
 * An error of the SDK, of Node, or of a reader that names its errors as S3 does. One without a code is no answer of a service, and may
 * pass.
 */
export function awsErrorOf(error: unknown): AwsError {
  const { name = '', code, message = '', $metadata } = (error ?? {}) as Partial<SdkError>;
  const [, wrapped] = SDK_WRAPPER.exec(message) ?? [];
  const names = [wrapped, name, code].filter((each) => each !== undefined && !NO_CODES.includes(each));
  const inMessage = message === 'Region is missing' ? NO_REGION : NETWORK_IN_MESSAGE.exec(message)?.[0];
  const known = names[0] ?? inMessage ?? '';
  return { code: known, message, status: $metadata?.httpStatusCode };
}

/** What the AWS SDK writes before the message of an error that it does not know as one. */
const SDK_WRAPPER = /^AWS SDK error wrapper for (\w+): /;

/** Names of errors that say nothing. */
const NO_CODES: readonly string[] = ['', 'Error', 'TypeError'];

const NETWORK_IN_MESSAGE = /\b(?:ECONN[A-Z]+|EPIPE|ENOTFOUND|EAI_AGAIN)\b/;

interface SdkError extends NodeJS.ErrnoException {
  readonly $metadata?: { readonly httpStatusCode?: number };
}
