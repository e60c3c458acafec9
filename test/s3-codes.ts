import { cases } from './jest/cases';

/** Errors that concern whoever asks: the credentials, the account or the clock. */
export const OF_CALLER: readonly string[] = [
  ...['AccountProblem', 'ExpiredToken', 'InvalidAccessKeyId', 'InvalidSecurity', 'InvalidToken'],
  ...['NotSignedUp', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch', 'TokenRefreshRequired'],
];

/**
 * The error codes that S3 documents.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export const S3_CODES: readonly string[] = [
  ...[
    'AccountProblem',
    'AccessControlListNotSupported',
    'AccessDenied',
    'AccessPointAlreadyOwnedByYou',
    'AllAccessDisabled',
  ],
  ...['AmbiguousGrantByEmailAddress', 'AuthorizationHeaderMalformed', 'AuthorizationQueryParametersError'],
  ...['BadDigest', 'BucketAlreadyExists', 'BucketAlreadyOwnedByYou', 'BucketHasAccessPointsAttached'],
  ...['BucketNotEmpty', 'ClientTokenConflict', 'ConditionalRequestConflict', 'ConnectionClosedByRequester'],
  ...['CredentialsNotSupported', 'CrossLocationLoggingProhibited', 'DeviceNotActiveError'],
  ...[
    'EndpointNotFound',
    'EntityTooLarge',
    'EntityTooSmall',
    'ExpiredToken',
    'IllegalLocationConstraintException',
  ],
  ...['IllegalVersioningConfigurationException', 'IncompleteBody', 'IncorrectEndpoint'],
  ...['IncorrectNumberOfFilesInPostRequest', 'InlineDataTooLarge', 'InternalError', 'InvalidAccessKeyId'],
  ...['InvalidAccessPoint', 'InvalidAccessPointAliasError', 'InvalidAddressingHeader', 'InvalidArgument'],
  ...['InvalidBucketAclWithObjectOwnership', 'InvalidBucketName', 'InvalidBucketOwnerAWSAccountID'],
  ...['InvalidBucketState', 'InvalidDigest', 'InvalidEncryptionAlgorithmError', 'InvalidHostHeader'],
  ...[
    'InvalidHttpMethod',
    'InvalidLocationConstraint',
    'InvalidObjectState',
    'InvalidPart',
    'InvalidPartOrder',
  ],
  ...['InvalidPayer', 'InvalidPolicyDocument', 'InvalidRange', 'InvalidRegion', 'InvalidRequest'],
  ...['InvalidSecurity', 'InvalidSessionException', 'InvalidSignature', 'InvalidSOAPRequest'],
  ...[
    'InvalidStorageClass',
    'InvalidTargetBucketForLogging',
    'InvalidToken',
    'InvalidURI',
    'KeyTooLongError',
  ],
  ...['KMS.DisabledException', 'KMS.InvalidKeyUsageException', 'KMS.KMSInvalidStateException'],
  ...['KMS.NotFoundException', 'KMS.ThrottlingException', 'MalformedACLError', 'MalformedPOSTRequest'],
  ...['MalformedXML', 'MaxMessageLengthExceeded', 'MaxPostPreDataLengthExceededError', 'MetadataTooLarge'],
  ...['MethodNotAllowed', 'MissingAttachment', 'MissingAuthenticationToken', 'MissingContentLength'],
  ...['MissingRequestBodyError', 'MissingSecurityElement', 'MissingSecurityHeader', 'NoLoggingStatusForKey'],
  ...[
    'NoSuchAccessPoint',
    'NoSuchAsyncRequest',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchCORSConfiguration',
  ],
  ...[
    'NoSuchKey',
    'NoSuchLifecycleConfiguration',
    'NoSuchMultiRegionAccessPoint',
    'NoSuchObjectLockConfiguration',
  ],
  ...['NoSuchTagSet', 'NoSuchUpload', 'NoSuchVersion', 'NoSuchWebsiteConfiguration', 'NotDeviceOwnerError'],
  ...['NotImplemented', 'NotModified', 'NotSignedUp', 'OperationAborted', 'OwnershipControlsNotFoundError'],
  ...['PermanentRedirect', 'PreconditionFailed', 'Redirect', 'RequestHeaderSectionTooLarge'],
  ...[
    'RequestIsNotMultiPartContent',
    'RequestTimeTooSkewed',
    'RequestTimeout',
    'RequestTorrentOfBucketError',
  ],
  ...['ReplicationConfigurationNotFoundError', 'RestoreAlreadyInProgress', 'SelectParserUnsupported'],
  ...['ServerSideEncryptionConfigurationNotFoundError', 'ServiceUnavailable', 'SignatureDoesNotMatch'],
  ...['SlowDown', 'TemporaryRedirect', 'TokenCodeInvalidError', 'TokenRefreshRequired'],
  ...['TooManyAccessPoints', 'TooManyBuckets', 'TooManyMultiRegionAccessPointregionsError'],
  ...['UnauthorizedAccessError', 'UnexpectedContent', 'UnexpectedIPError', 'UnsupportedArgument'],
  ...['UnsupportedSignature', 'UnresolvableGrantByEmailAddress', 'UserKeyMustBeSpecified'],
  ...['NoSuchMultiRegionAccessPoint', 'InvalidTag', 'XAmzContentSHA256Mismatch', 'SomethingNew'],
];

/**
 * Of the first, a middle and the last object of each role, one that is tried with a code: each place meets a third of the codes, and each code
 * every role. With `TRAILWATCH_CASES=1` each code meets all of them.
 *
 * @param roles the keys of the objects of each role
 */
export function objectsFor(code: string, roles: readonly (readonly string[])[]): readonly string[] {
  const turn = S3_CODES.indexOf(code);
  return roles.flatMap((keys, role) => {
    const places = [0, keys.length >> 1, keys.length - 1].map((at) => keys[at] ?? '');
    return cases(3) === 3 ? places : [places[(turn + role) % 3] ?? ''];
  });
}
