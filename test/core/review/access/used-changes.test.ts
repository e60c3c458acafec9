import { readPolicies } from '../../../../lib/core/review/access/policies/attached-policies';
import { findIdentities } from '../../../../lib/core/review/access/policies/find-identities';
import { usedChanges } from '../../../../lib/core/review/access/used-changes';
import { ACCOUNT, allow, deny, document, role, stackOf } from './access-stacks';

type Resources = Parameters<typeof stackOf>[0];
const identitiesOf = (resources: Resources) => readPolicies([stackOf(resources)]).policies.identities;
const ARN = `arn:aws:iam::${ACCOUNT}:role/`;

function used(...actions: readonly (readonly [action: string, calls: number])[]) {
  return actions.map(([action, calls]) => ({
    ...{ action, calls, first: '2026-11-13T10:00:00Z', last: '2026-11-19T10:00:00Z' },
  }));
}

const EVIDENCE = [
  { principal: `${ARN}Audit-Reader-1A2B3C4D5E6F`, used: used(['s3:GetObject', 40], ['kms:Sign', 0]) },
];
const words = (before: Resources, after: Resources, evidence: Parameters<typeof usedChanges>[2] = EVIDENCE) =>
  usedChanges(identitiesOf(before), identitiesOf(after), evidence).map(
    ({ kind, subject, message }) => `${kind} ${subject}: ${message}`,
  );

function policy(holders: object) {
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(allow('s3:*', '*')), ...holders },
  };
}

function members(...Users: readonly string[]) {
  return { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'G', Users } };
}

const BEFORE = { Reader: role([allow(['s3:Get*', 'kms:Sign'], '*')]) };
const LOST = [
  'permission-lost role Audit/Reader: s3:GetObject was called 40 times from 2026-11-13 to 2026-11-19 and is no longer allowed',
];

