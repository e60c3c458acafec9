import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';

const RULES = readRulesWithExamples();

/** Says whether a rule matches its first example with other parameters, and with other members if any are given. */
function matchesOf(name: string): (requestParameters: object, members?: JsonObject) => boolean {
  const found = RULES.find(({ rule }) => rule.name === name);
  const record = found?.examples.matching[0]?.record;
  if (found === undefined || record === undefined) throw new Error(`there is no rule ${name} with examples`);
  const matcher = RuleMatcher.of([found.rule]);
  return (requestParameters, members = {}) =>
    matcher.match({ ...record, ...members, requestParameters } as JsonObject).length === 1;
}

const policyOf = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.length === 1 ? statements[0] : statements });

describe('escalation-policy-written reads what a statement allows', () => {
  const matches = matchesOf('escalation-policy-written');
  const allows = (statement: object) =>
    matches({ policyDocument: policyOf({ Effect: 'Allow', ...statement }) });

  test.each<object>([
    { Action: 'IAM:CREATEACCESSKEY', Resource: '*' },
    { Action: ['s3:GetObject', 'iam:Attach*'], Resource: ['*'] },
    { Action: 'iam:*RolePolicy', Resource: '*' },
    { Action: 'iam:P*', Resource: '*' },
    { Action: 'iam:?utRolePolicy', Resource: '*' },
    { Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::*:role/*' },
    {
      Action: 'iam:AttachUserPolicy',
      Resource: ['arn:aws:iam::111122223333:user/alice', 'arn:aws-cn:iam::111122223333:*'],
    },
    { Action: 'iam:CreatePolicyVersion', Resource: '*', Condition: { StringLike: { 'aws:userid': '*' } } },
    { Action: 'sso:CreateAccountAssignment', Resource: '*' },
  ])('%j changes permissions', (statement) => {
    expect(allows(statement)).toBe(true);
  });

  test.each<object>([
    { Action: ['iam:GetRole', 'iam:List*', 'iam:PassRole'], Resource: '*' },
    { Action: 'iam:CreateServiceLinkedRole', Resource: '*' },
    { Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111122223333:role/app-*' },
    { Action: 'iam:CreateAccessKey', Resource: `arn:aws:iam::*:user/\${aws:username}` },
    {
      Action: 'iam:AttachRolePolicy',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'identity' } },
    },
  ])('%j does not', (statement) => {
    expect(allows(statement)).toBe(false);
  });
});

describe('role-trusted-by-every-web-identity reads whose tokens a statement accepts', () => {
  const matches = matchesOf('role-trusted-by-every-web-identity');
  const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
  const trusts = (Condition?: object, Federated: string | readonly string[] = provider) =>
    matches({
      roleName: 'Deploy',
      assumeRolePolicyDocument: policyOf({
        Effect: 'Allow',
        Principal: { Federated },
        Action: 'sts:AssumeRoleWithWebIdentity',
        ...(Condition === undefined ? {} : { Condition }),
      }),
    });
  const sub = 'token.actions.githubusercontent.com:sub';

  test.each<object>([
    { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    { StringLike: { [sub]: '*' } },
    { StringLike: { [sub]: 'repo:*' } },
    { StringLike: { [sub]: ['repo:example/app:*', 'repo:*/app:*'] } },
    { StringNotEquals: { [sub]: 'repo:example/app:ref:refs/heads/main' } },
  ])('%j is everyone', (condition) => {
    expect(trusts(condition)).toBe(true);
    expect(trusts(condition, ['arn:aws:iam::111122223333:saml-provider/Company', provider])).toBe(true);
  });

  test('no condition is everyone', () => {
    expect(trusts()).toBe(true);
  });

  test.each<object>([
    { StringLike: { [sub]: 'repo:example/*' } },
    {
      StringEquals: {
        [sub]: ['repo:example/app:ref:refs/heads/main', 'repo:example/lib:ref:refs/heads/main'],
      },
    },
    { 'ForAnyValue:StringLike': { 'TOKEN.actions.githubusercontent.com:SUB': 'repo:example/app:*' } },
    { StringEquals: { 'token.actions.githubusercontent.com:repository_owner': 'example' } },
  ])('%j is someone', (condition) => {
    expect(trusts(condition)).toBe(false);
  });
});

describe('event-bus-shared-outside reads both ways to open a bus', () => {
  const matches = matchesOf('event-bus-shared-outside');
  const allow = { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' };

  test.each<object>([
    { principal: '*' },
    { principal: '*', condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID', value: '*' } },
    { policy: policyOf({ ...allow, Principal: '*' }) },
    { policy: policyOf({ ...allow, Principal: { AWS: ['111122223333', '444455556666'] } }) },
    { policy: policyOf({ ...allow, Principal: { AWS: '*' } }) },
  ])('%j opens it', (parameters) => {
    expect(matches(parameters)).toBe(true);
  });

  test.each<object>([
    { principal: '111122223333' },
    { policy: policyOf({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }) },
    {
      policy: policyOf({
        ...allow,
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      }),
    },
  ])('%j does not', (parameters) => {
    expect(matches(parameters)).toBe(false);
  });
});

describe('guardrail-without-denial reads the policy', () => {
  const matches = matchesOf('guardrail-without-denial');
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };

  test.each<object>([
    { content: policyOf(all) },
    { content: policyOf(all, { Effect: 'Allow', Action: 's3:*', Resource: '*' }) },
    { content: policyOf({ ...all, Action: ['*'], Resource: ['*'] }) },
  ])('%j denies nothing', (parameters) => {
    expect(matches(parameters)).toBe(true);
  });

  test('one statement that denies is a guardrail', () => {
    expect(matches({ content: policyOf(all, { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }) })).toBe(
      false,
    );
  });
});

describe('administrator-role-passed knows the calls by their dated names and the role by its field', () => {
  const matches = matchesOf('administrator-role-passed');
  const role = 'arn:aws:iam::111122223333:role/Organization-ADMIN';

  test.each<[string, object]>([
    ['CreateFunction20150331', { role }],
    ['UpdateFunctionConfiguration20150331v2', { role }],
    ['RunInstances', { iamInstanceProfile: { arn: 'arn:aws:iam::111122223333:instance-profile/Admin' } }],
    ['RegisterTaskDefinition', { taskRoleArn: role }],
    ['RunTask', { overrides: { taskRoleArn: role } }],
    ['CreateStack', { roleARN: role }],
    ['StartBuild', { serviceRoleOverride: role }],
    ['PutTargets', { targets: [{ id: '1', arn: 'x', roleArn: role }] }],
    ['CreateSchedule', { target: { arn: 'x', roleArn: role } }],
    ['CreateStateMachine', { roleArn: role }],
  ])('%s %j', (eventName, parameters) => {
    expect(matches(parameters, { eventName })).toBe(true);
  });

  test('another role is none, and reading is no passing', () => {
    expect(matches({ role: 'arn:aws:iam::111122223333:role/payments' })).toBe(false);
    expect(matches({ role }, { eventName: 'GetFunction20150331v2' })).toBe(false);
  });
});

test.each(['RunInstances', 'runinstances'])(
  'the number of instances is a number, also as text: %s',
  (eventName) => {
    const matches = matchesOf('instances-started-in-bulk');
    expect(matches({ instancesSet: { items: [{ minCount: 1, maxCount: '50' }] } }, { eventName })).toBe(true);
    expect(matches({ instancesSet: { items: { minCount: 1, maxCount: 50 } } }, { eventName })).toBe(true);
    expect(matches({ instancesSet: { items: [{ minCount: 1, maxCount: 5 }] } }, { eventName })).toBe(false);
  },
);
