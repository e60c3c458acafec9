// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub and policy variables are written so

import type { EstateStack } from '../../../../lib/core/estate/estate';
import type { AccessCell } from '../../../../lib/core/review/access/access-cell';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { isShown } from '../../../../lib/core/review/access/grouped-cells';
import { ACCOUNT, allow, deny, document, LOGS, OBJECTS, role, stackOf, trailStack } from './access-stacks';

const OTHER = '444455556666';
const NO_TLS = deny('s3:*', [LOGS, OBJECTS], {
  Principal: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const TO = (principal: unknown) => ({ Principal: principal });

/** The cells of principals that the policies name, in one line each; administrators and the services that roles are for have theirs everywhere. */
function lines(stacks: readonly EstateStack[], with_ = (_cell: AccessCell) => true): readonly string[] {
  return accessCells(stacks)
    .filter((cell) => !cell.who.startsWith('administrators') && isShown(cell))
    .filter(with_)
    .map(
      ({ who, may, what, conditions, verdict }) =>
        `${who} may ${may} ${what}${verdict === 'unknown' ? ' (unknown)' : ''}${conditions.length > 0 ? `, if ${conditions.join(' and ')}` : ''}`,
    );
}

type Row = readonly [what: string, stacks: readonly EstateStack[], expected: readonly string[]];

const BUCKET_ROWS: readonly Row[] = [
  [
    'a role with an identity policy',
    [stackOf(trailStack([], { Reader: role([allow('s3:GetObject', OBJECTS)]) }))],
    ['role Audit/Reader may read bucket Audit/Logs'],
  ],
  [
    'a role whose policy is for other buckets',
    [stackOf(trailStack([], { Reader: role([allow('s3:*', 'arn:aws:s3:::else/*')]) }))],
    [],
  ],
  [
    'a role with a policy of its own resource',
    [
      stackOf(
        trailStack([], {
          Reader: role([]),
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: {
              Roles: [{ Ref: 'Reader' }],
              PolicyDocument: document(allow('s3:Delete*', OBJECTS)),
            },
          },
        }),
      ),
    ],
    ['role Audit/Reader may delete bucket Audit/Logs', 'role Audit/Reader may silence bucket Audit/Logs'],
  ],
  [
    'a Deny without conditions',
    [stackOf(trailStack([deny('s3:*', '*', TO('*'))], { Reader: role([allow('s3:*', '*')]) }))],
    [],
  ],
  [
    'a Deny without TLS',
    [stackOf(trailStack([NO_TLS], { Reader: role([allow('s3:GetObject', '*')]) }))],
    ['role Audit/Reader may read bucket Audit/Logs, if over TLS'],
  ],
  [
    'an account that the bucket trusts',
    [stackOf(trailStack([allow('s3:GetObject', OBJECTS, TO({ AWS: OTHER }))]))],
    ['account 444455556666 may read bucket Audit/Logs'],
  ],
  [
    'anyone',
    [stackOf(trailStack([allow('s3:GetObject', OBJECTS, TO('*'))]))],
    ['anyone may read bucket Audit/Logs'],
  ],
  [
    'an organization',
    [
      stackOf(
        trailStack([
          allow('s3:GetObject', OBJECTS, {
            Principal: '*',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } },
          }),
        ]),
      ),
    ],
    ['organization o-abc may read bucket Audit/Logs'],
  ],
  [
    'anyone from an address',
    [
      stackOf(
        trailStack([
          allow('s3:GetObject', OBJECTS, {
            Principal: '*',
            Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
          }),
        ]),
      ),
    ],
    ['anyone may read bucket Audit/Logs, if aws:SourceIp is in 203.0.113.0/24'],
  ],
  [
    'a service with a source',
    [
      stackOf(
        trailStack([
          allow('s3:PutObject', OBJECTS, {
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceArn': {
                  'Fn::Sub': 'arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/t',
                },
              },
            },
          }),
        ]),
      ),
    ],
    [
      'cloudtrail.amazonaws.com may write bucket Audit/Logs, if aws:SourceArn is arn:aws:cloudtrail:eu-central-1:111122223333:trail/t',
    ],
  ],
  [
    'a folder',
    [
      stackOf(
        trailStack([], { Reader: role([allow('s3:GetObject', { 'Fn::Sub': '${Logs.Arn}/AWSLogs/1/*' })]) }),
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs, if objects like AWSLogs/1/*'],
  ],
  [
    'a Deny on a folder',
    [
      stackOf(
        trailStack([deny('s3:GetObject', { 'Fn::Sub': '${Logs.Arn}/AWSLogs/*' }, TO('*'))], {
          Reader: role([allow('s3:GetObject', '*')]),
        }),
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs, if not when the object is like AWSLogs/*'],
  ],
  [
    'everyone but one account',
    [
      stackOf(
        trailStack([
          { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS, NotPrincipal: { AWS: OTHER } },
        ]),
      ),
    ],
    ['anyone may read bucket Audit/Logs, if not 444455556666'],
  ],
  [
    'a Deny for all but one role',
    [
      stackOf(
        trailStack(
          [
            {
              Effect: 'Deny',
              Action: 's3:*',
              Resource: OBJECTS,
              NotPrincipal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } },
            },
          ],
          { Reader: role([allow('s3:GetObject', '*')]), Else: role([allow('s3:GetObject', '*')]) },
        ),
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs'],
  ],
  [
    'NotAction',
    [
      stackOf(
        trailStack([], {
          Power: role([{ Effect: 'Allow', NotAction: ['iam:*', 'kms:*', 'cloudtrail:*'], Resource: '*' }]),
        }),
      ),
    ],
    [
      'role Audit/Power may delete bucket Audit/Logs',
      'role Audit/Power may delete stack Audit',
      'role Audit/Power may read bucket Audit/Logs',
      'role Audit/Power may silence bucket Audit/Logs',
      'role Audit/Power may silence stack Audit',
      'role Audit/Power may take stack Audit',
      'role Audit/Power may write bucket Audit/Logs',
    ],
  ],
  [
    'a permissions boundary',
    [
      stackOf(
        trailStack([], {
          Limit: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: { PolicyDocument: document(allow('s3:Get*', '*')) },
          },
          Worker: role([allow('s3:*', '*')], { PermissionsBoundary: { Ref: 'Limit' } }),
        }),
      ),
    ],
    ['role Audit/Worker may read bucket Audit/Logs'],
  ],
  [
    'a user in a group',
    [
      stackOf(
        trailStack([], {
          Group: {
            Type: 'AWS::IAM::Group',
            Properties: {
              Policies: [{ PolicyName: 'p', PolicyDocument: document(allow('s3:PutObject', OBJECTS)) }],
            },
          },
          User: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
        }),
      ),
    ],
    ['group Audit/Group may write bucket Audit/Logs', 'user Audit/User may write bucket Audit/Logs'],
  ],
];

const ROLE_ROWS: readonly Row[] = [
  [
    'a role that another account may take',
    [
      stackOf(
        trailStack([], {
          Reader: role([allow('s3:GetObject', OBJECTS)], {
            AssumeRolePolicyDocument: document({
              ...{ Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'sts:AssumeRole' },
              Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
            }),
          }),
        }),
      ),
    ],
    [
      'account 444455556666 may read bucket Audit/Logs, if by taking the role Audit/Reader and sts:ExternalId is x',
      'role Audit/Reader may read bucket Audit/Logs',
    ],
  ],
  [
    'a role that an identity provider gives',
    [
      stackOf(
        trailStack([], {
          Reader: role([allow('s3:GetObject', OBJECTS)], {
            AssumeRolePolicyDocument: document({
              ...{
                Effect: 'Allow',
                Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/ci' },
                Action: 'sts:AssumeRoleWithWebIdentity',
              },
            }),
          }),
        }),
      ),
    ],
    [
      'identity provider arn:aws:iam::111122223333:oidc-provider/ci may read bucket Audit/Logs, if by taking the role Audit/Reader',
      'role Audit/Reader may read bucket Audit/Logs',
    ],
  ],
  [
    'an identity provider, which is not a service',
    [
      stackOf(
        trailStack([
          allow('s3:GetObject', OBJECTS, {
            Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/x` },
            Condition: {
              StringEquals: { 'aws:PrincipalOrgID': 'o-abc' },
              Bool: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ]),
      ),
    ],
    [
      `identity provider arn:aws:iam::${ACCOUNT}:saml-provider/x may read bucket Audit/Logs, if aws:PrincipalOrgID is o-abc`,
    ],
  ],
  [
    'a policy of AWS',
    [
      stackOf(
        trailStack([], {
          Admin: role([], {
            ManagedPolicyArns: [
              {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonS3ReadOnlyAccess'],
                ],
              },
            ],
          }),
        }),
      ),
    ],
    ['role Audit/Admin may read bucket Audit/Logs'],
  ],
];

const KEY_ROWS: readonly Row[] = [
  [
    'only the key policy, which trusts its account',
    [
      stackOf(
        trailStack([], { Reader: role([allow('kms:Decrypt', '*')]) }, [
          allow('kms:*', '*', TO({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } })),
        ]),
      ),
    ],
    ['role Audit/Reader may decrypt key Audit/Key'],
  ],
  [
    'an identity policy alone is not enough',
    [stackOf(trailStack([], { Reader: role([allow('kms:Decrypt', '*')]) }))],
    [],
  ],
  [
    'the key policy by the ARN of a role',
    [
      stackOf(
        trailStack([], { Reader: role([]) }, [
          allow('kms:Decrypt', '*', TO({ AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } })),
        ]),
      ),
    ],
    ['role Audit/Reader may decrypt key Audit/Key'],
  ],
  [
    'grants for AWS services',
    [
      stackOf(
        trailStack([], { Maker: role([]) }, [
          allow('kms:CreateGrant', '*', {
            Principal: { AWS: { 'Fn::GetAtt': ['Maker', 'Arn'] } },
            Condition: { Bool: { 'kms:GrantIsForAWSResource': true } },
          }),
        ]),
      ),
    ],
    ['role Audit/Maker may decrypt key Audit/Key, if kms:GrantIsForAWSResource is true'],
  ],
];

const UNKNOWN_ROWS: readonly Row[] = [
  [
    'a bucket that a parameter names',
    [
      stackOf(
        trailStack([], { Reader: role([allow('s3:GetObject', { 'Fn::Sub': 'arn:aws:s3:::${Name}/*' })]) }),
        {
          rest: { Parameters: { Name: { Type: 'String' } } },
        },
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs (unknown), if parameter Name is what the statement needs'],
  ],
  [
    'a bucket by its reference, whose name is a parameter',
    [
      stackOf(
        trailStack([], {
          Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } },
          Reader: role([allow('s3:GetObject', OBJECTS)]),
        }),
        { rest: { Parameters: { Name: { Type: 'String' } } } },
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs'],
  ],
  [
    'a bucket that a parameter of a given value names',
    [
      {
        ...stackOf(
          trailStack([], {
            Reader: role([allow('s3:GetObject', { 'Fn::Sub': 'arn:aws:s3:::${Name}/*' })]),
          }),
          { rest: { Parameters: { Name: { Type: 'String' } } } },
        ),
        given: new Map([['Name', 'audit-logs']]),
      },
    ],
    ['role Audit/Reader may read bucket Audit/Logs'],
  ],
  [
    'a policy that is elsewhere',
    [
      stackOf(
        trailStack([], { Reader: role([], { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Own'] }) }),
      ),
    ],
    [
      ...['decrypt', 'delete', 'read', 'silence', 'take', 'write'].map(
        (verb) =>
          `role Audit/Reader may ${verb} resources of account 111122223333 (unknown), if the policy arn:aws:iam::111122223333:policy/Own allows it`,
      ),
    ],
  ],
  [
    'a condition key that is not known',
    [
      stackOf(
        trailStack([], {
          Reader: role([
            allow('s3:GetObject', OBJECTS, { Condition: { StringEquals: { 'acme:Team': 'a' } } }),
          ]),
        }),
      ),
    ],
    ['role Audit/Reader may read bucket Audit/Logs, if acme:Team is a'],
  ],
  [
    'a statement under a condition of the template',
    [
      stackOf(
        trailStack([], {
          Reader: role([{ 'Fn::If': ['Shared', allow('s3:GetObject', OBJECTS), { Ref: 'AWS::NoValue' }] }]),
        }),
        {
          rest: {
            Parameters: { P: { Type: 'String' } },
            Conditions: { Shared: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
          },
        },
      ),
    ],
    expect.arrayContaining([
      expect.stringMatching(
        /^role Audit\/Reader may read bucket Audit\/Logs \(unknown\), if condition parameter P = yes \(\w+\) brings such a statement$/,
      ),
    ]),
  ],
];

describe.each([
  ['a bucket', BUCKET_ROWS],
  ['roles', ROLE_ROWS],
  ['a key', KEY_ROWS],
  ['what only the deployment knows', UNKNOWN_ROWS],
])('cells of %s', (_name, rows) => {
  test.each(rows)('%s', (_what, stacks, expected) => {
    expect(lines(stacks)).toEqual(expected);
  });
});

describe('cells over accounts', () => {
  const archive = (principal: unknown) =>
    stackOf(trailStack([allow('s3:GetObject', OBJECTS, { Principal: principal })]), { name: 'Archive' });
  const reader = (statements: readonly unknown[]) =>
    stackOf({ Reader: role(statements, { RoleName: 'Reader' }) }, { name: 'Use', account: OTHER });
  const own = allow('s3:GetObject', '*');
  const BY_ROLE = { AWS: `arn:aws:iam::${OTHER}:role/Reader` };

  test('need both sides', () => {
    const read = ({ who }: AccessCell) => who.startsWith('role');
    expect(lines([archive({ AWS: OTHER }), reader([own])], read)).toEqual([
      'role Use/Reader may read bucket Archive/Logs',
    ]);
    expect(lines([archive({ AWS: OTHER }), reader([])], read)).toEqual([]);
    expect(lines([archive({ AWS: ACCOUNT }), reader([own])], read)).toEqual([]);
    expect(lines([archive(BY_ROLE), reader([own])])).toEqual([
      'role Use/Reader may read bucket Archive/Logs',
    ]);
    expect(lines([archive(BY_ROLE), reader([])])).toEqual([]);
  });

  test('name a role that is in no template by its ARN', () => {
    expect(lines([archive(BY_ROLE)])).toEqual([
      `role arn:aws:iam::${OTHER}:role/Reader may read bucket Archive/Logs`,
    ]);
  });

  test.each([
    ['the export', { 'Fn::ImportValue': 'Keys:Key' }, true],
    ['the output', { 'Fn::GetStackOutput': { StackName: 'Keys', OutputName: 'Key' } }, true],
    [
      'the output, in its Region,',
      { 'Fn::GetStackOutput': { StackName: 'Keys', OutputName: 'Key', Region: 'eu-central-1' } },
      true,
    ],
    [
      'the output, in another Region,',
      { 'Fn::GetStackOutput': { StackName: 'Keys', OutputName: 'Key', Region: 'us-east-1' } },
      false,
    ],
    ['an output that it lacks,', { 'Fn::GetStackOutput': { StackName: 'Keys', OutputName: 'None' } }, false],
  ])('find a key by %s of another stack', (_what, reference, isFound) => {
    const keys = stackOf(
      {
        Key: {
          Type: 'AWS::KMS::Key',
          Properties: { KeyPolicy: document(allow('kms:Decrypt', '*', { Principal: { AWS: OTHER } })) },
        },
      },
      {
        name: 'Keys',
        rest: { Outputs: { Key: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] }, Export: { Name: 'Keys:Key' } } } },
      },
    );
    const trail = stackOf({
      Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { KMSKeyId: reference, IsLogging: true } },
    });
    const found = ['account 444455556666 may decrypt key Keys/Key'];
    expect(lines([trail, keys])).toEqual(isFound ? found : []);
  });
});

describe('cells', () => {
  test('are none where no evidence is', () => {
    expect(
      accessCells([stackOf({ Bucket: { Type: 'AWS::S3::Bucket' }, Admin: role([allow('*', '*')]) })]),
    ).toEqual([]);
  });

  test('name the statements, the actions and what silences a trail', () => {
    const stack = stackOf(
      trailStack([], {
        Op: role([{ Sid: 'Stop', ...allow(['cloudtrail:StopLogging', 'cloudtrail:Get*'], '*') }]),
      }),
    );
    expect(accessCells([stack]).filter(({ who }) => who === 'role Audit/Op')).toMatchObject([
      {
        ...{
          who: 'role Audit/Op',
          may: 'silence',
          what: 'trail Audit/Trail',
          verdict: 'allowed',
          conditions: [],
        },
        ...{ actions: ['cloudtrail:StopLogging'], by: "'Stop' of the policy Own of Audit/Op" },
      },
    ]);
  });

  test('leave out what an organization denies to the accounts it names', () => {
    const control = {
      Type: 'AWS::Organizations::Policy',
      Properties: {
        ...{ Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['r-ab12'] },
        Content: document(deny('cloudtrail:StopLogging', '*')),
      },
    };
    const management = stackOf({ Control: control }, { name: 'Management', account: '999999999999' });
    const trail = stackOf(trailStack([], { Op: role([allow('cloudtrail:StopLogging', '*')]) }));
    expect(lines([trail])).toEqual(['role Audit/Op may silence trail Audit/Trail']);
    expect(lines([trail, management])).toEqual([]);
  });

  test.each([
    ['no account and no Region', { account: undefined, region: undefined, partition: undefined }],
    ['another partition', { account: ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' }],
    ['the European Sovereign Cloud', { account: ACCOUNT, region: 'eusc-de-east-1', partition: 'aws-eusc' }],
  ])('are the same with %s', (_name, place) => {
    const resources = trailStack([NO_TLS], { Reader: role([allow('s3:GetObject', OBJECTS)]) });
    expect(lines([stackOf(resources, place)])).toEqual(lines([stackOf(resources)]));
  });
});
