import { readPolicies } from '../../../../lib/core/review/access/policies/attached-policies';
import { lostDenials } from '../../../../lib/core/review/pipeline/compare-calls';
import { allow, deny, document, role, stackOf } from '../access/access-stacks';

const managed = (statements: readonly unknown[], properties: object = {}) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: document(...statements), ...properties },
});
const ofPolicy = (...statements: readonly unknown[]) => ({ Denied: managed(statements) });

const words = (...sides: readonly [before: object, after: object]) => {
  const [before, after] = sides.map(
    (resources) => readPolicies([stackOf(resources as Parameters<typeof stackOf>[0])]).policies.identities,
  );
  return lostDenials(before ?? [], after ?? []).map(
    ({ kind, subject, message }) => `${kind} ${subject}: ${message}`,
  );
};

const EVENTS = ['cloudtrail:GetQueryResults', 'cloudtrail:LookupEvents'];
const LOCAL = { Condition: { StringNotEquals: { 'aws:PrincipalTag/team': ['audit', 'soc'] } } };
const BEFORE = ofPolicy(deny(EVENTS, '*', LOCAL));
const lost = (actions: string) =>
  `access-unknown principals with the managed policy Audit/Denied: the policy denies less than before: ${actions}`;

test.each<[string, object, string]>([
  ['is gone', {}, EVENTS.join(', ')],
  ['has no Deny any more', ofPolicy(allow('s3:GetObject', '*')), EVENTS.join(', ')],
  ['denies one action less', ofPolicy(deny(EVENTS[0], '*', LOCAL)), EVENTS[1]!],
  ['denies them on one resource', ofPolicy(deny(EVENTS, 'arn:aws:s3:::b/*', LOCAL)), EVENTS.join(', ')],
  [
    'exempts one team more',
    ofPolicy(
      deny(EVENTS, '*', {
        Condition: { StringNotEquals: { 'aws:PrincipalTag/team': ['audit', 'soc', 'dev'] } },
      }),
    ),
    EVENTS.join(', '),
  ],
  [
    'denies all but them',
    ofPolicy({ Effect: 'Deny', NotAction: EVENTS, Resource: '*', ...LOCAL }),
    EVENTS.join(', '),
  ],
])('a managed policy that %s may let its principals do more', (_, after, actions) => {
  expect(words(BEFORE, after)).toEqual([lost(actions)]);
});

test.each<[string, object]>([
  ['the same', BEFORE],
  ['in two statements', ofPolicy(...EVENTS.map((action) => deny(action, '*', LOCAL)))],
  [
    'with its values in another order, and one more statement',
    ofPolicy(
      allow('s3:GetObject', '*'),
      deny([...EVENTS].reverse(), '*', {
        Condition: { StringNotEquals: { 'AWS:PrincipalTag/team': ['soc', 'audit'] } },
      }),
    ),
  ],
  ['of more actions, for everyone', ofPolicy(deny('cloudtrail:*', '*'))],
  ['and attached to a role', { ...BEFORE, Reader: role([], { ManagedPolicyArns: [{ Ref: 'Denied' }] }) }],
])('a Deny that is %s is no change', (_, after) => {
  expect(words(BEFORE, after)).toEqual([]);
});

test('a policy that the templates attach is judged by what its principals may do', () => {
  const attached = (Statement: readonly unknown[]) => ({
    Denied: managed(Statement, { Roles: [{ Ref: 'Reader' }] }),
    Reader: role([]),
  });
  expect(words(attached([deny(EVENTS, '*')]), attached([]))).toEqual([]);
});
