import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { loadDuckdb } from '../../../bin/query/duckdb';
import { AGGREGATE_FUNCTIONS, ROW_FUNCTIONS } from '../../../bin/query/sql-functions';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { type FaultyS3, type FaultyS3Options, serveFaultyS3 } from '../faulty-s3';
import { runTrailwatch, type Surroundings } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

function query(sql: string, paths: readonly string[], surroundings: Surroundings = {}) {
  return runTrailwatch(['query', sql, ...paths], surroundings);
}

function rowsIn(stdout: string): readonly JsonObject[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject);
}

const RICH = {
  ...record('RunInstances', 'rich'),
  errorCode: 'Client.UnauthorizedOperation',
  readOnly: false,
  managementEvent: true,
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci',
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/Deploy' },
      attributes: { mfaAuthenticated: 'false', creationDate: '2026-08-17T13:00:00Z' },
    },
  },
  requestParameters: { instanceType: 'p5.48xlarge', monitoring: { enabled: true } },
  responseElements: null,
  resources: [{ ARN: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1' }, { type: 'AWS::EC2::Subnet' }],
  tlsDetails: { tlsVersion: 'TLSv1.3' },
};

describe('trailwatch query', () => {
  it('gives the fields of a record in typed columns, and the record itself', async () => {
    put('a.json', logFile(RICH));
    const { stdout, stderr, status } = await query('SELECT * FROM events', [at('a.json')]);
    const [row] = rowsIn(stdout);
    expect(row).toMatchObject({
      event_time: '2026-08-17T14:01:31Z',
      event_name: 'RunInstances',
      error_code: 'Client.UnauthorizedOperation',
      identity_type: 'AssumedRole',
      access_key_id: 'ASIAEXAMPLE',
      issuer_arn: 'arn:aws:iam::111122223333:role/Deploy',
      actor: 'arn:aws:iam::111122223333:role/Deploy',
      mfa_authenticated: false,
      session_created: '2026-08-17T13:00:00Z',
      read_only: false,
      management_event: true,
      request_parameters: { instanceType: 'p5.48xlarge', monitoring: { enabled: true } },
      response_elements: null,
      resource_arns: ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1'],
      tls_version: 'TLSv1.3',
      source_file: at('a.json'),
      record: RICH,
    });
    expect(stderr).toBe('files=1 pruned=0 records=1 duplicates=0 rows=1 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('reads every form of input, and a record that comes again once', async () => {
    put('a.json', logFile(record('StopLogging', 'a'), record('StopLogging', 'a')));
    put(
      'b.ndjson',
      `${JSON.stringify(record('StopLogging', 'a'))}\n${JSON.stringify(record('StopLogging', 'b'))}\n`,
    );
    const { stdout, stderr } = await query(
      'SELECT event_id FROM events ORDER BY 1',
      [at('a.json'), at('*.ndjson'), '-'],
      { stdin: JSON.stringify([record('StopLogging', 'c')]) },
    );
    expect(rowsIn(stdout)).toEqual([{ event_id: 'a' }, { event_id: 'b' }, { event_id: 'c' }]);
    expect(stderr).toBe('files=3 pruned=0 records=5 duplicates=2 rows=3 seconds=0.00\n');
  });

  it('counts a record once that another service wrote with its members in another order', async () => {
    const row = Object.fromEntries(Object.entries(record('StopLogging', 'a')).reverse());
    put('a.json', logFile(record('StopLogging', 'a'), row));
    const { stderr } = await query('SELECT count(*) AS n FROM events', [at('a.json')]);
    expect(stderr).toContain('records=2 duplicates=1 ');
  });

  it('keeps a record with the id of another and different content', async () => {
    put('a.json', logFile(record('StopLogging', 'a'), { ...record('StopLogging', 'a'), userAgent: 'other' }));
    const { stdout } = await query('SELECT count(*) AS n FROM events', [at('a.json')]);
    expect(rowsIn(stdout)).toEqual([{ n: 2 }]);
  });

  it('opens only the files whose keys name the accounts, Regions and days', async () => {
    const key = (account: string, region: string, day: string, folder = 'CloudTrail') =>
      `AWSLogs/${account}/${folder}/${region}/2026/11/${day}/${account}_${folder}_${region}_202611${day}T0000Z_x.json`;
    const write = (id: string, account: string, region: string, day: string) =>
      put(
        key(account, region, day),
        logFile({ ...record('A', id, account), awsRegion: region, eventTime: `2026-11-${day}T01:00:00Z` }),
      );
    write('wanted', '111122223333', 'eu-west-1', '10');
    write('day before', '111122223333', 'eu-west-1', '09');
    write('day after', '111122223333', 'eu-west-1', '11');
    write('much later', '111122223333', 'eu-west-1', '13');
    write('other account', '444455556666', 'eu-west-1', '10');
    write('other Region', '111122223333', 'us-east-1', '10');
    put(key('111122223333', 'eu-west-1', '10', 'CloudTrail-Digest'), 'no digest, and not read');
    const { stdout, stderr, status } = await query('SELECT event_id FROM events', [
      at(''),
      ...['--account', '111122223333', '--region', 'eu-west-1'],
      ...['--start', '2026-11-10', '--end', '2026-11-10T23:59:59Z', '--late-days', '1'],
    ]);
    expect(rowsIn(stdout)).toEqual([{ event_id: 'wanted' }]);
    expect(stderr).toContain('files=4 pruned=5 records=1 duplicates=0 rows=1');
    expect(status).toBe(0);
  });

  it('prints a table on a terminal', async () => {
    put('a.json', logFile(record('StopLogging', 'a'), record('DescribeTrails', 'b')));
    const { stdout } = await query(
      "SELECT event_name, count(*) AS n, 'x\u001b[31m' AS odd FROM events GROUP BY ALL ORDER BY 1",
      [at('a.json')],
      { terminalColumns: 80 },
    );
    expect(stdout).toBe(
      'EVENT_NAME      N       ODD\nDescribeTrails  1       x\\u{1b}[31m\nStopLogging     1       x\\u{1b}[31m\n',
    );
  });

  it('prints csv without formulas', async () => {
    put('a.json', logFile({ ...record('StopLogging', 'a'), userAgent: '=HYPERLINK("x")' }));
    const { stdout } = await query('SELECT user_agent, -1 AS n, request_parameters FROM events', [
      at('a.json'),
      ...['--format', 'csv'],
    ]);
    expect(stdout).toBe('user_agent,n,request_parameters\r\n"\'=HYPERLINK(""x"")",-1,\r\n');
  });

  it('prints one document of JSON', async () => {
    put('a.json', logFile(record('StopLogging', 'a')));
    const { stdout } = await query('SELECT event_id, 9007199254740993 AS big FROM events', [
      at('a.json'),
      ...['--format', 'json'],
    ]);
    expect(JSON.parse(stdout)).toEqual([{ event_id: 'a', big: '9007199254740993' }]);
  });

  it('writes Parquet, which a query reads', async () => {
    put('a.json', logFile(RICH));
    const out = at('result.parquet');
    const written = await query('SELECT event_name, event_time, request_parameters FROM events;', [
      at('a.json'),
      ...['--format', 'parquet', '--out', out],
    ]);
    expect(written).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(out).subarray(0, 4).toString()).toBe('PAR1');
    expect(readdirSync(at('')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('replaces half of a surrogate pair, which DuckDB refuses', async () => {
    put('a.json', `{"Records":[${JSON.stringify({ ...record('A', 'a'), userAgent: 'x\ud800y' })}]}`);
    const { stdout, status } = await query('SELECT user_agent FROM events', [at('a.json')]);
    expect(rowsIn(stdout)).toEqual([{ user_agent: 'x\ufffdy' }]);
    expect(status).toBe(0);
  });

  it.each([
    ['SELEC 1', 'the SQL cannot be run: syntax error at or near "SELEC" (line 1)'],
    ['', '<sql> is empty'],
    [';', 'the SQL has no statement; write one SELECT'],
    ['/* nothing */', 'the SQL has no statement; write one SELECT'],
    ['SELECT 1; SELECT 2', 'the SQL has 2 statements; write one SELECT'],
    [
      "COPY events TO '/tmp/x.csv'",
      'the SQL is refused: it may read the view events only, and no file, setting or extension',
    ],
    ['DROP TABLE events', 'the SQL is not a SELECT; a query only reads the view events'],
    ['SET enable_external_access = true', 'the SQL is not a SELECT; a query only reads the view events'],
    ['INSTALL httpfs', 'the SQL is not a SELECT; a query only reads the view events'],
    [
      "SELECT * FROM read_text('/etc/passwd')",
      'the SQL is refused: it reads read_text(), and a query reads the view events with the functions that docs/investigate/query.md lists (line 1)',
    ],
    [
      "SELECT * FROM read_csv('/etc/passwd')",
      'the SQL is refused: it reads read_csv(), and a query reads the view events with the functions that docs/investigate/query.md lists (line 1)',
    ],
  ])('fails in one sentence, before anything is read: %s', async (sql, sentence) => {
    const { status, stdout, stderr } = await query(sql, [at('nothing')]);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it.each([
    "SELECT current_setting('threads')",
    "SELECT ('threads').current_setting()",
    "SELECT main.current_setting('threads') FROM events",
    "SELECT system.main.upper('a')",
    "SELECT getvariable('x')",
    'SELECT current_database()',
    "SELECT sum(1) FILTER (WHERE current_setting('threads') = '1') OVER () FROM events",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM events, duckdb_secrets()',
    'SELECT (SELECT count(*) FROM duckdb_tables)',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM pg_catalog.pg_class',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM loaded_events',
    'SELECT * FROM main.events',
    'WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT * FROM sqlite_master',
    'SELECT * FROM (WITH duckdb_views AS (SELECT 1) SELECT * FROM duckdb_views), duckdb_views',
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('events')",
    "FROM '/etc/passwd.csv'",
    'SHOW TABLES',
    'SHOW ALL TABLES',
    'PRAGMA version',
    'PRAGMA database_list',
    "PRAGMA table_info('events')",
    'CALL duckdb_settings()',
    'EXPLAIN SELECT * FROM duckdb_settings()',
    'DESCRIBE SELECT * FROM duckdb_settings()',
    'EXPLAIN ANALYZE DELETE FROM events',
  ])('refuses what is neither the view nor a function of the list: %s', async (sql) => {
    const { status, stdout, stderr } = await query(sql, [at('nothing')]);
    expect(stderr).toMatch(
      /^trailwatch: the SQL (?:is refused: .*|is not a SELECT; .*|has \d statements; .*)\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it.each([
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t',
    'WITH a AS (SELECT * FROM events), b AS (SELECT * FROM a) SELECT count(*) AS n FROM b',
    "SELECT n FROM range(1) r(n), json_each('[1]')",
    "SELECT [x + 1 for x in [1, 2] if x > 1] AS l, ({a: 1}).a, MAP {1: 2}, 'x' SIMILAR TO 'y', extract(year FROM now())",
    'DESCRIBE events',
    'SUMMARIZE SELECT event_name FROM events',
    'EXPLAIN SELECT 1',
    "PIVOT events ON event_name IN ('A') USING count(*)",
    'SELECT row_number() OVER (ORDER BY event_time), current_date, unnest(resource_arns) FROM Events',
  ])('runs %s', async (sql) => {
    put('a.json', logFile(record('StopLogging', 'a')));
    expect(await query(sql, [at('a.json')])).toMatchObject({ status: 0 });
  });

  it('lists only functions of DuckDB that neither have effects nor read anything but their arguments', async () => {
    const { DuckDBInstance } = await loadDuckdb();
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const names = async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name));
    const known = await names('SELECT DISTINCT function_name FROM duckdb_functions()');
    const odd = await names(
      "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'pragma') OR has_side_effects OR macro_definition ILIKE '%duckdb_%' OR macro_definition ILIKE '%setting%'",
    );
    connection.closeSync();
    // `unnest` is of the grammar; these have a table function of their name, or give something new each time.
    const others = [
      'unnest',
      'range',
      'generate_series',
      'repeat',
      'random',
      'uuid',
      'uuidv4',
      'uuidv7',
      'gen_random_uuid',
    ];
    const listed = [...AGGREGATE_FUNCTIONS, ...ROW_FUNCTIONS];
    expect(listed.filter((name) => name !== 'unnest' && !known.includes(name))).toEqual([]);
    expect(listed.filter((name) => odd.includes(name) && !others.includes(name))).toEqual([]);
  });

  it('is stopped after --timeout', async () => {
    put('a.json', logFile(record('StopLogging', 'a')));
    put('temporary/x', '');
    const sql = 'SELECT count(*) FROM range(1000000000) a, range(1000000) b';
    const { status, stdout, stderr } = await query(sql, [
      ...[at('a.json'), '--timeout', '90s', '--temp-dir', at('temporary')],
    ]);
    expect(stderr).toBe(
      'trailwatch: the query was stopped: it took longer than --timeout 90s; choose fewer accounts, Regions or days\n',
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(readdirSync(at('temporary'))).toEqual(['x']);
  });

  it('fails on a column that there is not, and names others', async () => {
    const { status, stderr } = await query('SELECT event_nam FROM events', [at('nothing')]);
    expect(stderr).toMatch(
      /^trailwatch: the SQL cannot be run: Referenced column "event_nam" not found.*event_name.*\(line 1\)\n$/,
    );
    expect(status).toBe(2);
  });

  it('fails on a cell that cannot be computed, when it comes to it', async () => {
    put('a.json', logFile(record('StopLogging', 'a')));
    const { status, stderr } = await query('SELECT CAST(event_name AS INTEGER) FROM events', [at('a.json')]);
    expect(stderr).toMatch(
      /^trailwatch: the SQL cannot be run: Could not convert string 'StopLogging' to INT32/,
    );
    expect(status).toBe(2);
  });

  it('names a file that cannot be read, and queries the others', async () => {
    put('a.json', logFile(record('StopLogging', 'a')));
    put('b.json', 'no JSON');
    const { status, stdout, stderr } = await query('SELECT event_id FROM events', [
      at('a.json'),
      at('b.json'),
      at('c'),
    ]);
    expect(rowsIn(stdout)).toEqual([{ event_id: 'a' }]);
    expect(stderr).toContain(`trailwatch: ${at('b.json')}: nothing in the file is a CloudTrail record\n`);
    expect(stderr).toContain(`trailwatch: ${at('c')}: no such file or folder\n`);
    expect(status).toBe(2);
  });

  it('fails without a result where nothing could be read', async () => {
    const { status, stdout, stderr } = await query('SELECT count(*) FROM events', [at('gone')]);
    expect(stderr).toBe(`trailwatch: ${at('gone')}: no such file or folder\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it.each([
    [['--memory-limit', 'much'], "--memory-limit is 'much'; write a size such as 4GB"],
    [
      ['--memory-limit', '100MB'],
      "--memory-limit is '100MB'; reading alone takes 320MB: write 768MB or more",
    ],
    [['--timeout', '90'], "--timeout is '90'; write a time up to 24h, such as 90s, 10m or 2h"],
    [['--timeout', '0s'], "--timeout is '0s'; write a time up to 24h, such as 90s, 10m or 2h"],
    [
      ['--temp-dir', '/no/such/folder'],
      'the temporary folder /no/such/folder cannot be used: no such file or folder',
    ],
    [['--account', '12'], "--account is '12'; write the 12 digits of an account"],
    [['--region', 'Ireland'], "--region is 'Ireland'; write a Region such as eu-west-1"],
    [['--format', 'parquet'], '--format parquet needs a file; add --out FILE'],
    [
      ['--start', 'today'],
      "--start is 'today'; write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)",
    ],
  ])('fails on a wrong option: %j', async (options, sentence) => {
    put('a.json', logFile(record('StopLogging', 'a')));
    const { status, stderr } = await query('SELECT 1 FROM events', [at('a.json'), ...options]);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
  });

  it('fails in one sentence where DuckDB is not installed', async () => {
    const load = () => Promise.reject(new Error("Cannot find module '@duckdb/node-api'\nRequire stack:"));
    await expect(loadDuckdb(load)).rejects.toThrow(
      'this command needs DuckDB, which is not installed; run npm install @duckdb/node-api where trailwatch is installed',
    );
  });

  it('leaves no temporary files', async () => {
    put('a.json', logFile(record('StopLogging', 'a')));
    put('temporary/x', '');
    await query('SELECT 1 FROM events', [at('a.json'), '--temp-dir', at('temporary')]);
    expect(readdirSync(at('temporary'))).toEqual(['x']);
    expect(existsSync(tmpdir())).toBe(true);
  });
});

describe('trailwatch query s3://', () => {
  let server: FaultyS3 | undefined;
  const environment = { ...process.env };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    process.env = { ...environment };
  });

  async function queryBucket(options: FaultyS3Options) {
    server = await serveFaultyS3(options);
    process.env = { ...environment, ...server.environment };
    return query('SELECT event_id FROM events ORDER BY 1', ['s3://bucket/logs/'], {
      environment: server.environment,
    });
  }

  const objects = { 'logs/a.json': logFile(record('A', 'a')), 'logs/b.json': logFile(record('A', 'b')) };

  it('reads the objects of a bucket', async () => {
    const { status, stdout } = await queryBucket({ objects });
    expect(rowsIn(stdout)).toEqual([{ event_id: 'a' }, { event_id: 'b' }]);
    expect(status).toBe(0);
  });

  it.each([
    [403, 'AccessDenied', 'listing it requires s3:ListBucket'],
    [404, 'NoSuchBucket', 'the bucket does not exist'],
    [400, 'ExpiredToken', 'the credentials have expired; sign in again'],
    [403, 'InvalidAccessKeyId', 'AWS does not know the credentials'],
  ])('fails in one sentence: %i %s', async (status, code, sentence) => {
    const outcome = await queryBucket({ objects, fault: () => ({ kind: 'error', status, code }) });
    expect(outcome.stderr.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
  });
});
