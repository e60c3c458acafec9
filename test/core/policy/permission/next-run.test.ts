import type { JsonObject } from '../../../../lib/core/json/json-value';
import { matchesPattern } from '../../../../lib/core/policy/evaluation/text-pattern';
import { grantedActions } from '../../../../lib/core/policy/permission/granted-actions';
import { compactPolicy, leastPrivilege } from '../../../../lib/core/policy/permission/least-privilege';
import { UsedPermissions } from '../../../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { readCalls } from '../../calls/read-calls';

const PLACE = 'eu-west-1:111122223333';

function record(call: string, requestParameters: JsonObject | null, more: JsonObject = {}): CloudTrailRecord {
  const [source, eventName] = call.split(' ');
  return {
    ...{ eventSource: `${source}.amazonaws.com`, eventName, awsRegion: 'eu-west-1' },
    ...{ eventTime: '2026-11-20T10:00:00Z', recipientAccountId: '111122223333', eventType: 'AwsApiCall' },
    ...{ requestParameters, responseElements: null },
    ...more,
  } as CloudTrailRecord;
}

function actionsOf(records: readonly CloudTrailRecord[]) {
  const used = new UsedPermissions(readCalls);
  for (const each of records) used.take(each);
  return used.actions;
}

const policyOf = (records: readonly CloudTrailRecord[]) => leastPrivilege(actionsOf(records));

const EXACT = { wildcards: true, ignoreCase: false };

function isAllowed(records: readonly CloudTrailRecord[], action: string, resource: string): boolean {
  return policyOf(records).Statement.some(
    ({ Action, Resource }) =>
      Action.includes(action) && Resource.some((pattern) => matchesPattern(pattern, resource, EXACT)),
  );
}

