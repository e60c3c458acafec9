import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../bin/main';
import { folderForEachTest } from '../../test-folder';
import { awsEnvironment } from '../aws-environment';
import { servePlaces } from '../places/serve-places';
import { runTrailwatch, withTestIo } from '../run-trailwatch';
import { type HistoryServer, type ServedEvent, type ServedHistory, serveHistory } from './serve-history';

const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000;

const folder = folderForEachTest();
let server: HistoryServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

/** An event so many seconds ago. */
function event(id: string, ago: number, changes: Partial<ServedEvent> = {}): ServedEvent {
  const eventTime = new Date((NOW - ago) * 1000).toISOString().replace('.000Z', 'Z');
  const record = {
    ...{ eventVersion: '1.11', eventID: id, eventTime, eventName: changes.EventName ?? 'StopLogging' },
    ...{ eventSource: 'cloudtrail.amazonaws.com', awsRegion: 'eu-west-1', requestID: `r-${id}` },
    ...{ sourceIPAddress: '192.0.2.1', recipientAccountId: '111122223333', readOnly: false },
  };
  return {
    ...{ EventId: id, EventTime: NOW - ago, EventName: 'StopLogging', Username: 'ann', ReadOnly: 'false' },
    EventSource: 'cloudtrail.amazonaws.com',
    CloudTrailEvent: JSON.stringify(record),
    ...changes,
  };
}

async function history(served: ServedHistory, ...options: readonly string[]) {
  server = await serveHistory(served);
  return again(...options);
}

function again(...options: readonly string[]) {
  Object.assign(process.env, awsEnvironment(server?.url ?? ''));
  return runTrailwatch(['history', ...options]);
}

function idsIn(stdout: string): readonly string[] {
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { eventID: string }).eventID);
}

const MANY = Array.from({ length: 130 }, (_, index) => event(`e${index}`, index * 2));

