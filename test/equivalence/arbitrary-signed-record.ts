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
const SOURCE_ADDRESSES = [
  ...['198.51.100.7', '2001:db8:1:2::7', '2001:0db8:0001::', '::1', '2001::7', '198.51.100.7:443'],
  ...['2001:DB8:0a::1', '::1:2:3:4:5:6:7', '1::3:4:5:6:7:8', '::FFFF:198.51.100.7', '1:2:3:4:5:6:7::'],
  ...['12:30', '1:2:3:4:5:6:7', '1::2::3', '1:2:3:4:5:6:7:8::', '::00001', '::256.0.0.1', '::1\n'],
  ...['ec2.amazonaws.com', 'ec2.amazonaws.com.cn', 'AWS Internal', 'AWS Internal/3'],
];
const AGENTS = [
  ...['aws-cli/2.31 md/awscrt', '[S3Console/0.4, aws-internal/3]', 'console.amazonaws.com', '(compatible)'],
  ...['APN/1.0 HashiCorp/1.0 Terraform/1.9', 'PULUMI/3.1', '[ Boto3;x]', 'OpenTofu', 'terraformer/0.8'],
  ...['Pulumi/1.0 terraform-provider-aws/dev', 'x_terraform', '\u00a0\r\u3000Boto3\u2003x', 'a\nTERRAFORM\n'],
];
const ITEM = { item: { error: { code: 'InvalidId.NotFound' } } };
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
        accessKeyId: member('AKIAIOSFODNN7EXAMPLE'),
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

  /** A call of EC2 for one flow log, or for two, of which one or both were not deleted: one is an object, two are a list. */
  const flowLogs = fc.constantFrom<{ readonly FlowLogId: Json; readonly unsuccessful: Json }>(
    ...['', null, ITEM].map((unsuccessful) => ({ FlowLogId: { tag: 1, content: 'fl-1' }, unsuccessful })),
    ...['', ITEM, { item: [ITEM.item, ITEM.item] }].map((unsuccessful) => ({
      FlowLogId: [1, 2].map((tag) => ({ tag, content: `fl-${tag}` })),
      unsuccessful,
    })),
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
      sourceIPAddress: member(...SOURCE_ADDRESSES),
      userAgent: member(...AGENTS),
      vpcEndpointId: member('vpce-0abc'),
      vpcEndpointAccountId: member('111122223333'),
      tlsDetails: fc.option(fc.record({ tlsVersion: member('TLSv1.3') }), { nil: undefined }),
      additionalEventData: fc.option(
        fc.record({ UserName: member('ann@example.com'), MFAUsed: member('Yes', 'No') }),
        { nil: undefined },
      ),
      responseElements: results,
      requestParameters: fc.constant(null),
      flowLogs: fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: flowLogs },
      ),
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
    .map(({ flowLogs: deletion, ...record }) => ({
      ...record,
      ...(deletion === undefined ? {} : asDeletion(deletion)),
    }))
    .map((record) => JSON.parse(JSON.stringify(record)) as JsonObject);
}

/** A call of EC2 that lists what it did not do; the wrappers have the name of the call. */
function asDeletion({ FlowLogId, unsuccessful }: { readonly FlowLogId: Json; readonly unsuccessful: Json }) {
  return {
    ...{ eventName: 'DeleteFlowLogs', eventSource: 'ec2.amazonaws.com' },
    requestParameters: { DeleteFlowLogsRequest: { FlowLogId } },
    responseElements: { DeleteFlowLogsResponse: { unsuccessful } },
  };
}
