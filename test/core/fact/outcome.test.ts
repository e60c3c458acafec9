import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { outcomeOf } from '../../../lib/core/compile/predicate/record-facts';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Rule } from '../../../lib/core/rule/rule';
import { STOPPED } from '../alert/sample-alert';
import { stopLoggingRecord } from '../alert/stop-logging-record';

const SIGN_IN = {
  eventSource: 'signin.amazonaws.com',
  eventType: 'AwsConsoleSignIn',
  awsRegion: 'us-east-1',
  requestParameters: null,
};

const ROOT = { userIdentity: { type: 'Root', accountId: '111122223333' } };

/** How the call of a record ended that has these members, what its title begins with, and how its summary ends. */
const ENDINGS: readonly (readonly [
  what: string,
  members: Record<string, unknown>,
  outcome: Record<string, unknown>,
  title: string,
  end: string,
])[] = [
  ['a call without an error', {}, { status: 'succeeded' }, '', 'without MFA'],
  ['an error code of null', { errorCode: null }, { status: 'succeeded' }, '', 'without MFA'],
  [
    'an account that AWS could not create',
    {
      ...{ eventSource: 'organizations.amazonaws.com', eventName: 'CreateAccountResult' },
      ...{ eventType: 'AwsServiceEvent', requestParameters: null },
      userIdentity: { accountId: '111122223333', invokedBy: 'AWS Internal' },
      serviceEventDetails: {
        createAccountStatus: { state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' },
      },
    },
    { status: 'failed', code: 'EMAIL_ALREADY_EXISTS' },
    'Failed: ',
    ', and failed (EMAIL_ALREADY_EXISTS)',
  ],
  [
    'flow logs that were not deleted',
    {
      ...{ eventSource: 'ec2.amazonaws.com', eventName: 'DeleteFlowLogs' },
      requestParameters: {
        DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0123456789abcdef0' } },
      },
      responseElements: {
        DeleteFlowLogsResponse: {
          unsuccessful: {
            item: { error: { code: 'InvalidFlowLogId.NotFound' }, resourceId: 'fl-0123456789abcdef0' },
          },
        },
      },
    },
    { status: 'failed', code: 'InvalidFlowLogId.NotFound' },
    'Failed: ',
    ', and failed (InvalidFlowLogId.NotFound)',
  ],
  [
    'a denied call of Organizations',
    {
      ...{
        eventSource: 'organizations.amazonaws.com',
        eventName: 'LeaveOrganization',
        requestParameters: null,
      },
      errorCode: 'AccessDeniedException',
      errorMessage: "You don't have permissions to access this resource.",
    },
    { status: 'denied', code: 'AccessDeniedException' },
    'Denied: ',
    ', and was denied (AccessDeniedException)',
  ],
  [
    'a denied call of EC2',
    {
      errorCode: 'Client.UnauthorizedOperation',
      errorMessage:
        'You are not authorized to perform this operation. Encoded authorization failure message: qRdHZ',
    },
    { status: 'denied', code: 'Client.UnauthorizedOperation' },
    'Denied: ',
    ', and was denied (Client.UnauthorizedOperation)',
  ],
  [
    'a call without the right to a KMS key',
    {
      errorCode: 'KMSAccessDeniedException',
      errorMessage: 'The ciphertext refers to a key that you cannot use',
    },
    { status: 'denied', code: 'KMSAccessDeniedException' },
    'Denied: ',
    ', and was denied (KMSAccessDeniedException)',
  ],
  [
    'credentials that EC2 refuses',
    { errorCode: 'Client.AuthFailure', errorMessage: 'Not authorized for images: [ami-0123456789abcdef0]' },
    { status: 'denied', code: 'Client.AuthFailure' },
    'Denied: ',
    ', and was denied (Client.AuthFailure)',
  ],
  [
    'a denial of SNS',
    { errorCode: 'AuthorizationErrorException', errorMessage: 'not authorized to perform: SNS:Publish' },
    { status: 'denied', code: 'AuthorizationErrorException' },
    'Denied: ',
    ', and was denied (AuthorizationErrorException)',
  ],
  [
    'a denial that stands in the message only',
    {
      errorCode: 'ClientException',
      errorMessage:
        'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:PassRole on resource: ' +
        'arn:aws:iam::111122223333:role/task with an explicit deny in a service control policy',
    },
    { status: 'denied', code: 'ClientException' },
    'Denied: ',
    ', and was denied (ClientException)',
  ],
  [
    'a key that does not exist',
    {
      ...{ eventSource: 'kms.amazonaws.com', eventName: 'DisableKey' },
      requestParameters: { keyId: '3b71d41b-c7d3-4a2c-a8b1-2a1e1a8f0e0b' },
      errorCode: 'NotFoundException',
      errorMessage:
        "Key 'arn:aws:kms:eu-west-1:111122223333:key/3b71d41b-c7d3-4a2c-a8b1-2a1e1a8f0e0b' does not exist",
    },
    { status: 'failed', code: 'NotFoundException' },
    'Failed: ',
    ', and failed (NotFoundException)',
  ],
  [
    'a password that the policy refuses',
    {
      ...{ eventSource: 'iam.amazonaws.com', eventName: 'ChangePassword', requestParameters: null },
      errorCode: 'PasswordPolicyViolationException',
      errorMessage: 'Password does not conform to the account password policy.',
    },
    { status: 'failed', code: 'PasswordPolicyViolationException' },
    'Failed: ',
    ', and failed (PasswordPolicyViolationException)',
  ],
  [
    'a throttled call',
    { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' },
    { status: 'failed', code: 'ThrottlingException' },
    'Failed: ',
    ', and failed (ThrottlingException)',
  ],
  [
    'a signature that is malformed, which is no denial',
    { errorCode: 'AuthorizationHeaderMalformed', errorMessage: 'The authorization header is malformed' },
    { status: 'failed', code: 'AuthorizationHeaderMalformed' },
    'Failed: ',
    ', and failed (AuthorizationHeaderMalformed)',
  ],
  [
    'a dry run that would have succeeded',
    {
      errorCode: 'Client.DryRunOperation',
      errorMessage: 'Request would have succeeded, but DryRun flag is set.',
    },
    { status: 'failed', code: 'Client.DryRunOperation' },
    'Dry run: ',
    ', as a dry run that would have succeeded',
  ],
  [
    'a refused sign-in',
    {
      ...{ ...SIGN_IN, eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } },
      errorMessage: 'Failed authentication',
    },
    { status: 'denied' },
    'Denied: ',
    ', and was denied (Failed authentication)',
  ],
  [
    'a sign-in that succeeded',
    { ...SIGN_IN, eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } },
    { status: 'succeeded' },
    '',
    'without MFA',
  ],
  [
    'a root password that was not changed',
    { ...SIGN_IN, ...ROOT, eventName: 'PasswordUpdated', responseElements: { PasswordUpdated: 'Failure' } },
    { status: 'denied' },
    'Denied: ',
    ', and was denied',
  ],
  [
    'flow logs of which one was not deleted',
    {
      ...{ eventSource: 'ec2.amazonaws.com', eventName: 'DeleteFlowLogs' },
      requestParameters: {
        DeleteFlowLogsRequest: {
          FlowLogId: [
            { tag: 1, content: 'fl-0123456789abcdef0' },
            { tag: 2, content: 'fl-0123456789abcdef1' },
          ],
        },
      },
      responseElements: {
        DeleteFlowLogsResponse: {
          unsuccessful: {
            item: { error: { code: 'InvalidFlowLogId.NotFound' }, resourceId: 'fl-0123456789abcdef0' },
          },
        },
      },
    },
    { status: 'succeeded' },
    '',
    'without MFA',
  ],
  [
    'an account that Control Tower could not set up',
    {
      ...{ eventSource: 'controltower.amazonaws.com', eventName: 'CreateManagedAccount' },
      ...{ eventType: 'AwsServiceEvent', requestParameters: null },
      serviceEventDetails: { createManagedAccountStatus: { state: 'FAILED' } },
    },
    { status: 'failed' },
    'Failed: ',
    ', and failed',
  ],
  [
    "a page of Amazon Cognito's hosted UI",
    {
      ...{ eventSource: 'cognito-idp.amazonaws.com', eventName: 'Login_GET', eventType: 'AwsServiceEvent' },
      ...{ errorCode: '', errorMessage: '' },
    },
    { status: 'succeeded' },
    '',
    'without MFA',
  ],
  [
    'an empty error code elsewhere, which no engine but SQL and the matcher can tell from another',
    { errorCode: '', errorMessage: '' },
    { status: 'failed' },
    'Failed: ',
    ', and failed',
  ],
  [
    'a refused sign-in to Identity Center',
    {
      ...{
        eventSource: 'sso.amazonaws.com',
        eventName: 'CredentialVerification',
        eventType: 'AwsServiceEvent',
      },
      ...{ requestParameters: null, serviceEventDetails: { CredentialVerification: 'Failure' } },
    },
    { status: 'denied' },
    'Denied: ',
    ', and was denied',
  ],
];

