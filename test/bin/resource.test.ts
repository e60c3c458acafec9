import { writeFileSync } from 'node:fs';
import { corpusPath, corpusRecords, describeCorpus } from '../parity/corpus';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, useScanFolder } from './scan-folder';

useScanFolder();

const STACK_TAG = 'aws:cloudformation:stack-name';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Api1A2B3C4D-AbCdEfGhIjKl';
const NAME = 'Shop-Api1A2B3C4D-AbCdEfGhIjKl';
const ANN = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann',
  accountId: '111122223333',
};
const USER = { type: 'IAMUser', userName: 'bob', arn: 'arn:aws:iam::111122223333:user/bob' };

let count = 0;
function call(eventName: string, requestParameters: object, more: object = {}) {
  count += 1;
  return {
    ...{ eventVersion: '1.11', eventID: eventName, eventSource: 'lambda.amazonaws.com', eventName },
    ...{ eventTime: `2026-08-17T14:00:${String(count).padStart(2, '0')}Z`, awsRegion: 'eu-west-1' },
    ...{ recipientAccountId: '111122223333', sourceIPAddress: '198.51.100.7', readOnly: false },
    ...{ userIdentity: USER, userAgent: 'aws-cli/2.17', requestParameters, responseElements: null, ...more },
  };
}

const BY_STACK = {
  userIdentity: { ...USER, invokedBy: 'cloudformation.amazonaws.com' },
  userAgent: 'cloudformation.amazonaws.com',
};

function records() {
  count = 0;
  return [
    call(
      'CreateFunction20150331',
      { functionName: NAME, memorySize: 128, environment: { level: 'info' } },
      BY_STACK,
    ),
    call('GetFunction20150331v2', { functionName: NAME }, { readOnly: true }),
    call(
      'UpdateFunctionConfiguration20150331v2',
      { functionName: NAME, memorySize: 1024 },
      { userIdentity: ANN, sessionCredentialFromConsole: 'true' },
    ),
    call('DeleteFunction20150331', { functionName: ARN }, { errorCode: 'AccessDenied' }),
    call('UpdateFunctionConfiguration20150331v2', { functionName: NAME, memorySize: 128 }, BY_STACK),
    call(
      'UpdateFunctionConfiguration20150331v2',
      { functionName: 'own', memorySize: 256 },
      { eventID: 'own' },
    ),
    call(
      'Invoke',
      { functionName: NAME },
      { userIdentity: ANN, managementEvent: false, eventCategory: 'Data' },
    ),
  ];
}

