import type { Decision } from '../../lib/core/policy/evaluation/decide';
import {
  decideResponding,
  RESPONDER_ROLES,
  RESPONSE_CALLERS,
  RESPONSE_WISHES,
  type ResponseWhat,
  type ResponseWho,
} from './response-matrix';

const WISHES = Object.keys(RESPONSE_WISHES) as ResponseWhat[];

/** People may do everything that no guardrail denies. */
type Role = Exclude<
  ResponseWho,
  'the deploying administrator' | 'an operator' | 'a compromised administrator'
>;

const REPORTING: readonly ResponseWhat[] = ['publish a report', 'sign a report'];

/** Everything that each role may do: the responses pass the guardrails, and nothing else is allowed without them. */
const MAY: Readonly<Record<Role, readonly ResponseWhat[]>> = {
  'the responder': [...REPORTING, 'count an action', 'start a response'],
  'the responder of several accounts': [...REPORTING, 'start a response in members'],
  'the state machine of start-logging': ['call the function that reports'],
  'the function of start-logging': ['start the trail again'],
  'the state machine of block-public-bucket': [
    'call the function that reports',
    'call the function that blocks buckets',
  ],
  'the function of block-public-bucket': [
    'block public access to the archive',
    'block public access to another bucket',
  ],
  'the state machine of isolate-instance': ['call the function that reports'],
  'the function of isolate-instance': [
    'empty the isolating group',
    'give an instance the isolating group',
    'note the former groups',
  ],
  'the state machine of revoke-sessions': [
    'revoke the sessions of a role',
    'revoke those of a reader',
    'revoke those of a deploying role',
    'revoke those of a role in a path that begins as the stack',
    'revoke those of a role in a path that begins as the roles in members',
    'call the function that reports',
  ],
  'the state machine of cancel-key-deletion': ['call the function that reports'],
  'the function of cancel-key-deletion': ['cancel the deletion of a key'],
  'the state machine of detach-administrator-policy': ['call the function that reports'],
  'the function of detach-administrator-policy': ['detach an administrator policy'],
  'the state machine of enable-guardduty': ['call the function that reports'],
  'the function of enable-guardduty': ['enable a detector of GuardDuty'],
  'the state machine of start-config-recorder': ['call the function that reports'],
  'the function of start-config-recorder': ['start the recorder of AWS Config'],
  'the state machine of enable-security-hub': ['call the function that reports'],
  'the function of enable-security-hub': ['enable Security Hub'],
  'the state machine of remove-public-statements': ['call the function that reports'],
  'the function of remove-public-statements': ['change the policy of another bucket'],
  'what starts a state machine': ['start the own state machine', 'call the function that reports'],
  'what starts an automation': [
    'start the own automation',
    'give an automation its role',
    'call the function that reports',
  ],
  'the state machine of disable-access-key, for members': [
    'assume the role for disable-access-key in a member',
    'call that of the responder of several accounts',
  ],
  'the state machine of revoke-ingress, for members': ['call that of the responder of several accounts'],
  'the function of revoke-ingress, for members': ['assume the role for revoke-ingress in a member'],
  'the role for disable-access-key in a member': ['disable an access key in a member'],
  'the role for revoke-ingress in a member': ['change the rules of one in a member'],
  'the role for isolate-instance in a member': ['give an instance of a member the isolating group'],
};

const allowed = (who: ResponseWho, isGuarded?: boolean) =>
  WISHES.filter((what) => decideResponding(who, what, isGuarded).verdict === 'allowed');

describe.each(Object.entries(MAY) as [Role, readonly ResponseWhat[]][])('%s', (who, may) => {
  test('may do this under the guardrails, and nothing else', () => {
    expect(allowed(who)).toEqual(may);
  });

  test('may do no more without them, but revoke sessions of what detects, and narrow the policy of the archive', () => {
    const more = allowed(who, false).filter((what) => !may.includes(what));
    expect(more).toEqual([
      ...(may.includes('change the policy of another bucket') ? ['change the policy of the archive'] : []),
      ...(may.includes('revoke the sessions of a role') ? ['revoke those of the log processor'] : []),
    ]);
  });
});

test('every role in the stack of the responders is in the matrix', () => {
  const callers = Object.values(RESPONSE_CALLERS).map(({ principal }) => 'arn' in principal && principal.arn);
  expect(RESPONDER_ROLES.length).toBeGreaterThan(20);
  expect(callers).toEqual(expect.arrayContaining([...RESPONDER_ROLES]));
});

/** Operators stop, repeat and approve responses. */
const FOR_OPERATORS = ['KeepExecutions', 'KeepApprovals'];

const GUARDED: readonly (readonly [what: ResponseWhat, sid: string])[] = [
  ['block public access to the archive', 'KeepPublicAccessBlocks'],
  ['count an action', 'KeepClaims'],
  ['revoke those of a reader', 'KeepRolePolicies'],
  ['revoke those of a deploying role', 'KeepRolePolicies'],
  ['revoke those of the log processor', 'KeepRolePolicies'],
  ['revoke those of what revokes', 'KeepRolePolicies'],
  ['start a response', 'KeepResponses'],
  ['start a version of a state machine', 'KeepResponses'],
  ['start a response in members', 'KeepResponses'],
  ['stop a response', 'KeepExecutions'],
  ['repeat a response', 'KeepExecutions'],
  ['approve a response', 'KeepApprovals'],
  ['refuse a response', 'KeepApprovals'],
  ['change what a state machine does', 'KeepAlertPath'],
  ['delete a state machine', 'KeepAlertPath'],
  ['call the function that reports', 'KeepResponseFunctions'],
  ['call that of the responder of several accounts', 'KeepResponseFunctions'],
  ['call the function that blocks buckets', 'KeepResponseFunctions'],
  ['change the code of what acts', 'KeepAlertPath'],
  ['give the role of an action to a function', 'KeepRolesAndStacks'],
  ['trust somebody else with it', 'KeepRolesAndStacks'],
];

const denied = (sid: string): Decision => ({
  verdict: 'denied explicitly',
  reason: expect.stringContaining(`'${sid}' of the service control policy`),
});

test.each(GUARDED)('an administrator may not %s: %s', (what, sid) => {
  expect(decideResponding('a compromised administrator', what, false).verdict).toBe('allowed');
  expect(decideResponding('a compromised administrator', what)).toEqual(denied(sid));
  expect(decideResponding('the deploying administrator', what).verdict).toBe('allowed');
  const byOperator = decideResponding('an operator', what);
  expect(byOperator).toEqual(
    FOR_OPERATORS.includes(sid) ? { verdict: 'allowed', reason: expect.any(String) } : denied(sid),
  );
});

test('no one may assume a role of a responder, and only its function signs', () => {
  for (const who of ['a compromised administrator', 'the deploying administrator'] as const) {
    for (const what of [
      'assume the role for disable-access-key in a member',
      'assume the role of a state machine',
      'sign a report',
    ] as const) {
      expect([who, what, decideResponding(who, what, false).verdict]).toEqual([who, what, 'not allowed']);
    }
  }
});
