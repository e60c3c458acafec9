import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { COMPACTED_COLUMNS, COMPACTED_TABLE_NAME } from '../../../lib/core/query/athena/compacted-table';
import { openTrinoParser } from '../../equivalence/sql-syntax';
import { folderForEachTest } from '../../test-folder';
import { awsEnvironment } from '../aws-environment';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';
import { runTrailwatch } from '../run-trailwatch';
import { type AthenaServer, type ServedAthena, serveAthena } from './serve-athena';

const folder = folderForEachTest();
let server: AthenaServer | undefined;
let child: ChildProcessWithoutNullStreams | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  child?.kill('SIGKILL');
  child = undefined;
  process.env = { ...environment };
});

const SELECT = 'SELECT count(*) AS n FROM events';

async function athena(served: ServedAthena, ...argv: readonly string[]) {
  server = await serveAthena(served);
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(argv, { environment: { AWS_ENDPOINT_URL: server.url } });
}

function query(served: ServedAthena, ...options: readonly string[]) {
  return athena(served, 'query', '--athena', 'audit', SELECT, ...options);
}

const trino = openTrinoParser();

/** The statement that was sent, which is one of Trino's grammar. */
function startedSql(): string {
  const [started] = server?.requests.filter(({ operation }) => operation === 'StartQueryExecution') ?? [];
  const sql = String(started?.body.QueryString);
  expect(trino.validate(sql)).toEqual([]);
  return sql;
}

function operations(): readonly string[] {
  return (server?.requests ?? []).map(({ operation }) => operation);
}

/** Of the statement, what stands behind the columns of the view. */
function fromOf(sql: string): string {
  return sql.slice(sql.indexOf('"$path" AS source_file FROM') + '"$path" AS source_file '.length);
}

const TYPED: ServedAthena = {
  columns: [
    ...([
      ['n', 'bigint'],
      ['share', 'double'],
      ['flag', 'boolean'],
      ['at', 'timestamp(3)'],
      ['day', 'timestamp'],
      ['zoned', 'timestamp with time zone'],
      ['name', 'varchar'],
      ['name', 'varchar'],
      ['big', 'decimal(38,0)'],
    ] as const),
  ],
  rows: [
    [
      ...['7', '0.5', 'true', '2026-11-20 12:00:00.000', '2026-11-20 00:00:00.125'],
      ...['2026-11-20 12:00:00.000 UTC', 'a, "b"', '', '12345678901234567890'],
    ],
    ['-1', 'NaN', 'false', null, null, null, null, 'x', '1'],
  ],
};

/** Every type that Athena names, decimals as it names them. */
const OF_EVERY_TYPE: ServedAthena = {
  columns: [
    ...(TYPED.columns ?? []),
    ['tiny', 'tinyint'],
    ['small', 'smallint'],
    ['whole', 'integer'],
    ['half', 'real'],
    ['on', 'date'],
    ['price', 'decimal', 10, 2],
    ['list', 'array'],
  ],
  rows: [
    [...(TYPED.rows?.[0] ?? []), '-128', '32767', '7', '0.25', '2026-11-20', '-1.50', '[a, b]'],
    [...(TYPED.rows?.[1] ?? []), null, null, null, 'Infinity', null, null, null],
  ],
};

async function readParquet(path: string) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
  const types = result.columnTypes().map(String);
  const rows = result.getRowsJson();
  const columns = result.columnNames();
  connection.closeSync();
  instance.closeSync();
  return { columns, types, rows };
}

