import fc from 'fast-check';
import type { Json, JsonObject } from '../../lib/core/json/json-value';

const SIGN_INS = [
  'ConsoleLogin',
  'CheckMfa',
  'SwitchRole',
  'UserAuthentication',
  'CredentialVerification',
  'Logout',
];
const NAMES = [
  ...SIGN_INS,
  ...[
    'CreateOAuth2Token',
    'CreateUser',
    'Login_GET',
    'Token_POST',
    'CreateAccountResult',
    'CreateManagedAccount',
  ],
  ...['IssueCertificateDetails', 'DeleteFlowLogs', 'DeleteVpcEndpoints'],
];
const SOURCES = [
  ...['signin', 'sso', 'iam', 'cognito-idp', 'organizations', 'controltower', 'acm-pca', 'ec2'].map(
    (name) => `${name}.amazonaws.com`,
  ),
];
const ROLES = ['Deploy', 'AWSReservedSSO_Admin_0123456789abcdef', 'AWSReservedSSO_Admin_0123'];

/**
 * Records of every shape of sign-in, identity, error and state, as JSON text has them: what is undefined is absent.
 *
 * @param hasOtherTypes whether values may be of other types than AWS documents
 */
export function signedRecord(hasOtherTypes: boolean): fc.Arbitrary<JsonObject> {
  /** A member that may be absent, null, empty or of another type. */
  const member = (...texts: readonly string[]): fc.Arbitrary<Json | undefined> =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Json>(...texts) },
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.constantFrom<Json>(null, '') },
      {
        weight: hasOtherTypes ? 1 : 0,
        arbitrary: fc.constantFrom<Json>(5, true, [], {}, [null], [texts[0] ?? ''], { x: 'y' }),
      },
    );
  const result = member('Success', 'Failure', 'failure');

  const results = fc.oneof(
    fc.constant(undefined),
    fc.constant(null),
    fc.record(Object.fromEntries(SIGN_INS.map((name) => [name, result])) as Record<string, typeof result>),
  );

  const identity = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        type: member(
          'IAMUser',
          'AssumedRole',
          'Root',
          'AWSService',
          'AWSAccount',
          'IdentityCenterUser',
          'Unknown',
          'SAMLUser',
        ),
        arn: member(
          'arn:aws:iam::111122223333:user/team/alice',
          'arn:aws-cn:iam::111122223333:root',
          ...ROLES.map((role) => `arn:aws:sts::111122223333:assumed-role/${role}/ann@example.com`),
          'arn:aws:sts::111122223333:assumed-role/Deploy',
          'alice',
        ),
        principalId: member('AIDAEXAMPLE', 'AROAEXAMPLE:ann', 'AROAEXAMPLE:'),
        accountId: member('111122223333', 'ANONYMOUS_PRINCIPAL'),
        userName: member('alice', 'HIDDEN_DUE_TO_SECURITY_REASONS'),
        invokedBy: member('ec2.amazonaws.com', 'AWS Internal'),
        onBehalfOf: fc.option(fc.record({ userId: member('e3644802-0000') }), { nil: undefined }),
        sessionContext: fc.option(
          fc.record({
            sessionIssuer: fc.option(
              fc.record({ arn: member('arn:aws:iam::111122223333:role/Deploy'), userName: member(...ROLES) }),
              { nil: undefined },
            ),
            attributes: fc.option(fc.record({ mfaAuthenticated: member('true', 'false') }), {
              nil: undefined,
            }),
          }),
          { nil: undefined },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, {}) },
  );

  const partial = fc.record({
    unsuccessful: fc.constantFrom<Json>(
      ...['', null],
      { item: { error: { code: 'InvalidId.NotFound' } } },
      { item: [{ error: { code: 'A' } }, { error: { code: 'B' } }] },
    ),
  });
  const asked = fc.constantFrom<Json>(
    { FlowLogId: { tag: 1, content: 'fl-1' } },
    {
      FlowLogId: [
        { tag: 1, content: 'fl-1' },
        { tag: 2, content: 'fl-2' },
      ],
    },
  );

  const status = fc.record({
    state: member('FAILED', 'SUCCEEDED'),
    failureReason: member('EMAIL_ALREADY_EXISTS'),
  });

  return fc
    .record({
      eventName: fc.oneof(
        { weight: 19, arbitrary: fc.constantFrom<Json>(...NAMES) },
        { weight: 1, arbitrary: member('CONSOLELOGIN') },
      ),
      eventSource: fc.oneof(
        { weight: 19, arbitrary: fc.constantFrom<Json>(...SOURCES) },
        { weight: 1, arbitrary: member('SIGNIN.amazonaws.com') },
      ),
      errorCode: fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        {
          weight: 1,
          arbitrary: member(
            'AccessDenied',
            'Client.UnauthorizedOperation',
            'ValidationException',
            'Client.DryRunOperation',
          ),
        },
      ),
      errorMessage: member('Failed authentication', 'User: x is not authorized to perform: iam:CreateUser'),
      userIdentity: identity,
      additionalEventData: fc.option(
        fc.record({ UserName: member('ann@example.com'), MFAUsed: member('Yes', 'No') }),
        { nil: undefined },
      ),
      responseElements: fc.oneof(
        { weight: 3, arbitrary: results },
        { weight: 1, arbitrary: fc.record({ DeleteFlowLogsResponse: partial }) },
      ),
      requestParameters: fc.oneof(fc.constant(null), fc.record({ DeleteFlowLogsRequest: asked })),
      serviceEventDetails: fc.oneof(
        { weight: 3, arbitrary: results },
        {
          weight: 1,
          arbitrary: fc.record({
            createAccountStatus: status,
            createManagedAccountStatus: status,
            status: member('FAILED', 'ISSUED'),
            statusReason: member('denied'),
          }),
        },
      ),
    })
    .map((record) => JSON.parse(JSON.stringify(record)) as JsonObject);
}