describe('trailwatch history', () => {
  it('prints the records of all enabled Regions, newest first, each once', async () => {
    const { status, stdout, stderr } = await history({
      events: {
        'us-east-1': [event('a', 1), event('global', 5), event('d', 40)],
        'eu-west-1': [event('b', 3), event('global', 5), event('c', 9)],
        'eu-west-2': [],
      },
    });
    expect(idsIn(stdout)).toEqual(['a', 'b', 'global', 'c', 'd']);
    expect(stderr).toBe('events=5 duplicates=1 places=3 requests=3 seconds=0.00\n');
    expect(status).toBe(0);
    expect(server?.requests.map(({ region }) => region).sort()).toEqual([
      'eu-west-1',
      'eu-west-2',
      'us-east-1',
    ]);
    expect(server?.requests[0]).toMatchObject({ StartTime: NOW - 90 * 86_400, EndTime: NOW, MaxResults: 50 });
  });

  it('reads every page', async () => {
    const { stdout } = await history({ events: { 'eu-west-1': MANY } }, '--region', 'eu-west-1');
    expect(idsIn(stdout)).toEqual(MANY.map(({ EventId }) => EventId));
    expect(server?.requests).toHaveLength(3);
  });

  it('asks the service for the filter that finds least, and looks for the others itself', async () => {
    const events = [
      event('a', 1),
      event('b', 2, { Username: 'bob' }),
      event('c', 3, { EventName: 'GetTrail' }),
    ];
    const { stdout } = await history(
      { events: { 'eu-west-1': events } },
      ...[
        '--event-name',
        'StopLogging',
        '--user-name',
        'ann',
        '--start',
        '2026-11-20',
        '--end',
        '2026-11-20T12:00:00Z',
      ],
    );
    expect(idsIn(stdout)).toEqual(['a']);
    expect(server?.requests[0]).toMatchObject({
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'ann' }],
      StartTime: Date.parse('2026-11-20') / 1000,
      EndTime: NOW - 1,
    });
  });

  it('reads Insights events on request', async () => {
    await history({ events: { 'eu-west-1': [] } }, '--insights');
    expect(server?.requests[0]).toMatchObject({ EventCategory: 'insight' });
  });

  it.each([
    ['user-name', 'ann'],
    ['access-key-id', 'AKIAIOSFODNN7EXAMPLE'],
    ['resource-name', 'x'],
    ['resource-type', 'AWS::S3::Bucket'],
    ['read-only', 'true'],
  ])('refuses --%s of Insights events, which have none', async (option, value) => {
    const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
    for (const source of [[], ['--trail', trail]]) {
      const { status, stdout, stderr } = await runTrailwatch([
        ...['history', '--insights', ...source, '--event-name', 'RunInstances', `--${option}`, value],
      ]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `trailwatch: --${option} is not for --insights: Insights events are found by --event-id, --event-name and --event-source\n`,
      );
    }
  });

  it('prints Insights in columns of their own', async () => {
    const insightDetails = {
      ...{
        state: 'End',
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        insightType: 'ApiCallRateInsight',
      },
      insightContext: {
        statistics: { baseline: { average: 0.5 }, insight: { average: 40 }, insightDuration: 7 },
      },
    };
    const record = { eventID: 'i', sharedEventID: 's', awsRegion: 'eu-west-1', insightDetails };
    const served = { events: { 'eu-west-1': [event('i', 60, { CloudTrailEvent: JSON.stringify(record) })] } };
    const { stdout } = await history(served, '--insights', '--format', 'csv');
    expect(stdout.split('\r\n').slice(0, 2)).toEqual([
      'Event time,Insight type,State,Event source,Event name,Error code,Baseline average,Insight average,Duration in minutes,Users,User agents,Error codes,AWS region,Event ID,Shared event ID',
      '2026-11-20T11:59:00Z,ApiCallRateInsight,End,ec2.amazonaws.com,RunInstances,,0.5,40,7,,,,eu-west-1,i,s',
    ]);
    expect((await again('--insights', '--format', 'table')).stdout).toContain('40 a minute');
  });

  it('asks for Insights on the data events of a trail, by what the service filters by', async () => {
    const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
    const events = [
      event('a', 1, { EventName: 'GetObject' }),
      event('b', 2),
      event('c', 3, { EventSource: 's3express.amazonaws.com', EventName: 'GetObject' }),
    ];
    const asked = [
      '--insights',
      '--trail',
      trail,
      '--event-name',
      'GetObject',
      '--event-source',
      'cloudtrail.amazonaws.com',
      '--format',
      'ndjson',
    ];
    expect(idsIn((await history({ events: { 'eu-west-1': events } }, ...asked)).stdout)).toEqual(['a']);
    expect(server?.requests[0]).toMatchObject({
      ...{
        InsightSource: trail,
        DataType: 'InsightsEvents',
        Dimensions: { EventName: 'GetObject' },
        MaxResults: 50,
      },
    });
    for (const wrong of [
      ['--trail', trail],
      ['--insights', '--trail', 'audit'],
    ]) {
      const { status, stderr } = await again(...wrong);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/--trail /)]);
    }
  });

  it.each<[string, ServedHistory['fault']]>([
    ['asks nine times to wait', ({ tries }) => (tries < 9 ? { code: 'ThrottlingException' } : undefined)],
    [
      'fails for a moment',
      ({ tries }) => (tries === 0 ? { code: 'InternalFailure', status: 500 } : undefined),
    ],
    ['breaks the connection', ({ tries }) => (tries === 0 ? 'reset' : undefined)],
  ])('loses nothing when the service %s', async (_, fault) => {
    const { status, stdout } = await history(
      { events: { 'eu-west-1': MANY }, ...(fault === undefined ? {} : { fault }) },
      '--region',
      'eu-west-1',
    );
    expect(idsIn(stdout)).toHaveLength(130);
    expect(status).toBe(0);
  });

  it('ends where a page leads to itself', async () => {
    const { stdout } = await history(
      { events: { 'eu-west-1': MANY }, circles: true },
      '--region',
      'eu-west-1',
    );
    expect(idsIn(stdout)).toHaveLength(50);
  });

  it.each<[code: string, sentence: string]>([
    ['AccessDeniedException', 'access was denied; this requires cloudtrail:LookupEvents'],
    ['ExpiredTokenException', 'the credentials have expired; sign in again'],
    ['UnrecognizedClientException', 'the Region is not enabled, or the credentials are not valid'],
    ['ThrottlingException', 'no answer after 10 tries: ThrottlingException'],
  ])('names a Region that answers %s, and reads the others', async (code, sentence) => {
    const { status, stdout, stderr } = await history({
      events: { 'eu-west-1': [event('a', 1)], 'eu-west-2': [event('b', 2)] },
      fault: ({ region }) => (region === 'eu-west-2' ? { code } : undefined),
    });
    expect(idsIn(stdout)).toEqual(['a']);
    expect(stderr).toContain(`trailwatch: eu-west-2: ${sentence}`);
    expect(status).toBe(2);
  });

  it('says what to do where the Regions are not known', async () => {
    const { status, stdout, stderr } = await history({ events: {}, regionsFault: 'AccessDeniedException' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^trailwatch: the enabled Regions of the account are not known: .*; name them with --region, or allow account:ListRegions\n$/,
    );
  });

  it('says what to do where no Region is set', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) delete process.env[name];
    process.env.AWS_CONFIG_FILE = join(folder, 'none');
    expect(await runTrailwatch(['history'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'trailwatch: no Region is set; set AWS_REGION, or name the Regions with --region\n',
    });
  });

  it.each([
    ['--event-name', 'Delete*'],
    ['--event-source', '*.amazonaws.com'],
    ['--resource-type', 'AWS::S3::*'],
  ])('fails for %s with a wildcard, which Event history would find nothing for', async (option, value) => {
    expect(await history({ events: { 'eu-west-1': [event('a', 1)] } }, option, value)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `trailwatch: ${option} is '${value}', and Event history has no wildcards; write the whole value, or filter log files with trailwatch view\n`,
    });
  });

  it('names an event without a record', async () => {
    const bad = event('bad', 1, { CloudTrailEvent: '{' });
    const { status, stdout, stderr } = await history({ events: { 'eu-west-1': [bad, event('a', 2)] } });
    expect(idsIn(stdout)).toEqual(['a']);
    expect(stderr).toContain('trailwatch: eu-west-1: the event bad holds no record\n');
    expect(status).toBe(2);
  });
});

