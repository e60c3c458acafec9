const SIGN_IN = 'sign in again';

/** What any service of AWS says of credentials, by the code without `Exception`. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no credentials were found; set AWS_PROFILE, or sign in with the AWS CLI',
  InvalidAccessKeyId: `the credentials are not known to AWS; ${SIGN_IN}`,
  SignatureDoesNotMatch: `the secret key does not fit the access key; ${SIGN_IN}`,
  ExpiredToken: `the credentials have expired; ${SIGN_IN}`,
  InvalidToken: `the session token is not valid; ${SIGN_IN}`,
  TokenRefreshRequired: `the session token must be renewed; ${SIGN_IN}`,
  RequestTimeTooSkewed: "this machine's clock is wrong; set it",
  AccountProblem: 'AWS has suspended the account of the credentials',
  UnrecognizedClient: 'the Region is not enabled, or the credentials are not valid',
  InvalidClientTokenId: 'the Region is not enabled, or the credentials are not valid',
};

/**
 * What is wrong with the credentials, so that nothing else will be answered either; undefined if the code is of something
 * else.
 */
export function explainCredentials(code: string): string | undefined {
  const name = code.replace(/(?<=.)Exception$/, '');
  return Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
}
