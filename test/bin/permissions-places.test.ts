import { writeFileSync } from 'node:fs';
import { serveAthena } from './athena/serve-athena';
import { awsEnvironment } from './aws-environment';
import { serveHistory } from './history/serve-history';
import { serveLake } from './lake/serve-lake';
import { servePlaces } from './places/serve-places';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, useScanFolder } from './scan-folder';

useScanFolder();

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
let server: { readonly url: string; stop(): Promise<void> } | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  process.env = { ...environment };
});

function call(eventName: string, more: object = {}) {
  return {
    ...{ eventVersion: '1.11', eventID: eventName, eventSource: 'iam.amazonaws.com', eventName },
    ...{ eventTime: '2026-11-19T14:00:00Z', awsRegion: 'us-east-1', recipientAccountId: '111122223333' },
    ...{
      eventType: 'AwsApiCall',
      userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: ROLE } } },
    },
    ...more,
  };
}

const event = (record: ReturnType<typeof call>) => ({
  ...{ EventId: record.eventID, EventTime: Date.parse(record.eventTime) / 1000 },
  CloudTrailEvent: JSON.stringify(record),
});

function run(...argv: readonly string[]) {
  Object.assign(process.env, awsEnvironment(server?.url ?? ''));
  return runTrailwatch(['permissions', ...argv]);
}

interface Used {
  readonly [member: string]: unknown;
}

describe('trailwatch permissions --history', () => {
  it('reads Event history in each Region, each event once, and of the accounts that are asked for', async () => {
    const other = call('GetRole', { recipientAccountId: '444455556666' });
    server = await serveHistory({
      events: { 'eu-west-1': [event(call('GetUser'))], 'us-east-1': [event(call('GetUser')), event(other)] },
    });
    const { stdout, stderr, status } = await run('--all', '--history', '--account', '111122223333');
    const { principals } = JSON.parse(stdout);
    expect(principals.map(({ principal, used }: Used) => [principal, used])).toEqual([
      [ROLE, [expect.objectContaining({ action: 'iam:GetUser', calls: 1 })]],
    ]);
    expect(stderr).toBe('places=2 requests=2 records=2 calls=1 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('reports a place that does not answer, and an event without a record, and reads the others', async () => {
    server = await serveHistory({
      events: {
        'eu-west-1': [event(call('GetUser'))],
        'us-east-1': [{ EventId: 'e', EventTime: Date.parse('2026-11-19') / 1000 }],
        'eu-west-2': [],
      },
      fault: ({ region }) => (region === 'eu-west-2' ? { code: 'AccessDeniedException' } : undefined),
    });
    const { stdout, stderr, status } = await run(ROLE, '--history', '--format', 'policy');
    expect(JSON.parse(stdout).Statement).toMatchObject([{ Action: ['iam:GetUser'] }]);
    expect(stderr).toContain('trailwatch: us-east-1: the event e holds no record\n');
    expect(stderr).toContain(
      'trailwatch: eu-west-2: access was denied; this requires cloudtrail:LookupEvents',
    );
    expect(status).toBe(2);
  });

  it('takes nothing for unused where a place did not answer', async () => {
    server = await serveHistory({
      events: { 'eu-west-1': [event(call('GetUser'))], 'us-east-1': [] },
      fault: ({ region }) => (region === 'us-east-1' ? { code: 'AccessDeniedException' } : undefined),
    });
    const RolePolicyList = [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Statement: { Effect: 'Allow', Action: ['iam:GetUser', 'iam:DeleteUser'], Resource: '*' },
        },
      },
    ];
    const IDLE = 'arn:aws:iam::111122223333:role/Idle';
    const RoleDetailList = [ROLE, IDLE].map((Arn) => ({ Arn, RoleName: Arn.split('/')[1], RolePolicyList }));
    put(
      'details.json',
      JSON.stringify({ RoleDetailList, UserDetailList: [], GroupDetailList: [], Policies: [] }),
    );
    const all = await run('--all', '--history', '--policy', at('details.json'));
    const { principals } = JSON.parse(all.stdout);
    const reason = 'not all of the records could be read';
    expect(principals).toMatchObject([
      {
        principal: ROLE,
        verdict: 'unknown',
        reason,
        granted: [{ verdict: 'used' }, { verdict: 'unknown', reason }],
      },
      { principal: IDLE, verdict: 'unknown', reason },
    ]);
    expect(all.status).toBe(2);
    const one = await run(ROLE, '--history', '--policy', at('details.json'));
    expect(JSON.parse(one.stdout).granted).toMatchObject([
      { verdict: 'used' },
      { verdict: 'unknown', reason },
    ]);
  });
});