const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('trailwatch resource', () => {
  beforeEach(() => put('a.json', logFile(...(records() as never[]))));

  it.each([[ARN], [NAME], [NAME.toLowerCase()]])(
    'prints changes with their actor and what was set before: %s',
    async (name) => {
      const { stdout, stderr, status } = await runTrailwatch(['resource', name, at('a.json')]);
      const steps = lines(stdout);
      expect(steps.map(({ call: it, means, byHand, set, error }) => [it, means, byHand, error, set])).toEqual(
        [
          [
            ...['CreateFunction20150331', 'CloudFormation', false, ''],
            [
              { name: 'memorySize', after: '128' },
              { name: 'environment.level', after: 'info' },
            ],
          ],
          [
            ...['UpdateFunctionConfiguration20150331v2', 'console', true, ''],
            [{ name: 'memorySize', before: '128', after: '1024' }],
          ],
          ['DeleteFunction20150331', 'person', false, 'AccessDenied', []],
          [
            ...['UpdateFunctionConfiguration20150331v2', 'CloudFormation', false, ''],
            [{ name: 'memorySize', before: '1024', after: '128' }],
          ],
        ],
      );
      expect(steps[1]).toMatchObject({
        ...{ actor: 'Admin/ann', session: 'ann', source: '198.51.100.7', resources: [ARN] },
        managedBy: { kind: 'CloudFormation', name: 'Shop' },
      });
      expect(stderr).toBe('files=1 pruned=0 records=7 changes=5 seconds=0.00\n');
      expect(status).toBe(0);
    },
  );

  it('prints a table on a terminal', async () => {
    const { stdout } = await runTrailwatch(['resource', NAME, at('a.json')], { terminalColumns: 140 });
    expect(stdout).toMatch(/^TIME +CALL +ACTOR, FROM +BY +SET\n/);
    expect(stdout).toMatch(
      /Admin\/ann +console +memorySize: 128 → 1024\n +150331v2 +198\.51\.100\.7 +by hand/,
    );
  });

  it('says of what is attached, detached or set anew that it was, and of no addition that it replaced another', async () => {
    const policy = (policyArn: string) => ({ roleName: 'Deploy', policyArn });
    const iam = { eventSource: 'iam.amazonaws.com' };
    const bucket = { eventSource: 's3.amazonaws.com' };
    const open = { bucketName: 'payroll', bucketPolicy: { Principal: '*' } };
    put(
      'b.json',
      logFile(
        ...([
          call('AttachRolePolicy', policy('ReadOnlyAccess'), iam),
          call('AttachRolePolicy', policy('AdministratorAccess'), iam),
          call('DetachRolePolicy', policy('AdministratorAccess'), iam),
          call('AttachRolePolicy', policy('AdministratorAccess'), iam),
          call('PutBucketPolicy', open, bucket),
          call('DeleteBucketPolicy', { bucketName: 'payroll' }, bucket),
          call('PutBucketPolicy', open, bucket),
        ] as never[]),
      ),
    );
    const setOf = async (name: string) =>
      lines((await runTrailwatch(['resource', name, at('b.json')])).stdout).map(({ set }) => set);
    expect(await setOf('Deploy')).toEqual(
      ['ReadOnlyAccess', 'AdministratorAccess', 'AdministratorAccess', 'AdministratorAccess'].map((after) => [
        { name: 'policyArn', after },
      ]),
    );
    const opened = [{ name: 'bucketPolicy.Principal', after: '*' }];
    expect(await setOf('payroll')).toEqual([opened, [], opened]);
  });

  it('does not take what a call sets of another resource for what it set of this one', async () => {
    const run = (instanceType: string) =>
      call(
        'RunInstances',
        { instanceType, subnetId: 'subnet-0123456789abcdef0' },
        {
          eventSource: 'ec2.amazonaws.com',
          responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
        },
      );
    put('c.json', logFile(...([run('m5.large'), run('p5.48xlarge')] as never[])));
    const { stdout } = await runTrailwatch(['resource', 'subnet-0123456789abcdef0', at('c.json')]);
    expect(lines(stdout).flatMap(({ set }) => set.map(({ before }: { before?: string }) => before))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('finds by its ARN a role that calls name without one, in its account alone', async () => {
    const iam = { eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' };
    const role = (eventName: string, roleName: string, more: object = {}) =>
      call(eventName, { roleName }, { ...iam, ...more }) as never;
    const arn = 'arn:aws:iam::111122223333:role/ci/Deploy';
    put(
      'a.json',
      logFile(
        role('CreateRole', 'Deploy', { responseElements: { role: { roleName: 'Deploy', arn } } }),
        role('AttachRolePolicy', 'Deploy'),
        role('DeleteRole', 'Deploy', { recipientAccountId: '444455556666' }),
        role('DeleteRole', 'Deploy'),
      ),
    );
    const { stdout } = await runTrailwatch(['resource', arn, at('a.json')]);
    expect(lines(stdout).map((step) => [step.call, step.account])).toEqual(
      ['CreateRole', 'AttachRolePolicy', 'DeleteRole'].map((name) => [name, '111122223333']),
    );
  });

  it('compares what is set of one resource, and not of others of its name, or of what is in it', async () => {
    const iam = { eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' };
    const ec2 = { eventSource: 'ec2.amazonaws.com' };
    const route = (destinationCidrBlock: string) =>
      call('CreateRoute', { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock }, ec2) as never;
    const policy = (policyName: string, policyDocument: string) =>
      call('PutRolePolicy', { roleName: 'app', policyName, policyDocument }, iam) as never;
    put(
      'a.json',
      logFile(
        ...[policy('Read', 'r1'), policy('Admin', 'a1'), policy('Read', 'r2')],
        ...[
          ['444455556666', 'eu-west-1'],
          ['111122223333', 'us-west-2'],
        ].flatMap(([recipientAccountId, awsRegion], at) => [
          call(
            'UpdateFunctionConfiguration20150331v2',
            { functionName: 'app', timeout: at },
            { recipientAccountId, awsRegion },
          ) as never,
        ]),
        ...[route('10.0.0.0/8'), route('0.0.0.0/0')],
      ),
    );
    const beforeOf = async (name: string) => {
      const { stdout } = await runTrailwatch(['resource', name, at('a.json')]);
      return lines(stdout).flatMap(({ set }) => set.map((each: { before?: string }) => each.before));
    };
    expect(await beforeOf('app')).toEqual([undefined, undefined, 'r1', undefined, undefined]);
    expect(await beforeOf('rtb-0123456789abcdef0')).toEqual([undefined, undefined]);
  });

  it('keeps what was set before where a call takes something else away', async () => {
    const s3 = { eventSource: 's3.amazonaws.com' };
    const policy = (Principal: string) => ({ bucketName: 'payroll', bucketPolicy: { Statement: Principal } });
    const iam = { eventSource: 'iam.amazonaws.com' };
    const inline = (policyName: string, policyDocument?: string) => ({
      roleName: 'R',
      policyName,
      policyDocument,
    });
    put(
      'b.json',
      logFile(
        ...([
          call('PutBucketPolicy', policy('own'), s3),
          call('DeleteBucketTagging', { bucketName: 'payroll' }, s3),
          call('PutBucketPolicy', policy('*'), s3),
          call('DeleteBucketPolicy', { bucketName: 'payroll' }, s3),
          call('PutBucketPolicy', policy('own'), s3),
          call('PutRolePolicy', inline('P', 'one'), iam),
          call('UpdateRole', { roleName: 'R', maxSessionDuration: 3600 }, iam),
          call('DeleteRolePolicy', inline('Q'), iam),
          call('PutRolePolicy', inline('P', 'two'), iam),
          call('DeleteRolePolicy', inline('P'), iam),
          call('PutRolePolicy', inline('P', 'three'), iam),
          call('UpdateRole', { roleName: 'R', maxSessionDuration: 7200 }, iam),
          call('DeleteRole', { roleName: 'R' }, iam),
          call('UpdateRole', { roleName: 'R', maxSessionDuration: 3600 }, iam),
        ] as never[]),
      ),
    );
    const befores = async (name: string) => {
      const { stdout } = await runTrailwatch(['resource', name, at('b.json')]);
      return lines(stdout).map(({ set }) =>
        set.map(({ before }: { before?: string }) => before ?? '-').join(),
      );
    };
    expect(await befores('payroll')).toEqual(['-', '', 'own', '', '-']);
    expect(await befores('R')).toEqual(['-', '-', '', 'one', '', '-', '3600', '', '-']);
  });

  it('says how many changes it leaves out', async () => {
    count = 0;
    const all = Array.from({ length: 10_002 }, (_, at) => ({
      ...call('UpdateFunctionConfiguration20150331v2', { functionName: 'app', timeout: at }),
      eventTime: new Date(1e12 + 1e3 * at).toISOString(),
    }));
    put('a.json', logFile(...(all as never[])));
    const { stdout, stderr, status } = await runTrailwatch(['resource', 'app', at('a.json')]);
    expect([lines(stdout).length, status]).toEqual([10_000, 2]);
    expect(stderr).toContain('only the last 10000 changes are shown, and 2 before them are not');
  });

  it('shows what changed in a long value, wherever that is', async () => {
    const statement = (Sid: string, Principal: string) => ({ Sid, Principal, Resource: 'x'.repeat(200) });
    const policy = (...Statement: object[]) => ({ bucketName: 'payroll', bucketPolicy: { Statement } });
    const s3 = { eventSource: 's3.amazonaws.com' };
    const known = [statement('a', '1'), statement('b', '2')];
    put(
      'a.json',
      logFile(
        call('PutBucketPolicy', policy(...known), s3) as never,
        call('PutBucketPolicy', policy(...known, statement('c', '*')), s3) as never,
      ),
    );
    const { stdout } = await runTrailwatch(['resource', 'payroll', at('a.json')]);
    const [{ name, before, after }] = lines(stdout)[1].set;
    expect([name, before]).toEqual(['bucketPolicy.Statement', expect.stringMatching(/^…x+"\}\]$/)]);
    expect(after).toContain('"Principal":"*"');
  });

  it('fails on a resource that nothing changes, on an input that is not there, and of which it cannot read the template', async () => {
    const unknown = await runTrailwatch(['resource', 'none', at('a.json')]);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain(
      "trailwatch: no record changes the resource 'none'; name its ARN, its name or its id\n",
    );
    const missing = await runTrailwatch(['resource', NAME, at('none.json')]);
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('no such file or folder') });
    const template = await runTrailwatch(['resource', NAME, at('a.json'), '--template', at('none')]);
    expect(template).toMatchObject({ status: 2, stderr: expect.stringContaining('no such file or folder') });
  });
});

describe('trailwatch resource --by-hand', () => {
  beforeEach(() => put('a.json', logFile(...(records() as never[]))));

  it('prints changes by hand to what a stack made, and ends with status 1', async () => {
    const { stdout, stderr, status } = await runTrailwatch(['resource', '--by-hand', at('a.json')]);
    expect(lines(stdout)).toEqual([
      expect.objectContaining({
        ...{
          managedBy: { kind: 'CloudFormation', name: 'Shop' },
          resource: ARN,
          actor: 'Admin/ann',
          means: 'console',
        },
        set: { memorySize: '1024' },
      }),
    ]);
    expect(stderr).toBe('files=1 pruned=0 records=7 changes=5 seconds=0.00 by-hand=1\n');
    expect(status).toBe(1);
  });

  it('knows by a template what a stack manages, by its own name or one that CloudFormation made', async () => {
    const template = {
      Resources: { Own: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'own' } } },
    };
    writeFileSync(at('Shop.template.json'), JSON.stringify(template));
    const { stdout, status } = await runTrailwatch(
      ['resource', '--by-hand', at('a.json'), '--template', at('Shop.template.json')],
      { terminalColumns: 160 },
    );
    expect(stdout).toMatch(/^CloudFormation stack \S*Shop\S*: 2 changes by hand\n/m);
    expect(stdout).toMatch(/ bob +person +arn:aws:lambda:eu-west-1:111122223333:function:own\n/);
    expect(status).toBe(1);
  });

  it('knows what a template names by kind and name, identifiers of databases among them', async () => {
    const named = (Type: string, Properties: object) => ({ Type: `AWS::${Type}`, Properties });
    const Resources = {
      Logs: named('Logs::LogGroup', { LogGroupName: 'app' }),
      Db: named('RDS::DBInstance', { DBInstanceIdentifier: 'payroll' }),
      Machine: named('StepFunctions::StateMachine', { StateMachineName: 'orders' }),
    };
    writeFileSync(at('shop.template.json'), JSON.stringify({ Resources }));
    put(
      'b.json',
      logFile(
        call('UpdateUser', { userName: 'app' }, { eventSource: 'iam.amazonaws.com' }) as never,
        call(
          'ModifyDBInstance',
          { dBInstanceIdentifier: 'payroll' },
          { eventSource: 'rds.amazonaws.com' },
        ) as never,
      ),
    );
    const { stdout } = await runTrailwatch([
      'resource',
      '--by-hand',
      at('b.json'),
      '--template',
      at('shop.template.json'),
    ]);
    expect(lines(stdout).map((each) => each.call)).toEqual(['ModifyDBInstance']);
  });

  it('knows from when to when something is managed, in whatever order the records come', async () => {
    const s3 = (name: string, more: object = {}) =>
      call(name, { bucketName: 'payroll' }, { eventSource: 's3.amazonaws.com', ...more }) as never;
    const all = [
      s3('CreateBucket'),
      s3('DeleteBucket'),
      s3('CreateBucket', BY_STACK),
      s3('PutBucketAcl'),
      s3('DeleteBucketPolicy', BY_STACK),
      s3('PutBucketPolicy'),
      s3('DeleteBucket', BY_STACK),
      s3('CreateBucket'),
    ];
    for (const records of [all, [...all].reverse()]) {
      put('a.json', logFile(...records));
      const { stdout } = await runTrailwatch(['resource', '--by-hand', at('a.json')]);
      expect(lines(stdout).map((each) => each.call)).toEqual(['PutBucketAcl', 'PutBucketPolicy']);
    }
  });

  it.each([
    ['tagSpecificationSet', { items: [{ resourceType: 'vpc', tags: [{ key: STACK_TAG, value: 'Net' }] }] }],
    [
      'tagSet',
      {
        items: [
          { key: 'Name', value: 'x' },
          { key: STACK_TAG, value: 'Net' },
        ],
      },
    ],
    ['Tagging', { TagSet: { Tag: { Value: 'Net', Key: STACK_TAG } } }],
    ['tags', [{ tagKey: STACK_TAG, tagValue: 'Net' }]],
    ['tags', { [STACK_TAG]: 'Net' }],
  ])('finds the tag with the name of the stack in %s: %j', async (member, value) => {
    const group = { groupId: 'sg-0123456789abcdef0' };
    const ec2 = { eventSource: 'ec2.amazonaws.com' };
    const made = { ...BY_STACK, ...ec2, responseElements: group };
    put(
      'a.json',
      logFile(
        call('CreateSecurityGroup', { groupName: 'web', [member]: value }, made) as never,
        call('AuthorizeSecurityGroupIngress', group, ec2) as never,
      ),
    );
    const { stdout } = await runTrailwatch(['resource', '--by-hand', at('a.json')]);
    expect(lines(stdout).map(({ managedBy }) => managedBy)).toEqual([
      { kind: 'CloudFormation', name: 'Net' },
    ]);
  });

  it('takes the name of the stack from its tags, and prints nothing where no one else changed anything', async () => {
    const tagged = { topicName: 'orders', tags: [{ key: 'aws:cloudformation:stack-name', value: 'Orders' }] };
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:orders';
    const sns = { eventSource: 'sns.amazonaws.com' };
    const made = call(
      'CreateTopic',
      { ...tagged, name: 'orders' },
      { ...BY_STACK, ...sns, responseElements: { topicArn } },
    );
    put('b.json', logFile(made as never));
    expect(await runTrailwatch(['resource', '--by-hand', at('b.json')])).toMatchObject({
      status: 0,
      stdout: '',
    });
    const changed = call(
      'SetTopicAttributes',
      { topicArn, attributeName: 'Policy', attributeValue: '{}' },
      sns,
    );
    put('c.json', logFile(changed as never));
    const { stdout } = await runTrailwatch(['resource', '--by-hand', at('c.json'), at('b.json')]);
    expect(lines(stdout)).toEqual([
      expect.objectContaining({ managedBy: { kind: 'CloudFormation', name: 'Orders' } }),
    ]);
  });
});

describeCorpus('trailwatch resource --by-hand of real log files', () => {
  it('finds what an independent reading of the parameters finds, and nothing else', async () => {
    interface Plain {
      readonly [member: string]: string & Plain;
    }
    const records = corpusRecords((path) => path.includes('invictus')).filter(
      ({ recipientAccountId }) => recipientAccountId !== undefined,
    ) as unknown as readonly Plain[];
    const isTerraform = ({ userAgent = '' as never }: Plain) => userAgent.includes('Terraform');
    const changes = records.filter(
      ({ readOnly, errorCode }) => String(readOnly) === 'false' && errorCode === undefined,
    );
    /** The id or the name that a call has in its own parameters, or in its answer. */
    const subject = ({ eventName, requestParameters: asked, responseElements: answer }: Plain) =>
      eventName === 'RegisterImage' || eventName === 'CreateSnapshot'
        ? [answer?.imageId ?? answer?.snapshotId]
        : [
            asked?.groupId,
            asked?.trailName,
            asked?.imageId,
            asked?.snapshotId,
            asked?.userName,
            asked?.name,
          ].filter((id) => id !== undefined);
    const names = new Set(changes.filter(isTerraform).flatMap(subject));
    const expected = changes.filter(
      (record) =>
        !isTerraform(record) &&
        record.userIdentity?.type === 'IAMUser' &&
        record.userIdentity?.invokedBy === undefined &&
        !['RunInstances', 'CreateSnapshot', 'RegisterImage'].includes(record.eventName as string) &&
        subject(record).some((name) => names.has(name)),
    );
    const { stdout, status } = await runTrailwatch(['resource', '--by-hand', corpusPath('logs/invictus')]);
    const found = lines(stdout);
    expect(found.map(({ eventId }) => eventId).sort()).toEqual(expected.map(({ eventID }) => eventID).sort());
    expect(found.length).toBeGreaterThan(5);
    expect(status).toBe(1);
  });
});
