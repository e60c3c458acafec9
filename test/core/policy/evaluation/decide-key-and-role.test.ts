import {
  ALL,
  ANONYMOUS,
  allow,
  answer,
  CLOUDTRAIL,
  KEY,
  OTHER,
  OWNER,
  policy,
  READER,
  ROLE,
  ROOT,
  type Row,
  STRANGER,
  type StatementElements,
  trust,
  USER,
} from './decide-samples';

describe('who decrypts with a key', () => {
  const byKey = (principal: unknown, more: StatementElements = { Action: 'kms:*' }) =>
    policy('the key policy', 'resource', allow({ Principal: principal, ...more }));
  const ROWS: readonly Row[] = [
    [
      'an identity policy is never enough',
      READER,
      { identity: [ALL], resource: byKey({ AWS: USER.arn }) },
      'not allowed',
      'no statement of the key policy',
    ],
    [
      'a key policy for the role is enough',
      READER,
      { resource: byKey({ AWS: READER.arn }) },
      'allowed',
      'the key policy',
    ],
    [
      'a key policy for the account leaves it to identity policies',
      READER,
      { resource: byKey({ AWS: OWNER.id }) },
      'not allowed',
      'has no identity policy',
    ],
    [
      '… which then allow it',
      READER,
      { resource: byKey({ AWS: OWNER.id }), identity: [ALL] },
      'allowed',
      'the key policy and statement 1 of the identity policy',
    ],
    [
      'the root user needs the key policy',
      ROOT,
      { resource: byKey({ AWS: READER.arn }) },
      'not allowed',
      'no statement of the key policy',
    ],
    [
      'the root user of a trusted account has it',
      ROOT,
      { resource: byKey({ AWS: OWNER.id }) },
      'allowed',
      'the key policy',
    ],
    [
      'trust in the account for other actions is none for this one',
      READER,
      { resource: byKey({ AWS: OWNER.id }, { Action: 'kms:Describe*' }), identity: [ALL] },
      'not allowed',
      'no statement of the key policy',
    ],
    [
      'everyone, bound to an account, needs no identity policy there',
      READER,
      { resource: byKey('*', { Condition: { StringEquals: { 'kms:CallerAccount': OWNER.id } } }) },
      'allowed',
      'the key policy',
    ],
    [
      'everyone, bound to an account, is nobody of another one',
      STRANGER,
      {
        resource: byKey('*', { Condition: { StringEquals: { 'kms:CallerAccount': OWNER.id } } }),
        identity: [ALL],
      },
      'not allowed',
      'wants StringEquals kms:CallerAccount 111122223333, and the request has 444455556666',
    ],
    [
      'across accounts both must allow',
      STRANGER,
      { resource: byKey({ AWS: OTHER.id }) },
      'not allowed',
      'has no identity policy',
    ],
    [
      'across accounts both may',
      STRANGER,
      { resource: byKey({ AWS: OTHER.id }), identity: [ALL] },
      'allowed',
      'and',
    ],
    [
      'a service needs the key policy alone',
      CLOUDTRAIL,
      { resource: byKey({ Service: 'cloudtrail.amazonaws.com' }) },
      'allowed',
      'the key policy',
    ],
    [
      'nobody unsigned is answered',
      ANONYMOUS,
      { resource: byKey('*') },
      'not allowed',
      'kms answers no unsigned request',
    ],
  ];

  test.each(ROWS)('%s', (_rule, who, policies, verdict, because) => {
    const decision = answer('kms:Decrypt', KEY, who, policies);
    expect(decision).toEqual({ verdict, reason: expect.stringContaining(because) });
  });
});

describe('who assumes a role', () => {
  const byTrust = (principal: unknown) => policy('the trust policy', 'trust', trust(principal));
  const ROWS: readonly Row[] = [
    [
      'an identity policy is never enough',
      READER,
      { identity: [ALL], resource: byTrust({ AWS: USER.arn }) },
      'not allowed',
      'no statement of the trust policy',
    ],
    [
      'trust in the role is enough within an account',
      READER,
      { resource: byTrust({ AWS: READER.arn }) },
      'allowed',
      'the trust policy',
    ],
    [
      'trust in the account leaves it to identity policies',
      READER,
      { resource: byTrust({ AWS: OWNER.id }) },
      'not allowed',
      'has no identity policy',
    ],
    [
      'across accounts both must allow',
      STRANGER,
      { resource: byTrust({ AWS: STRANGER.arn }) },
      'not allowed',
      'has no identity policy',
    ],
    [
      'across accounts both may',
      STRANGER,
      { resource: byTrust({ AWS: STRANGER.arn }), identity: [ALL] },
      'allowed',
      'and',
    ],
    [
      'trust in a service',
      CLOUDTRAIL,
      { resource: byTrust({ Service: 'cloudtrail.amazonaws.com' }) },
      'allowed',
      'the trust policy',
    ],
    [
      'nobody unsigned is answered',
      ANONYMOUS,
      { resource: byTrust('*') },
      'not allowed',
      'sts answers no unsigned request',
    ],
  ];

  test.each(ROWS)('%s', (_rule, who, policies, verdict, because) => {
    const decision = answer('sts:AssumeRole', ROLE, who, policies);
    expect(decision).toEqual({ verdict, reason: expect.stringContaining(because) });
  });
});