const RECORDS = [
  call('GetUser'),
  call('CreateUser', { requestParameters: { userName: 'x' }, errorCode: 'AccessDenied' }),
  call('GetRole', { recipientAccountId: '444455556666' }),
  call('GetGroup', { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/Deployer' } }),
];

/** What the same command says of the records in a file. */
async function ofFile(...argv: readonly string[]) {
  put('same.json', logFile(...(RECORDS as never[])));
  const { stdout } = await runTrailwatch(['permissions', ...argv, at('same.json')]);
  return JSON.parse(stdout);
}

describe('trailwatch permissions --athena, --lake', () => {
  const rows = RECORDS.map((record) => JSON.stringify(record));
  const STORE = '0a1b2c3d-0000-4000-8000-000000000000';

  it.each([[[ROLE]], [['--all']], [['arn:aws:iam::111122223333:user/Deployer']]])(
    'says of %j what the same log files say',
    async (who) => {
      const served = await serveAthena({
        ...{ states: [{ state: 'SUCCEEDED', scannedBytes: 1024 }], columns: [['record', 'varchar']] },
        rows: rows.map((row) => [row]),
      });
      server = served;
      const athena = await run(...who, '--athena', 'audit');
      expect(JSON.parse(athena.stdout)).toEqual(await ofFile(...who));
      expect(athena.stderr).toContain('records=4 scanned_bytes=1024 query=');
      await served.stop();
      const lake = await serveLake({
        states: [{ QueryStatus: 'FINISHED', BytesScanned: 2048 }],
        rows: rows.map((eventJson) => ({ eventJson })),
      });
      server = lake;
      const { stdout, stderr } = await run(...who, '--lake', STORE, '--start', '2026-11-01');
      expect(JSON.parse(stdout)).toEqual(await ofFile(...who));
      expect(stderr).toContain('records=4 scanned_bytes=2048 query=q-1');
    },
  );

  it('asks for what has the text of the principal alone, of the accounts and days that are chosen', async () => {
    const lake = await serveLake({ states: [{ QueryStatus: 'FINISHED' }], rows: [] });
    server = lake;
    await run("O'Neil", '--lake', STORE, '--account', '111122223333', '--end', '2026-11-02');
    const [started] = lake.requests.filter(({ operation }) => operation === 'StartQuery');
    expect(started?.body.QueryStatement).toBe(
      `SELECT eventJson FROM ${STORE} WHERE recipientAccountId IN ('111122223333') AND eventTime < '2026-11-02 00:00:00'` +
        " AND eventType = 'AwsApiCall' AND strpos(lower(eventJson), 'o''neil') > 0",
    );
  });

  it.each([
    [[ROLE, '--lake', 'a', '--history'], '--history and --lake read different places; name one of them'],
    [[ROLE, 'logs', '--athena', 'audit'], "--athena reads no files, and 'logs' is one; leave one out"],
    [[ROLE, 'logs', '--table', 't'], '--table requires --athena; add it'],
    [
      [ROLE, 'logs', '--timeout', '5m'],
      '--max-bytes and --timeout require --athena or --lake; add one of them',
    ],
    [
      [ROLE, 'logs', '--ou', 'Sales'],
      "--ou 'Sales' is not the id of an organizational unit, such as ou-ab12-1a2b3c4d",
    ],
  ])('fails with %j', async (words, sentence) => {
    const { status, stderr } = await run(...words);
    expect([status, stderr]).toEqual([2, `trailwatch: ${sentence}\n`]);
  });
});

describe('trailwatch permissions of a unit, and of a permission set', () => {
  const account = (Id: string, unit: string) => ({
    ...{ Id, Name: Id, State: 'ACTIVE', Paths: [`o-a1/r-ab12/${unit}/${Id}/`] },
  });

  it('reads the accounts of the unit alone', async () => {
    server = await servePlaces({
      ...{ regions: [], callerId: '111122223333' },
      answer: ({ operation }) => ({
        body:
          operation === 'ListAccounts'
            ? {
                Accounts: [
                  account('111122223333', 'ou-ab12-00000001'),
                  account('444455556666', 'ou-ab12-00000002'),
                ],
              }
            : {},
      }),
    });
    put('same.json', logFile(...(RECORDS as never[])));
    const { stdout, stderr } = await run('--all', at('same.json'), '--ou', 'ou-ab12-00000002');
    expect(stderr).toContain('calls=1');
    expect(JSON.parse(stdout).principals).toMatchObject([
      { principal: ROLE, used: [{ action: 'iam:GetRole' }] },
    ]);
    const none = await run('--all', at('same.json'), '--ou', 'ou-ab12-00000009');
    expect(none.stderr).toContain('ou-ab12-00000009: it contains no active account that was chosen');
  });

  it('counts the role of the set in every account, and no other set', async () => {
    const of = (role: string, id: string) => ({
      ...{ recipientAccountId: id, eventID: `${role}${id}` },
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${id}:assumed-role/AWSReservedSSO_${role}/ann`,
        sessionContext: { sessionIssuer: { type: 'Role', userName: `AWSReservedSSO_${role}` } },
      },
    });
    const records = [
      call('GetUser', of('Admin_0123456789abcdef', '111122223333')),
      call('GetUser', of('Admin_fedcba9876543210', '444455556666')),
      call('GetRole', of('AdminMore_0123456789abcdef', '444455556666')),
    ];
    put('sets.json', logFile(...(records as never[])));
    const { stdout } = await runTrailwatch(['permissions', 'AWSReservedSSO_Admin', at('sets.json')]);
    expect(JSON.parse(stdout).used).toMatchObject([{ action: 'iam:GetUser', calls: 2 }]);
    const one = await runTrailwatch([
      'permissions',
      'AWSReservedSSO_Admin_0123456789abcdef',
      at('sets.json'),
    ]);
    expect(JSON.parse(one.stdout).used).toMatchObject([{ action: 'iam:GetUser', calls: 1 }]);
  });
});

describe('trailwatch permissions --live', () => {
  const document = (action: string) =>
    encodeURIComponent(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: action, Resource: '*' },
      }),
    );
  const role = (name: string, action: string) =>
    `<member><RoleName>${name}</RoleName><Arn>arn:aws:iam::111122223333:role/${name}</Arn><RolePolicyList><member><PolicyName>own</PolicyName><PolicyDocument>${document(action)}</PolicyDocument></member></RolePolicyList></member>`;
  const page = (roles: string, next = '') =>
    `<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><RoleDetailList>${roles}</RoleDetailList>${next}</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`;

  it('compares with all pages of the policies that IAM has, of the account of a role', async () => {
    const asked: (string | null)[] = [];
    server = await servePlaces({
      ...{ regions: [], answer: () => ({ body: {} }), roles: ['arn:aws:iam::111122223333:role/Audit'] },
      answerQuery: (parameters, accessKeyId) => {
        asked.push(accessKeyId, parameters.get('Marker'));
        return parameters.get('Marker') === null
          ? page(role('Deploy', 'iam:GetUser'), '<IsTruncated>true</IsTruncated><Marker>2</Marker>')
          : page(role('Idle', 'iam:GetRole'));
      },
    });
    put('a.json', logFile(call('GetUser') as never));
    const argv = ['--all', at('a.json'), '--live', '--role-arn', 'arn:aws:iam::111122223333:role/Audit'];
    const { stdout, status } = await run(...argv);
    expect(JSON.parse(stdout).principals.map(({ principal, verdict }: Used) => [principal, verdict])).toEqual(
      [
        [ROLE, 'used'],
        ['arn:aws:iam::111122223333:role/Idle', 'unused'],
      ],
    );
    expect(asked).toEqual(['Audit', null, 'Audit', '2']);
    expect(status).toBe(1);
  });

  it('fails where IAM refuses, and says which permission it takes', async () => {
    server = await servePlaces({
      regions: [],
      answer: () => ({ body: {} }),
      answerQuery: () => ({ code: 'AccessDenied' }),
    });
    writeFileSync(at('a.json'), logFile(call('GetUser') as never));
    const { stderr, status } = await run(ROLE, at('a.json'), '--live');
    expect(stderr).toBe(
      'trailwatch: IAM: access was denied; this requires iam:GetAccountAuthorizationDetails (AccessDenied)\n',
    );
    expect(status).toBe(2);
  });
});
