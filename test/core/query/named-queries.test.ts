import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import type { NamedQuery, QueryWords } from '../../../lib/core/query/named-query';
import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import expectedRows from './expected-rows.json';
import { INSIGHT_RECORDS } from './fixture-records';
import { examplesOf, openFixture, rowsOfQuery, sqlOf } from './query-fixture';

const EXPECTED: Readonly<Record<string, readonly unknown[]>> = expectedRows;

function named(name: string): NamedQuery {
  const found = NAMED_QUERIES.find((query) => query.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function problemOf(name: string, values: Readonly<Record<string, string>>): string | undefined {
  const compiled = toQuerySql(named(name), { engine: 'duckdb', values: new Map(Object.entries(values)) });
  return 'problem' in compiled ? compiled.problem : undefined;
}

/** Texts that end a literal, a line or a statement where one is not escaped. */
const HOSTILE = [
  "x' OR '1'='1",
  "'; DROP TABLE events; --",
  "\\'; SELECT 1 --",
  "''",
  '/*',
  '$$x$$',
  'a\nb\r\tc',
  '%_\\',
  'é\u{1f600}\u2028',
];

/** CloudTrail gives it a message, and no error code. */
const FAILED_SIGN_IN = {
  ...{
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    errorMessage: 'Failed authentication',
  },
  responseElements: { ConsoleLogin: 'Failure' },
};

describe('named queries', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await openFixture();
  });
  afterAll(() => connection.closeSync());

  it('are at least 40, each with its own name and expected rows', () => {
    const names = NAMED_QUERIES.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(EXPECTED).sort()).toEqual([...names].sort());
  });

  it.each(NAMED_QUERIES.map((query) => [query.name, query] as const))(
    '%s finds its rows',
    async (name, query) => {
      const rows =
        query.ofInsights === true
          ? await rowsOver(INSIGHT_RECORDS, query)
          : await rowsOfQuery(connection, query);
      expect(rows).toEqual(EXPECTED[name]);
      expect(rows.length).toBeGreaterThan(0);
    },
  );

  it.each(NAMED_QUERIES.map((query) => [query.name, query] as const))(
    '%s compiles for every engine, within the limit of CloudTrail Lake',
    (_, query) => {
      expect(sqlOf(query, 'athena', 'logs')).toMatch(/ FROM logs\)(, | SELECT )/);
      expect(Buffer.byteLength(sqlOf(query, 'lake'))).toBeLessThan(10_000);
    },
  );

  it.each([
    ['access-denied', 'a sign-in that was refused', FAILED_SIGN_IN],
    ['errors', 'a sign-in that failed', FAILED_SIGN_IN],
    ['access-denied', 'denied', { errorCode: 'AuthorizationError' }],
    ['access-denied', 'denied', { errorCode: 'Client.AuthFailure' }],
    ['access-denied', 'denied', { errorCode: 'NotAuthorizedException' }],
    ['clients', 'by the console', { userAgent: '[S3Console/0.4, aws-internal/3]' }, 'console'],
    ['clients', 'by the CLI', { userAgent: '[aws-cli/2.4.5 Python/3.8]' }, 'AWS CLI'],
    [
      'log-deletions',
      'in a batch',
      {
        ...{ eventName: 'DeleteObjects', requestParameters: { bucketName: 'logs', delete: '' } },
        resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::logs/AWSLogs/111122223333/a.json.gz' }],
      },
    ],
    [
      'public-buckets',
      'for a list with everybody',
      {
        ...{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
        requestParameters: {
          bucketName: 'b',
          bucketPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: 's3:*' }] },
        },
      },
    ],
    ['detection-changes', 'paused', { eventSource: 'macie2.amazonaws.com', eventName: 'UpdateMacieSession' }],
  ] as const)('%s finds what is %s', async (...[name, , record, client]) => {
    const rows = await rowsOver(
      [{ eventTime: '2026-11-20T10:00:00Z', eventName: 'AnyCall', ...record } as JsonObject],
      named(name),
    );
    expect(rows).toHaveLength(1);
    if (client !== undefined) expect(JSON.stringify(rows)).toContain(`"${client}"`);
  });

  it.each(['address-activity', 'addresses', 'clients', 'key-activity', 'events-by-service'])(
    '%s counts a sign-in that failed as an error',
    async (name) => {
      const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
      const record = { ...FAILED_SIGN_IN, sourceIPAddress: '198.51.100.7', userIdentity: key };
      const query = named(name);
      const { sql } = query;
      const errors = { ...query, sql: (words: QueryWords) => `SELECT errors FROM (${sql(words)})` };
      expect(await rowsOver([record], errors)).toEqual([['1']]);
    },
  );

  it.each([
    [
      'public-buckets',
      { eventName: 'PutBucketPublicAccessBlock', requestParameters: { bucketName: 'false-alarms' } },
    ],
    ['detection-changes', { eventSource: 'neptune-graph.amazonaws.com', eventName: 'DeleteGraph' }],
  ] as const)('%s leaves out what is not of its kind', async (name, record) => {
    expect(
      await rowsOver([{ eventTime: '2026-11-20T10:00:00Z', ...record } as JsonObject], named(name)),
    ).toEqual([]);
  });

  it('find who copied an object out of a bucket, and not who copied one into it', async () => {
    const copy = (eventName: string, bucketName: string, source: string) => ({
      ...{ eventTime: '2026-11-20T10:00:00Z', eventName, eventID: `${eventName} of ${source}` },
      requestParameters: { bucketName, key: 'copied.csv', 'x-amz-copy-source': source },
    });
    const records = [
      copy('CopyObject', 'strangers', 'payroll/2026/may.csv'),
      copy('UploadPartCopy', 'strangers', '/payroll/2026/june.csv'),
      copy('CopyObject', 'payroll', 'strangers/2026/may.csv'),
      copy('CopyObject', 'strangers', 'payroll-archive/2026/may.csv'),
      copy('CopyObject', 'strangers', 'payroll/2025/may.csv'),
    ];
    const rows = await rowsOver(records, named('object-readers'));
    expect(rows.map((row) => (row as readonly unknown[])[3])).toEqual([
      'payroll/2026/may.csv',
      '/payroll/2026/june.csv',
    ]);
  });

  it.each(['athena', 'lake'] as const)('read a member with a hyphen in the way of Trino in %s', (engine) => {
    expect(sqlOf(named('object-readers'), engine)).toContain(`, '$["x-amz-copy-source"]')`);
  });

  it('read only the columns that they use', () => {
    const sql = sqlOf(named('tls-versions'), 'athena');
    expect(sql).toContain('tlsdetails.tlsversion AS tls_version');
    expect(sql).not.toContain('requestparameters');
  });

  it('read the same columns whatever the values say', () => {
    const values = new Map([['key', 'request_parameters']]);
    const compiled = toQuerySql(named('key-users'), { engine: 'athena', values });
    expect(compiled).toMatchObject({ sql: expect.not.stringContaining('requestparameters') });
  });
});

