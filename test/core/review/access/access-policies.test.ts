// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so

import type { EstateTemplate } from '../../../../lib/core/estate/estate';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { accessChanges } from '../../../../lib/core/review/document/access-changes';
import { ACCOUNT, allow, deny, document, LOGS, OBJECTS, role, stackOf, trailStack } from './access-stacks';

type Resources = EstateTemplate['Resources'];

const GET = document(allow('s3:GetObject', OBJECTS));
const EVERYONE = document(allow('s3:GetObject', OBJECTS, { Principal: '*' }));
const BEHIND: Resources = {
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
      Targets: [{ Arn: { 'Fn::GetAtt': ['Search', 'Arn'] } }],
    },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'audit' } },
  Search: { Type: 'AWS::Lambda::Function', Properties: {} },
};

/** What comes with further resources, in words; what goes when they are taken back, in kinds. */
function changes(base: Resources, more: Resources) {
  const [before, after] = [base, { ...base, ...more }].map((each) =>
    accessCells([stackOf(trailStack([], { ...BEHIND, ...each }))]),
  );
  const come = accessChanges(before ?? [], after ?? []).map(({ kind, subject }) => `${kind}: ${subject}`);
  const go = accessChanges(after ?? [], before ?? []).map(({ kind, subject }) => `${kind}: ${subject}`);
  return { come, go };
}

const GROUP: Resources = {
  Readers: {
    Type: 'AWS::IAM::Group',
    Properties: { GroupName: 'readers', Policies: [{ PolicyName: 'Read', PolicyDocument: GET }] },
  },
  Someone: { Type: 'AWS::IAM::User', Properties: { UserName: 'someone' } },
};
const SET: Resources = {
  Set: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Audit', InlinePolicy: GET } },
};

type Row = readonly [type: string, more: Resources, expected: string, base?: Resources];

const ROWS: readonly Row[] = [
  [
    'AWS::IAM::Policy of a role elsewhere',
    { P: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['ops'], PolicyDocument: GET } } },
    `role arn:aws:iam::${ACCOUNT}:role/ops may read bucket Audit/Logs`,
  ],
  [
    'AWS::IAM::RolePolicy of a role elsewhere',
    { P: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'ops', PolicyDocument: GET } } },
    `role arn:aws:iam::${ACCOUNT}:role/ops may read bucket Audit/Logs`,
  ],
  ['AWS::IAM::Group', GROUP, 'group Audit/Readers may read bucket Audit/Logs'],
  [
    'AWS::IAM::UserToGroupAddition',
    {
      A: {
        Type: 'AWS::IAM::UserToGroupAddition',
        Properties: { GroupName: { Ref: 'Readers' }, Users: [{ Ref: 'Someone' }] },
      },
    },
    'user Audit/Someone may read bucket Audit/Logs',
    GROUP,
  ],
  [
    'AWS::IAM::UserToGroupAddition of a user elsewhere',
    { A: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'readers', Users: ['other'] } } },
    `user arn:aws:iam::${ACCOUNT}:user/other may read bucket Audit/Logs`,
    GROUP,
  ],
  [
    'AWS::SSO::PermissionSet',
    SET,
    `permission set Audit/Set in account ${ACCOUNT} may read bucket Audit/Logs`,
  ],
  [
    'AWS::S3::AccessPoint',
    {
      P: {
        Type: 'AWS::S3::AccessPoint',
        Properties: {
          Name: 'shared',
          Bucket: { Ref: 'Logs' },
          Policy: document(
            allow(
              's3:GetObject',
              { 'Fn::Sub': 'arn:aws:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/shared/object/*' },
              { Principal: '*' },
            ),
          ),
        },
      },
    },
    'anyone may read bucket Audit/Logs',
  ],
  [
    'AWS::Lambda::Permission',
    {
      P: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Search' },
          Action: 'lambda:InvokeFunction',
          Principal: '444455556666',
        },
      },
    },
    'account 444455556666 may write function Audit/Search',
  ],
  [
    'AWS::Lambda::Permission of a URL',
    {
      P: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Search' },
          Action: 'lambda:InvokeFunctionUrl',
          FunctionUrlAuthType: 'NONE',
          Principal: '*',
        },
      },
    },
    'anyone may write function Audit/Search',
  ],
  [
    'AWS::Events::EventBusPolicy',
    {
      P: {
        Type: 'AWS::Events::EventBusPolicy',
        Properties: {
          EventBusName: { Ref: 'Bus' },
          StatementId: 'Other',
          Action: 'events:PutEvents',
          Principal: '444455556666',
        },
      },
    },
    'account 444455556666 may write event bus Audit/Bus',
  ],
  [
    'AWS::Events::EventBusPolicy with a statement',
    {
      P: {
        Type: 'AWS::Events::EventBusPolicy',
        Properties: {
          EventBusName: { Ref: 'Bus' },
          StatementId: 'Other',
          Statement: allow('events:PutEvents', { 'Fn::GetAtt': ['Bus', 'Arn'] }, { Principal: '*' }),
        },
      },
    },
    'anyone may write event bus Audit/Bus',
  ],
  [
    'AWS::Events::EventBus',
    {
      Bus: {
        Type: 'AWS::Events::EventBus',
        Properties: {
          Name: 'audit',
          Policy: document(allow('events:PutEvents', '*', { Principal: { AWS: '444455556666' } })),
        },
      },
    },
    'account 444455556666 may write event bus Audit/Bus',
  ],
  [
    'AWS::S3::BucketPolicy',
    {
      P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Logs' }, PolicyDocument: EVERYONE } },
    },
    'anyone may read bucket Audit/Logs',
  ],
];