describe('trailwatch query --athena', () => {
  it('writes Parquet with the types that Athena names, over several pages', async () => {
    const out = join(folder, 'rows.parquet');
    const { stderr, status } = await query(
      { ...OF_EVERY_TYPE, pageLength: 2 },
      '--format',
      'parquet',
      '--out',
      out,
    );
    expect(stderr).toContain('rows=2 scanned_bytes=4096');
    expect(status).toBe(0);
    expect(readdirSync(folder)).toEqual(['rows.parquet']);
    expect(await readParquet(out)).toEqual({
      columns: [
        ...['n', 'share', 'flag', 'at', 'day', 'zoned', 'name', 'name_1', 'big'],
        ...['tiny', 'small', 'whole', 'half', 'on', 'price', 'list'],
      ],
      types: [
        ...['BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
        ...['VARCHAR', 'VARCHAR', 'DECIMAL(38,0)', 'TINYINT', 'SMALLINT', 'INTEGER', 'FLOAT', 'DATE'],
        ...['DECIMAL(10,2)', 'VARCHAR'],
      ],
      rows: [
        [
          ...['7', 0.5, true, '2026-11-20 12:00:00', '2026-11-20 00:00:00.125', '2026-11-20 12:00:00+00'],
          ...['a, "b"', '', '12345678901234567890', -128, 32767, 7, 0.25, '2026-11-20', '-1.50', '[a, b]'],
        ],
        [
          ...['-1', 'NaN', false, null, null, null, null, 'x', '1'],
          ...[null, null, null, 'Infinity', null, null, null],
        ],
      ],
    });
  });

  it('writes Parquet without rows', async () => {
    const out = join(folder, 'rows.parquet');
    await query({ ...OF_EVERY_TYPE, rows: [] }, '--format', 'parquet', '--out', out);
    expect(await readParquet(out)).toMatchObject({ rows: [], columns: expect.arrayContaining(['price']) });
  });

  it('leaves no file where a cell is not of the type that Athena names', async () => {
    const served: ServedAthena = { columns: [['n', 'bigint']], rows: [['many']] };
    const { stderr, status } = await query(
      served,
      '--format',
      'parquet',
      '--out',
      join(folder, 'rows.parquet'),
    );
    expect(stderr).toMatch(
      /^trailwatch: the result cannot be written as Parquet: Conversion Error: .*many.*\n$/,
    );
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('starts the query with the view events, waits, and prints typed rows with what they cost', async () => {
    const states = [{ state: 'QUEUED' }, { state: 'RUNNING' }, { state: 'SUCCEEDED', scannedBytes: 4096 }];
    const { stdout, stderr, status } = await query({ ...TYPED, states });
    expect(stdout).toBe(
      `${JSON.stringify({
        ...{ n: 7, share: 0.5, flag: true, at: '2026-11-20T12:00:00Z', day: '2026-11-20T00:00:00.125Z' },
        ...{ zoned: '2026-11-20T12:00:00Z', name: 'a, "b"', name_1: '', big: '12345678901234567890' },
      })}\n${JSON.stringify({
        ...{ n: -1, share: 'NaN', flag: false, at: null, day: null, zoned: null, name: null, name_1: 'x' },
        big: 1,
      })}\n`,
    );
    expect(stderr).toBe(
      'trailwatch: Athena scanned 4 KB: USD 0.0000 at USD 5 a TB\n' +
        'rows=2 scanned_bytes=4096 cost_usd=0.000048 query=q-1 seconds=0.00\n',
    );
    expect(status).toBe(0);
    expect(operations()).toEqual([
      ...['GetTableMetadata', 'StartQueryExecution', 'GetQueryExecution', 'GetQueryExecution'],
      ...['GetQueryExecution', 'GetQueryResults'],
    ]);
    expect(server?.requests[0]?.body).toEqual({
      CatalogName: 'AwsDataCatalog',
      DatabaseName: 'audit',
      TableName: 'cloudtrail_logs',
    });
    expect(server?.requests[1]?.body).toMatchObject({
      WorkGroup: 'audit',
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'audit' },
    });
    expect(startedSql()).toMatch(
      /^WITH events AS \(SELECT TRY\(CAST\(from_iso8601_timestamp\(eventtime\).* AS program, json_format\(.*\) AS record, "\$path" AS source_file FROM "audit"\."cloudtrail_logs"\)\nSELECT count\(\*\) AS n FROM events$/s,
    );
  });

  it('reads only the partitions of the accounts, Regions and days that are chosen', async () => {
    await query(
      {},
      ...['--account', '111122223333', '--account', '444455556666', '--region', 'eu-west-1'],
      ...['--start', '2026-11-01T06:00:00Z', '--end', '2026-11-03'],
    );
    expect(fromOf(startedSql())).toBe(
      `FROM "audit"."cloudtrail_logs" WHERE "account" IN ('111122223333', '444455556666') AND "region" IN ('eu-west-1')` +
        ` AND "timestamp" >= '2026/11/01' AND "timestamp" <= '2026/12/04'` +
        " AND TRY(CAST(from_iso8601_timestamp(eventtime) AS TIMESTAMP)) >= TIMESTAMP '2026-11-01 06:00:00.000'" +
        " AND TRY(CAST(from_iso8601_timestamp(eventtime) AS TIMESTAMP)) < TIMESTAMP '2026-11-03 00:00:00.000')" +
        `\n${SELECT}`,
    );
  });

  it('compares fields of the record where the table has no partitions', async () => {
    await query(
      { partitionKeys: [] },
      ...['--account', '111122223333', '--region', 'eu-west-1', '--table', 'other.trails'],
    );
    expect(fromOf(startedSql())).toBe(
      `FROM "other"."trails" WHERE recipientaccountid IN ('111122223333') AND awsregion IN ('eu-west-1'))\n${SELECT}`,
    );
    expect(server?.requests[1]?.body).toMatchObject({ QueryExecutionContext: { Database: 'other' } });
  });

  it('reads days and accounts of a compacted table by its columns, and its URLs of log files', async () => {
    const { stderr } = await query(
      {
        partitionKeys: [],
        parameters: { table_type: 'ICEBERG' },
        tableColumns: COMPACTED_COLUMNS.map(({ name }) => name),
      },
      ...['--table', COMPACTED_TABLE_NAME, '--account', '111122223333', '--region', 'eu-west-1'],
      ...['--start', '2026-11-01T06:00:00Z', '--end', '2026-11-03', '--max-bytes', '1GB'],
    );
    const sql = startedSql();
    expect(sql).toContain(
      `, source_file AS source_file FROM "audit"."cloudtrail_compacted" WHERE "account" IN ('111122223333')` +
        ` AND "region" IN ('eu-west-1') AND "timestamp" >= '2026/11/01' AND "timestamp" <= '2026/12/04' AND `,
    );
    expect(sql).not.toContain('$path');
    expect(stderr).toContain('cannot be listed by its partitions: --max-bytes only stops the query');
  });

  it('takes no other table of Iceberg for a compacted one', async () => {
    const parameters = { table_type: 'ICEBERG' };
    await query({ partitionKeys: [], parameters }, '--account', '111122223333', '--table', 'trails');
    expect(fromOf(startedSql())).toContain(`FROM "audit"."trails" WHERE recipientaccountid IN`);
  });

  it.each([
    [
      'WITH a AS (SELECT 1 FROM events) SELECT * FROM a;',
      '\n,    a AS (SELECT 1 FROM events) SELECT * FROM a',
    ],
    [
      ' -- why\nWITH RECURSIVE a(n) AS (SELECT 1) SELECT * FROM a, events',
      '\n -- why\n,              a(n) AS',
    ],
    ['/* x */ SELECT * FROM EVENTS ; \n', '\n/* x */ SELECT * FROM EVENTS'],
  ])('puts the view before common table expressions: %s', async (sql, end) => {
    await athena({}, 'query', '--athena', 'audit', sql);
    expect(startedSql()).toContain(end);
    expect(startedSql()).toMatch(/^WITH (RECURSIVE )?events AS \(/);
  });

  it('runs a named query with its parameters', async () => {
    const { status } = await athena(
      { columns: [['event_time', 'timestamp']] },
      ...['query', 'run', 'actor-timeline', '--athena', 'audit'],
      ...['--param', "actor=o'neill", '--start', '2026-11-20', '--end', '2026-11-21'],
    );
    expect(status).toBe(0);
    expect(startedSql()).toMatch(
      /^WITH events AS \(SELECT .* FROM \(SELECT \* FROM "audit"\."cloudtrail_logs" WHERE "timestamp" >= '2026\/11\/20' AND .*'o''neill'/,
    );
  });

  it('runs a named query of Insights over their table, whose columns a SELECT has, too', async () => {
    const tableColumns = ['eventtime', 'insightdetails'];
    await athena({ tableColumns }, 'query', 'run', 'insights', '--athena', 'audit');
    expect(startedSql()).toMatch(
      /insightdetails\.insighttype AS insight_type.* FROM "audit"\."cloudtrail_insights"\)/,
    );
    await server?.stop();
    const sql = 'SELECT insight_users FROM events';
    await athena({ tableColumns }, 'query', '--athena', 'audit', '--table', 'cloudtrail_insights', sql);
    expect(startedSql()).toContain(' AS insight_users, ');
    await server?.stop();
    await athena({}, 'query', '--athena', 'audit', sql);
    expect(startedSql()).not.toContain(' AS insight_users, ');
  });

  it('reads every page, and writes every format of text', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => [String(index)]);
    const { stdout, stderr } = await query({ rows, pageLength: 10 }, '--format', 'csv');
    expect(stdout).toBe(`n\r\n${rows.map(([cell]) => `${cell}\r\n`).join('')}`);
    expect(stderr).toContain('rows=25 ');
    expect(operations().filter((name) => name === 'GetQueryResults')).toHaveLength(3);
    await server?.stop();
    const json = await query({ rows: [['1']] }, '--format', 'json', '--out', join(folder, 'rows.json'));
    expect(json.stdout).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8'))).toEqual([{ n: 1 }]);
    await server?.stop();
    const table = await query({ rows: [['1']] }, '--format', 'table');
    expect(table.stdout).toBe('N\n1\n');
  });

  it('asks again while Athena is busy, and starts one query all the same', async () => {
    const busy = { code: 'TooManyRequestsException', message: 'Rate exceeded' };
    const { status } = await query({ fault: ({ times }) => (times < 2 ? busy : undefined) });
    expect(status).toBe(0);
    const tokens = server?.requests
      .filter(({ operation }) => operation === 'StartQueryExecution')
      .map(({ body }) => body.ClientRequestToken);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });
});

describe('trailwatch query --athena of what the table does not project', () => {
  const parameters = {
    ...{ 'projection.account.type': 'enum', 'projection.account.values': '111122223333' },
    ...{ 'projection.region.type': 'enum', 'projection.region.values': 'eu-west-1' },
    'projection.timestamp.range': '2026/01/01,NOW',
  };

  it.each([
    ['--account', '999988887777'],
    ['--region', 'ap-east-2'],
  ])('refuses %s %s, of which it would find nothing', async (option, name) => {
    const { stdout, stderr, status } = await query({ parameters }, option, name);
    expect({ stdout, stderr, status }).toEqual({
      ...{ stdout: '', status: 2 },
      stderr: `trailwatch: audit.cloudtrail_logs does not list ${name}, so none of its events would be found; add it to the table\n`,
    });
    expect(operations()).not.toContain('StartQueryExecution');
  });

  it('says from which day on it finds files', async () => {
    const { stderr, status } = await query({ parameters }, '--start', '2025-06-01');
    expect(stderr).toContain('audit.cloudtrail_logs finds no log files from before 2026/01/01\n');
    expect(status).toBe(0);
  });
});

describe('trailwatch query --athena --max-bytes', () => {
  const objects = [
    ['AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/18/a.json.gz', 1000],
    ['AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/19/b.json.gz', 2000],
    ['AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/c.json.gz', 500],
    ['AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/22/d.json.gz', 9000],
    ['AWSLogs/777788889999/CloudTrail/us-east-1/2026/11/20/e.json.gz', 9000],
  ] as const;
  const days = ['--start', '2026-11-19', '--end', '2026-11-20', '--late-days', '1'];

  it('adds up the files of the projected partitions before it starts', async () => {
    const { stderr, status } = await query({ objects }, '--max-bytes', '2500', ...days);
    expect(stderr).toContain('trailwatch: the query scans 2.44 KB in 2 files\n');
    expect(status).toBe(0);
    expect(server?.listings).toEqual([
      'AWSLogs/111122223333/CloudTrail/eu-west-1/',
      'AWSLogs/111122223333/CloudTrail/us-east-1/',
      'AWSLogs/444455556666/CloudTrail/eu-west-1/',
      'AWSLogs/444455556666/CloudTrail/us-east-1/',
    ]);
  });

  it('starts no query that would scan more, each reading of the view counted', async () => {
    const { stderr, status } = await query({ objects }, '--max-bytes', '2400', ...days);
    expect(stderr).toBe(
      'trailwatch: the query was not started: it would scan at least 2.44 KB in 2 files, and --max-bytes is 2.34 KB; choose fewer days, accounts or Regions\n',
    );
    expect(status).toBe(2);
    expect(operations()).toEqual(['GetTableMetadata']);
    await server?.stop();
    const twice = await athena(
      { objects },
      ...['query', '--athena', 'audit', 'SELECT 1 FROM events a JOIN events b ON a.event_id = b.event_id'],
      ...['--max-bytes', '4KB', ...days],
    );
    expect(twice.stderr).toContain(
      'it would scan at least 2.44 KB in 2 files, 2 times, and --max-bytes is 4 KB',
    );
  });

  it('stops a query that says it has scanned more', async () => {
    const states = [
      { state: 'RUNNING', scannedBytes: 100 },
      { state: 'RUNNING', scannedBytes: 5000 },
    ];
    const { stderr, status } = await query({ states }, '--max-bytes', '4KB');
    expect(stderr).toContain(
      'trailwatch: the query was stopped: it had scanned 4.88 KB, and --max-bytes is 4 KB\n',
    );
    expect(status).toBe(2);
    expect(operations().slice(-1)).toEqual(['StopQueryExecution']);
  });

  it('says that it cannot add up files of a table without projection', async () => {
    const { stderr, status } = await query(
      { parameters: { 'projection.enabled': 'false' } },
      '--max-bytes',
      '1GB',
    );
    expect(stderr).toContain(
      'the files of audit.cloudtrail_logs cannot be listed by its partitions: --max-bytes only stops the query\n',
    );
    expect(status).toBe(0);
  });
});

/** Answers an operation with an error. */
function failing(operation: string, code: string, message: string): ServedAthena {
  return { fault: (request) => (request.operation === operation ? { code, message } : undefined) };
}

function ended(state: string, reason?: string): ServedAthena {
  return { states: [{ state, ...(reason === undefined ? {} : { reason }) }] };
}

describe('trailwatch query --athena, in one sentence', () => {
  it.each<readonly [string, ServedAthena, string]>([
    [
      'wrong SQL that is refused at once',
      failing('StartQueryExecution', 'InvalidRequestException', "line 2:8: mismatched input 'FORM'"),
      "the SQL cannot be run: mismatched input 'FORM' (line 1:8)",
    ],
    [
      'wrong SQL that fails',
      ended('FAILED', "COLUMN_NOT_FOUND: line 3:9: Column 'evnt_name' cannot be resolved"),
      "the SQL cannot be run: Column 'evnt_name' cannot be resolved (line 2:9)",
    ],
    [
      'no such workgroup',
      failing('StartQueryExecution', 'InvalidRequestException', 'WorkGroup audit is not found.'),
      "there is no workgroup 'audit' in eu-west-1; AWS_REGION must be its Region",
    ],
    [
      'no such table',
      failing('GetTableMetadata', 'MetadataException', 'EntityNotFoundException: Entity Not Found'),
      "there is no table audit.cloudtrail_logs for workgroup 'audit' in eu-west-1; name it with --table database.table",
    ],
    [
      'access that is denied',
      failing('StartQueryExecution', 'AccessDeniedException', 'You are not authorized'),
      'Athena: access was denied; this requires athena:StartQueryExecution (You are not authorized)',
    ],
    [
      'a token that has expired',
      failing('GetTableMetadata', 'ExpiredTokenException', 'The security token has expired'),
      'Athena: the credentials have expired; sign in again (The security token has expired)',
    ],
    [
      'throttling without an end',
      failing('GetQueryExecution', 'ThrottlingException', 'Rate exceeded'),
      'Athena: no answer after 10 tries: Rate exceeded',
    ],
    [
      'files that may not be read',
      ended('FAILED', 'PERMISSION_DENIED: Access denied on s3://logs/AWSLogs'),
      'the query failed: PERMISSION_DENIED: Access denied on s3://logs/AWSLogs',
    ],
    ['a query that is cancelled', ended('CANCELLED'), 'the query was cancelled'],
    [
      "the workgroup's limit",
      ended('CANCELLED', 'Bytes scanned limit was exceeded'),
      "the query was stopped: it would scan more than the workgroup's limit for a query; choose fewer days, accounts or Regions",
    ],
    [
      'accounts that must be named',
      { parameters: { 'projection.account.type': 'injected' } },
      'audit.cloudtrail_logs lists no accounts, so a query must name them; add --account',
    ],
  ])('says %s', async (_, served, sentence) => {
    const { stderr, status, stdout } = await query(served);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('stops the query when it cannot be waited for any more', async () => {
    await query(failing('GetQueryExecution', 'AccessDeniedException', 'no'));
    expect(operations().slice(-2)).toEqual(['GetQueryExecution', 'StopQueryExecution']);
  });

  it.each([
    [['query', SELECT], "missing required argument 'path'"],
    [['query', 'run', 'errors'], "missing required argument 'path'"],
    [['query', SELECT, 'logs', '--table', 'a'], '--table is for --athena'],
    [
      ['query', SELECT, 'logs', '--max-bytes', '1'],
      '--max-bytes is for --athena, --lake and --logs-insights',
    ],
    [['query', SELECT, 'logs', '--athena', 'a'], '--athena reads the table of log files; leave out logs'],
    [['query', SELECT, '--athena', 'a', '--temp-dir', '/'], '--temp-dir is not for --athena'],
    [
      ['query', SELECT, '--athena', 'a', '--max-bytes', 'much'],
      "--max-bytes is 'much'; write a size such as 10GB",
    ],
    [
      ['query', SELECT, '--athena', 'a', '--table', 'a;b'],
      "--table is 'a;b'; write a table, or database.table",
    ],
    [['query', 'SELECT 1', '--athena', 'a'], 'the SQL does not read the view events; write FROM events'],
    [
      ['query', "SELECT 'events'", '--athena', 'a'],
      'the SQL does not read the view events; write FROM events',
    ],
    [
      ['query', SELECT, '--athena', 'a', '--format', 'parquet'],
      '--format parquet needs a file; add --out FILE',
    ],
    [
      ['query', 'run', 'no-such', '--athena', 'a'],
      "there is no query 'no-such'; trailwatch query list prints all",
    ],
  ])('refuses %j', async (argv, sentence) => {
    const { stderr, status } = await athena({}, ...argv);
    const [said, ...usage] = stderr.trimEnd().split('\n');
    expect(said).toBe(`trailwatch: ${sentence}`);
    // What lacks an argument shows the usage.
    expect(usage.length > 0).toBe(sentence.startsWith('missing required'));
    expect(status).toBe(2);
    expect(operations()).not.toContain('StartQueryExecution');
  });

  it('names another table where that of --table is none of log files, such as the view events', async () => {
    const served: ServedAthena = { tableColumns: ['event_time', 'event_name'] };
    const { stderr, status } = await query(served, '--table', 'events');
    expect(stderr).toBe(
      'trailwatch: audit.events has no column eventtime, so it is not a table of log files; name one with --table, such as cloudtrail_logs\n',
    );
    expect(status).toBe(2);
    expect(operations()).toEqual(['GetTableMetadata']);
  });

  it('says that there is no Region', async () => {
    server = await serveAthena({});
    process.env = { PATH: environment.PATH, HOME: folder, AWS_ENDPOINT_URL: server.url };
    const { stderr } = await runTrailwatch(['query', '--athena', 'audit', SELECT]);
    expect(stderr).toBe('trailwatch: no Region is set; set AWS_REGION to the Region of the workgroup\n');
  });
});

function startBuilt(url: string, ...options: readonly string[]): ChildProcessWithoutNullStreams {
  child = spawn(process.execPath, [COMMAND_LINE, 'query', '--athena', 'audit', SELECT, ...options], {
    env: { ...environment, ...awsEnvironment(url) },
  });
  return child;
}

describeBuilt('the built command line', () => {
  it('stops the query at an interrupt, and leaves no file', async () => {
    server = await serveAthena({ states: [{ state: 'RUNNING' }] });
    const out = join(folder, 'rows.ndjson');
    const built = startBuilt(server.url, '--out', out);
    const exit = new Promise<string | null>((resolve) => built.on('exit', (_, signal) => resolve(signal)));
    const started = new Promise<void>((resolve) => {
      const poll = setInterval(() => {
        if (!operations().includes('GetQueryExecution')) return;
        clearInterval(poll);
        resolve();
      }, 20);
    });
    await started;
    built.kill('SIGINT');
    expect(await exit).toBe('SIGINT');
    expect(operations()).toContain('StopQueryExecution');
    expect(existsSync(out)).toBe(false);
  });

  it('prints rows', async () => {
    server = await serveAthena({ rows: [['3']] });
    const built = startBuilt(server.url);
    let stdout = '';
    built.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    expect(await new Promise((resolve) => built.on('close', resolve))).toBe(0);
    expect(stdout).toBe('{"n":3}\n');
  });
});
