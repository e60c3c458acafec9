import { readFileSync, writeFileSync } from 'node:fs';
import type { JsonObject } from '../../lib/core/json/json-value';
import { runTrailwatch, type Surroundings } from './run-trailwatch';
import { at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

function view(options: readonly string[], surroundings: Surroundings = {}) {
  return runTrailwatch(['view', ...options], surroundings);
}

function idsIn(stdout: string): readonly string[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { eventID: string }).eventID);
}

const ROLE = {
  ...record('PutObject', 'role'),
  eventSource: 's3.amazonaws.com',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci-42',
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/Deploy', userName: 'Deploy' } },
  },
  requestParameters: { bucketName: 'payroll', tagging: [{ key: 'a' }] },
  resources: [{ ARN: 'arn:aws:s3:::payroll/2026/may.csv' }],
};
const DENIED = { ...record('StopLogging', 'denied'), errorCode: 'AccessDenied', userAgent: '=1+1' };
const FAILED_LOGIN = {
  ...record('ConsoleLogin', 'login'),
  eventSource: 'signin.amazonaws.com',
  responseElements: { ConsoleLogin: 'Failure' },
};
const PLAIN = record('DescribeTrails', 'plain');

describe('trailwatch view', () => {
  beforeEach(() => put('a.json', logFile(ROLE, DENIED, FAILED_LOGIN, PLAIN, PLAIN)));

  it('prints the records themselves, each once', async () => {
    const { stdout, stderr, status } = await view([at('a.json')]);
    expect(stdout).toBe(
      [ROLE, DENIED, FAILED_LOGIN, PLAIN].map((one) => `${JSON.stringify(one)}\n`).join(''),
    );
    expect(stderr).toBe('files=1 pruned=0 records=5 printed=4 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it.each<[string[], string[]]>([
    [['--event-name', 'stoplogging'], ['denied']],
    [
      ['--event-name', 'StopLogging', '--event-name', 'Put*'],
      ['role', 'denied'],
    ],
    [
      ['--event-name', '*Log*n*'],
      ['denied', 'login'],
    ],
    [['--event-name', 'Logging'], []],
    [['--event-source', 's3.amazonaws.com'], ['role']],
    [
      ['--actor', 'mallory'],
      ['denied', 'login', 'plain'],
    ],
    [['--actor', 'Deploy'], ['role']],
    [['--actor', 'ci-42'], ['role']],
    [['--actor', 'ASIAEXAMPLE'], ['role']],
    [['--actor', 'arn:aws:iam::111122223333:role/*'], ['role']],
    [
      ['--actor', '198.51.100.*', '--errors'],
      ['denied', 'login'],
    ],
    [['--resource', 'payroll'], ['role']],
    [['--resource', 'may.csv'], ['role']],
    [['--resource', 'arn:aws:s3:::payroll*'], ['role']],
    [['--resource', 'pay'], []],
    [['--errors'], ['denied', 'login']],
    [
      ['--event-id', 'login', '--event-id', 'role'],
      ['role', 'login'],
    ],
    [
      ['--limit', '2'],
      ['role', 'denied'],
    ],
    [['--region', 'us-east-1'], []],
    [
      ['--account', '111122223333', '--start', '2026-08-17T14:01:31Z', '--end', '2026-08-17T14:01:32Z'],
      ['role', 'denied', 'login', 'plain'],
    ],
    [['--start', '2026-08-18'], []],
  ])('prints those that are asked for: %j', async (options, ids) => {
    const { stdout, status } = await view([at('a.json'), ...options]);
    expect(idsIn(stdout)).toEqual(ids);
    expect(status).toBe(0);
  });

  it('prints csv without formulas', async () => {
    const { stdout } = await view([at('a.json'), '--event-name', 'StopLogging', '--format', 'csv']);
    expect(stdout.split('\r\n')).toEqual([
      'eventTime,eventName,eventSource,actor,userIdentityArn,accessKeyId,sourceIPAddress,userAgent,awsRegion,recipientAccountId,errorCode,errorMessage,resources,readOnly,eventID,file,insightType,insightState,insightEventSource,insightEventName,insightErrorCode,baselineAverage,insightAverage,insightMinutes,insightUsers,insightUserAgents,insightErrorCodes,windowEnd,countedEvents,countedUsers,countedAddresses,countedUserAgents,countedResources,countedErrors',
      `2026-08-17T14:01:31Z,StopLogging,cloudtrail.amazonaws.com,mallory,,,198.51.100.7,'=1+1,eu-west-1,111122223333,AccessDenied,,111122223333,,denied,${at('a.json')}${','.repeat(18)}`,
      '',
    ]);
  });

  describe('with --columns', () => {
    const chosen = (names: string, options: readonly string[] = [], surroundings: Surroundings = {}) =>
      view([at('a.json'), '--event-id', 'role', '--columns', names, ...options], surroundings);

    it('prints these facts, in this order, in each format', async () => {
      const names = 'eventID,actor, EVENTNAME';
      expect((await chosen(names)).stdout).toBe(
        '{"eventID":"role","actor":"Deploy/ci-42","eventName":"PutObject"}\n',
      );
      expect((await chosen(names, ['--format', 'csv'])).stdout).toBe(
        'eventID,actor,eventName\r\nrole,Deploy/ci-42,PutObject\r\n',
      );
      expect((await chosen(names, [], { terminalColumns: 100 })).stdout).toBe(
        `${'eventID'.padEnd(37)}${'actor'.padEnd(31)}eventName
${'role'.padEnd(37)}${'Deploy/ci-42'.padEnd(31)}PutObject
`,
      );
    });

    it('breaks no value that is to be copied, however narrow the terminal is', async () => {
      const eventID = '2f1c0f0c-8a51-4f0e-9a53-0d6b7f0f7a11';
      put('a.json', logFile({ ...ROLE, eventID: 'role' }, { ...PLAIN, eventID }));
      const names = 'eventTime,actor,userIdentityArn,eventID,accessKeyId,recipientAccountId';
      const { stdout } = await view([at('a.json'), '--columns', names], { terminalColumns: 40 });
      expect(stdout).toContain(eventID);
      expect(stdout).toMatch(/ASIAEXAMPLE +111122223333/);
    });

    it('fails with a column that there is not, and names those that there are', async () => {
      const { stderr, status } = await chosen('eventID,when');
      expect(stderr).toMatch(
        /^trailwatch: --columns has 'when'; a column is one of eventTime, eventName, .*eventID, file, /,
      );
      expect(status).toBe(2);
    });
  });

  it('shows what CloudTrail Insights found, and finds it by the calls that it is about', async () => {
    const role = 'arn:aws:sts::111122223333:assumed-role/Deploy/ann';
    const statistics = { baseline: { average: 0.00008 }, insight: { average: 0.6 }, insightDuration: 5 };
    const attributions = [
      { attribute: 'userIdentityArn', insight: [{ value: role, average: 0.5 }], baseline: [] },
      {
        attribute: 'userAgent',
        insight: [{ value: '=cmd', average: 0.5 }],
        baseline: [{ value: 'cli', average: 1 }],
      },
    ];
    const record = {
      ...{
        eventTime: '2026-08-17T15:00:00Z',
        eventType: 'AwsCloudTrailInsight',
        awsRegion: 'eu-west-1',
        eventID: 'i',
      },
      insightDetails: {
        ...{ state: 'Start', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
        ...{ insightType: 'ApiErrorRateInsight', errorCode: 'AccessDenied' },
        insightContext: { statistics, attributions },
      },
    };
    writeFileSync(
      at('insight.json'),
      JSON.stringify({ Records: [record, { eventID: 'other', insightDetails: [] }] }),
    );
    const asked = [
      at('insight.json'),
      '--event-name',
      'RunInstances',
      '--event-source',
      'ec2*',
      '--actor',
      '*/ann',
    ];
    const csv = (await view([...asked, '--format', 'csv'])).stdout.split('\r\n');
    expect(csv).toHaveLength(3);
    expect(csv[1]).toContain(
      `ApiErrorRateInsight,Start,ec2.amazonaws.com,RunInstances,AccessDenied,0.00008,0.6,5,${role} 0.5 (0),'=cmd 0.5 (0); cli 0 (1),`,
    );
    const { stdout } = await view(asked, { terminalColumns: 300 });
    expect(stdout).toMatch(
      /RunInstances ApiErrorRateInsight Start +\S+\/ann +0\.6 a minute, normally 0\.00008, for 5 min +eu-west-1 +AccessDenied/,
    );
  });

  it.each(['2026-11-20 14:55:00', '2026-11-20T14:55:00Z'])(
    'shows the summaries of data events of a window from %s, and finds them by what they count',
    async (windowStart) => {
      const count = (dimension: string, ...values: readonly (readonly [string, number])[]) => ({
        ...{ dimension, aggregationType: 'Count' },
        statistics: values.map(([name, value]) => ({ name, value })),
      });
      const record = {
        ...{ eventVersion: '1.0', accountId: '111122223333', eventId: 'a', eventCategory: 'Aggregated' },
        ...{ eventType: 'AwsAggregatedEvent', awsRegion: 'eu-west-1', eventSource: 's3.amazonaws.com' },
        timeWindow: { windowStart, windowEnd: '2026-11-20 15:00:00', windowSize: 'PT5M' },
        summary: {
          primaryDimension: count('eventName', ['PutObject', 3], ['GetObject', 1200]),
          details: [
            count('userIdentity', ['AWSAccount:444455556666', 1203]),
            count('sourceIpAddress', ['203.0.113.7', 1203]),
            count('resourceARN', ['arn:aws:s3:::pay-roll/salaries', 7]),
            count('errorCodes', ['AccessDenied', 2]),
          ],
        },
      };
      const file = at('aggregated.json');
      const other = { ...record, accountId: '777788889999', eventId: 'b', summary: 'none' };
      writeFileSync(file, JSON.stringify({ Records: [record, other] }));
      const where = [
        '--account',
        '111122223333',
        '--start',
        '2026-11-20T14:55:00Z',
        '--end',
        '2026-11-20T14:56:00Z',
      ];
      const what = [
        '--event-name',
        'getobject',
        '--actor',
        'AWSAccount:4444*',
        '--resource',
        'salaries',
        '--errors',
      ];
      const csv = (await view([file, ...where, ...what, '--format', 'csv'])).stdout.split('\r\n');
      expect(csv).toHaveLength(3);
      expect(csv[1]).toMatch(/^2026-11-20T14:55:00Z,,s3\.amazonaws\.com,/);
      expect(csv[1]).toContain(',eu-west-1,111122223333,');
      expect(csv[1]).toContain(
        ',2026-11-20 15:00:00,GetObject 1200; PutObject 3,AWSAccount:444455556666 1203,203.0.113.7 1203,,arn:aws:s3:::pay-roll/salaries 7,AccessDenied 2',
      );
      const { stdout } = await view([file, ...what], { terminalColumns: 300 });
      expect(stdout).toMatch(
        /2026-11-20T14:55:00Z +1200 × GetObject, 3 × PutObject +1203 × AWSAccount:444455556666 +1203 × 203\.0\.113\.7 +eu-west-1 +2 × AccessDenied/,
      );
      expect((await view([file, '--event-name', 'DeleteObject'])).stdout).toBe('');
    },
  );

  it('prints a table on a terminal, and says which records a limit keeps', async () => {
    const options = [at('a.json'), '--errors', '--limit', '1'];
    const head =
      'TIME                 EVENT            ACTOR          ON                   SOURCE         REGION         ERROR\n';
    const first = await view(options, { terminalColumns: 120 });
    expect(first.stdout).toBe(
      `${head}2026-08-17T14:01:31Z StopLogging      mallory                             198.51.100.7   eu-west-1      AccessDenied\n`,
    );
    expect(first.stderr).toContain(
      'trailwatch: note: the first 1 of 2 records by time are printed; --last prints the last ones\n',
    );
    const last = await view([...options, '--last'], { terminalColumns: 120 });
    expect(last.stdout).toMatch(/ConsoleLogin/);
    expect(last.stderr).toContain('note: the last 1 of 2 records by time are printed\n');
  });

  describe('of records that are not in order', () => {
    const call = (eventName: string, second: number, requestParameters: JsonObject) => ({
      ...{ ...record(eventName, eventName), eventName, requestParameters },
      ...{ eventSource: 'iam.amazonaws.com', eventTime: `2026-08-17T14:00:0${second}Z` },
    });
    const bucket = { eventSource: 's3.amazonaws.com' };
    const made = { roleName: 'Backdoor' };
    const RECORDS = [
      { ...call('DeleteBucket', 5, { bucketName: 'payroll' }), ...bucket },
      call('DeleteRole', 2, made),
      call('PutRolePolicy', 2, { ...made, policyName: 'all' }),
      call('CreateRole', 2, made),
      { ...call('PutBucketPolicy', 1, { bucketName: 'payroll' }), ...bucket },
    ];
    const IN_ORDER = ['PutBucketPolicy', 'CreateRole', 'PutRolePolicy', 'DeleteRole', 'DeleteBucket'];
    beforeEach(() => put('a.json', logFile(...RECORDS)));

    it.each<[string, string[], readonly string[]]>([
      ['a stream is in the order of the files', [], RECORDS.map(({ eventName }) => eventName)],
      ['a stream can be in the order of time', ['--order', 'time'], IN_ORDER],
      ['a limit keeps the first by time', ['--limit', '2'], IN_ORDER.slice(0, 2)],
      ['or the last', ['--limit', '3', '--last'], IN_ORDER.slice(-3)],
      ['or the first of the files', ['--limit', '1', '--order', 'files'], ['DeleteBucket']],
    ])('%s', async (_, options, ids) => {
      const { stdout, status } = await view([at('a.json'), ...options]);
      expect(idsIn(stdout)).toEqual(ids);
      expect(status).toBe(0);
    });

    it('a table is in the order of time, says on what each call was, and is as wide as COLUMNS in a pipe', async () => {
      const rows = async (COLUMNS: string) =>
        (await view([at('a.json'), '--format', 'table'], { environment: { COLUMNS } })).stdout.split('\n');
      const wide = await rows('240');
      const calls = wide.filter((line) => line.startsWith('2026'));
      expect(calls.map((line) => line.split(/ +/)[1])).toEqual(IN_ORDER);
      expect(calls.at(-1)).toContain(' mallory ');
      expect(calls.at(-1)).toContain(' bucket payroll ');
      expect(Math.max(...(await rows('100')).map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(await rows('wide')).toEqual(await rows(''));
    });
  });

  it('writes a file, and refuses to replace another one', async () => {
    const first = await view([at('a.json'), '--out', at('out.ndjson')]);
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(idsIn(readFileSync(at('out.ndjson'), 'utf8'))).toHaveLength(4);
    const second = await view([at('a.json'), '--out', at('out.ndjson')]);
    expect(second.stderr).toContain('exists, and trailwatch did not write it');
    expect(second.status).toBe(2);
  });

  it('is input of a scan', async () => {
    const { stdout } = await view([at('a.json')]);
    const scanned = await runTrailwatch(['scan', '-', '--no-builtin', '--rules', at('rules')], {
      stdin: stdout,
    });
    expect(scanned.stderr).toContain('records=4 duplicates=0 matched=2');
  });

  it('ends quietly when its reader has gone', async () => {
    const { status, stderr } = await view([at('a.json')], { closesAfterWrites: 0 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    [['gone'], 'gone: no such file or folder'],
    [['-', '-'], "'-' can be given only once"],
    [['-', '--limit', '0'], "--limit is '0'; write a whole number of records, 1 or more"],
    [['-', '--last'], '--last needs --limit: the number of records to print'],
    [
      ['-', '--last', '--limit', '1', '--order', 'files'],
      '--last needs --order time: the last records are known at the end only',
    ],
  ])('fails in one sentence: %j', async (options, sentence) => {
    const { status, stderr } = await view(options);
    expect(stderr).toContain(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
  });

  it('fails where there is nothing to read', async () => {
    const { status, stderr } = await view(['-']);
    expect(stderr).toContain('trailwatch: ');
    expect(status).toBe(2);
  });
});