describe('--format', () => {
  it('csv has the columns of the console, and no formulas', async () => {
    const hostile = event('a', 1, {
      Username: '=cmd|calc',
      AccessKeyId: 'AKIA1',
      Resources: [
        { ResourceType: 'AWS::CloudTrail::Trail', ResourceName: 'main, "old"' },
        { ResourceType: 'AWS::S3::Bucket', ResourceName: 'logs' },
      ],
    });
    const { stdout } = await history({ events: { 'eu-west-1': [hostile] } }, '--format', 'csv');
    expect(stdout.split('\r\n')).toEqual([
      'Event name,Event time,User name,Event source,Resource type,Resource name,AWS access key,AWS region,Error code,Event ID,Read-only,Request ID,Source IP address',
      'StopLogging,2026-11-20T11:59:59Z,\'=cmd|calc,cloudtrail.amazonaws.com,"AWS::CloudTrail::Trail, AWS::S3::Bucket","main, ""old"", logs",AKIA1,eu-west-1,,a,false,r-a,192.0.2.1',
      '',
    ]);
  });

  it('json is a log file that scan reads, and so is ndjson through a pipe', async () => {
    const served = { events: { 'eu-west-1': [event('a', 1), event('b', 2)] } };
    const file = join(folder, 'history.json');
    const written = await history(served, '--format', 'json', '--out', file);
    expect([written.status, written.stdout]).toEqual([0, '']);
    const scanned = await runTrailwatch(['scan', file]);
    expect(scanned.stderr).toMatch(/^files=1 records=2 duplicates=0 matched=2 /);
    const { stdout } = await again();
    const piped = await runTrailwatch(['scan', '-'], { stdin: stdout });
    expect(piped.stderr).toMatch(/^files=1 records=2 duplicates=0 matched=2 /);
  });

  it.each([
    ['the ten latest on a terminal', [], 120, 10],
    ['as many as --limit says', ['--limit', '3'], 120, 3],
    ['all with --limit all', ['--limit', 'all'], 120, 130],
    ['as many in a pipe', ['--limit', '60'], undefined, 60],
    ['all in a pipe', [], undefined, 130],
  ])('prints %s, and says that there are more', async (_, options, terminalColumns, expected) => {
    server = await serveHistory({ events: { 'eu-west-1': MANY } });
    Object.assign(process.env, awsEnvironment(server.url));
    const surroundings = terminalColumns === undefined ? {} : { terminalColumns };
    const { stdout, stderr, status } = await runTrailwatch(
      ['history', '--region', 'eu-west-1', ...options],
      surroundings,
    );
    expect(stdout.match(/StopLogging/g)).toHaveLength(expected);
    const note = `note: these are the latest ${expected} events, and there are older ones`;
    const more = options.length === 0 && expected === 10 ? '; --limit all prints all of them' : '';
    expect(stderr.includes(`${note}${more}\n`)).toBe(expected < MANY.length);
    expect(status).toBe(0);
  });

  it('does not read on once it has what --limit asks for', async () => {
    const { stderr } = await history(
      { events: { 'eu-west-1': MANY } },
      '--region',
      'eu-west-1',
      '--limit',
      '5',
    );
    expect(stderr).toContain('events=5 duplicates=0 places=1 requests=1 ');
  });

  it.each([
    [['--limit', '0'], "--limit is '0'; write a whole number of events, 1 or more"],
    [
      ['--limit', '5', '--resume', 'file', '--format', 'ndjson'],
      '--resume and --limit cannot be combined: a limited list is not continued',
    ],
  ])('refuses %j', async (options, message) => {
    const { status, stderr } = await runTrailwatch(['history', ...options]);
    expect([status, stderr]).toEqual([2, `trailwatch: ${message}\n`]);
  });

  it('table is for a terminal', async () => {
    server = await serveHistory({ events: { 'eu-west-1': [event('a', 1, { Username: 'a\u001b[2Jb' })] } });
    process.env.AWS_ENDPOINT_URL = server.url;
    process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    const { stdout } = await runTrailwatch(['history', '--region', 'eu-west-1'], { terminalColumns: 120 });
    expect(stdout).toMatch(
      /^TIME +EVENT +USER +ON +SOURCE +REGION +ERROR\n2026-11-20T11:59:59Z +StopLogging +a\\u\{1b\}\[2Jb/,
    );
  });
});

describe('--resume', () => {
  it('goes on after the last event that was written, and writes none twice', async () => {
    const state = join(folder, 'state.json');
    const same = MANY.map((one, index) => ({ ...one, EventTime: NOW - Math.floor(index / 4) }));
    let isExpired = true;
    const fault: ServedHistory['fault'] = ({ NextToken }) =>
      NextToken === '100' && isExpired ? { code: 'ExpiredTokenException' } : undefined;
    const first = await history(
      { events: { 'eu-west-1': same, 'eu-west-2': [event('z', 500)] }, fault },
      ...['--resume', state],
    );
    expect(first.status).toBe(2);
    expect(first.stderr).toContain('continue later with the same --resume');
    expect(idsIn(first.stdout)).toHaveLength(100);
    isExpired = false;
    const second = await again('--resume', state);
    expect(second.status).toBe(0);
    expect([...idsIn(first.stdout), ...idsIn(second.stdout)]).toEqual([
      ...same.map(({ EventId }) => EventId),
      'z',
    ]);
    const third = await again('--resume', state);
    expect(idsIn(third.stdout)).toHaveLength(131);
  });

  const LONG = Array.from({ length: 700 }, (_, index) => {
    const one = event(`e${index}`, index);
    return { ...one, CloudTrailEvent: one.CloudTrailEvent?.replace('{', `{"pad":"${'p'.repeat(900)}",`) };
  });

  it.each([
    ['the disk is full', { stdoutFault: Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }) }],
    ['nobody reads on', { closesAfterWrites: 0 }],
  ])('takes nothing for written where %s', async (_, surroundings) => {
    const state = join(folder, 'state.json');
    server = await serveHistory({ events: { 'eu-west-1': LONG } });
    Object.assign(process.env, awsEnvironment(server.url));
    await runTrailwatch(['history', '--resume', state], surroundings);
    const second = await again('--resume', state);
    expect(idsIn(second.stdout)).toEqual(LONG.map(({ EventId }) => EventId));
  });

  it('writes nothing that is not saved: an interrupt may come at any time', async () => {
    const state = join(folder, 'state.json');
    let written = () => '';
    const before: [string | undefined, boolean, boolean][] = [];
    server = await serveHistory({
      events: { 'eu-west-1': LONG },
      fault: ({ NextToken }) => {
        before.push([NextToken, written() === '', existsSync(state)]);
        return undefined;
      },
    });
    Object.assign(process.env, awsEnvironment(server.url));
    const { stdout } = await withTestIo({}, (io) => {
      written = () => (io.stdout as unknown as { text: string }).text;
      return main(['history', '--resume', state], io);
    });
    expect(before.filter(([, isEmpty, isSaved]) => isEmpty === isSaved)).toEqual([]);
    expect(idsIn(stdout)).toHaveLength(LONG.length);
  });

  it('goes on later where an account of the organization cannot be asked', async () => {
    const state = join(folder, 'state.json');
    const accounts = ['111122223333', '444455556666'].map((Id) => ({ Id, Name: Id, State: 'ACTIVE' }));
    const places = await servePlaces({
      ...{ regions: ['eu-west-1'], callerId: '111122223333' },
      answer: ({ operation }) => ({
        body: operation === 'ListAccounts' ? { Accounts: accounts } : { Events: [] },
      }),
    });
    server = places as HistoryServer;
    const { status, stderr } = await again('--organization', '--resume', state);
    expect(stderr).toMatch(/^trailwatch: account 444455556666: .*; continue later with the same --resume\n$/);
    expect([status, existsSync(state)]).toEqual([2, false]);
  });

  it('writes the head of csv once', async () => {
    const state = join(folder, 'state.json');
    const fault: ServedHistory['fault'] = ({ NextToken, EndTime }) =>
      NextToken === '50' && EndTime === NOW ? { code: 'ExpiredTokenException' } : undefined;
    const first = await history(
      { events: { 'eu-west-1': MANY }, fault },
      '--resume',
      state,
      '--format',
      'csv',
    );
    // Lines of JSON after those of csv are neither.
    const other = await again('--resume', state);
    expect([other.status, other.stdout]).toEqual([2, '']);
    expect(other.stderr).toContain(
      'the events so far are csv; add --format csv, or delete the file to start',
    );
    const second = await again('--resume', state, '--format', 'csv');
    const lines = (first.stdout + second.stdout).trimEnd().split('\r\n');
    expect(lines.filter((line) => line.startsWith('Event name,'))).toHaveLength(1);
    expect(lines).toHaveLength(131);
  });

  it.each<[string, string, RegExp]>([
    [
      'of another question',
      '{"version":1,"asked":"x","progress":{"startMs":1,"endMs":2,"untilMs":2,"ids":[],"isComplete":false}}',
      /is about another question, x; name another file/,
    ],
    ['of something else', '{"version":2}', /is not what trailwatch history writes; name another file/],
  ])('is refused with a file %s', async (_, text, sentence) => {
    const state = join(folder, 'state.json');
    writeFileSync(state, text);
    const { status, stderr } = await history({ events: {} }, '--resume', state);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
    expect(readFileSync(state, 'utf8')).toBe(text);
  });

  it('is for what can be appended', async () => {
    for (const options of [
      ['--out', join(folder, 'x')],
      ['--format', 'json'],
    ]) {
      const { status, stderr } = await again('--resume', join(folder, 'state.json'), ...options);
      expect(stderr).toContain('--resume continues ndjson or csv on standard output');
      expect(status).toBe(2);
    }
  });
});

