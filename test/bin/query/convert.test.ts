import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import { FIXTURE_RECORDS, INSIGHT_RECORDS } from '../../core/query/fixture-records';
import { examplesOf } from '../../core/query/query-fixture';
import { type FaultyS3, serveFaultyS3 } from '../faulty-s3';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

function convert(paths: readonly string[], ...options: readonly string[]) {
  return runTrailwatch(['convert', ...paths, '--out', at('out'), ...options]);
}

async function count(paths: readonly string[], ...options: readonly string[]): Promise<unknown> {
  const { stdout } = await runTrailwatch(['query', 'SELECT count(*) AS n FROM events', ...paths, ...options]);
  return stdout === '' ? undefined : (JSON.parse(stdout) as { n: number }).n;
}

function parquetFiles(): readonly string[] {
  return readdirSync(at('out'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .sort();
}

describe('trailwatch convert', () => {
  beforeEach(() => put('logs/a.json', logFile(...FIXTURE_RECORDS)));

  it('writes a folder for each account, Region and day', async () => {
    const { status, stdout, stderr } = await convert([at('logs')]);
    expect(parquetFiles()).toEqual(
      [
        ['111122223333', 'ap-south-1', '2026-11-20'],
        ['111122223333', 'eu-west-1', '2026-11-18'],
        ['111122223333', 'eu-west-1', '2026-11-20'],
        ['444455556666', 'eu-west-1', '2026-11-20'],
      ].map(([account, region, date]) =>
        expect.stringMatching(
          `^account=${account}/region=${region}/date=${date}/part-000001-\\d+\\.parquet$`,
        ),
      ),
    );
    expect(stdout).toBe('');
    expect(stderr).toBe('converted=1 before=0 records=38 duplicates=0 parts=4 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('gives every named query the same rows as the log files', async () => {
    await convert([at('logs')]);
    for (const query of NAMED_QUERIES.filter((_, index) => index % 9 === 0)) {
      const parameters = [...examplesOf(query)].flatMap(([name, value]) => ['--param', `${name}=${value}`]);
      const [fromLogs, fromParquet] = await Promise.all(
        ['logs', 'out'].map((folder) =>
          runTrailwatch(['query', 'run', query.name, at(folder), ...parameters]),
        ),
      );
      expect(fromParquet?.stdout).toBe(fromLogs?.stdout);
      expect(fromParquet?.stdout).not.toBe('');
    }
  });

  it('gives the whole record back', async () => {
    await convert([at('logs')]);
    const sql = "SELECT record, source_file FROM events WHERE event_id = 'event-15'";
    const { stdout } = await runTrailwatch(['query', sql, at('out')]);
    expect(JSON.parse(stdout)).toEqual({ record: FIXTURE_RECORDS[14], source_file: at('logs/a.json') });
  });

  it('lets one process write at a time, and takes over from one that died', async () => {
    await convert([at('logs')]);
    put('more/b.json', logFile(record('A', 'more')));
    put('other/c.json', logFile(record('A', 'other')));
    const both = await Promise.all([convert([at('more')]), convert([at('other')])]);
    expect(both.map(({ status }) => status).sort()).toEqual([0, 2]);
    expect(both.find(({ status }) => status === 2)?.stderr).toMatch(
      /^trailwatch: another conversion writes into --out /,
    );
    put('out/_trailwatch/lock', `999999999 ${hostname()}`);
    expect(await convert([at('more'), at('other')])).toMatchObject({ status: 0 });
    expect(existsSync(at('out/_trailwatch/lock'))).toBe(false);
    expect(await count([at('out')])).toBe(40);
  });

  it('converts only what was not converted before', async () => {
    await convert([at('logs')]);
    put('logs/b.json', logFile(record('A', 'new')));
    const second = await convert([at('logs')]);
    expect(second.stderr).toBe('converted=1 before=1 records=1 duplicates=0 parts=1 seconds=0.00\n');
    const third = await convert([at('logs')]);
    expect(third).toMatchObject({
      status: 0,
      stderr: 'converted=0 before=2 records=0 duplicates=0 parts=0 seconds=0.00\n',
    });
    expect(await count([at('out')])).toBe(39);
  });

  it('tells files apart whose names are not UTF-8', async () => {
    const file = (byte: number) => Buffer.concat([Buffer.from(at('logs/')), Buffer.from([byte])]);
    writeFileSync(file(0xfe), logFile(record('A', 'one')));
    await convert([at('logs')]);
    writeFileSync(file(0xff), logFile(record('A', 'two')));
    await convert([at('logs')]);
    expect(await count([at('out')])).toBe(40);
    appendFileSync(file(0xff), '\n');
    expect((await convert([at('logs')])).stderr).toContain('/\\xff: it has changed since');
  });

  it('converts log files alone, and none of what it wrote', async () => {
    put('logs/README.md', 'Logs of the shop.');
    const into = ['convert', at('logs'), '--out', at('logs/events')];
    const first = await runTrailwatch(into);
    expect(first.stderr).toContain('README.md is not a log file, skipped\nconverted=1 before=0 records=38 ');
    appendFileSync(at('logs/README.md'), 'And of the bank.');
    const { status, stderr } = await runTrailwatch(into);
    expect(stderr).toMatch(
      /^trailwatch: note: \S+README\.md is not a log file, skipped\nconverted=0 before=1 /,
    );
    expect(status).toBe(0);
  });

  it('names a file that has changed, and does not convert it twice', async () => {
    await convert([at('logs')]);
    appendFileSync(at('logs/a.json'), '\n');
    const { status, stderr } = await convert([at('logs')]);
    expect(stderr).toContain('it has changed since it was converted; convert it into a new folder\n');
    expect(status).toBe(2);
    expect(await count([at('out')])).toBe(38);
  });

  it('opens only the files of the accounts, Regions and days', async () => {
    await convert([at('logs')]);
    const place = ['--account', '111122223333', '--region', 'eu-west-1'];
    const { stdout, stderr } = await runTrailwatch([
      ...['query', 'SELECT count(*) AS n FROM events', at('out'), ...place],
      ...['--start', '2026-11-18', '--end', '2026-11-18T09:10:01Z'],
    ]);
    expect(stdout).toBe('{"n":2}\n');
    expect(stderr).toContain('files=1 pruned=3 ');
  });

  it('queries datasets and log files together', async () => {
    await convert([at('logs')]);
    put('more.json', logFile(record('A', 'more')));
    expect(await count([at('out'), at('more.json')])).toBe(39);
  });

  it('reads files of an earlier version, with NULL in the columns that they lack', async () => {
    await convert([at('logs')]);
    const database = await (await DuckDBInstance.create(':memory:')).connect();
    for (const name of parquetFiles()) {
      const older = `SELECT * EXCLUDE (insight_type, addendum_reason) FROM read_parquet('${at(`out/${name}`)}')`;
      await database.run(`CREATE OR REPLACE TABLE older AS ${older}`);
      await database.run(`COPY older TO '${at(`out/${name}`)}' (FORMAT parquet)`);
    }
    database.closeSync();
    expect(await count([at('out')])).toBe(38);
    put('more.json', logFile({ ...record('A', 'more'), addendum: { reason: 'DELIVERY_DELAY' } }));
    const sql = 'SELECT addendum_reason, count(*) AS n FROM events GROUP BY ALL ORDER BY n';
    const { stdout } = await runTrailwatch(['query', sql, at('out'), at('more.json')]);
    expect(stdout).toBe('{"addendum_reason":"DELIVERY_DELAY","n":1}\n{"addendum_reason":null,"n":38}\n');
  });

  it('leaves out what an interrupted conversion wrote, and removes it later', async () => {
    await convert([at('logs')]);
    const left = 'account=111122223333/region=eu-west-1/date=2026-11-20/part-000002-0.parquet';
    for (const name of [left, '_staging/x.parquet', 'mine.parquet']) {
      mkdirSync(dirname(at(`out/${name}`)), { recursive: true });
      writeFileSync(at(`out/${name}`), 'not finished');
    }
    expect(await count([at('out')])).toBe(38);
    await convert([at('logs')]);
    expect(existsSync(at(`out/${left}`))).toBe(false);
    expect(existsSync(at('out/_staging'))).toBe(false);
    expect(existsSync(at('out/mine.parquet'))).toBe(true);
  });

  it('keeps another dataset in a folder of its own', async () => {
    await convert([at('logs')]);
    await runTrailwatch(['convert', at('logs'), '--out', at('out/events/second')]);
    await convert([at('logs')]);
    expect(await count([at('out/events/second')])).toBe(38);
  });

  it('keeps what a record says out of the paths of files', async () => {
    put(
      'logs/a.json',
      logFile({ ...record('A', 'x'), awsRegion: '../../..', recipientAccountId: 'a/b', eventTime: 'never' }),
    );
    await convert([at('logs')]);
    expect(parquetFiles()).toEqual(['account=other/region=other/date=other/part-000001-0.parquet']);
    expect(await count([at('out')])).toBe(1);
  });

  it('converts a file again that could not be read to its end', async () => {
    const objects = { 'logs/a.json': logFile(record('A', 'a')), 'logs/b.json': logFile(record('A', 'b')) };
    const denied = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
    const environment = { ...process.env };
    const serve = async (fault: boolean) => {
      const server: FaultyS3 = await serveFaultyS3({
        objects,
        fault: ({ key }) => (fault && key.endsWith('b.json') ? denied : undefined),
      });
      process.env = { ...environment, ...server.environment };
      try {
        return await runTrailwatch(['convert', 's3://bucket/logs/', '--out', at('out')], {
          environment: server.environment,
        });
      } finally {
        await server.stop();
        process.env = { ...environment };
      }
    };
    const first = await serve(true);
    expect(first.stderr).toContain('converted=1 before=0 records=1');
    expect(first.status).toBe(2);
    const second = await serve(false);
    expect(second.stderr).toContain('converted=1 before=1 records=1');
    expect(await count([at('out')])).toBe(2);
  });

  it('converts a record of a file that ends too early from the next file that has it, and once', async () => {
    const twice = FIXTURE_RECORDS[0] as (typeof FIXTURE_RECORDS)[number];
    const hash = (id: number) => createHash('sha256').update(`${id}`).digest('hex');
    const many = Array.from({ length: 3_000 }, (_, id) => record('A', hash(id)));
    put('logs/a.json', logFile(record('A', 'whole')));
    const whole = gzipSync(logFile(record('A', 'whole'), twice, ...many));
    writeFileSync(at('logs/b.json.gz'), whole.subarray(0, whole.length - 100));
    put('logs/c.json', logFile(twice));
    put('logs/d.json', logFile(twice, record('A', 'whole')));
    const { stderr } = await convert([at('logs')]);
    expect(stderr).toContain('the gzip data ends too early');
    expect(stderr).toContain('converted=3 before=0 records=2');
    expect(await count([at('out')])).toBe(2);
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    [
      'an answer of S3',
      '<Error><Code>AccessDenied</Code></Error>',
      'nothing in the file is a CloudTrail record',
    ],
  ])('names a copy that holds %s each time, and converts it once it is a log file', async (_, text, said) => {
    put('logs/b.json', text);
    for (const before of [0, 1]) {
      const { status, stderr } = await convert([at('logs')]);
      expect(stderr).toContain(`logs/b.json: ${said}\n`);
      expect(stderr).toContain(`converted=${1 - before} before=${before} `);
      expect(status).toBe(2);
    }
    put('logs/b.json', logFile(record('A', 'b')));
    expect(await convert([at('logs')])).toMatchObject({
      status: 0,
      stderr: 'converted=1 before=1 records=1 duplicates=0 parts=1 seconds=0.00\n',
    });
  });

  it('keeps the records of an archive that also has an empty member', async () => {
    put('archive/empty.json', '');
    put('archive/a.json', logFile(record('A', 'a')));
    execFileSync('tar', ['-cf', at('logs.tar'), '-C', at('archive'), 'empty.json', 'a.json']);
    await convert([at('logs.tar')]);
    expect(await count([at('out')])).toBe(1);
  });

  it('names a log file that ends too early each time, and converts it once it is whole', async () => {
    const whole = gzipSync(logFile(...FIXTURE_RECORDS));
    writeFileSync(at('logs/b.json.gz'), whole.subarray(0, whole.length / 2));
    for (let run = 0; run < 2; run++) {
      const { status, stderr } = await convert([at('logs')]);
      expect(stderr).toContain('the gzip data ends too early');
      expect(status).toBe(2);
    }
    writeFileSync(at('logs/b.json.gz'), whole);
    expect(await convert([at('logs')])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('converted=1 before=1'),
    });
  });

  it('writes OCSF', async () => {
    const { status } = await convert([at('logs')], '--ocsf');
    expect(status).toBe(0);
    const rows = await readParquet(
      `SELECT * FROM read_parquet('${at('out')}/account=*/**/*.parquet', hive_partitioning = false) WHERE metadata.uid IN ('event-15', 'event-17') ORDER BY metadata.uid`,
    );
    expect(rows[0]).toMatchObject({
      ...{ activity_id: 1, activity_name: 'Create', category_uid: 6, class_uid: 6003, type_uid: '600301' },
      ...{
        severity_id: 1,
        status_id: 1,
        status: 'Success',
        time: String(Date.parse('2026-11-20T11:20:00Z')),
      },
      metadata: {
        version: '1.5.0',
        uid: 'event-15',
        product: { name: 'CloudTrail', vendor_name: 'AWS' },
        profiles: ['cloud', 'datetime'],
      },
      cloud: { provider: 'AWS', region: 'ap-south-1', account: { uid: '111122223333' } },
      api: {
        operation: 'RunInstances',
        service: { name: 'ec2.amazonaws.com' },
        request: { uid: 'request-15' },
      },
      actor: {
        user: { type: 'AssumedRole', name: 'Deploy/s1', credential_uid: 'ASIAONE' },
        session: { is_mfa: false },
      },
      src_endpoint: { ip: '198.51.100.7', domain: null },
    });
    expect(JSON.parse(String(rows[0]?.raw_data))).toEqual(FIXTURE_RECORDS[14]);
    expect(rows[1]).toMatchObject({
      ...{ activity_id: 2, type_uid: '600302', status_id: 2, status_code: 'AccessDenied' },
      api: { response: { error: 'AccessDenied' } },
    });
  });

  it('writes OCSF of a sign-in that failed, which has no error code', async () => {
    const signIn = (id: string, result: string, rest: JsonObject = {}) => ({
      ...record('A', id),
      ...{ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
      ...{ responseElements: { ConsoleLogin: result }, ...rest },
    });
    put(
      'logs/a.json',
      logFile(
        signIn('failed', 'Failure', { errorMessage: 'Failed authentication' }),
        signIn('silent', 'Failure'),
        signIn('succeeded', 'Success'),
      ),
    );
    await convert([at('logs')], '--ocsf');
    const rows = await readParquet(
      `SELECT metadata.uid AS uid, status_id, status FROM read_parquet('${at('out')}/account=*/**/*.parquet') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { uid: 'failed', status_id: 2, status: 'Failure' },
      { uid: 'silent', status_id: 2, status: 'Failure' },
      { uid: 'succeeded', status_id: 1, status: 'Success' },
    ]);
  });

  it('fails in one sentence where OCSF is queried, or another kind is added', async () => {
    await convert([at('logs')], '--ocsf');
    const queried = await runTrailwatch(['query', 'SELECT 1', at('out')]);
    expect(queried.stderr).toContain(
      'contains OCSF events, which are not in the view events; convert without --ocsf\n',
    );
    const added = await convert([at('logs')]);
    expect(added.stderr).toContain('holds ocsf-1.5.0, and not events; name another folder\n');
    expect([queried.status, added.status]).toEqual([2, 2]);
  });

  it('writes no object of OCSF without what the schema requires of it', async () => {
    put(
      'logs/a.json',
      logFile({
        ...{ eventVersion: '1.11', eventTime: '2026-11-20T12:00:00Z', eventID: 'of-a-service' },
        ...{ eventSource: 's3.amazonaws.com', eventName: 'PutObject', awsRegion: 'eu-west-1' },
        ...{ sourceIPAddress: 'config.amazonaws.com', userAgent: 'config.amazonaws.com' },
        userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' },
      }),
    );
    put('logs/b.json', logFile({ ...record('A', 'over-tls'), tlsDetails: { tlsVersion: 'TLSv1.3' } }));
    await convert([at('logs')], '--ocsf');
    const [row, overTls] = await readParquet(
      `SELECT src_endpoint, actor, api, unmapped, cloud FROM read_parquet('${at('out')}/account=*/**/*.parquet') ORDER BY metadata.uid`,
    );
    expect(overTls).toMatchObject({ unmapped: { tls: { version: '1.3' } } });
    expect(row).toMatchObject({
      src_endpoint: { ip: null, domain: 'config.amazonaws.com' },
      actor: {
        user: { name: 'config.amazonaws.com', uid: null },
        idp: null,
        invoked_by: 'config.amazonaws.com',
      },
      ...{ api: { operation: 'PutObject', request: null }, unmapped: null, cloud: { account: null } },
    });
  });

  it('writes OCSF of calls only, and says how many records are none', async () => {
    const window = { windowStart: '2026-11-20 11:55:00.000' };
    const summary = {
      eventId: 'c',
      eventSource: 's3.amazonaws.com',
      accountId: '111122223333',
      timeWindow: window,
      summary: {},
    };
    put('logs/a.json', logFile(record('A', 'a'), INSIGHT_RECORDS[0] ?? {}));
    put('logs/b.json', logFile({ ...summary, eventCategory: 'Aggregated', awsRegion: 'eu-west-1' }));
    const { stderr, status } = await convert([at('logs')], '--ocsf');
    expect(stderr).toBe(
      'trailwatch: records that were left out, because they are Insights events or summaries of data events, and no calls: 2\n' +
        'converted=2 before=0 records=1 duplicates=0 parts=1 seconds=0.00\n',
    );
    expect(status).toBe(0);
  });

  it('fails in one sentence on a folder with other files, on standard input, and on nothing', async () => {
    put('out/mine.txt', 'x');
    expect((await convert([at('logs')])).stderr).toBe(
      `trailwatch: --out ${at('out')} is not empty, and holds no dataset of trailwatch; name another folder\n`,
    );
    expect((await convert(['-'])).stderr).toBe(
      "trailwatch: standard input ('-') cannot be converted; name files or folders\n",
    );
    expect((await runTrailwatch(['convert', at('gone'), '--out', at('new')])).stderr).toContain(
      `trailwatch: ${at('gone')}: no such file or folder\n`,
    );
  });
});

async function readParquet(sql: string): Promise<readonly JsonObject[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(sql);
  connection.closeSync();
  return result.getRowObjectsJson() as readonly JsonObject[];
}
