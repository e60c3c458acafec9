import type { JsonObject } from '../../lib/core/json/json-value';
import { runTrailwatch, type Surroundings } from './run-trailwatch';
import { at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

function actor(argv: readonly string[], surroundings: Surroundings = {}) {
  return runTrailwatch(['actor', ...argv, '--no-builtin', '--rules', at('rules')], surroundings);
}

const ACCOUNT = '111122223333';
const USER = `arn:aws:iam::${ACCOUNT}:user/mallory`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Deploy`;
const OTHER_ROLE = 'arn:aws:iam::444455556666:role/Audit';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci`;
const OTHER_SESSION = 'arn:aws:sts::444455556666:assumed-role/Audit/next';

const KEYS = {
  user: 'AKIAAAAAAAAAAAAAAAAA',
  session: 'ASIABBBBBBBBBBBBBBBB',
  next: 'ASIACCCCCCCCCCCCCCCC',
  stranger: 'ASIADDDDDDDDDDDDDDDD',
  made: 'AKIAEEEEEEEEEEEEEEEE',
};

let next = 0;
function call(eventName: string, minute: number, members: JsonObject = {}): JsonObject {
  next += 1;
  const eventTime = `2026-08-17T14:${String(minute).padStart(2, '0')}:00Z`;
  return { ...record(eventName, `e${next}`), eventTime, ...members };
}

const asUser = {
  userIdentity: {
    type: 'IAMUser',
    arn: USER,
    userName: 'mallory',
    principalId: 'AIDAMALLORY',
    accountId: ACCOUNT,
    accessKeyId: KEYS.user,
  },
};

function inSession(arn: string, accessKeyId?: string) {
  const type = 'AssumedRole';
  return { userIdentity: { type, arn, ...(accessKeyId === undefined ? {} : { accessKeyId }) } };
}

function assumed(minute: number, by: JsonObject, given: { arn: string; key: string; role: string }) {
  return call('AssumeRole', minute, {
    ...by,
    eventSource: 'sts.amazonaws.com',
    requestParameters: { roleArn: given.role },
    responseElements: { credentials: { accessKeyId: given.key }, assumedRoleUser: { arn: given.arn } },
  });
}

const OWN = [
  call('DescribeTrails', 1, asUser),
  call('StopLogging', 2, { ...asUser, awsRegion: 'us-east-1', sourceIPAddress: '203.0.113.9' }),
  call('DeleteTrail', 3, { ...asUser, errorCode: 'AccessDenied' }),
];
const CHAIN = [
  assumed(4, asUser, { arn: SESSION, key: KEYS.session, role: ROLE }),
  call('StopLogging', 5, inSession(SESSION, KEYS.session)),
  assumed(6, inSession(SESSION, KEYS.session), { arn: OTHER_SESSION, key: KEYS.next, role: OTHER_ROLE }),
  call('GetObject', 7, inSession(OTHER_SESSION, KEYS.next)),
];
const STRANGER = {
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/bob`, accessKeyId: 'AKIABOB' },
  sourceIPAddress: '192.0.2.1',
};

interface Report {
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly records: number;
  readonly recordsOfTakenSessions: number;
  readonly denied: number;
  readonly roles: { readonly values: readonly JsonObject[] };
  readonly created: { readonly values: readonly JsonObject[] };
  readonly alerts: JsonObject;
  readonly insights: JsonObject;
}

async function reportOn(name: string, records: readonly JsonObject[]): Promise<Report> {
  put('log.json', logFile(...records));
  const { stdout, stderr, status } = await actor([name, at('log.json')]);
  expect({ status, stderr: stderr.split('\n').length }).toEqual({ status: 0, stderr: 2 });
  return JSON.parse(stdout) as Report;
}

const calls = ({ records }: Report) => records;

describe('trailwatch actor', () => {
  it('tells what an actor did, and the sessions of the roles that it took, as JSON', async () => {
    const report = await reportOn(USER, [...OWN, ...CHAIN, call('ListUsers', 8, STRANGER)]);
    expect(report).toMatchObject({
      actor: { asked: USER, kind: 'arn' },
      firstSeen: '2026-08-17T14:01:00Z',
      lastSeen: '2026-08-17T14:07:00Z',
      records: 7,
      recordsOfTakenSessions: 3,
      denied: 1,
      failed: 0,
      deniedCalls: { values: [{ value: 'DeleteTrail AccessDenied', calls: 1 }] },
      regions: {
        values: [
          { value: 'eu-west-1', calls: 6 },
          { value: 'us-east-1', calls: 1 },
        ],
      },
      accessKeys: { values: [{ value: KEYS.user }, { value: KEYS.session }, { value: KEYS.next }] },
      addresses: { values: [{ value: '198.51.100.7' }, { value: '203.0.113.9' }] },
      alerts: {
        bySeverity: { high: 2, low: 1 },
        byRule: [
          { title: 'Logging was stopped', severity: 'high', alerts: 2, first: '2026-08-17T14:02:00Z' },
          { title: 'Somebody looked', severity: 'low', alerts: 1 },
        ],
      },
    });
    expect(report.roles.values).toEqual([
      expect.objectContaining({ role: ROLE, through: [], call: 'AssumeRole', sessions: 1, calls: 2 }),
      expect.objectContaining({ role: OTHER_ROLE, through: [ROLE], sessions: 1, calls: 1 }),
    ]);
  });

  it.each([
    ['the ARN of its role', ROLE],
    ['that of a role with a path', ROLE.replace('role/', 'role/team/')],
    ['that of its session', SESSION],
    ['its name', 'Deploy'],
  ])(
    'shows, by %s, the share that it has in what CloudTrail Insights found, beside its calls',
    async (_, name) => {
      const insight = (eventID: string, user: string) => ({
        ...{
          eventID,
          eventTime: '2026-08-17T14:30:00Z',
          eventType: 'AwsCloudTrailInsight',
          recipientAccountId: ACCOUNT,
        },
        insightDetails: {
          ...{
            state: 'Start',
            eventSource: 's3.amazonaws.com',
            eventName: 'GetObject',
            insightType: 'ApiCallRateInsight',
          },
          insightContext: {
            statistics: { baseline: { average: 1 }, insight: { average: 90 } },
            attributions: [
              { attribute: 'userIdentityArn', insight: [{ value: user, average: 80 }], baseline: [] },
            ],
          },
        },
      });
      const own = call('GetObject', 5, inSession(SESSION, KEYS.session));
      const role = {
        sessionContext: {
          sessionIssuer: { arn: name.startsWith('arn:aws:iam') ? name : ROLE, userName: 'Deploy' },
        },
      };
      const ofSession = { ...own, userIdentity: { ...(own.userIdentity as JsonObject), ...role } };
      const records = [
        ofSession,
        insight('i1', SESSION),
        insight('i1', SESSION),
        insight('i2', `${SESSION.replace('Deploy', 'Deploys')}`),
      ];
      const report = await reportOn(name, records);
      expect([report.records, report.insights]).toEqual([
        1,
        {
          values: [
            {
              ...{ time: '2026-08-17T14:30:00Z', state: 'Start', own: 80, usual: 0 },
              what: 'GetObject ApiCallRateInsight Start, 90 a minute, normally 1',
            },
          ],
          others: 0,
        },
      ]);
      const { stdout } = await actor([name, at('log.json'), '--format', 'table'], { terminalColumns: 160 });
      expect(stdout).toMatch(
        /2026-08-17T14:30:00Z +80 a minute, before 0 +GetObject ApiCallRateInsight Start/,
      );
    },
  );

  it('tells the same in whatever order the records come, and of records that come twice', async () => {
    const records = [...OWN, ...CHAIN];
    const inOrder = await reportOn(USER, records);
    expect(await reportOn(USER, [...records].reverse())).toEqual(inOrder);
    expect(await reportOn(USER, [...records, ...records])).toEqual(inOrder);
  });

  it('counts records that have one eventID and other contents each, as scan searches each, and one with its members in another order once', async () => {
    const [first] = OWN as [JsonObject];
    const other = { ...first, eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' };
    const reordered = Object.fromEntries(Object.entries(first).reverse());
    for (const records of [
      [first, other, reordered],
      [other, reordered, first],
    ])
      expect(calls(await reportOn(USER, records))).toBe(2);
  });

  it.each<[string, string, number]>([
    ['a user', USER, 7],
    ['a user in other letter case', USER.toUpperCase().replace('ARN', 'arn'), 7],
    ['the name of a user', 'mallory', 7],
    ['a long-term key', KEYS.user, 7],
    ['a key of a session', KEYS.session, 3],
    ['the session of a role', SESSION, 3],
    ['all sessions of a role', SESSION.slice(0, -3), 3],
    ['an address', '203.0.113.9', 1],
    ['the id of a principal', 'AIDAMALLORY', 7],
  ])('takes %s', async (_kind, name, records) => {
    expect(calls(await reportOn(name, [...OWN, ...CHAIN]))).toBe(records);
  });

  it('gives a session with the same name to whom it was given', async () => {
    const theirs = assumed(5, STRANGER, { arn: SESSION, key: KEYS.stranger, role: ROLE });
    const report = await reportOn(USER, [
      ...CHAIN,
      theirs,
      call('StopLogging', 6, inSession(SESSION, KEYS.stranger)),
    ]);
    expect(calls(report)).toBe(4);
  });

  it('knows a session by its name where nothing says who was given the key, but not before it was taken', async () => {
    const login = call('ConsoleLogin', 8, inSession(SESSION));
    const inConsole = call('ListBuckets', 9, inSession(SESSION, 'ASIAOFTHECONSOLE0000'));
    const before = call('ListBuckets', 3, inSession(SESSION, 'ASIAOFTHECONSOLE0000'));
    expect(calls(await reportOn(USER, [...CHAIN, login, inConsole, before]))).toBe(6);
  });

  it('follows a switch of the role in the console, federation, and a source identity', async () => {
    const switched = call('SwitchRole', 2, {
      ...inSession(SESSION),
      additionalEventData: { SwitchFrom: USER },
    });
    expect(calls(await reportOn(USER, [...OWN, switched]))).toBe(4);
    const federated = `arn:aws:sts::${ACCOUNT}:federated-user/bot`;
    const token = call('GetFederationToken', 2, {
      ...asUser,
      responseElements: { credentials: { accessKeyId: KEYS.next }, federatedUser: { arn: federated } },
    });
    const used = call('ListBuckets', 3, {
      userIdentity: { type: 'FederatedUser', arn: federated, accessKeyId: KEYS.next },
    });
    expect(calls(await reportOn(USER, [token, used]))).toBe(2);
    const sessionContext = { sessionIssuer: { type: 'IAMUser', arn: USER, userName: 'mallory' } };
    const issued = { ...used, userIdentity: { ...(used.userIdentity as JsonObject), sessionContext } };
    for (const one of [used, issued]) {
      const { recordsOfTakenSessions, roles } = await reportOn(USER, [token, one]);
      expect([recordsOfTakenSessions, roles.values[0]?.calls]).toEqual([1, 1]);
    }
    const marked = assumed(4, asUser, { arn: SESSION, key: KEYS.session, role: ROLE });
    const far = call('ListBuckets', 9, {
      userIdentity: {
        type: 'AssumedRole',
        arn: OTHER_SESSION,
        accessKeyId: 'ASIAFAR',
        sessionContext: { sourceIdentity: 'm' },
      },
    });
    const elements = { ...(marked.responseElements as JsonObject), sourceIdentity: 'm' };
    expect(calls(await reportOn(USER, [{ ...marked, responseElements: elements }, far]))).toBe(2);
  });

  it.each([[ROLE], [ROLE.split('/').at(-1) ?? ''], [ROLE.replace('role/', 'role/in/a/path/')]])(
    'finds sessions of a role whose records do not name the role, and what was switched to from one: %s',
    async (name) => {
      const switchedTo = call('SwitchRole', 2, inSession(SESSION));
      const switchedFrom = call('SwitchRole', 3, {
        ...inSession(OTHER_SESSION),
        additionalEventData: { SwitchFrom: SESSION },
      });
      const after = call('StopLogging', 4, inSession(OTHER_SESSION, 'ASIAOFTHECONSOLE0000'));
      const other = call('ListBuckets', 5, inSession(SESSION.replace(ACCOUNT, '999999999999')));
      const report = await reportOn(name, [switchedTo, switchedFrom, after]);
      expect([report.records, report.roles.values.length]).toEqual([3, 1]);
      if (name.startsWith('arn:')) expect(calls(await reportOn(name, [switchedTo, other]))).toBe(1);
    },
  );

  it('finds the call of the actor that another account has', async () => {
    const theirs = call('AssumeRole', 4, {
      userIdentity: { type: 'AWSAccount', principalId: 'AIDAMALLORY', accountId: ACCOUNT },
      recipientAccountId: '444455556666',
      requestParameters: { roleArn: OTHER_ROLE },
      responseElements: { credentials: { accessKeyId: KEYS.next }, assumedRoleUser: { arn: OTHER_SESSION } },
    });
    const used = call('GetObject', 5, inSession(OTHER_SESSION, KEYS.next));
    expect(calls(await reportOn(USER, [...OWN, theirs, used]))).toBe(5);
  });

  it('does not follow what was denied', async () => {
    const denied = {
      ...assumed(4, asUser, { arn: SESSION, key: KEYS.session, role: ROLE }),
      errorCode: 'AccessDenied',
    };
    expect(
      calls(await reportOn(USER, [denied, call('GetObject', 5, inSession(SESSION, KEYS.session))])),
    ).toBe(1);
  });

  it('tells what the actor created, and whether it was used', async () => {
    const user = call('CreateUser', 2, {
      ...asUser,
      responseElements: { user: { arn: `arn:aws:iam::${ACCOUNT}:user/backdoor` } },
    });
    const key = call('CreateAccessKey', 3, {
      ...inSession(SESSION, KEYS.session),
      responseElements: { accessKey: { accessKeyId: KEYS.made, userName: 'backdoor' } },
    });
    const use = call('ListBuckets', 9, {
      userIdentity: { type: 'IAMUser', userName: 'backdoor', accessKeyId: KEYS.made },
      sourceIPAddress: '203.0.113.77',
    });
    const theirs = call('CreateUser', 4, {
      ...STRANGER,
      responseElements: { user: { arn: 'arn:aws:iam::1:user/x' } },
    });
    const report = await reportOn(USER, [...CHAIN, user, key, use, theirs]);
    expect(report.created.values).toEqual([
      expect.objectContaining({ kind: 'user', name: `arn:aws:iam::${ACCOUNT}:user/backdoor`, calls: 0 }),
      {
        ...{
          kind: 'access key',
          name: `${KEYS.made} of user backdoor`,
          time: '2026-08-17T14:03:00Z',
          calls: 1,
        },
        ...{ first: '2026-08-17T14:09:00Z', last: '2026-08-17T14:09:00Z', addresses: ['203.0.113.77'] },
      },
    ]);
  });

  it('takes no use of one of the same name, before or afterwards, for use of what the actor created', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:role/Deploy`;
    const session = (principalId: string) => ({
      userIdentity: {
        ...{ type: 'AssumedRole', principalId: `${principalId}:ci`, accountId: ACCOUNT },
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci`,
        sessionContext: { sessionIssuer: { type: 'Role', principalId, arn, userName: 'Deploy' } },
      },
    });
    const login = (minute: number) =>
      call('ConsoleLogin', minute, {
        userIdentity: { type: 'IAMUser', userName: 'bob', accountId: ACCOUNT },
      });
    const report = await reportOn(USER, [
      call('ListBuckets', 1, session('AROAOLD')),
      login(1),
      call('CreateRole', 3, { ...asUser, responseElements: { role: { arn, roleId: 'AROAMADE' } } }),
      call('CreateLoginProfile', 3, { ...asUser, requestParameters: { userName: 'bob' } }),
      call('ListBuckets', 5, session('AROAMADE')),
      login(7),
      call('ListBuckets', 9, session('AROANEW')),
    ]);
    expect(report.created.values).toMatchObject([
      { kind: 'role', calls: 1, first: '2026-08-17T14:05:00Z' },
      { kind: 'console password', calls: 1, first: '2026-08-17T14:07:00Z' },
    ]);
  });

  it('prints tables on a terminal', async () => {
    put('log.json', logFile(...OWN, ...CHAIN));
    const { stdout } = await actor([KEYS.session, at('log.json')], {
      terminalColumns: 100,
      environment: { NO_COLOR: '1' },
    });
    expect(stdout).toBe(`${KEYS.session}
first seen  2026-08-17T14:05:00Z
last seen   2026-08-17T14:07:00Z
calls       3, 1 of them in roles that it assumed
denied      0
failed      0
alerts      1 high

TIME                 SEVERITY      FOR THE FIRST TIME
2026-08-17T14:05:00Z high          Logging was stopped
2026-08-17T14:05:00Z               Region eu-west-1
2026-08-17T14:05:00Z               access key ${KEYS.session}
2026-08-17T14:05:00Z               account 111122223333
2026-08-17T14:05:00Z               address 198.51.100.7
2026-08-17T14:06:00Z               AssumeRole ${OTHER_ROLE}
2026-08-17T14:07:00Z               access key ${KEYS.next}

CALLS   DENIED  FAILED  SERVICE                       MOST FREQUENT
2       0       0       cloudtrail.amazonaws.com      GetObject 1
                                                      StopLogging 1
1       0       0       sts.amazonaws.com             AssumeRole 1: role Audit

LAST                 CALLS   CHANGE                      ON
2026-08-17T14:05:00Z 1       StopLogging                 account 111122223333

FIRST                LAST                 CALLS   REGION
2026-08-17T14:05:00Z 2026-08-17T14:07:00Z 3       eu-west-1

FIRST                LAST                 CALLS   ACCOUNT
2026-08-17T14:05:00Z 2026-08-17T14:07:00Z 3       111122223333

FIRST                LAST                 CALLS   ACCESS KEY
2026-08-17T14:05:00Z 2026-08-17T14:06:00Z 2       ${KEYS.session}
2026-08-17T14:07:00Z 2026-08-17T14:07:00Z 1       ${KEYS.next}

FIRST                LAST                 CALLS   ADDRESS
2026-08-17T14:05:00Z 2026-08-17T14:07:00Z 3       198.51.100.7

FIRST                SESSIONS  CALLS   ASSUMED
2026-08-17T14:06:00Z 1         1       ${OTHER_ROLE} (AssumeRole)

FIRST                ALERTS  SEVERITY      RULE
2026-08-17T14:05:00Z 1       high          Logging was stopped
`);
  });

  it('says what each call acted on, and lists the changes in the order of time', async () => {
    const made = { roleName: 'Backdoor' };
    const on = (eventName: string, minute: number, requestParameters: JsonObject, members: JsonObject = {}) =>
      call(eventName, minute, { ...asUser, eventSource: 'iam.amazonaws.com', requestParameters, ...members });
    const inBucket = { eventSource: 's3.amazonaws.com', readOnly: false };
    const records = [
      on('DeleteBucket', 9, { bucketName: 'payroll' }, inBucket),
      on('PutRolePolicy', 5, made, { errorCode: 'AccessDenied' }),
      on('AttachRolePolicy', 5, made),
      on('CreateRole', 5, made),
      on('GetRole', 6, made, { readOnly: true }),
      ...Array.from({ length: 12 }, (_, at) => on('DeleteBucket', 2, { bucketName: `b${at}` }, inBucket)),
    ];
    const report = (await reportOn(USER, records)) as Report & {
      readonly changes: JsonObject & { readonly values: readonly JsonObject[] };
      readonly calls: { readonly values: readonly JsonObject[] };
    };
    expect(report.changes.values.slice(12).map((each) => each.call)).toEqual([
      ...['CreateRole', 'AttachRolePolicy', 'PutRolePolicy', 'DeleteBucket'],
    ]);
    const name = 'payroll';
    expect(report.changes.values.at(-1)).toEqual({
      ...{ call: 'DeleteBucket', calls: 1, denied: 0, failed: 0 },
      ...{ target: { type: 'AWS::S3::Bucket', name, arn: `arn:aws:s3:::${name}` } },
      ...{ first: '2026-08-17T14:09:00Z', last: '2026-08-17T14:09:00Z' },
    });
    const targets = report.calls.values.find((each) => each.call === 'DeleteBucket')?.targets;
    expect(targets).toMatchObject({ notListed: 3, recordsWithOthers: 0 });
    const { stdout } = await actor([USER, at('log.json')], { terminalColumns: 160 });
    expect(stdout).toMatch(/2026-08-17T14:09:00Z 1 +DeleteBucket +bucket payroll\n/);
    expect(stdout).toMatch(/PutRolePolicy +role Backdoor\n +1 denied\n/);
    expect(stdout).toMatch(/GetRole 1: role Backdoor\n/);
  });

  it('reads standard input once', async () => {
    const { stdout, status } = await actor([USER, '-'], { stdin: logFile(...CHAIN, ...OWN) });
    expect((JSON.parse(stdout) as Report).records).toBe(7);
    expect(status).toBe(0);
  });

  it('tells only of the records that are chosen', async () => {
    put('log.json', logFile(...OWN, ...CHAIN));
    const { stdout } = await actor([USER, at('log.json'), '--region', 'us-east-1']);
    expect(JSON.parse(stdout)).toMatchObject({ records: 1, regions: { values: [{ value: 'us-east-1' }] } });
  });

  it('is not found where no record is chosen', async () => {
    put('log.json', logFile(...OWN));
    const { stdout, stderr, status } = await actor([USER, at('log.json'), '--region', 'us-west-1']);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(`trailwatch: no record has the actor '${USER}'\n`);
  });

  it('has no alerts without rules', async () => {
    put('log.json', logFile(...OWN));
    const { stdout, status } = await runTrailwatch(['actor', USER, at('log.json'), '--no-builtin']);
    expect(JSON.parse(stdout)).toMatchObject({ records: 3, alerts: { bySeverity: {}, byRule: [] } });
    expect(status).toBe(0);
  });

  it('counts more values than it keeps, and says so', async () => {
    const many = Array.from({ length: 1_010 }, (_, at) =>
      call('ListUsers', 1, { ...asUser, sourceIPAddress: `10.0.${at >> 8}.${at & 255}` }),
    );
    put('log.json', logFile(...many));
    const { stdout } = await actor([USER, at('log.json'), '--format', 'table']);
    expect(stdout).toContain('and 980 more\nand others in 10 records\n');
  });

  it('shows texts of records as text', async () => {
    const hostile = {
      ...asUser,
      awsRegion: 'eu\u001b[2J',
      sourceIPAddress: '\u202egnp.exe\n2026 forged',
      userAgent: '\u001b]0;owned\u0007',
    };
    put('log.json', logFile(call('Stop\u001b[31mLogging', 1, hostile)));
    for (const format of ['table', 'json']) {
      const { stdout } = await actor([USER, at('log.json'), '--format', format]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(stdout).not.toContain('\n2026 forged');
    }
  });

  it.each([
    ['arn:aws:iam::111122223333:user/malory', `'${USER}'`],
    ['arn:aws:iam::999999999999:user/mallory', `'${USER}', 'mallory'`],
    ['AKIAAAAAAAAAAAAAAAAB', `'${KEYS.user}'`],
  ])('fails with what is like an actor that is not there: %s', async (name, suggested) => {
    put('log.json', logFile(...OWN));
    const { status, stdout, stderr } = await actor([name, at('log.json')]);
    expect(stderr).toContain(`trailwatch: no record has the actor '${name}'; did you mean ${suggested}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it.each([
    [['', 'x'], '<actor> is empty'],
    [['mallory', 'gone'], 'gone: no such file or folder'],
    [['mallory', '-', '-'], "'-' can be given only once"],
    [['mallory', '-', '--start', 'now'], "--start is 'now'; write a day"],
  ])('fails in one sentence: %j', async (argv, sentence) => {
    const { status, stderr } = await actor(argv);
    expect(stderr.split(`trailwatch: ${sentence}`)).toHaveLength(2);
    expect(status).toBe(2);
  });

  it('names what cannot be read once, and tells the rest', async () => {
    put('logs/a.json', logFile(...OWN));
    put('logs/b.json', logFile(...CHAIN).slice(0, -30));
    const { status, stdout, stderr } = await actor([USER, at('logs')]);
    expect(stderr.split('b.json')).toHaveLength(2);
    expect(calls(JSON.parse(stdout) as Report)).toBeGreaterThan(3);
    expect(status).toBe(2);
  });

  it('ends quietly when its reader has gone', async () => {
    put('log.json', logFile(...OWN));
    const { status, stderr } = await actor([USER, at('log.json')], { closesAfterWrites: 0 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test.each([
  ['aws', 'us-east-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
])('a sign-in that names the user without its ARN is of the user, in %s', async (partition, awsRegion) => {
  const userIdentity = { type: 'IAMUser', userName: 'mallory', accountId: ACCOUNT };
  put('log.json', logFile(call('ConsoleLogin', 1, { userIdentity, awsRegion })));
  const { stdout } = await actor([`arn:${partition}:iam::${ACCOUNT}:user/mallory`, at('log.json')]);
  expect(JSON.parse(stdout)).toMatchObject({ records: 1 });
});

test.each(['2001:470:0:0::1', '2001:470::1', '2001:0470::0001'])(
  'an address of IPv6 is one in every spelling: %s',
  async (address) => {
    put('log.json', logFile(call('GetUser', 1, { sourceIPAddress: '2001:470:0:0::1' })));
    const { stdout } = await actor([address, at('log.json')]);
    expect(JSON.parse(stdout)).toMatchObject({ records: 1 });
    const view = await runTrailwatch(['view', at('log.json'), '--actor', address, '--format', 'ndjson']);
    expect(view.stdout.trim().split('\n')).toHaveLength(1);
    expect(view.stdout).toContain('GetUser');
  },
);

test('programs are counted by product, though each call has a user agent of its own', async () => {
  const agents = ['aws-cli/2.31.1 md/a', 'aws-cli/2.31.1 md/b', 'curl/8.1'];
  const userIdentity = { type: 'IAMUser', arn: USER, accountId: ACCOUNT, userName: 'mallory' };
  put(
    'log.json',
    logFile(...agents.map((userAgent, minute) => call('GetUser', minute, { userIdentity, userAgent }))),
  );
  const { programs, userAgents } = JSON.parse((await actor([USER, at('log.json')])).stdout);
  const calls = programs.values.map((one: { readonly calls: number }) => one.calls);
  expect([calls, userAgents.values.length]).toEqual([[2, 1], 3]);
});
