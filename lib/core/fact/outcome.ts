import type { Condition } from '../rule/condition';
import { isAbsent } from './absence';
import {
  ALWAYS,
  all,
  any,
  choice,
  field,
  first,
  isAnyOf,
  isExactly,
  isNull,
  joined,
  NOTHING,
  not,
  part,
  text,
} from './fact';

/** How a call ended. A record that does not describe one call, such as an Insights event, has no outcome. */
export const OUTCOMES: readonly OutcomeStatus[] = ['succeeded', 'denied', 'failed'];

/** `denied`: AWS refused the caller. `failed`: the call failed for another reason, or was a dry run. */
export type OutcomeStatus = 'succeeded' | 'denied' | 'failed';

/** How a call ended, and its error code; a sign-in that is refused has none. */
export interface Outcome {
  readonly status: OutcomeStatus;
  readonly code?: string;
}

/** Insights events and summaries of data events have no `eventName`: they are about many calls. */
const IS_CALL = not(isNull('eventName'));

const HAS_CODE = not(isAbsent('errorCode'));

/**
 * Error codes of every service for "you may not": `AccessDenied…`, `Client.UnauthorizedOperation`, `VpceAccessDenied`,
 * `AuthorizationError`, `Client.AuthFailure`.
 */
const DENIED_CODES = [
  ...['Denied', 'Unauthori', 'NotAuthori', 'Not_Authori', 'AuthorizationError', 'AuthFailure', 'Forbidden'],
  ...['NoPermission', 'NoPrivilege', 'InsufficientPermission', 'InsufficientPrivilege'],
];

const IS_DENIED_CODE: Condition = {
  ...{ kind: 'contains', field: 'errorCode', cased: false },
  values: DENIED_CODES,
};

/** Some services return another error code for IAM's denial. */
const HAS_DENIED_MESSAGE: Condition = {
  ...{ kind: 'contains', field: 'errorMessage', cased: true },
  values: ['is not authorized to perform'],
};

/**
 * Sign-ins have their result in a member with the name of the event: those of the console in the response, those of IAM Identity Center
 * in the details.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html
 */