describe('parameters of named queries', () => {
  it.each(HOSTILE)('are texts and never SQL: %j', async (key) => {
    expect(await usersOf(key, [recordOf(key), recordOf('other')])).toEqual([[key]]);
  });

  it('are texts and never SQL, whatever they hold', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        text.filter((key) => !key.includes('\0')),
        async (key) => {
          expect(await usersOf(key, [recordOf(key), recordOf(`${key}'`)])).toEqual([[key]]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('have their defaults', async () => {
    const compiled = toQuerySql(named('data-events-cost'), { engine: 'duckdb', values: new Map() });
    expect(compiled).toMatchObject({ sql: expect.stringContaining('CAST(0.10 AS DOUBLE)') });
  });

  it('may have a time zone', () => {
    const values = new Map([['since', '2026-11-20T01:00:00+02:00']]);
    const compiled = toQuerySql(named('first-seen-apis'), { engine: 'duckdb', values });
    expect(compiled).toMatchObject({ sql: expect.stringContaining("TIMESTAMP '2026-11-19 23:00:00.000'") });
  });

  it.each<[string, Record<string, string>, string]>([
    ['key-users', {}, 'query key-users needs --param key=…: the id of an access key'],
    ['key-users', { kye: 'x' }, "query key-users has no parameter 'kye'; it has key"],
    ['errors', { key: 'x' }, "query errors has no parameter 'key'; it has none"],
    [
      'key-users',
      { key: 'a\0b' },
      "parameter key is 'a\0b'; write a text of at most 2048 characters, without NUL",
    ],
    [
      'first-seen-apis',
      { since: "2026-11-20' OR '1'='1" },
      "parameter since is '2026-11-20' OR '1'='1'; write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)",
    ],
    [
      'first-seen-apis',
      { since: '2026-02-31' },
      "parameter since is '2026-02-31'; write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)",
    ],
    [
      'actors-denied',
      { least: '1 OR 1=1' },
      "parameter least is '1 OR 1=1'; write a number such as 10 or 0.5",
    ],
    ['actors-denied', { least: '-1' }, "parameter least is '-1'; write a number such as 10 or 0.5"],
  ])('fail where they are not what they should be: %s %j', (name, values, problem) => {
    expect(problemOf(name, values)).toBe(problem);
  });

  it('have examples that may be given', () => {
    for (const query of NAMED_QUERIES) {
      expect(toQuerySql(query, { engine: 'duckdb', values: examplesOf(query) })).toHaveProperty('sql');
    }
  });
});

function recordOf(accessKeyId: string): JsonObject {
  return {
    eventName: 'A',
    eventSource: 's3.amazonaws.com',
    eventTime: '2026-11-20T00:00:00Z',
    userIdentity: { arn: accessKeyId, accessKeyId },
  };
}

/** The ARNs that used a key; a record's ARN is its key. */
async function usersOf(key: string, records: readonly JsonObject[]): Promise<readonly unknown[]> {
  const compiled = toQuerySql(named('key-users'), { engine: 'duckdb', values: new Map([['key', key]]) });
  if ('problem' in compiled) throw new Error(compiled.problem);
  const connection = await openFixture(records);
  const result = await connection.runAndReadAll(compiled.sql);
  connection.closeSync();
  return result.getRowsJson().map((row) => row.slice(0, 1));
}

async function rowsOver(records: readonly JsonObject[], query: NamedQuery): Promise<readonly unknown[]> {
  const connection = await openFixture(records);
  const rows = await rowsOfQuery(connection, query);
  connection.closeSync();
  return rows;
}