const CAREFUL: Rule = { ...STOPPED, failureSeverity: 'low' };

test.each(ENDINGS)('%s', (_what, members, outcome, title, end) => {
  const record = stopLoggingRecord(members);
  expect(outcomeOf(record)).toEqual(outcome);
  const alert = toAlert(CAREFUL, record, { route: 'event-bus', source: {} });
  expect(alert.outcome).toEqual(outcome);
  expect(alert.title).toBe(`${title}${STOPPED.title}`);
  expect(alert.summary.endsWith(end)).toBe(true);
  expect(alert.severity).toBe(outcome.status === 'succeeded' ? 'high' : 'low');
});

test('a rule that states no severity for failures keeps its own', () => {
  const denied = stopLoggingRecord({ errorCode: 'AccessDenied' });
  expect(toAlert(STOPPED, denied, { route: 'cli', source: {} }).severity).toBe('high');
});

test.each(['API call denied', 'Root sign-in failed', 'Unauthorized attempts', 'Request rejected'])(
  'the title %j says the outcome already',
  (title) => {
    const denied = stopLoggingRecord({ errorCode: 'AccessDenied' });
    expect(toAlert({ ...STOPPED, title }, denied, { route: 'cli', source: {} }).title).toBe(title);
  },
);

test.each([
  ['an Insights event', { eventType: 'AwsCloudTrailInsight', insightDetails: { eventName: 'RunInstances' } }],
  ['an aggregated event', { eventType: 'AwsAggregatedEvent', eventCategory: 'Aggregated', summary: {} }],
])('%s is not about one call, and has no outcome', (_what, members) => {
  const { eventName: _, ...record } = stopLoggingRecord(members);
  const alert = toAlert(STOPPED, record as CloudTrailRecord, { route: 'log-file', source: {} });
  expect(Object.hasOwn(alert, 'outcome')).toBe(false);
  expect(alert).toMatchObject({ title: STOPPED.title, severity: 'high' });
});
