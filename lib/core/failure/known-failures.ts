/**
 * What an error concerns. A problem with one object or one bucket is a verdict on it, and stops nothing else; a KMS key is one of the
 * object that is encrypted with it. `caller` is the credentials, the account or the network of whoever asks: all other requests fail
 * as well.
 */
export type FailureScope = 'object' | 'bucket' | 'caller';

/** What is known of an error that ends only when somebody changes something. */
export interface KnownFailure {
  readonly scope: FailureScope;
  /** Whether what was asked for is not there. */
  readonly isAbsent?: true;
  /** Whether it ends when somebody changes a permission. */
  readonly isRefused?: true;
  /** A clause, lower case, no full stop. */
  readonly problem: string;
  /** In the imperative. */
  readonly remedy: string;
}

const ofObject = (problem: string, remedy: string): KnownFailure => ({ scope: 'object', problem, remedy });
const ofBucket = (problem: string, remedy: string): KnownFailure => ({ scope: 'bucket', problem, remedy });
const ofCaller = (problem: string, remedy: string): KnownFailure => ({ scope: 'caller', problem, remedy });

const SIGN_IN = 'sign in again';
const NOT_VALID = ofCaller('the Region is not enabled, or the credentials are not valid', SIGN_IN);

/** What services other than S3 say of a resource that is not there, and of callers who may not ask. */
const NO_RESOURCE = {
  ...ofObject('the resource does not exist', 'check who deleted it'),
  isAbsent: true as const,
};
const REFUSED = { ...ofObject('access was denied', 'allow the action'), isRefused: true as const };
const GONE = {
  ...ofObject('the object does not exist', 'check who deleted it, and the lifecycle rules of the bucket'),
  isAbsent: true as const,
};

/** A response that is a web page: of a proxy, a gateway, or a network that requires a sign-in. */
export const WEB_PAGE = 'WebPage';

/** The code of a response that is longer than any that is read. */
export const TOO_LONG = 'TooLong';

/** What the SDK says in words alone. */
export const NO_REGION = 'NoRegion';

/** The KMS key of an object refuses to decrypt it, whatever it says of it. */
export const KMS_FAILURE = ofObject('its KMS key refuses to decrypt it', 'allow kms:Decrypt on the key');

/**
 * Errors of S3, of KMS as S3 passes them on, and those that any service gives of the caller, by their codes without `Exception`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
 */
export const KNOWN_FAILURES: Readonly<Record<string, KnownFailure | undefined>> = {
  __proto__: null as never,
  NoSuchKey: GONE,
  NotFound: GONE,
  NoSuchVersion: { ...GONE, problem: 'this version of the object does not exist' },
  InvalidObjectState: ofObject('it is in an archive storage class', 'restore it first'),
  // What S3 answers for an object that is encrypted with a key of whoever wrote it.
  InvalidRequest: ofObject(
    'S3 refuses the request, as for an object that is encrypted with a customer-provided key (SSE-C)',
    'find out who wrote it, and block SSE-C on the bucket',
  ),
  AccessDenied: {
    ...ofObject('access was denied', 'allow s3:GetObject, and kms:Decrypt on its key'),
    isRefused: true,
  },
  AllAccessDisabled: ofObject('S3 has disabled all access to it', 'ask AWS Support'),
  PreconditionFailed: ofObject('it was replaced while it was read', 'read it again'),
  [TOO_LONG]: ofObject('it is longer than any file that CloudTrail writes', 'find out who wrote it'),
  'KMS.Disabled': ofObject('its KMS key is disabled', 'enable the key'),
  'KMS.NotFound': ofObject('its KMS key does not exist', 'check whether the key was deleted'),
  'KMS.KMSInvalidState': ofObject('its KMS key is pending deletion or import', 'cancel the deletion'),

  TrailNotFound: NO_RESOURCE,
  QueueDoesNotExist: NO_RESOURCE,
  ResourceNotFound: NO_RESOURCE,
  AuthorizationError: REFUSED,
  NotOrganizationMasterAccount: REFUSED,
  OperationNotPermitted: REFUSED,
  UnauthorizedOperation: REFUSED,

  NoSuchBucket: {
    ...ofBucket('the bucket does not exist', 'check whether it was deleted or renamed'),
    isAbsent: true,
  },
  PermanentRedirect: ofBucket('the bucket is in another Region', 'set AWS_REGION to it'),
  InvalidBucketName: {
    ...ofBucket('the bucket name is not valid', 'correct the name'),
    isAbsent: true,
  },

  CredentialsProviderError: ofCaller(
    'no credentials were found',
    'set AWS_PROFILE, or sign in with the AWS CLI',
  ),
  [NO_REGION]: ofCaller('no Region is set', 'set AWS_REGION, or region in the profile'),
  InvalidAccessKeyId: ofCaller('AWS does not know the credentials', SIGN_IN),
  SignatureDoesNotMatch: ofCaller('the secret key does not match the access key', SIGN_IN),
  ExpiredToken: ofCaller('the credentials have expired', SIGN_IN),
  InvalidToken: ofCaller('the session token is not valid', SIGN_IN),
  TokenRefreshRequired: ofCaller('the session token must be renewed', SIGN_IN),
  InvalidSecurity: ofCaller('the credentials are not valid', SIGN_IN),
  UnrecognizedClient: NOT_VALID,
  InvalidClientTokenId: NOT_VALID,
  AuthFailure: NOT_VALID,
  OptInRequired: ofCaller('the Region is not enabled in this account', 'enable it'),
  RequestTimeTooSkewed: ofCaller("this machine's clock is wrong", 'set it'),
  AccountProblem: ofCaller('AWS has suspended the account of the credentials', 'ask AWS Support'),
  NotSignedUp: ofCaller('the account has not signed up for the service', 'sign up for it'),
  [WEB_PAGE]: ofCaller(
    'a web page was returned instead of an answer from S3',
    'check HTTPS_PROXY, NO_PROXY and the network',
  ),
};
