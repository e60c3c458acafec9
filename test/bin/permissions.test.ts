import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../lib/core/policy/evaluation/decide';
import { parsePolicy } from '../../lib/core/policy/evaluation/policy-document';
import { isListedResourceType } from '../../lib/core/selector/verify/resource-type';
import { corpusPath, corpusRecords, describeCorpus } from '../parity/corpus';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, useScanFolder } from './scan-folder';

useScanFolder();

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
const DEPLOY = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci-42',
  sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, userName: 'Deploy' } },
};

let count = 0;
function call(eventSource: string, eventName: string, more: object = {}) {
  count += 1;
  return {
    ...{ eventVersion: '1.11', eventID: `e${count}`, eventSource: `${eventSource}.amazonaws.com`, eventName },
    ...{ eventTime: `2026-08-${String(count).padStart(2, '0')}T14:00:00Z`, awsRegion: 'eu-west-1' },
    ...{ recipientAccountId: '111122223333', eventType: 'AwsApiCall', userIdentity: DEPLOY, ...more },
  };
}

const OBJECT = { resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::payroll/2026/may.csv' }] };
const EXECUTION_ROLE = 'arn:aws:iam::111122223333:role/Execution';

function records() {
  count = 0;
  return [
    call('s3', 'HeadObject', OBJECT),
    call('s3', 'GetObject', OBJECT),
    call('s3', 'PutBucketEncryption', { requestParameters: { bucketName: 'payroll' } }),
    call('lambda', 'CreateFunction20150331', {
      requestParameters: { functionName: 'api', role: EXECUTION_ROLE, runtime: 'nodejs24.x' },
    }),
    call('ec2', 'DescribeInstances', {
      requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    }),
    call('kms', 'Decrypt', {
      userIdentity: { ...DEPLOY, invokedBy: 's3.amazonaws.com' },
      resources: [{ type: 'AWS::KMS::Key', ARN: 'arn:aws:kms:eu-west-1:111122223333:key/k1' }],
    }),
    call('kms', 'CreateKey', {
      responseElements: { keyMetadata: { arn: 'arn:aws:kms:eu-west-1:111122223333:key/k2', keyId: 'k2' } },
    }),
    call('iam', 'CreateUser', { errorCode: 'AccessDenied', requestParameters: { userName: 'eve' } }),
    call('sts', 'GetCallerIdentity'),
    call('iam', 'ListUsers', {
      userIdentity: { type: 'IAMUser', userName: 'ann', accountId: '111122223333' },
    }),
  ];
}

const USED = [
  ['ec2:DescribeInstances', 1, 0, ['*']],
  ['iam:CreateUser', 0, 1, []],
  ['iam:PassRole', 1, 0, [EXECUTION_ROLE]],
  ['kms:CreateKey', 1, 0, ['*']],
  ['kms:Decrypt', 1, 0, ['arn:aws:kms:eu-west-1:111122223333:key/k1']],
  ['lambda:CreateFunction', 1, 0, ['arn:aws:lambda:eu-west-1:111122223333:function:api']],
  ['s3:GetObject', 2, 0, ['arn:aws:s3:::payroll/*']],
  ['s3:PutEncryptionConfiguration', 1, 0, ['arn:aws:s3:::payroll']],
];

interface Used {
  readonly [member: string]: unknown;
}

const GRANT = (Action: readonly string[], Sid = 'Own') => ({
  Version: '2012-10-17',
  Statement: [{ Sid, Effect: 'Allow', Action, Resource: '*' }],
});

describe('trailwatch permissions', () => {
  beforeEach(() => put('a.json', logFile(...(records() as never[]))));

  it.each([[ROLE], ['Deploy'], ['ci-42']])(
    'prints the actions that authorize the calls of %s, with their evidence',
    async (who) => {
      const { stdout, stderr, status } = await runTrailwatch(['permissions', who, at('a.json')]);
      const report = JSON.parse(stdout);
      expect(
        report.used.map(({ action, calls, denied, resources }: Used) => [action, calls, denied, resources]),
      ).toEqual(USED);
      expect(report.used[6]).toMatchObject({ first: '2026-08-01T14:00:00Z', last: '2026-08-02T14:00:00Z' });
      expect(report.used[4]).toMatchObject({ throughService: 1 });
      expect(report.used[2]).toMatchObject({ isInferred: true });
      expect(stderr).toBe('files=1 pruned=0 records=10 calls=9 seconds=0.00\n');
      expect(status).toBe(0);
    },
  );

  it('prints a policy that IAM reads, which allows what was used and not what was denied', async () => {
    const { stdout } = await runTrailwatch(['permissions', ROLE, at('a.json'), '--format', 'policy']);
    const policy = JSON.parse(stdout);
    expect(parsePolicy(policy, 'identity', 'the policy').statements).toHaveLength(7);
    const allowed = policy.Statement.flatMap(({ Action, Resource }: Used) =>
      (Action as string[]).map((action) => [action, Resource]),
    );
    expect(allowed).toEqual(
      USED.filter(([, calls]) => calls !== 0).map(([action, , , resources]) => [action, resources]),
    );
  });

  it('prints it as code of the CDK, in which no name of a record is code', async () => {
    const evil = { requestParameters: { role: "arn:aws:iam::111122223333:role/x'],y:['`;z//" } };
    put('b.json', logFile(call('lambda', 'UpdateFunctionConfiguration20150331v2', evil) as never));
    const argv = ['permissions', ROLE, at('a.json'), at('b.json'), '--format', 'cdk'];
    const { stdout } = await runTrailwatch(argv);
    expect(stdout).toContain("      's3:GetObject', // 2 calls, 2026-08-01 to 2026-08-02\n");
    expect(stdout).toContain(`resources: ['${EXECUTION_ROLE}'`);
    expect(stdout).toContain("role/x\\'],y:[\\'`;z//'");
    const made: unknown[] = [];
    class PolicyStatement {
      constructor(properties: unknown) {
        made.push(properties);
      }
    }
    // What was printed is run, as a program that imports it does.
    new Function('iam', stdout.replace(/^import .*$/m, '').replace('export ', ''))({ PolicyStatement });
    expect(made).toHaveLength(8);
  });

  it.each([{ who: [ROLE] }, { who: ['--all'] }])(
    'tells in JSON that the policy is larger than IAM takes: $who',
    async ({ who }) => {
      const named = ['user', 'role'].flatMap((kind) =>
        Array.from({ length: 24 }, (_, at) =>
          call('iam', kind === 'user' ? 'GetUser' : 'GetRole', {
            requestParameters: { [`${kind}Name`]: `${at}-${'n'.repeat(60)}` },
          }),
        ),
      );
      put('a.json', logFile(...(named as never[])));
      const { stdout } = await runTrailwatch(['permissions', ...who, at('a.json')]);
      const { principals: [report = {}] = [], ...own } = JSON.parse(stdout);
      const sentence = expect.stringMatching(/^the policy has \d{4} characters, .* at most 6144; distribute/);
      expect({ ...report, ...own }).toMatchObject({ notes: [sentence] });
    },
  );

  it('does not take for unused what is a data event, or no call that CloudTrail logs', async () => {
    const data = [
      ...[
        'ses:SendEmail',
        'sagemaker:InvokeEndpoint',
        'bedrock:Retrieve',
        'ebs:GetSnapshotBlock',
        's3tables:GetTableData',
      ],
      ...[
        'xray:PutTraceSegments',
        'firehose:PutRecord',
        'appsync:GraphQL',
        'events:PutEvents',
        'geo-maps:GetTile',
      ],
      ...[
        'aoss:APIAccessAll',
        'verifiedpermissions:IsAuthorized',
        'iot:UpdateThingShadow',
        'kinesisvideo:PutMedia',
      ],
    ];
    const never = [
      ...[
        'rds-db:connect',
        'kafka-cluster:Write*',
        'es:ESHttpGet',
        'elasticfilesystem:ClientMount',
        'iot:Publish',
      ],
      ...['ec2messages:GetMessages', 'dax:GetItem', 'neptune-db:*'],
    ];
    const logged = [
      'ses:CreateEmailIdentity',
      'sagemaker:CreateEndpoint',
      'dax:CreateCluster',
      'eks:AccessKubernetesApi',
      'events:PutRule',
    ];
    writeFileSync(at('policy.json'), JSON.stringify(GRANT([...data, ...never, ...logged])));
    const { stdout } = await runTrailwatch([
      ...['permissions', ROLE, at('a.json'), '--policy', at('policy.json')],
    ]);
    const { granted } = JSON.parse(stdout);
    const reasons = granted.map(({ verdict, reason = '' }: Used) => `${verdict} ${reason}`);
    for (const reason of reasons.slice(0, data.length)) {
      const [, type = ''] =
        /^unknown it is logged by a selector .* resources\.type (AWS::\S+)$/.exec(reason) ?? [];
      expect([reason, isListedResourceType(type)]).toEqual([reason, true]);
    }
    expect(new Set(reasons.slice(data.length, -logged.length))).toEqual(
      new Set(['unknown CloudTrail does not log it', 'unknown CloudTrail does not log some of it']),
    );
    expect(reasons.slice(-logged.length)).toEqual(logged.map(() => 'unused '));
  });

  it('compares with a policy: what is unused, what cannot be known, and what a wildcard allows', async () => {
    const actions = [
      's3:*',
      's3:PutEncryptionConfiguration',
      'iam:Delete*',
      'sqs:SendMessage',
      'kms:Encrypt',
      'KMS:decrypt',
      'sqs:S*',
      'xray:PutTel*',
      'lambda:*Invoke*',
    ];
    writeFileSync(at('policy.json'), JSON.stringify(GRANT(actions)));
    const argv = ['permissions', ROLE, at('a.json'), '--policy', at('policy.json')];
    const { stdout, status } = await runTrailwatch(argv);
    const { granted, byWildcardOnly } = JSON.parse(stdout);
    expect(granted.map(({ action, verdict, used }: Used) => [action, verdict, used])).toEqual([
      ['s3:*', 'used', ['s3:GetObject', 's3:PutEncryptionConfiguration']],
      ['s3:PutEncryptionConfiguration', 'used', ['s3:PutEncryptionConfiguration']],
      ['iam:Delete*', 'unused', []],
      ['sqs:SendMessage', 'unknown', []],
      ['kms:Encrypt', 'unused', []],
      ['KMS:decrypt', 'used', ['kms:Decrypt']],
      ['sqs:S*', 'unknown', []],
      ['xray:PutTel*', 'unknown', []],
      ['lambda:*Invoke*', 'unknown', []],
    ]);
    expect(granted.slice(6).map(({ reason }: Used) => reason)).toEqual([
      'some of it is logged by a selector of data events with resources.type AWS::SQS::Queue',
      'CloudTrail does not log some of it',
      'some of it is logged by a selector of data events with resources.type AWS::Lambda::Function',
    ]);
    expect(granted[3].reason).toBe(
      'it is logged by a selector of data events with resources.type AWS::SQS::Queue',
    );
    expect(byWildcardOnly).toEqual(['s3:GetObject']);
    expect(status).toBe(1);
    const { stdout: table } = await runTrailwatch(argv, { terminalColumns: 160 });
    expect(table).toMatch(/^ACTION +CALLS +DENIED +FIRST +LAST +RESOURCES\n/);
    expect(table).toMatch(/^unused +kms:Encrypt +'Own' of the policy$/m);
    expect(table).toMatch(/^used, and allowed by a wildcard only: s3:GetObject$/m);
  });

  it('takes the policies of the principal from the authorization details of an account', async () => {
    const details = {
      UserDetailList: [
        {
          UserName: 'ann',
          Arn: 'arn:aws:iam::111122223333:user/ann',
          GroupList: ['Ops'],
          UserPolicyList: [],
          AttachedManagedPolicies: [],
        },
      ],
      GroupDetailList: [
        {
          GroupName: 'Ops',
          GroupPolicyList: [
            {
              PolicyName: 'list',
              PolicyDocument: encodeURIComponent(JSON.stringify(GRANT(['iam:ListUsers']))),
            },
          ],
          AttachedManagedPolicies: [],
        },
      ],
      RoleDetailList: [
        {
          ...{
            RoleName: 'Deploy',
            Arn: ROLE,
            RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: GRANT(['s3:GetObject']) }],
          },
          AttachedManagedPolicies: [
            { PolicyName: 'managed', PolicyArn: 'arn:aws:iam::111122223333:policy/managed' },
          ],
        },
      ],
      Policies: [
        {
          Arn: 'arn:aws:iam::111122223333:policy/managed',
          PolicyVersionList: [
            { IsDefaultVersion: false, Document: GRANT(['iam:*']) },
            { IsDefaultVersion: true, Document: GRANT(['ec2:DescribeInstances'], 'Managed') },
          ],
        },
      ],
    };
    writeFileSync(at('details.json'), JSON.stringify(details));
    const granted = async (who: string) => {
      const argv = ['permissions', who, at('a.json'), '--policy', at('details.json')];
      const { stdout, status } = await runTrailwatch(argv);
      expect(status).toBe(0);
      return JSON.parse(stdout).granted.map(({ action, statement, verdict }: Used) => [
        action,
        statement,
        verdict,
      ]);
    };
    expect(await granted('Deploy')).toEqual([
      ['s3:GetObject', "'Own' of policy inline", 'used'],
      ['ec2:DescribeInstances', "'Managed' of policy managed", 'used'],
    ]);
    expect(await granted('ann')).toEqual([['iam:ListUsers', "'Own' of policy list", 'used']]);
    const arn = 'arn:aws:iam::444455556666:user/ann';
    const other = call('iam', 'ListUsers', { userIdentity: { type: 'IAMUser', userName: 'ann', arn } });
    put('other.json', logFile(other as never));
    const namesake = ['permissions', 'ann', at('other.json'), '--policy', at('details.json')];
    expect(await runTrailwatch(namesake)).toMatchObject({ status: 2, stdout: '' });
    const unknown = await runTrailwatch([
      'permissions',
      'ci-42',
      at('a.json'),
      '--policy',
      at('details.json'),
    ]);
    expect(unknown.stderr).toBe(
      "trailwatch: the policies have no role or user 'ci-42'; name its ARN or its name\n",
    );
    expect(unknown.status).toBe(2);
  });

  describe('with the policies of templates', () => {
    const role = (statement: object, more: object = {}) => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [] },
        Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [statement] } }],
        ...more,
      },
    });
    const OPEN = { Effect: 'Allow', Action: { Ref: 'Actions' }, Resource: '*' };
    const allow = (Action: unknown) => ({ Effect: 'Allow', Action, Resource: '*' });
    const template = (Resources: object) => ({ Parameters: { Actions: { Type: 'String' } }, Resources });
    const grantedTo = async (who: string, Resources: object) => {
      writeFileSync(at('App.json'), JSON.stringify(template(Resources)));
      const argv = ['permissions', who, at('a.json'), '--policy', at('App.json')];
      const { stdout, stderr } = await runTrailwatch(argv);
      return stdout === ''
        ? stderr
        : JSON.parse(stdout).granted.map(({ action, verdict }: Used) => [action, verdict]);
    };

    it.each([
      ['set', { RoleName: 'Deploy' }, 'Deploy'],
      ['the ARN of one that is set', { RoleName: 'Deploy', Path: '/ci/' }, ROLE],
      ['of no role of the principal', { RoleName: 'Deployer' }, undefined],
    ])('finds the role by its name: %s', async (_, properties, who) => {
      const found = await grantedTo(who ?? 'Deploy', {
        R: role(allow(['s3:GetObject', 'iam:*']), properties),
      });
      if (who === undefined) expect(found).toContain("the policies have no role or user 'Deploy'");
      else
        expect(found).toEqual([
          ['s3:GetObject', 'used'],
          ['iam:*', 'used'],
        ]);
    });

    it('knows nothing of what only the deployment knows', async () => {
      const managed = { RoleName: 'Deploy', ManagedPolicyArns: ['arn:aws:iam::aws:policy/ViewOnlyAccess'] };
      expect(await grantedTo('Deploy', { R: role(OPEN, managed) })).toEqual([
        ['*', 'unknown'],
        ['*', 'unknown'],
      ]);
    });

    it('takes policies of their own, and a policy that is attached in another place', async () => {
      const resources = {
        R: role(allow('kms:Decrypt'), { RoleName: 'Deploy' }),
        P: {
          Type: 'AWS::IAM::Policy',
          Properties: { Roles: [{ Ref: 'R' }], PolicyDocument: { Statement: [allow('kms:Sign')] } },
        },
      };
      expect(await grantedTo('Deploy', resources)).toEqual([
        ['kms:Decrypt', 'used'],
        ['kms:Sign', 'unused'],
      ]);
    });
  });

  describe('--all', () => {
    const ANN = 'arn:aws:iam::111122223333:user/ann';
    const ann = { userIdentity: { type: 'IAMUser', userName: 'ann', arn: ANN } };
    const identity = (Arn: string, actions: readonly string[]) => ({
      ...{ Arn, RoleName: Arn.split('/')[1], AttachedManagedPolicies: [] },
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: GRANT(actions) }],
    });
    const verdicts = async (details?: object) => {
      put('b.json', logFile(call('iam', 'GetUser', ann) as never, call('iam', 'GetUser', ann) as never));
      const policy = details === undefined ? [] : ['--policy', at('details.json')];
      writeFileSync(at('details.json'), JSON.stringify(details ?? {}));
      const argv = ['permissions', '--all', at('a.json'), at('b.json'), ...policy];
      const { stdout, status } = await runTrailwatch(argv);
      return { status, argv, principals: JSON.parse(stdout).principals };
    };

    it('prints each role and user of the records, with what it used', async () => {
      const { principals, status } = await verdicts();
      expect(status).toBe(0);
      expect(
        principals.map(({ principal, verdict, used }: Used) => [principal, verdict, (used as []).length]),
      ).toEqual([
        [ROLE, undefined, USED.length],
        [ANN, undefined, 1],
      ]);
    });

    it('judges each of them, and those that made no call', async () => {
      const all = USED.map(([action]) => String(action));
      const { principals, status, argv } = await verdicts({
        Policies: [],
        RoleDetailList: [
          identity(ROLE, all),
          identity('arn:aws:iam::111122223333:role/Idle', ['iam:GetRole']),
          identity('arn:aws:iam::111122223333:role/Reader', ['s3:GetObject']),
        ],
      });
      expect(
        principals.map(({ principal, verdict, reason }: Used) => [principal, verdict, reason !== undefined]),
      ).toEqual([
        [ROLE, 'unused', false], // iam:CreateUser was only denied
        [ANN, 'unknown', true],
        ['arn:aws:iam::111122223333:role/Idle', 'unused', false],
        ['arn:aws:iam::111122223333:role/Reader', 'unknown', true],
      ]);
      expect(status).toBe(1);
      const { stdout } = await runTrailwatch(argv, { terminalColumns: 160 });
      expect(stdout).toMatch(/^VERDICT +PRINCIPAL +ACTIONS +CALLS +DENIED +LAST +UNUSED, OR WHY UNKNOWN\n/);
      expect(stdout).toMatch(
        /^unused +arn:aws:iam::111122223333:role\/Deploy +8 +8 +1 +2026-08-08 +iam:CreateUser$/m,
      );
    });
  });

  it.each([
    [[], 'name an ARN, an account or a name, or add --all'],
    [[ROLE], 'name log files, or add --history, --athena or --lake'],
    [['--all'], 'name log files, or add --history, --athena or --lake'],
    [
      ['--all', 'a.json', '--format', 'policy'],
      '--format policy is for one principal; name it in place of --all',
    ],
    [['--all', 'a.json', '--history'], "--history reads no files, and 'a.json' is one; leave one out"],
    [['--all', 'a.json', '--live', '--policy', 'p'], '--live and --policy cannot be combined; leave one out'],
    [['--all', 'a.json', '--role-arn', ROLE], '--role-arn requires --history or --live; add one of them'],
    [['--all', 'a.json', '--organization'], '--organization requires --history; add it'],
  ])('fails on options that do not fit together: %j', async (args, message) => {
    const { stderr, status } = await runTrailwatch(['permissions', ...args]);
    expect([stderr.split('\n')[0], status]).toEqual([`trailwatch: ${message}`, 2]);
  });

  it.each([
    ['{}', 'it is not a policy; name a policy document'],
    ['{"Statement":[{"Effect":"Allow"}]}', 'the policy'],
    ['no JSON: [', 'policy.json'],
  ])('fails on a policy that cannot be read: %s', async (text, message) => {
    writeFileSync(at('policy.json'), text);
    const { stderr, status } = await runTrailwatch([
      'permissions',
      ROLE,
      at('a.json'),
      '--policy',
      at('policy.json'),
    ]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it('fails on a principal that made no call, and on an input that is not there', async () => {
    const unknown = await runTrailwatch(['permissions', 'bob', at('a.json')]);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain("trailwatch: no record has the principal 'bob'\n");
    const none = ['--start', '2030-01-01', '--policy', at('policy.json')];
    writeFileSync(
      at('policy.json'),
      JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
    );
    for (const who of ['ann', '--all']) {
      const unread = await runTrailwatch(['permissions', who, at('a.json'), ...none]);
      expect(unread).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining('trailwatch: no record'),
      });
    }
    const missing = await runTrailwatch(['permissions', 'bob', at('none.json')]);
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('no such file or folder') });
  });
});

