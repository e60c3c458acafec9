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
      [`${LOST[0]}, unless by arn:aws:iam::aws:policy/Rare, which is not read`],
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

  test('may be none where a policy that is not known stays, and is one where a statement denies', () => {
    const Rare = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Rare', 'arn:aws:iam::aws:policy/Rarer'] };
    const before = { Reader: role([allow('s3:*', '*')], Rare) };
    expect(words(before, { Reader: role([], Rare) })).toEqual([
      `${LOST[0]}, unless by arn:aws:iam::aws:policy/Rare, arn:aws:iam::aws:policy/Rarer, which are not read`,
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
