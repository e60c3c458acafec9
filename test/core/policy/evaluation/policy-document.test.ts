import { type PolicyKind, parsePolicy } from '../../../../lib/core/policy/evaluation/policy-document';

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const TRUST = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };

const REFUSALS: readonly (readonly [string, PolicyKind, unknown, string])[] = [
  ['a statement that is null', 'identity', null, 'is not an object: null'],
  ['a statement that is a list', 'identity', [], 'is not an object: []'],
  ['NotPrincipal', 'resource', { ...ALLOW, NotPrincipal: '*' }, 'does not know: NotPrincipal'],
  ['an unknown element', 'identity', { ...ALLOW, Conditions: {} }, 'does not know: Conditions'],
  ['an element in another letter case', 'identity', { ...ALLOW, condition: {} }, 'does not know: condition'],
  ['an unknown effect', 'identity', { ...ALLOW, Effect: 'allow' }, 'Effect is "allow"'],
  ['no action', 'identity', { Effect: 'Allow', Resource: '*' }, 'it takes either Action or NotAction'],
  ['Action beside NotAction', 'identity', { ...ALLOW, NotAction: 's3:*' }, 'either Action or NotAction'],
  ['an action without a service', 'identity', { ...ALLOW, Action: 'GetObject' }, 'Action is "GetObject"'],
  ['no resource', 'identity', { Effect: 'Allow', Action: '*' }, 'it takes either Resource or NotResource'],
  ['a resource that is no ARN', 'identity', { ...ALLOW, Resource: 'bucket/*' }, 'Resource is "bucket/*"'],
  ['an unresolved resource', 'identity', { ...ALLOW, Resource: { Ref: 'B' } }, 'Resource is {"Ref":"B"}'],
  ['a resource policy without a principal', 'resource', ALLOW, 'Principal is missing in a resource policy'],
  ['Principal {}', 'resource', { ...ALLOW, Principal: {} }, 'Principal is empty'],
  [
    'Principal in an identity policy',
    'identity',
    { ...ALLOW, Principal: '*' },
    'not allowed in an identity policy',
  ],
  [
    'Resource in a trust policy',
    'trust',
    { ...TRUST, Resource: '*' },
    'Resource is not allowed in a trust policy',
  ],
  [
    'a principal with a wildcard',
    'resource',
    { ...ALLOW, Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } },
    'is not one that the evaluator knows',
  ],
  [
    'any service',
    'resource',
    { ...ALLOW, Principal: { Service: '*' } },
    'is not one that the evaluator knows',
  ],
  [
    'a federated principal',
    'trust',
    { ...TRUST, Principal: { Federated: 'x' } },
    '{"Federated": "x"} is not one',
  ],
  [
    'a canonical user',
    'resource',
    { ...ALLOW, Principal: { CanonicalUser: 'x' } },
    '{"CanonicalUser": "x"} is not',
  ],
  [
    'the unique id of a deleted role',
    'resource',
    { ...ALLOW, Principal: { AWS: 'AROAEXAMPLE' } },
    'is not one that',
  ],
  ['a resource control policy that allows', 'resource control', { ...ALLOW, Principal: '*' }, 'only denies'],
  [
    'a resource control policy for some',
    'resource control',
    { ...ALLOW, Effect: 'Deny', Principal: { AWS: '*' } },
    `must be '*'`,
  ],
  [
    'a resource control policy on every action',
    'resource control',
    { ...ALLOW, Effect: 'Deny', Principal: '*', Action: '*' },
    'names its actions',
  ],
];

describe('a policy that the evaluator does not understand', () => {
  test.each(REFUSALS)('fails: %s', (_what, kind, statement, words) => {
    const document = { Version: '2012-10-17', Statement: [statement] };
    expect(() => parsePolicy(document, kind, 'the policy')).toThrow(words);
  });

  test('fails with the policy and the statement in the message', () => {
    const statement = { ...ALLOW, Sid: 'Readers', Effect: 'Permit' };
    expect(() => parsePolicy({ Statement: statement }, 'identity', 'the policy of Ann')).toThrow(
      `'Readers' of the policy of Ann: Effect is "Permit"`,
    );
  });

  test('fails: an unknown version, an unknown element, no statement', () => {
    expect(() => parsePolicy({ Version: '2026-01-01', Statement: [] }, 'identity', 'it')).toThrow(
      'Version is',
    );
    expect(() => parsePolicy({ Statements: [] }, 'identity', 'it')).toThrow('does not know: Statements');
    expect(() => parsePolicy({ Version: '2012-10-17' }, 'identity', 'it')).toThrow('it has no Statement');
  });
});
