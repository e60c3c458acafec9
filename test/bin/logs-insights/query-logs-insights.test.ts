import { toLogsInsights } from '../../../lib/core/query/logs-insights/to-logs-insights';
import { findNamedQuery } from '../../../lib/core/query/named-queries';
import { awsEnvironment } from '../aws-environment';
import { type Outcome, runTrailwatch } from '../run-trailwatch';
import { type LogsServer, type ServedLogs, serveLogs } from './serve-logs';

const GROUP = 'aws/cloudtrail/managementevents';
const QUERY = 'stats count(*) as calls by eventName';

let server: LogsServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

async function run(served: ServedLogs, ...argv: readonly string[]): Promise<Outcome> {
  server = await serveLogs(served);
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(['query', ...argv]);
}

function asked(operation: string): readonly Readonly<Record<string, unknown>>[] {
  return (server?.requests ?? []).flatMap((one) => (one.operation === operation ? [one.body] : []));
}

describe('trailwatch query --logs-insights', () => {
  it('starts the query, waits, and prints rows with what they cost', async () => {
    const states = [
      { status: 'Scheduled' },
      { status: 'Running', bytesScanned: 5 },
      { status: 'Complete', bytesScanned: 1024 ** 3 },
    ];
    const rows: readonly Readonly<Record<string, string>>[] = [
      { eventName: 'StopLogging', calls: '2', '@ptr': 'x' },
      { eventName: 'a, "b"', errorCode: 'E', '@ptr': 'y' },
    ];
    const { stdout, stderr, status } = await run(
      { states, rows },
      QUERY,
      '--logs-insights',
      GROUP,
      '--start',
      '2026-11-19',
    );
    expect(stdout).toBe(
      '{"eventName":"StopLogging","calls":"2","errorCode":null}\n{"eventName":"a, \\"b\\"","calls":null,"errorCode":"E"}\n',
    );
    expect(stderr).toBe(
      'trailwatch: Logs Insights scanned 1 GB: USD 0.0050 at USD 0.005 a GB\n' +
        'rows=2 scanned_bytes=1073741824 cost_usd=0.005000 query=q-1 seconds=0.00\n',
    );
    expect(status).toBe(0);
    expect(asked('StartQuery')).toEqual([
      {
        ...{ logGroupName: GROUP, queryString: QUERY },
        startTime: Date.parse('2026-11-19T00:00:00Z') / 1000,
        // The clock of the test says noon.
        endTime: Date.parse('2026-11-20T12:00:00Z') / 1000 - 1,
      },
    ]);
  });

  it('asks the Region of an ARN, and filters accounts and Regions first', async () => {
    const arn = 'arn:aws:logs:us-east-1:111122223333:log-group:trail:*';
    const places = ['--account', '111122223333', '--account', '444455556666', '--region', 'eu-west-1'];
    await run({}, QUERY, '--logs-insights', arn, '--start', '2026-11-19', ...places);
    expect(asked('StartQuery')).toEqual([
      expect.objectContaining({
        logGroupIdentifiers: ['arn:aws:logs:us-east-1:111122223333:log-group:trail'],
        queryString: `filter recipientAccountId in ["111122223333", "444455556666"] and awsRegion in ["eu-west-1"]\n| ${QUERY}`,
      }),
    ]);
    expect(server?.requests[0]?.region).toBe('us-east-1');
  });

  it('runs a named query, and shows the same', async () => {
    const param = ['--param', 'key=AKIAIOSFODNN7EXAMPLE'];
    await run({}, 'run', 'key-users', '--logs-insights', GROUP, '--start', '2026-11-19', ...param);
    const found = findNamedQuery('key-users');
    if (!('query' in found)) throw new Error(found.problem);
    const compiled = toLogsInsights(found.query, new Map([['key', 'AKIAIOSFODNN7EXAMPLE']]));
    if (!('query' in compiled)) throw new Error(compiled.problem);
    expect(asked('StartQuery')).toEqual([expect.objectContaining({ queryString: compiled.query })]);
    const { stdout } = await runTrailwatch(['query', 'show', 'key-users', '--to', 'logs-insights', ...param]);
    expect(stdout).toContain('# Who used an access key\n');
    expect(stdout.endsWith(`\n${compiled.query}\n`)).toBe(true);
  });

  it.each([
    [25_000, false],
    [10_000, true],
  ])('prints the rows of every page: %i', async (count, isCut) => {
    const rows = Array.from({ length: count }, (_, index) => ({ eventName: `e${index}` }));
    const argv = ['fields eventName | limit 50000', '--logs-insights', GROUP, '--start', '2026-11-19'];
    const { stdout, stderr, status } = await run({ rows }, ...argv);
    expect(stdout.match(/"e\d+"/g)?.at(-1)).toBe(`"e${count - 1}"`);
    expect(stderr).toContain(`rows=${count} `);
    expect(stderr.includes(`there may be more rows than the ${count} that Logs Insights returned`)).toBe(
      isCut,
    );
    expect(status).toBe(0);
  });

  it('stops a query that has scanned more than it may', async () => {
    const states = [{ status: 'Running', bytesScanned: 2048 }];
    const { status, stderr } = await run(
      { states },
      QUERY,
      '--logs-insights',
      GROUP,
      '--start',
      '2026-11-19',
      '--max-bytes',
      '1KB',
    );
    expect(stderr).toBe('trailwatch: the query was stopped: it had scanned 2 KB, and --max-bytes is 1 KB\n');
    expect(asked('StopQuery')).toEqual([{ queryId: 'q-1' }]);
    expect(status).toBe(2);
  });

  it.each([
    ['Failed', 'the query failed; CloudWatch gives no reason'],
    ['Cancelled', 'the query was cancelled'],
    ['Timeout', 'the query took longer than an hour; choose a shorter time'],
  ])('fails when the service says %s', async (state, said) => {
    const outcome = await run(
      { states: [{ status: state }] },
      QUERY,
      '--logs-insights',
      GROUP,
      '--start',
      '2026-11-19',
    );
    expect(outcome).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${said}\n` });
  });

  it.each([
    [
      'ResourceNotFoundException',
      `there is no log group ${GROUP}; name it by its ARN, or set AWS_REGION to its Region`,
    ],
    [
      'LimitExceededException',
      'the maximum number of queries that CloudWatch Logs allows is running; try again later',
    ],
    ['MalformedQueryException', 'the query cannot be run: why'],
    ['AccessDeniedException', 'CloudWatch Logs: access was denied; this requires logs:StartQuery (why)'],
    ['ExpiredTokenException', 'CloudWatch Logs: the credentials have expired; sign in again (why)'],
  ])('fails in one sentence for %s', async (code, said) => {
    const faults = { StartQuery: { code, message: 'why' } };
    const outcome = await run({ faults }, QUERY, '--logs-insights', GROUP, '--start', '2026-11-19');
    expect(outcome).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${said}\n` });
  });

  it.each([
    [
      [QUERY, '--logs-insights', GROUP],
      '--logs-insights needs --start: CloudWatch charges for everything that the log group has of that time',
    ],
    [[QUERY, './logs', '--logs-insights', GROUP], '--logs-insights reads the log group; leave out ./logs'],
    [[QUERY, '--logs-insights', GROUP, '--lake', 'x'], '--lake is not for --logs-insights'],
    [[QUERY, '--logs-insights', GROUP, '--athena', 'x'], '--athena is not for --logs-insights'],
    [
      [QUERY, '--logs-insights', GROUP, '--start', '2026-11-19', '--format', 'parquet', '--out', 'x'],
      '--format parquet is not for --logs-insights; it may be table, ndjson, csv, json',
    ],
    [
      ['run', 'role-chains', '--logs-insights', GROUP, '--start', '2026-11-19'],
      'query role-chains cannot be expressed in Logs Insights: it joins events with one another',
    ],
    [
      ['x'.repeat(10_001), '--logs-insights', GROUP, '--start', '2026-11-19'],
      'the query has 10001 characters; Logs Insights accepts at most 10000',
    ],
  ])('fails before anything is asked: %j', async (argv, said) => {
    const outcome = await run({}, ...argv);
    expect(outcome).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${said}\n` });
    expect(server?.requests).toEqual([]);
  });
});
