import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openTrinoParser } from '../../equivalence/sql-syntax';
import { folderForEachTest } from '../../test-folder';
import { awsEnvironment } from '../aws-environment';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';
import { runTrailwatch } from '../run-trailwatch';
import { type LakeServer, type ServedLake, serveLake } from './serve-lake';

const folder = folderForEachTest();
let server: LakeServer | undefined;
let child: ChildProcessWithoutNullStreams | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  child?.kill('SIGKILL');
  child = undefined;
  process.env = { ...environment };
});

const ID = '0a1b2c3d-0000-4000-8000-000000000000';
const ARN = `arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/${ID}`;
const SELECT = 'SELECT count(*) AS n FROM events';

async function lake(served: ServedLake, ...argv: readonly string[]) {
  server = await serveLake(served);
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(argv);
}

function query(served: ServedLake, ...options: readonly string[]) {
  return lake(served, 'query', '--lake', ID, SELECT, ...options);
}

const trino = openTrinoParser();

/** The statement that was sent; one of Trino's grammar once the id of the store is quoted, which CloudTrail takes as it is. */
function startedSql(): string {
  const [started] = server?.requests.filter(({ operation }) => operation === 'StartQuery') ?? [];
  const sql = String(started?.body.QueryStatement);
  expect(trino.validate(sql.replaceAll(ID, `"${ID}"`))).toEqual([]);
  return sql;
}

function operations(): readonly string[] {
  return (server?.requests ?? []).map(({ operation }) => operation);
}

describe('trailwatch query --lake', () => {
  it('starts the query with the view events, waits, and prints rows with what they cost', async () => {
    const states = [
      { QueryStatus: 'QUEUED' },
      { QueryStatus: 'RUNNING' },
      { QueryStatus: 'FINISHED', BytesScanned: 1024 ** 3 },
    ];
    const rows = [
      { n: '7', name: 'a, "b"' },
      { n: '-1', name: '' },
    ];
    const { stdout, stderr, status } = await query({ states, rows });
    expect(stdout).toBe('{"n":"7","name":"a, \\"b\\""}\n{"n":"-1","name":""}\n');
    expect(stderr).toBe(
      'trailwatch: CloudTrail Lake scanned 1 GB: USD 0.0050 at USD 0.005 a GB\n' +
        'rows=2 scanned_bytes=1073741824 cost_usd=0.005000 query=q-1 seconds=0.00\n',
    );
    expect(status).toBe(0);
    expect(operations()).toEqual([
      ...['StartQuery', 'DescribeQuery', 'DescribeQuery', 'DescribeQuery', 'GetQueryResults'],
    ]);
    expect(startedSql()).toBe(`WITH events AS (SELECT eventTime AS event_time FROM ${ID})\n${SELECT}`);
  });

  it('names only the columns that the SQL uses, and all of them for *', async () => {
    await lake({}, 'query', '--lake', ID, 'SELECT Event_Name, actor FROM events');
    const some = startedSql();
    expect(some).toContain('eventName AS event_name');
    expect(some).toContain(' AS actor FROM');
    expect(some).not.toContain('vpc_endpoint');
    await server?.stop();
    await lake({}, 'query', '--lake', ID, 'SELECT * FROM events');
    expect(startedSql()).toContain('eventName AS event_name');
    expect(startedSql().length).toBeGreaterThan(some.length);
    // Its expression alone takes most of what a statement may have.
    expect(startedSql()).not.toContain(' AS outcome');
    await server?.stop();
    await lake({}, 'query', '--lake', ID, "SELECT event_time, outcome FROM events WHERE outcome = 'denied'");
    expect(startedSql()).toContain(' AS outcome');
  });

  it('reads only the events that are chosen', async () => {
    await query(
      {},
      ...['--account', '111122223333', '--region', 'eu-west-1'],
      ...['--start', '2026-11-01T06:00:00Z', '--end', '2026-11-03'],
    );
    expect(startedSql()).toContain(
      `FROM ${ID} WHERE recipientAccountId IN ('111122223333') AND awsRegion IN ('eu-west-1') AND ` +
        "eventTime >= '2026-11-01 06:00:00' AND eventTime < '2026-11-03 00:00:00')\n",
    );
  });

  it('sends SQL over the store itself as it is', async () => {
    const sql = `SELECT eventName FROM ${ID} WHERE eventTime > '2026-11-01 00:00:00'`;
    await lake({}, 'query', '--lake', ID, `${sql};`);
    expect(startedSql()).toBe(sql);
  });

  it('runs a named query with its parameters', async () => {
    const { status } = await lake(
      {},
      ...[
        'query',
        'run',
        'actor-timeline',
        '--lake',
        ID,
        '--param',
        "actor=o'neill",
        '--start',
        '2026-11-20',
      ],
    );
    expect(status).toBe(0);
    expect(startedSql()).toMatch(
      new RegExp(
        `^WITH events AS \\(SELECT .* FROM \\(SELECT \\* FROM ${ID} WHERE eventTime >= .*'o''neill'`,
      ),
    );
  });

  it('asks in the Region and the account of an ARN', async () => {
    await lake({}, 'query', '--lake', ARN, SELECT);
    expect(new Set(server?.requests.map(({ region }) => region))).toEqual(new Set(['eu-central-1']));
    for (const { body } of server?.requests ?? []) {
      expect(body).toMatchObject({ EventDataStoreOwnerAccountId: '111122223333' });
    }
  });

  it('finds a store by its name', async () => {
    await lake({ stores: { other: 'x', audit: ID } }, 'query', '--lake', 'audit', SELECT);
    expect(operations()[0]).toBe('ListEventDataStores');
    expect(startedSql()).toContain(`FROM ${ID})`);
  });

  it('reads every page, and writes every format of text', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => ({ n: String(index) }));
    const { stdout, stderr } = await query({ rows, pageLength: 10 }, '--format', 'csv');
    expect(stdout).toBe(`n\r\n${rows.map(({ n }) => `${n}\r\n`).join('')}`);
    expect(stderr).toContain('rows=25 ');
    expect(operations().filter((name) => name === 'GetQueryResults')).toHaveLength(3);
    await server?.stop();
    expect((await query({ rows: [{ n: '1' }] }, '--format', 'table')).stdout).toBe('N\n1\n');
    await server?.stop();
    expect(JSON.parse((await query({ rows: [{ n: '1' }] }, '--format', 'json')).stdout)).toEqual([
      { n: '1' },
    ]);
    await server?.stop();
    expect((await query({ rows: [] }, '--format', 'json')).stdout).toBe('[\n]\n');
  });

  it('asks again while CloudTrail is busy', async () => {
    const { status } = await query({
      fault: ({ times }) =>
        times < 2 ? { code: 'ThrottlingException', message: 'Rate exceeded' } : undefined,
    });
    expect(status).toBe(0);
  });

  it('cancels a query that scans more than allowed', async () => {
    const states = [
      { QueryStatus: 'RUNNING', BytesScanned: 100 },
      { QueryStatus: 'RUNNING', BytesScanned: 5000 },
    ];
    const { stderr, status } = await query({ states }, '--max-bytes', '4KB');
    expect(stderr).toContain('the query was stopped: it had scanned 4.88 KB, and --max-bytes is 4 KB\n');
    expect([status, operations().at(-1)]).toEqual([2, 'CancelQuery']);
  });
});