/** What a log has, an action and its resource, the same in the next run, and something else that stays denied. */
const RUNS: readonly (readonly [
  name: string,
  records: readonly CloudTrailRecord[],
  action: string,
  allowed: readonly string[],
  denied: readonly string[],
])[] = [
  [
    'a secret, whose ARN ends with characters of AWS',
    [
      record(
        'secretsmanager CreateSecret',
        { name: 'db' },
        {
          responseElements: { arn: `arn:aws:secretsmanager:${PLACE}:secret:db-a1B2c3` },
        },
      ),
    ],
    'secretsmanager:CreateSecret',
    [`arn:aws:secretsmanager:${PLACE}:secret:db-a1B2c3`, `arn:aws:secretsmanager:${PLACE}:secret:db-x9Y8z7`],
    [`arn:aws:secretsmanager:${PLACE}:secret:other-a1B2c3`],
  ],
  [
    'a secret by its name, the end of which looks like that of an ARN',
    [record('secretsmanager GetSecretValue', { secretId: 'prod/my-secret' })],
    'secretsmanager:GetSecretValue',
    [`arn:aws:secretsmanager:${PLACE}:secret:prod/my-secret-a1B2c3`],
    [`arn:aws:secretsmanager:${PLACE}:secret:prod/my-a1B2c3`],
  ],
  [
    'a secret by an ARN that may be short',
    [
      record('secretsmanager GetSecretValue', {
        secretId: `arn:aws:secretsmanager:${PLACE}:secret:prod/db-master`,
      }),
    ],
    'secretsmanager:GetSecretValue',
    [
      `arn:aws:secretsmanager:${PLACE}:secret:prod/db-master-a1B2c3`,
      `arn:aws:secretsmanager:${PLACE}:secret:prod/db-master`,
    ],
    [`arn:aws:secretsmanager:${PLACE}:secret:prod/other-a1B2c3`],
  ],
  [
    'a secret by an ARN that is short',
    [
      record('secretsmanager GetSecretValue', {
        secretId: `arn:aws:secretsmanager:${PLACE}:secret:prod/database`,
      }),
    ],
    'secretsmanager:GetSecretValue',
    [`arn:aws:secretsmanager:${PLACE}:secret:prod/database-a1B2c3`],
    [`arn:aws:secretsmanager:${PLACE}:secret:prod/database`],
  ],
  [
    'the version of a function that a call publishes',
    [
      record(
        'lambda UpdateFunctionCode20150331v2',
        { functionName: 'f', publish: true },
        {
          responseElements: {
            functionName: 'f',
            functionArn: `arn:aws:lambda:${PLACE}:function:f:7`,
            version: '7',
          },
        },
      ),
    ],
    'lambda:UpdateFunctionCode',
    [`arn:aws:lambda:${PLACE}:function:f`],
    [`arn:aws:lambda:${PLACE}:function:g`],
  ],
  [
    'a gateway that is deleted',
    [record('ec2 DeleteNatGateway', { DeleteNatGatewayRequest: { NatGatewayId: 'nat-0dd264ee104155137' } })],
    'ec2:DeleteNatGateway',
    [
      `arn:aws:ec2:${PLACE}:natgateway/nat-0dd264ee104155137`,
      `arn:aws:ec2:${PLACE}:natgateway/nat-0aaaaaaaaaaaaaaaa`,
    ],
    [`arn:aws:ec2:${PLACE}:volume/vol-0dd264ee104155137`],
  ],
  [
    'a volume that the log makes and uses',
    [
      record('ec2 CreateVolume', { size: '8' }, { responseElements: { volumeId: 'vol-0dd264ee104155137' } }),
      record('ec2 ModifyVolume', { ModifyVolumeRequest: { VolumeId: 'vol-0dd264ee104155137' } }),
    ],
    'ec2:ModifyVolume',
    [`arn:aws:ec2:${PLACE}:volume/vol-0aaaaaaaaaaaaaaaa`],
    [],
  ],
  [
    'a network that stays',
    [record('ec2 DescribeVpcAttribute', { vpcId: 'vpc-0dd264ee104155137', attribute: 'enableDnsSupport' })],
    'ec2:DescribeVpcAttribute',
    [`arn:aws:ec2:${PLACE}:vpc/vpc-0dd264ee104155137`],
    [`arn:aws:ec2:${PLACE}:vpc/vpc-0aaaaaaaaaaaaaaaa`],
  ],
  [
    'the versions of a function',
    [record('lambda ListVersionsByFunction20150331', { functionName: 'f' })],
    'lambda:ListVersionsByFunction',
    [`arn:aws:lambda:${PLACE}:function:f`],
    [`arn:aws:lambda:${PLACE}:function:g`],
  ],
  [
    'a parameter, beside a throttled call without parameters',
    [
      record('ssm PutParameter', { name: '/app/1' }),
      record('ssm PutParameter', null, { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' }),
    ],
    'ssm:PutParameter',
    [`arn:aws:ssm:${PLACE}:parameter/app/1`],
    [`arn:aws:ssm:${PLACE}:parameter/app/2`],
  ],
  [
    'the role of an instance profile, by the records',
    [
      record('iam AddRoleToInstanceProfile', { instanceProfileName: 'web', roleName: 'WebRole' }),
      record('ec2 RunInstances', { iamInstanceProfile: { name: 'web' } }),
    ],
    'iam:PassRole',
    ['arn:aws:iam::111122223333:role/WebRole'],
    ['arn:aws:iam::111122223333:role/web'],
  ],
  [
    'the role of an instance profile, by its name',
    [
      record('ec2 RunInstances', {
        iamInstanceProfile: { arn: 'arn:aws:iam::111122223333:instance-profile/teams/web' },
      }),
    ],
    'iam:PassRole',
    ['arn:aws:iam::111122223333:role/web', 'arn:aws:iam::111122223333:role/teams/web'],
    ['arn:aws:iam::111122223333:role/other'],
  ],
];

/** Actions, and what a policy allows that names each resource that the call needs. */
const REQUIRED: readonly (readonly [name: string, record: CloudTrailRecord, resources: readonly string[]])[] =
  [
    [
      'everything, of an action that is authorized on no resource',
      record('guardduty ArchiveFindings', {
        detectorId: '12abc34d567e8fa901bc2d34e56789f0',
        findingIds: ['a'],
      }),
      ['*'],
    ],
    [
      'a replay and the archive that it reads',
      record('events StartReplay', {
        replayName: 'again',
        eventSourceArn: `arn:aws:events:${PLACE}:archive/orders`,
      }),
      [`arn:aws:events:${PLACE}:archive/orders`, `arn:aws:events:${PLACE}:replay/again`],
    ],
  ];

test.each(REQUIRED)('the policy names %s', (_name, call, resources) => {
  expect(policyOf([call]).Statement.map(({ Resource }) => Resource)).toEqual([resources]);
});

test.each(RUNS)('the policy allows the next run: %s', (_name, records, action, allowed, denied) => {
  for (const resource of allowed)
    expect([resource, isAllowed(records, action, resource)]).toEqual([resource, true]);
  for (const resource of denied)
    expect([resource, isAllowed(records, action, resource)]).toEqual([resource, false]);
});

test('a role that no record shows is in a statement whose name tells to check it', () => {
  const known = [
    record('iam AddRoleToInstanceProfile', { instanceProfileName: 'web', roleName: 'WebRole' }),
    record('ec2 RunInstances', { iamInstanceProfile: { name: 'web' } }),
  ];
  const guessed = record('ec2 RunInstances', { iamInstanceProfile: { name: 'Admin' } });
  const passing = (records: readonly CloudTrailRecord[]) =>
    policyOf(records)
      .Statement.filter(({ Action }) => Action.includes('iam:PassRole'))
      .map(({ Sid, Resource }) => [Sid, Resource]);
  const roles = (name: string) => ['*/', ''].map((path) => `arn:aws:iam::111122223333:role/${path}${name}`);
  expect(passing(known)).toEqual([[expect.not.stringContaining('Check'), roles('WebRole')]]);
  expect(passing([guessed])).toEqual([['PassRoleCheck', roles('Admin')]]);
  expect(passing([...known, guessed])).toEqual([...passing(known), ...passing([guessed])]);
  const many = Array.from({ length: 60 }, (_, index) =>
    record('ec2 RunInstances', { iamInstanceProfile: { name: `p${index}` } }),
  );
  const ofMany = many.flatMap((_, index) => roles(`p${index}`)).sort();
  expect(passing([...known, ...many])).toEqual([...passing(known), ['PassRoleCheck', ofMany]]);
});

describe('the resources of an action that are more than a policy names', () => {
  const deleted = (index: number) =>
    record('ec2 DeleteVolume', { volumeId: `vol-0123456789abcd${100 + index}` });
  const put = (index: number) => record('ssm PutParameter', { name: `/app/${index}` });
  const resourcesOf = (records: readonly CloudTrailRecord[]) =>
    policyOf(records).Statement.map(({ Resource }) => Resource);
  const of = (count: number, make: (index: number) => CloudTrailRecord) =>
    Array.from({ length: count }, (_, index) => make(index));

  test.each([1, 50, 51, 200])('are one kind if AWS generates their ids: %d', (count) => {
    expect(resourcesOf(of(count, deleted))).toEqual([[`arn:aws:ec2:${PLACE}:volume/*`]]);
  });

  test('are all if people chose their names', () => {
    expect(resourcesOf(of(50, put))[0]).toHaveLength(50);
    expect(resourcesOf(of(51, put))).toEqual([['*']]);
    expect(resourcesOf([...of(51, put), ...of(50, put)])).toEqual([['*']]);
  });
});

describe('who passes or assumes roles', () => {
  const arnOf = (name: string | number) => `arn:aws:iam::111122223333:role/${name}`;
  const pass = (name: string | number) =>
    record('lambda CreateFunction20150331', { functionName: 'f', role: arnOf(name) });
  const assume = (name: string | number) =>
    record('sts AssumeRole', { roleArn: arnOf(name), roleSessionName: 's' });
  const resourcesOf = (action: string, records: readonly CloudTrailRecord[]) =>
    policyOf(records)
      .Statement.filter(({ Action }) => Action.includes(action))
      .flatMap(({ Resource }) => Resource);

  test.each([
    ['iam:PassRole', pass],
    ['sts:AssumeRole', assume],
  ])('is allowed the roles of the log and no other, however many: %s', (action, make) => {
    for (const count of [1, 50, 51, 200]) {
      const records = Array.from({ length: count }, (_, index) => make(index));
      const expected = Array.from({ length: count }, (_, index) => arnOf(index)).sort();
      expect(resourcesOf(action, records)).toEqual(expected);
    }
  });

  test.each([
    ['iam:PassRole', pass],
    ['sts:AssumeRole', assume],
  ])('is not allowed all roles because one with a name like an id was deleted: %s', (action, make) => {
    const name = 'build-0123abcd';
    expect(resourcesOf(action, [make(name), record('iam DeleteRole', { roleName: name })])).toEqual([
      arnOf(name),
    ]);
  });

  // The caller writes the parameter, and a call may fail for it.
  test.each(['*', '?', 'team/*', 'app-*', '$'.concat('{aws:username}')])(
    'is not allowed the roles that a pattern in a parameter stands for: %s',
    (pattern) => {
      const calls = [
        ...[pass(pattern), assume(pattern)],
        record('rds ModifyDBInstance', { domainIAMRoleName: pattern }),
        record('iam AddRoleToInstanceProfile', { instanceProfileName: 'web', roleName: pattern }),
        record('ec2 RunInstances', { iamInstanceProfile: { name: 'web' } }),
        record('ec2 RunInstances', { iamInstanceProfile: { name: pattern } }),
      ].map((each) => ({ ...each, errorCode: 'ValidationException' }));
      for (const action of ['iam:PassRole', 'sts:AssumeRole']) {
        expect(resourcesOf(action, calls)).toEqual([]);
        expect(resourcesOf(action, [...calls, pass('a'), assume('a')])).toEqual([arnOf('a')]);
      }
    },
  );

  test.each([
    ['iam PutUserPolicy', { userName: '*', policyName: 'x' }],
    ['iam CreateAccessKey', { userName: 'a?' }],
    ['iam AttachRolePolicy', { roleName: '*', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['iam UpdateAssumeRolePolicy', { roleName: 'a*' }],
    ['kms Decrypt', { keyId: 'arn:aws:kms:eu-west-1:111122223333:key/*' }],
    ['secretsmanager GetSecretValue', { secretId: '*' }],
    ['lambda UpdateFunctionCode20150331v2', { functionName: '*' }],
    ['s3 PutObject', { bucketName: '*', key: 'x' }],
    ['ec2 TerminateInstances', { instancesSet: { items: [{ instanceId: '*' }] } }],
    ['ec2 StopInstances', { instanceIds: ['i-*'] }],
  ])('is allowed nothing by %s with a pattern, which failed: %j', (call, parameters) => {
    const failed = { ...record(call, parameters), errorCode: 'ValidationException' };
    expect(compactPolicy(actionsOf([failed])).policy.Statement).toEqual([]);
  });

  test('is allowed what a failed call used that has a document with a pattern', () => {
    const failed = {
      ...record('iam PutRolePolicy', { roleName: 'a', policyDocument: '{"Action": "s3:*"}' }),
      errorCode: 'MalformedPolicyDocumentException',
    };
    expect(resourcesOf('iam:PutRolePolicy', [failed])).toEqual([arnOf('a'), arnOf('*/a')].sort());
  });

  test('is not allowed all roles because a record names none, which is told', () => {
    const notesOf = (records: readonly CloudTrailRecord[]) => compactPolicy(actionsOf(records)).notes;
    const none = [null, { roleSessionName: 's' }, { roleArn: arnOf('*') }].map((parameters) =>
      record('sts AssumeRole', parameters),
    );
    for (const each of none) {
      expect(resourcesOf('sts:AssumeRole', [each])).toEqual([]);
      expect(notesOf([each])).toEqual([
        expect.stringMatching(/^sts:AssumeRole was used once, and no record/),
      ]);
    }
    expect(notesOf(none)).toEqual([expect.stringMatching(/^sts:AssumeRole was used 3 times, /)]);
    const denied = none.map((each) => ({ ...each, errorCode: 'AccessDenied' }));
    for (const records of [denied, [...none, assume('a')], [pass('a')]]) expect(notesOf(records)).toEqual([]);
  });
});

test('an action is unused only if its use would be in the records', () => {
  const actions = [
    ...['sts:GetCallerIdentity', 's3express:CreateSession', 'bedrock-agentcore:InvokeAgentRuntime'],
    ...['cassandra:Select', 'sdb:Select', 'b2bi:StartTransformerJob', 'medical-imaging:GetDICOMInstance'],
    ...['glue:GetTable', 'glue:GetDatabase', 'iam:GetRole'],
  ];
  const statements = [{ title: 'it', actions: { negated: false, patterns: actions } }];
  const granted = grantedActions({ statements, unread: [] }, []);
  expect(granted.filter(({ verdict }) => verdict === 'unused').map(({ action }) => action)).toEqual([
    'glue:GetDatabase',
    'iam:GetRole',
  ]);
});