/** A parameter of each service that names the resource, and the ARN before the name, by the service authorization reference. */
const NAMED_BY = [
  ['iam', 'roleName', 'arn:aws:iam::123837392027:role/'],
  ['s3', 'bucketName', 'arn:aws:s3:::'],
  ['cloudtrail', 'trailName', 'arn:aws:cloudtrail:us-east-1:123837392027:trail/'],
] as const;

describeCorpus('trailwatch permissions of real log files', () => {
  it('finds the actions that trailscraper finds, but for sign-ins and what was denied', async () => {
    const theirs = readFileSync(join(__dirname, '../samples/permissions/trailscraper-actions.txt'), 'utf8')
      .trim()
      // IAM has the actions of AppRegistry under the prefix of Service Catalog.
      .replace('servicecatalog-appregistry:', 'servicecatalog:')
      .split('\n')
      .sort();
    const { stdout } = await runTrailwatch(['permissions', 'bert-jan', corpusPath('logs/invictus')]);
    const { used } = JSON.parse(stdout);
    const ours = used.filter(({ calls }: Used) => calls !== 0).map(({ action }: Used) => action);
    const notOurs = ['ce:GetCostForecast', 'signin:CheckMfa', 'signin:ConsoleLogin'];
    // It has no passed roles, and no tags that a call gives to what it makes.
    const notTheirs = ['cloudtrail:AddTags', 'iam:PassRole', 'iam:TagPolicy', 'iam:TagRole'];
    expect(ours.filter((action: string) => !notTheirs.includes(action))).toEqual(
      theirs.filter((action) => !notOurs.includes(action)),
    );
    expect(ours).toHaveLength(200);
    expect(used.filter(({ denied }: Used) => denied !== 0).map(({ action }: Used) => action)).toEqual([
      'ce:GetCostForecast',
      'sts:AssumeRole',
    ]);
  });

  it('prints a policy by which IAM allows every call again, and no other resource', async () => {
    const argv = ['permissions', 'bert-jan', corpusPath('logs/invictus'), '--format', 'policy'];
    const policy = parsePolicy(JSON.parse((await runTrailwatch(argv)).stdout), 'identity', 'the policy');
    const account = { id: '123837392027' };
    const principal = { kind: 'user', arn: `arn:aws:iam::${account.id}:user/bert-jan`, account } as const;
    const isAllowed = (action: string, arn: string) =>
      decide({ principal, action, resource: { arn, owner: account } }, { identity: [policy] }).verdict ===
      'allowed';
    let compared = 0;
    for (const record of corpusRecords((path) => path.includes('invictus'))) {
      const { userIdentity: user, errorCode, eventName } = record as Record<string, Record<string, string>>;
      if (user?.userName !== 'bert-jan' || /Denied|Unauthorized/.test(String(errorCode ?? ''))) continue;
      for (const [source, member, prefix] of NAMED_BY) {
        const name = (record.requestParameters as Record<string, unknown> | null)?.[member];
        if (
          record.eventSource !== `${source}.amazonaws.com` ||
          typeof name !== 'string' ||
          name.startsWith('arn:')
        )
          continue;
        const action = `${source}:${eventName}`;
        if (/s3:(?!Create|Delete)|Tags|List|Describe|(?:To|From)InstanceProfile/.test(action)) continue;
        expect([action, name, isAllowed(action, prefix + name)]).toEqual([action, name, true]);
        expect([action, isAllowed(action, `${prefix}another`)]).toEqual([action, false]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('names denied actions as IAM itself does in its message', async () => {
    const denied = corpusRecords().flatMap((record) => {
      const [, action] = /not authorized to perform: ([\w-]+:\w+)/.exec(String(record.errorMessage)) ?? [];
      return action === undefined || action === 'iam:Action' ? [] : [{ action, record }];
    });
    expect(denied.length).toBeGreaterThan(10);
    for (const { action, record } of denied) {
      const own = {
        ...record,
        userIdentity: { type: 'IAMUser', userName: 'asked' },
        errorCode: 'AccessDenied',
      };
      put('one.json', logFile(own as never));
      const { stdout } = await runTrailwatch(['permissions', 'asked', at('one.json')]);
      expect(JSON.parse(stdout).used.map((each: Used) => String(each.action).toLowerCase())).toEqual([
        action.toLowerCase(),
      ]);
    }
  });
});