function failing(operation: string, code: string, message?: string): ServedLake {
  const fault = message === undefined ? { code } : { code, message };
  return { fault: (request) => (request.operation === operation ? fault : undefined) };
}

function ended(QueryStatus: string, ErrorMessage?: string): ServedLake {
  return { states: [{ QueryStatus, ...(ErrorMessage === undefined ? {} : { ErrorMessage }) }] };
}

describe('trailwatch query --lake, in one sentence', () => {
  it.each<readonly [string, ServedLake, string]>([
    [
      'wrong SQL that is refused at once',
      failing('StartQuery', 'InvalidQueryStatementException', "line 2:8: mismatched input 'FORM'."),
      "the SQL cannot be run: mismatched input 'FORM' (line 1:8)",
    ],
    [
      'wrong SQL that fails',
      ended('FAILED', "COLUMN_NOT_FOUND: line 3:9: Column 'x' cannot be resolved"),
      "the SQL cannot be run: Column 'x' cannot be resolved (line 2:9)",
    ],
    ['a query that fails', ended('FAILED', 'Out of memory.'), 'the query failed: Out of memory'],
    ['a query that fails without a word', ended('FAILED'), 'the query failed; CloudTrail gives no reason'],
    ['a query that is cancelled', ended('CANCELLED'), 'the query was cancelled'],
    [
      'a query that takes too long',
      ended('TIMED_OUT'),
      'the query took longer than CloudTrail Lake allows; choose fewer days, accounts or columns',
    ],
    [
      'no such store',
      failing('StartQuery', 'EventDataStoreNotFoundException'),
      `there is no event data store '${ID}' in eu-west-1; name it by its ARN, or set AWS_REGION to its Region`,
    ],
    [
      'a store that is being deleted',
      failing('StartQuery', 'InactiveEventDataStoreException'),
      `the event data store '${ID}' in eu-west-1 is not active; it is being created or deleted`,
    ],
    [
      'access that is denied',
      failing('StartQuery', 'AccessDeniedException', 'You are not authorized'),
      'CloudTrail Lake: access was denied; this requires cloudtrail:StartQuery, and kms:Decrypt and kms:GenerateDataKey on the key of the store (You are not authorized)',
    ],
    [
      'a token that has expired',
      failing('StartQuery', 'ExpiredTokenException', 'The security token has expired'),
      'CloudTrail Lake: the credentials have expired; sign in again (The security token has expired)',
    ],
    [
      'throttling without an end',
      failing('DescribeQuery', 'ThrottlingException', 'Rate exceeded'),
      'CloudTrail Lake: no answer after 10 tries: Rate exceeded',
    ],
    [
      'too many queries',
      failing('StartQuery', 'MaxConcurrentQueriesException'),
      'the maximum number of queries that CloudTrail allows is running; trailwatch lake queries list shows them, cancel ends one',
    ],
    [
      'that Lake is closed',
      failing('StartQuery', 'OperationNotPermittedException', 'CloudTrail Lake is not open to new customers'),
      'CloudTrail Lake is closed to accounts that did not use it before 2026-05-31; query the log files of a trail instead (trailwatch query PATH, or --athena) (CloudTrail Lake is not open to new customers)',
    ],
  ])('says %s', async (_, served, sentence) => {
    const { stderr, status, stdout } = await query(served);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it.each([
    [['query', SELECT, 'logs', '--lake', ID], '--lake reads the event data store; leave out logs'],
    [
      ['query', SELECT, '--lake', ID, '--athena', 'a'],
      '--lake and --athena are two engines; name one of them',
    ],
    [['query', SELECT, '--lake', ID, '--table', 'a'], '--table is not for --lake'],
    [
      ['query', SELECT, '--lake', ID, '--format', 'parquet'],
      '--format parquet is not for --lake; it may be table, ndjson, csv, json',
    ],
    [
      ['query', 'SELECT 1', '--lake', ID],
      `the SQL reads neither the view events nor the store; write FROM events, or FROM ${ID}`,
    ],
    [
      ['query', `SELECT 1 FROM ${ID}`, '--lake', ID, '--start', '2026-11-01'],
      'the SQL names the store itself, so --account, --region, --start and --end cannot choose its events; write FROM events',
    ],
    [
      [
        'query',
        `SELECT 1 FROM events JOIN ${ID} s ON s.eventID = event_id`,
        '--lake',
        ID,
        '--start',
        '2026-11-19',
      ],
      'the SQL names the store itself, so --account, --region, --start and --end cannot choose its events; write FROM events',
    ],
    [
      ['query', `SELECT '${ID}' FROM other`, '--lake', ID],
      `the SQL reads neither the view events nor the store; write FROM events, or FROM ${ID}`,
    ],
    [
      ['query', `SELECT '${'a'.repeat(10_000)}' FROM events`, '--lake', ID],
      'the SQL has 10111 characters with the view events; CloudTrail Lake accepts at most 10000; name columns instead of *',
    ],
    [
      ['query', SELECT, '--lake', 'none'],
      "there is no event data store 'none' in eu-west-1; name it by its ARN, or set AWS_REGION to its Region",
    ],
    ...['arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit', 'arn:aws:s3:::audit', `${ARN}/x`].flatMap(
      (arn) =>
        [
          ['query', SELECT, '--lake', arn],
          ['lake', 'queries', 'list', arn],
          ['lake', 'imports', 'list', arn],
          ['lake', 'restore', arn],
        ].map((argv): [string[], string] => [
          argv,
          `'${arn}' is not the ARN of an event data store, such as arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/ID`,
        ]),
    ),
    [
      ['query', 'run', 'no-such', '--lake', ID],
      "there is no query 'no-such'; trailwatch query list prints all",
    ],
  ])('refuses %#', async (argv, sentence) => {
    const { stderr, status } = await lake({}, ...argv);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
    expect(operations()).not.toContain('StartQuery');
  });

  it('says that there is no Region, and that there are no credentials', async () => {
    server = await serveLake({});
    process.env = { PATH: environment.PATH, HOME: folder, AWS_ENDPOINT_URL: server.url };
    const { stderr } = await runTrailwatch(['query', '--lake', ID, SELECT]);
    expect(stderr).toBe(
      'trailwatch: no Region is set; set AWS_REGION to the Region of the event data store, or name it by its ARN\n',
    );
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    const { stderr: noCredentials } = await runTrailwatch(['query', '--lake', ARN, SELECT]);
    expect(noCredentials).toMatch(/^trailwatch: CloudTrail Lake: no credentials were found; set AWS_PROFILE/);
  });
});

describe('trailwatch lake queries', () => {
  const QUERIES = [
    { QueryId: 'q-1', QueryStatus: 'RUNNING' },
    { QueryId: 'q-2', QueryStatus: 'FINISHED' },
    { QueryId: 'q-3', QueryStatus: 'FAILED' },
  ];

  it('lists every page', async () => {
    const { stdout, status } = await lake({ queries: QUERIES, pageLength: 2 }, 'lake', 'queries', 'list', ID);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(
      QUERIES.map(({ QueryId, QueryStatus }) => ({
        ...{ id: QueryId, status: QueryStatus, startedAt: new Date(1_795_000_000_000).toISOString() },
      })),
    );
    expect(status).toBe(0);
    expect(server?.requests[0]?.body).toEqual({ EventDataStore: ID });
  });

  it('lists queries of a status and a time, as a table', async () => {
    const options = [
      '--status',
      'RUNNING',
      '--start',
      '2026-11-19',
      '--end',
      '2026-11-20',
      '--format',
      'table',
    ];
    const { stdout } = await lake(
      { queries: QUERIES.slice(0, 1) },
      'lake',
      'queries',
      'list',
      ID,
      ...options,
    );
    expect(stdout).toMatch(/^QUERY +STATUS +STARTED\nq-1 +RUNNING +2026-11-18T/);
    expect(server?.requests[0]?.body).toEqual({
      ...{ EventDataStore: ID, QueryStatus: 'RUNNING' },
      ...{ StartTime: Date.parse('2026-11-19') / 1000, EndTime: Date.parse('2026-11-20') / 1000 },
    });
  });

  it('prints how a query does, and exits with 1 for one that failed', async () => {
    const states = [{ QueryStatus: 'FAILED', BytesScanned: 1024 ** 3, ErrorMessage: 'why\u001b[2J' }];
    const { stdout, status } = await lake({ states }, 'lake', 'queries', 'status', 'q-1');
    expect(JSON.parse(stdout)).toEqual({
      ...{ id: 'q-1', status: 'FAILED', scannedBytes: 1024 ** 3, costUsd: 0.005, eventsScanned: 3 },
      ...{ eventsMatched: 0, executionMs: 0, error: 'why\u001b[2J', sql: 'SELECT 1' },
    });
    expect(status).toBe(1);
    await server?.stop();
    const table = await lake({ states }, ...['lake', 'queries', 'status', 'q-1', '--format', 'table']);
    expect(table.stdout).toContain('error: why\\u{1b}[2J\n');
    await server?.stop();
    expect((await lake({}, 'lake', 'queries', 'status', 'q-1')).status).toBe(0);
  });

  it('cancels a query, in the Region that is named', async () => {
    const { stdout, status } = await lake(
      {},
      ...['lake', 'queries', 'cancel', 'q-1', '--region', 'us-east-1'],
    );
    expect([stdout, status]).toEqual(['{"id":"q-1","status":"CANCELLED"}\n', 0]);
    expect(server?.requests).toMatchObject([
      { operation: 'CancelQuery', region: 'us-east-1', body: { QueryId: 'q-1' } },
    ]);
  });

  it.each([
    ['CancelQuery', 'InactiveQueryException', 'cancel', "the query 'q-1' has ended already"],
    [
      'DescribeQuery',
      'QueryIdNotFoundException',
      'status',
      "there is no query 'q-1'; set AWS_REGION to the Region of its store",
    ],
  ])('fails when %s answers %s', async (operation, code, verb, sentence) => {
    const { stderr, status } = await lake(failing(operation, code), 'lake', 'queries', verb, 'q-1');
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
  });
});

function startBuilt(url: string, ...options: readonly string[]): ChildProcessWithoutNullStreams {
  child = spawn(process.execPath, [COMMAND_LINE, 'query', '--lake', ID, SELECT, ...options], {
    env: { ...environment, ...awsEnvironment(url) },
  });
  return child;
}

describeBuilt('the built command line', () => {
  it('cancels the query at an interrupt, and leaves no file', async () => {
    let asked = () => {};
    const started = new Promise<void>((resolve) => {
      asked = resolve;
    });
    server = await serveLake({
      states: [{ QueryStatus: 'RUNNING' }],
      fault: ({ operation }) => {
        if (operation === 'DescribeQuery') asked();
        return undefined;
      },
    });
    const out = join(folder, 'rows.ndjson');
    const built = startBuilt(server.url, '--out', out);
    const exit = new Promise<string | null>((resolve) => built.on('exit', (_, signal) => resolve(signal)));
    await started;
    built.kill('SIGINT');
    expect(await exit).toBe('SIGINT');
    expect(operations()).toContain('CancelQuery');
    expect(existsSync(out)).toBe(false);
  });

  it('prints rows', async () => {
    server = await serveLake({ rows: [{ n: '3' }] });
    const built = startBuilt(server.url);
    let stdout = '';
    built.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    expect(await new Promise((resolve) => built.on('close', resolve))).toBe(0);
    expect(stdout).toBe('{"n":"3"}\n');
  });
});