describe('what a change takes away from whom used it', () => {
  test.each<[string, Resources, readonly string[]]>([
    [
      'nothing, if the policy still allows it',
      { Reader: role([allow('S3:getobject', 'arn:aws:s3:::b/*')]) },
      [],
    ],
    ['an action that no statement allows', { Reader: role([allow('s3:List*', '*')]) }, LOST],
    [
      'an action that NotAction leaves out',
      { Reader: role([{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]) },
      LOST,
    ],
    [
      'an action that NotResource leaves nothing of',
      { Reader: role([{ Effect: 'Allow', Action: 's3:*', NotResource: '*' }]) },
      LOST,
    ],
    [
      'nothing, if NotResource leaves something of it',
      { Reader: role([{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b/*' }]) },
      [],
    ],
    ['an action that is denied', { Reader: role([allow('s3:*', '*'), deny('s3:*', '*')]) }, LOST],
    [
      'nothing, if only some of it is denied',
      {
        Reader: role([
          allow('s3:*', '*'),
          deny('s3:*', 'arn:aws:s3:::b/*'),
          deny('s3:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
      [],
    ],
    [
      'an action that a boundary does not allow',
      {
        Reader: role([allow('s3:*', '*')], { PermissionsBoundary: { Ref: 'Limit' } }),
        Limit: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { PolicyDocument: document(allow('sqs:*', '*')) },
        },
      },
      LOST,
    ],
    [
      'perhaps, where a policy comes that is not known',
      { Reader: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Rare'] }) },
      [`${LOST[0]}, unless by arn:aws:iam::aws:policy/Rare, whose effect is not known`],
    ],
    [
      'everything, if the role is gone',
      { Other: role([allow('s3:*', '*')]) },
      [
        'permission-lost role Audit/Reader: it was removed or renamed, and it called s3:GetObject 40 times from 2026-11-13 to 2026-11-19',
      ],
    ],
  ])('is %s', (_, after, expected) => {
    expect(words(BEFORE, after)).toEqual(expected);
    expect(words(BEFORE, BEFORE)).toEqual([]);
  });

  const P = { Ref: 'P' };
  const ALL = allow(['s3:*', 'kms:Sign'], '*');
  const LIMIT = `arn:aws:iam::${ACCOUNT}:policy/Limit`;
  const STATEMENT = 'statement 1 of the policy Own of Audit/Reader';
  const SECOND = 'statement 2 of the policy Own of Audit/Reader';
  const unless = (name: string) => [`${LOST[0]}, unless by ${name}, whose effect is not known`];
  const may = (why: string) => [
    `${LOST[0]?.replace('is no', 'may no')}`.replace('allowed', `be allowed: ${why}`),
  ];
  const content = (name: string) => may(`the effect of ${name} is not known`);
  const limited = (PermissionsBoundary: unknown) => ({ Reader: role([ALL], { PermissionsBoundary }) });

  test.each<[string, Resources, readonly string[]]>([
    ['the content of a boundary', limited(LIMIT), content(`its permissions boundary ${LIMIT}`)],
    ['the name of a boundary', limited(P), content('its permissions boundary <P>')],
    [
      'a statement of a boundary',
      {
        ...limited({ Ref: 'Limit' }),
        Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(allow(P, '*')) } },
      },
      content('statement 1 of the policy Audit/Limit'),
    ],
    ['an action', { Reader: role([allow(P, '*')]) }, unless(STATEMENT)],
    ['an exception', { Reader: role([{ Effect: 'Allow', NotAction: P, Resource: '*' }]) }, unless(STATEMENT)],
    ['an effect', { Reader: role([{ Effect: P, Action: 's3:*', Resource: '*' }]) }, unless(STATEMENT)],
    ['a statement', { Reader: role([P]) }, unless(STATEMENT)],
    [
      'a policy',
      { Reader: role([], { Policies: { 'Fn::If': ['C', [{ PolicyName: 'Own' }], []] } }) },
      unless('a policy of Audit/Reader'),
    ],
    [
      'whether a policy allows',
      { Reader: role([]), Policy: { ...policy({ Roles: [{ Ref: 'Reader' }] }), Condition: 'C' } },
      unless('statement 1 of the policy Audit/Policy'),
    ],
    ['what a statement denies', { Reader: role([ALL, deny(P, '*')]) }, content(SECOND)],
    ['what a statement denies it on', { Reader: role([ALL, deny('s3:*', P)]) }, content(SECOND)],
    ['whether a statement denies', { Reader: role([ALL, P]) }, content(SECOND)],
    ['what a policy denies', { Reader: role([ALL], { ManagedPolicyArns: [LIMIT] }) }, content(LIMIT)],
    [
      'what a policy of AWS with Deny in its name denies',
      { Reader: role([ALL], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSDenyAll'] }) },
      content('arn:aws:iam::aws:policy/AWSDenyAll'),
    ],
  ])('is said where %s is not known, and is nothing where that stays', (_, after, expected) => {
    expect(words(BEFORE, after)).toEqual(expected);
    expect(words(after, after)).toEqual([]);
  });

  test.each<[string, Resources]>([
    ['another action', { Reader: role([allow([P, 's3:*'], '*')]) }],
    ['a resource', { Reader: role([allow('s3:*', P)]) }],
    [
      'what any other policy of AWS has',
      { Reader: role([ALL], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Rare'] }) },
    ],
  ])('is nothing where %s is not known', (_, after) => {
    expect(words(BEFORE, after)).toEqual([]);
  });

  test('may be what a policy that is not known allowed, once for all actions', () => {
    const before = { Reader: role([], { ManagedPolicyArns: [LIMIT] }) };
    const why = `may no longer be allowed: what ${LIMIT} allowed is not known`;
    const called =
      'permission-lost role Audit/Reader: 2 of its actions were called 41 times from 2026-11-13 to 2026-11-19';
    const both = [{ principal: 'Audit/Reader', used: used(['s3:GetObject', 40], ['kms:Sign', 1]) }];
    expect(words(before, { Reader: role([]) }, both)).toEqual([`${called} and ${why}`]);
    expect(words(before, { Reader: role([ALL]) }, both)).toEqual([]);
  });

  test('is said of each role that the principal may be', () => {
    const user = { Type: 'AWS::IAM::User', Properties: { UserName: 'Reader' } };
    const before = { User: user, One: role([ALL], { RoleName: 'Reader' }) };
    const head = { User: user, One: role([], { RoleName: 'Reader' }) };
    const evidence = [{ principal: 'Reader', used: used(['s3:GetObject', 40]) }];
    expect(words(before, head, evidence)).toEqual([
      `${LOST[0]?.replace('Audit/Reader', 'Audit/One')}, if it is Reader`,
    ]);
  });

  test('may be none where a policy that is not known stays, and is one where a statement denies', () => {
    const Rare = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Rare', 'arn:aws:iam::aws:policy/Rarer'] };
    const before = { Reader: role([allow('s3:*', '*')], Rare) };
    expect(words(before, { Reader: role([], Rare) })).toEqual([
      `${LOST[0]}, unless by arn:aws:iam::aws:policy/Rare, arn:aws:iam::aws:policy/Rarer, whose effect is not known`,
    ]);
    expect(words(before, { Reader: role([deny('s3:*', '*')], Rare) })).toEqual(LOST);
  });

  test.each<[string, Resources]>([
    ['a policy', { Policy: policy({ Users: ['Ann'] }) }],
    ['a group', { Policy: policy({ Groups: ['G'] }), Members: members('Ann') }],
  ])('is the permission, not the user, of a user that the templates only name in %s', (_, before) => {
    const evidence = [
      {
        principal: `arn:aws:iam::${ACCOUNT}:user/Ann`,
        used: used(['s3:GetObject', 1], ['s3:GetBucketTagging', 1]),
      },
    ];
    expect(words(before, { Policy: policy({}) }, evidence)).toEqual(
      ['s3:GetObject', 's3:GetBucketTagging'].map(
        (action) =>
          `permission-lost user arn:aws:iam::${ACCOUNT}:user/Ann: ${action} was called once from 2026-11-13 to 2026-11-19 and is no longer allowed`,
      ),
    );
  });

  describe('may be all, where only the deployment knows whether the role is there:', () => {
    const rest = {
      Parameters: { Stage: { Type: 'String' } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
      },
    };
    const under = (Condition?: string, statements = [allow('s3:*', '*')]) =>
      readPolicies([stackOf({ Reader: { ...role(statements), ...(Condition && { Condition }) } }, { rest })])
        .policies.identities;
    const lost = (head: ReturnType<typeof under>, base = under()) =>
      usedChanges(base, head, EVIDENCE).map(({ message }) => message);
    const perhaps = (value: string): string =>
      `it is there only if parameter Stage = ${value}, which only the deployment knows, and it called s3:GetObject 40 times from 2026-11-13 to 2026-11-19`;

    test.each([
      ['under a new condition', under('IsProd'), under(), [perhaps('prod')]],
      ['under another condition', under('IsTest'), under('IsProd'), [perhaps('test')]],
      ['under the same condition', under('IsProd'), under('IsProd'), []],
      ['under no condition any more', under(), under('IsProd'), []],
    ])('%s', (_, head, base, expected) => {
      expect(lost(head, base)).toEqual(expected);
    });

    test('beside what the role certainly may no longer do', () => {
      expect(lost(under('IsProd', []))).toEqual([
        perhaps('prod'),
        's3:GetObject was called 40 times from 2026-11-13 to 2026-11-19 and is no longer allowed',
      ]);
      expect(lost(under('IsProd'), under(undefined, []))).toEqual([]);
    });
  });

  test('is nothing of what was not allowed before, and nothing of principals of other stacks', () => {
    expect(words({ Reader: role([]) }, {})).toEqual([]);
    expect(words(BEFORE, {}, [{ principal: `${ARN}Another`, used: used(['s3:GetObject', 1]) }])).toEqual([]);
  });
});

describe('the identity of a principal', () => {
  const roles = identitiesOf({
    Named: role([allow('s3:*', '*')], { RoleName: 'Deploy', Path: '/ci/' }),
    Reader: role([allow('s3:*', '*')]),
    ReaderTwo: role([allow('s3:*', '*')]),
    AVeryLongNameOfARoleThatCloudFormationCutsWhereItMakesTheName0123456789: role([allow('s3:*', '*')]),
    Ann: { Type: 'AWS::IAM::User', Properties: { UserName: 'Ann' } },
  });
  test.each([
    [`${ARN}ci/Deploy`, ['Audit/Named']],
    [`${ARN}Deploy`, ['Audit/Named']],
    ['Deploy', ['Audit/Named']],
    ['Audit/Named', ['Audit/Named']],
    ['arn:aws:iam::999988887777:role/Deploy', []],
    [`arn:aws:iam::${ACCOUNT}:user/Deploy`, []],
    [`arn:aws:iam::${ACCOUNT}:user/Ann`, ['Audit/Ann']],
    [`${ARN}Ann`, []],
    [`${ARN}Audit-Reader-1A2B3C4D5E6F`, ['Audit/Reader']],
    [`${ARN}Audit-ReaderTwo-AbCdEfGhIjKl`, ['Audit/ReaderTwo']],
    [`${ARN}Audit-Rea-1A2B3C4D5E6F`, []],
    [
      `${ARN}Audit-AVeryLongNameOfARoleThatCloudFormationCutsWher-1A2B3C4D5E6F`,
      ['Audit/AVeryLongNameOfARoleThatCloudFormationCutsWhereItMakesTheName0123456789'],
    ],
  ])('of %s is %j', (principal, expected) => {
    expect(findIdentities(principal, roles).map(({ name }) => name)).toEqual(expected);
  });
});
