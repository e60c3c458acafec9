import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import { FIXTURE_RECORDS } from '../../core/query/fixture-records';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, useScanFolder } from '../scan-folder';

useScanFolder();

describe('trailwatch query list', () => {
  it('prints every query on a line', async () => {
    const { status, stdout } = await runTrailwatch(['query', 'list']);
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { name: string }).name);
    expect(names).toEqual(NAMED_QUERIES.map(({ name }) => name));
    expect(status).toBe(0);
  });

  it('prints a table', async () => {
    const { stdout } = await runTrailwatch(['query', 'list', '--format', 'table']);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'NAME                             TITLE                                              PARAMETERS',
      'access-denied                    Calls that were denied',
    ]);
  });
});

describe('trailwatch query show', () => {
  it('prints a query for an engine, with the examples of its parameters', async () => {
    const { status, stdout } = await runTrailwatch([
      'query',
      'show',
      'key-users',
      '--to',
      'athena',
      '--table',
      'logs',
    ]);
    expect(stdout).toContain('-- Who used an access key\n');
    expect(stdout).toContain('-- key (text): the id of an access key\n');
    expect(stdout).toContain('\nFROM "logs")\nSELECT identity_arn');
    expect(stdout).toContain("\nWHERE access_key_id = 'AKIAIOSFODNN7EXAMPLE'\n");
    expect(status).toBe(0);
  });

  it.each([
    ['audit-logs.cloudtrail', '"audit-logs"."cloudtrail"'],
    ['"audit-logs"."cloud.trail"', '"audit-logs"."cloud.trail"'],
    ['(SELECT DISTINCT * FROM logs)', '(SELECT DISTINCT *\nFROM logs)'],
  ])('quotes the name of a table of Athena, and no SELECT: %s', async (table, quoted) => {
    const show = ['query', 'show', 'key-users', '--to', 'athena', '--table', table];
    expect((await runTrailwatch(show)).stdout).toContain(`\nFROM ${quoted})\n`);
  });

  it('leaves the texts of parameters as they are', async () => {
    const { stdout } = await runTrailwatch(['query', 'show', 'key-users', '--param', "key=a FROM b'c"]);
    expect(stdout).toContain("WHERE access_key_id = 'a FROM b''c'\n");
  });

  it.each([
    [['key-user'], "there is no query 'key-user'; did you mean 'key-users'?"],
    [['nothing-like-it'], "there is no query 'nothing-like-it'; trailwatch query list prints all"],
    [
      ['errors', '--table', 'logs'],
      '--table is for athena and lake; in DuckDB, a query reads the view events',
    ],
    [['key-users', '--param', 'key'], "--param is 'key'; write name=value"],
    [['key-users', '--param', 'key=1', '--param', 'key=2'], '--param key is given twice'],
  ])('fails in one sentence: %j', async (argv, sentence) => {
    const { status, stderr } = await runTrailwatch(['query', 'show', ...argv]);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
  });
});

describe('trailwatch query run', () => {
  beforeEach(() => put('a.json', logFile(...FIXTURE_RECORDS)));

  it('runs a query with parameters over log files', async () => {
    const argv = [
      'key-users',
      at('a.json'),
      '--param',
      'key=AKIAANN',
      '--format',
      'csv',
      ...['--start', '2026-11-19', '--end', '2026-11-20T12:00:01Z'],
    ];
    const { status, stdout } = await runTrailwatch(['query', 'run', ...argv]);
    expect(stdout.split('\r\n')).toEqual([
      'identity_arn,source_ip_address,user_agent,calls,first_time,last_time',
      'arn:aws:iam::111122223333:user/ann,198.51.100.7,aws-cli/2.22.0,1,2026-11-20T12:00:00Z,2026-11-20T12:00:00Z',
      'arn:aws:iam::111122223333:user/ann,203.0.113.9,Mozilla/5.0,1,2026-11-20T10:02:00Z,2026-11-20T10:02:00Z',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('fails without a parameter that must be given', async () => {
    const { status, stderr } = await runTrailwatch(['query', 'run', 'key-users', at('a.json')]);
    expect(stderr).toBe('trailwatch: query key-users needs --param key=…: the id of an access key\n');
    expect(status).toBe(2);
  });
});