const SIGN_IN_RESULTS: readonly (readonly [member: string, eventNames: readonly string[]])[] = [
  [
    'responseElements',
    [
      ...['ConsoleLogin', 'CheckMfa', 'SwitchRole', 'ExitRole', 'RenewRole', 'GetSigninToken'],
      ...['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'PasswordUpdated', 'EmailUpdated'],
    ],
  ],
  [
    'serviceEventDetails',
    [
      ...['UserAuthentication', 'CredentialChallenge', 'CredentialVerification'],
      ...['Authenticate', 'Federate', 'Logout'],
    ],
  ],
];

const RESULTS = SIGN_IN_RESULTS.flatMap(([member, names]) =>
  names.map((name) => ({ name, field: `${member}.${name}` })),
);

const HAS_MESSAGE = not(isNull('errorMessage'));

const IS_SIGN_IN = isAnyOf('eventSource', 'signin.amazonaws.com', 'sso.amazonaws.com');

/** A sign-in with the result `Failure`, or without a result and with a message. */
const IS_REFUSED_SIGN_IN = all(
  IS_SIGN_IN,
  any(
    ...RESULTS.map(({ name, field: result }) =>
      all(
        isAnyOf('eventName', name),
        any(isExactly(result, 'Failure'), all(not(isExactly(result, 'Success')), HAS_MESSAGE)),
      ),
    ),
    all(not(isAnyOf('eventName', ...RESULTS.map(({ name }) => name))), HAS_MESSAGE),
  ),
);

/** An event that AWS reports, with the state of what it did. */
interface StateEvent {
  readonly eventSource: string;
  readonly eventName: string;
  readonly state: string;
  readonly reason: string;
}

/**
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/logging-using-cloudtrail-pca.html
 */
const STATE_EVENTS: readonly StateEvent[] = [
  {
    ...{ eventSource: 'organizations.amazonaws.com', eventName: 'CreateAccountResult' },
    state: 'serviceEventDetails.createAccountStatus.state',
    reason: 'serviceEventDetails.createAccountStatus.failureReason',
  },
  ...[
    ...['CreateManagedAccount', 'UpdateManagedAccount', 'EnableGuardrail', 'DisableGuardrail'],
    ...['SetupLandingZone', 'UpdateLandingZone', 'RegisterOrganizationalUnit'],
    ...['DeregisterOrganizationalUnit', 'PrecheckOrganizationalUnit'],
  ].map((eventName) => {
    const status = `serviceEventDetails.${eventName.charAt(0).toLowerCase()}${eventName.slice(1)}Status`;
    const eventSource = 'controltower.amazonaws.com';
    return { eventSource, eventName, state: `${status}.state`, reason: `${status}.failureReason` };
  }),
  {
    ...{ eventSource: 'acm-pca.amazonaws.com', eventName: 'IssueCertificateDetails' },
    ...{ state: 'serviceEventDetails.status', reason: 'serviceEventDetails.statusReason' },
  },
];

const IS_STATE_SOURCE = isAnyOf(
  'eventSource',
  ...new Set(STATE_EVENTS.map(({ eventSource }) => eventSource)),
);

const HAS_FAILED_STATE = all(
  IS_STATE_SOURCE,
  any(
    ...STATE_EVENTS.map(({ eventName, state }) =>
      all(isAnyOf('eventName', eventName), isExactly(state, 'FAILED')),
    ),
  ),
);

/** Calls of EC2 that list what they did not do, and the member of the request with what they were to do. */
const PARTIAL_CALLS: readonly (readonly [eventName: string, member: string])[] = [
  ['AcceptVpcEndpointConnections', 'VpcEndpointId'],
  ['CreateFlowLogs', 'ResourceId'],
  ['DeleteFlowLogs', 'FlowLogId'],
  ['DeleteVpcEndpoints', 'VpcEndpointId'],
  ['DeleteVpcEndpointServiceConfigurations', 'ServiceId'],
  ['RejectVpcEndpointConnections', 'VpcEndpointId'],
];

const undoneCode = (eventName: string) =>
  `responseElements.${eventName}Response.unsuccessful.item.error.code`;

const tagOf = (eventName: string, member: string) => `requestParameters.${eventName}Request.${member}.tag`;

const IS_EC2 = isAnyOf('eventSource', 'ec2.amazonaws.com');

/**
 * One thing was to be done, and was not. Of several, which EC2 numbers in a list, some may have been done: such a call succeeded. An engine
 * that reads no lists finds no number in one, which is the same.
 */
const DID_NOTHING = all(
  IS_EC2,
  any(
    ...PARTIAL_CALLS.map(([eventName, member]) =>
      all(
        isAnyOf('eventName', eventName),
        not(isNull(undoneCode(eventName))),
        isExactly(tagOf(eventName, member), '1'),
        not(isExactly(tagOf(eventName, member), '2')),
      ),
    ),
  ),
);

const IS_PARTIAL_CALL = all(IS_EC2, isAnyOf('eventName', ...PARTIAL_CALLS.map(([eventName]) => eventName)));

/** The same as {@link DID_NOTHING} of such a call, with the code of what was not done. */
const UNDONE = joined(
  '/',
  {
    kind: 'mapped',
    of: first(...PARTIAL_CALLS.map(([eventName, member]) => field(tagOf(eventName, member)))),
    texts: { '1': 'failed' },
  },
  first(...PARTIAL_CALLS.map(([eventName]) => field(undoneCode(eventName)))),
);

const HAS_FAILED = any(HAS_FAILED_STATE, DID_NOTHING);

const WAS_DENIED = all(
  IS_CALL,
  any(IS_DENIED_CODE, all(HAS_CODE, HAS_DENIED_MESSAGE), all(not(HAS_CODE), IS_REFUSED_SIGN_IN)),
);

const IS_FAILURE = any(HAS_CODE, IS_REFUSED_SIGN_IN, HAS_FAILED);

/** Whether the call was denied or failed. */
const DID_NOT_SUCCEED = all(IS_CALL, IS_FAILURE);

const TESTS: Readonly<Record<OutcomeStatus, Condition>> = {
  succeeded: all(IS_CALL, not(IS_FAILURE)),
  denied: WAS_DENIED,
  failed: all(DID_NOT_SUCCEED, not(WAS_DENIED)),
};

/** Holds when the call of a record ended in any of these ways; "not succeeded" is shorter than its two parts. */
export function outcomeTest(statuses: readonly OutcomeStatus[]): Condition {
  const isDenied = statuses.includes('denied');
  if (isDenied && statuses.includes('failed'))
    return statuses.includes('succeeded') ? IS_CALL : DID_NOT_SUCCEED;
  return any(...statuses.map((status) => TESTS[status]));
}

const SIGN_IN_RESULT = choice(
  ...RESULTS.map((result) => ({ when: isAnyOf('eventName', result.name), value: field(result.field) })),
);

const STATE = choice(
  ...STATE_EVENTS.map(({ eventName, state }) => ({
    when: isAnyOf('eventName', eventName),
    value: field(state),
  })),
);

/** The outcome as a text: none for a record that does not describe one call. It is the same as {@link outcomeTest}, and shorter in SQL. */
export const OUTCOME = choice(
  { when: not(IS_CALL), value: NOTHING },
  {
    when: HAS_CODE,
    value: choice(
      { when: any(IS_DENIED_CODE, HAS_DENIED_MESSAGE), value: text('denied') },
      { when: ALWAYS, value: text('failed') },
    ),
  },
  {
    when: IS_SIGN_IN,
    value: first(
      { kind: 'mapped', of: SIGN_IN_RESULT, texts: { Failure: 'denied', Success: 'succeeded' } },
      choice({ when: HAS_MESSAGE, value: text('denied') }),
      text('succeeded'),
    ),
  },
  {
    when: IS_STATE_SOURCE,
    value: first({ kind: 'mapped', of: STATE, texts: { FAILED: 'failed' } }, text('succeeded')),
  },
  { when: IS_PARTIAL_CALL, value: first(part(UNDONE, '^(failed)/'), text('succeeded')) },
  { when: ALWAYS, value: text('succeeded') },
);

/** The code of a call that did not succeed: that of the call, of what it did not do, or of the state that it ended in. */
export const OUTCOME_CODE = choice(
  { when: not(IS_CALL), value: NOTHING },
  { when: HAS_CODE, value: field('errorCode') },
  { when: IS_REFUSED_SIGN_IN, value: NOTHING },
  ...STATE_EVENTS.map(({ eventSource, eventName, state, reason }) => ({
    when: all(
      isAnyOf('eventSource', eventSource),
      isAnyOf('eventName', eventName),
      isExactly(state, 'FAILED'),
    ),
    value: field(reason),
  })),
  { when: IS_PARTIAL_CALL, value: part(UNDONE, '^failed/([^\n]*)$') },
);

/** EC2 answers a dry run with an error even when the call would have been allowed. */
const DRY_RUN = /DryRunOperation$/;

/** Whether a call did not succeed. */
export function isFailure(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.status !== 'succeeded';
}

/** Whether the outcome is that of a dry run that would have succeeded: nothing was done. */
export function isDryRun({ code }: Outcome): boolean {
  return code !== undefined && DRY_RUN.test(code);
}