describe('what is refused', () => {
  it.each([[[]], [['--organization']]])(
    'is a question with credentials that do not hold, with %j',
    async (options) => {
      server = (await servePlaces({
        ...{ regions: [], regionsFault: 'ExpiredTokenException' },
        answer: () => ({ code: 'ExpiredTokenException' }),
      })) as HistoryServer;
      const { status, stderr } = await again(...options);
      expect(stderr).toMatch(/^trailwatch: the credentials have expired; sign in again \([^;]*\)\n$/);
      expect(status).toBe(2);
    },
  );

  it('is a start before the history begins', async () => {
    const { status, stderr } = await again('--start', '2026-01-01');
    expect(stderr).toContain('Event history holds 90 days, from 2026-08-22T12:00:00.000Z');
    expect(status).toBe(2);
  });

  it.each([
    [
      ['--end', '2026-01-01'],
      '--end is 2026-01-01, and Event history holds 90 days, from 2026-08-22T12:00:00',
    ],
    [['--end', '2026-08-22T12:00:00Z'], 'Event history holds 90 days, from 2026-08-22T12:00:00.000Z'],
    [
      ['--start', '2026-11-20T11:59:58.200Z', '--end', '2026-11-20T11:59:58.500Z'],
      'no event can be from 2026-11-20T11:59:58.200Z to before --end 2026-11-20T11:59:58.500Z',
    ],
  ])(
    'is a range without any event, which AWS answers with an error in each Region: %j',
    async (range, said) => {
      const { status, stdout, stderr } = await history(
        { events: { 'eu-west-1': [event('a', 2)] } },
        ...range,
      );
      expect(stderr).toContain(said);
      expect([status, stdout, server?.requests]).toEqual([2, '', []]);
    },
  );

  it('is an output that trailwatch did not write, which stays as it is', async () => {
    const file = join(folder, 'mine');
    writeFileSync(file, 'mine');
    const { status, stderr } = await history({ events: { 'eu-west-1': [event('a', 1)] } }, '--out', file);
    expect(stderr).toContain('trailwatch did not write it');
    expect([status, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
  });
});

describe('--role-arn', () => {
  const ROLES = ['arn:aws:iam::111122223333:role/Audit1', 'arn:aws:iam::444455556666:role/Audit2'];

  it('reads the history of several accounts', async () => {
    const { status, stdout } = await history(
      { events: { 'eu-west-1': [event('a', 1)] }, roles: ROLES },
      ...ROLES.flatMap((role) => ['--role-arn', role]),
    );
    expect([status, idsIn(stdout)]).toEqual([0, ['a']]);
    expect(server?.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['Audit1', 'Audit2']);
  });

  it('reads the history of every account of the organization, and names those that it cannot', async () => {
    const accounts = Array.from({ length: 40 }, (_, index) => String(222222222000 + index));
    const [closed, ...open] = accounts;
    const { status, stdout, stderr } = await history(
      {
        ...{ events: { 'eu-west-1': [event('a', 1)], 'us-east-1': [event('b', 2)] }, accounts },
        roles: open.map((account) => `arn:aws:iam::${account}:role/Audit`),
      },
      ...['--organization', '--role-name', 'Audit'],
    );
    expect(idsIn(stdout)).toEqual(['a', 'b']);
    expect(stderr).toMatch(
      new RegExp(`^trailwatch: account ${closed}: .*sts:AssumeRole.*\nevents=2 .*places=78 `),
    );
    expect(status).toBe(2);
  });

  it('names a role that cannot be assumed, and leaves no half-written file', async () => {
    const file = join(folder, 'out.ndjson');
    const options = ['--role-arn', 'arn:aws:iam::111122223333:role/Other', '--out', file];
    const { status, stderr } = await history({ events: { 'eu-west-1': [] }, roles: ROLES }, ...options);
    expect(stderr).toMatch(
      /enabled Regions of arn:aws:iam::111122223333:role\/Other are not known: .*sts:AssumeRole/,
    );
    expect([status, existsSync(file)]).toEqual([2, false]);
    const named = await again(...options, '--region', 'eu-west-1');
    expect(named.stderr).toMatch(/^trailwatch: eu-west-1 of arn:.*: the role cannot be assumed \(.*\)\n/);
    expect(named.status).toBe(2);
  });
});