describe('what gives access', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))(
    '%s widens it, and narrows it when it is taken back',
    (_type, [, more, expected, base = {}]) => {
      const { come, go } = changes(base, more);
      expect(come).toContain(`access-widened: ${expected}`);
      // who sends events is a source of them, unless it is anyone
      const source = /^(?!anyone)(.*) may write event bus/.exec(expected)?.[1];
      expect(go).toContain(
        source === undefined ? `access-narrowed: ${expected}` : `pipeline-narrowed: ${source}`,
      );
    },
  );

  test('is a permission set in the accounts that it is assigned in', () => {
    const assignment = {
      Type: 'AWS::SSO::Assignment',
      Properties: {
        PermissionSetArn: { 'Fn::GetAtt': ['Set', 'PermissionSetArn'] },
        TargetId: '999999999999',
      },
    };
    const { come } = changes({}, { ...SET, Assignment: assignment });
    expect(come).toEqual([]);
  });
});

const UNREAD: readonly (readonly [type: string, properties: object])[] = [
  ['AWS::S3::MultiRegionAccessPointPolicy', { Policy: GET }],
  ['AWS::Organizations::ResourcePolicy', { Content: document(allow('organizations:*', '*')) }],
  ['AWS::RAM::Permission', { PolicyTemplate: { Resource: LOGS } }],
  ['AWS::Example::Policy', { Target: { Ref: 'AnotherStacksValue' } }],
];

describe('what may give access, and is not read', () => {
  test.each(UNREAD)('%s is unknown when it comes, goes and changes', (Type, Properties) => {
    const withUnread = (each: object): Resources => ({ Unread: { Type, Properties: each } });
    const [one, other] = [withUnread(Properties), withUnread({ ...Properties, Other: 'value' })];
    const subject = `access-unknown: anyone may silence resources of account ${ACCOUNT}`;
    expect(changes({}, one)).toEqual({ come: [subject], go: [subject] });
    expect(changes(one, other).come).toContain(subject);
    expect(changes(one, one).come).toEqual([]);
  });

  test.each([
    ['AWS::Example::Policy', { Target: 'arn:aws:s3:::else' }],
    ['AWS::ApplicationAutoScaling::ScalingPolicy', { ResourceId: { 'Fn::ImportValue': 'Elsewhere' } }],
  ])('%s about something else is no change', (Type, Properties) => {
    expect(changes({}, { Unread: { Type, Properties } }).come).toEqual([]);
  });

  test('is a URL of a function, as long as no permission allows requests to it', () => {
    const Url = {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Search', 'Arn'] }, AuthType: 'NONE' },
    };
    expect(changes({}, { Url }).come).toEqual(['access-unknown: anyone may write function Audit/Search']);
  });
});

test('a role that has no policy is not asked', () => {
  expect(changes({}, { Idle: role([]) }).come).toEqual([]);
});

test.each(['aws', 'aws-us-gov', 'aws-cn'])(
  'a Deny leaves out a principal of its own partition: %s',
  (partition) => {
    const region = { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' }[partition];
    const left = ['ops', 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops'];
    const arns = left.map((path) => `arn:${partition}:iam::${ACCOUNT}:role/${path}`);
    const denial = deny('s3:DeleteObject', OBJECTS, {
      Principal: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': arns } },
    });
    const DELETE = document(allow('s3:DeleteObject', OBJECTS));
    const more: Resources = {
      P: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'ops', PolicyDocument: DELETE } },
      Set: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Ops', InlinePolicy: DELETE } },
    };
    const cells = accessCells([stackOf(trailStack([denial], more), { region, partition })]);
    const rows = cells.filter(({ may }) => may === 'delete').map(({ who, by }) => `${who}, by ${by}`);
    expect(rows).toContain(`role ${arns[0]}, by statement 1 of the policy Audit/P`);
    expect(rows).toContain(
      `permission set Audit/Set in account ${ACCOUNT}, by statement 1 of the permission set Audit/Set`,
    );
  },
);
