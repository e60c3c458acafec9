import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE_TARGETS } from '../../lib/core/rule/engines';
import { folderForEachTest } from '../test-folder';
import { runTrailwatch } from './run-trailwatch';

const RULE = `title: Logging was stopped
name: stopped
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: StopLogging }
  keyword: [ops]
  condition: selection CONDITION
`;

const folder = folderForEachTest();
function compile(condition: string, ...options: readonly string[]) {
  const path = join(folder, 'stopped.yml');
  writeFileSync(path, RULE.replace('CONDITION', condition));
  return runTrailwatch(['rules', 'compile', path, ...options]);
}

test('a rule becomes a statement, alone on standard output', async () => {
  expect(await compile('', '--to', 'athena', '--table', 'my-logs.logs')).toEqual({
    status: 0,
    stdout:
      'SELECT *\nFROM "my-logs"."logs"\n' +
      "WHERE COALESCE(lower(replace(eventname, 'İ', 'ı')) = 'stoplogging', FALSE);\n",
    stderr: '',
  });
});

test('what was assumed is said on standard error, and can be forbidden', async () => {
  const { status, stdout, stderr } = await compile('', '--to', 'metric-filter');
  expect([status, stdout]).toEqual([0, '{ $.eventName = "StopLogging" }\n']);
  expect(stderr).toContain("trailwatch: note: assumed canonical-case of 'eventName'\n");
  const strict = await compile('', '--to', 'metric-filter', '--no-assume-canonical-case');
  expect([strict.status, strict.stdout]).toEqual([3, '']);
});

test('a rule becomes a query of Logs Insights', async () => {
  const { status, stdout } = await compile('', '--to', 'insights');
  expect([status, stdout.split('\n').slice(1)]).toEqual([
    0,
    ['| filter eventName = "StopLogging"', '| sort @timestamp desc', '| limit 10000', ''],
  ]);
});

test('fails with status 3 and every reason where the engine cannot say the rule, unless it may be wider', async () => {
  const refused = await compile('and keyword', '--to', 'athena');
  expect([refused.status, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toMatch(
    /^trailwatch: stopped at detection\.keyword: the table does not keep .* \[keyword\]\n$/,
  );
  const wider = await compile('and keyword', '--to', 'athena', '--over-approximate');
  expect(wider.status).toBe(0);
  expect(wider.stdout).toMatch(/= 'stoplogging', FALSE\)\n {2}AND TRUE;\n$/);
  expect(wider.stderr).toContain('note: check again afterwards: stopped at detection.keyword:');
});

const PLACES = `title: A bucket was emptied
name: emptied
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  calls:
    - userAgent|re: '^aws-.*cli$'
      eventName: DeleteObjects
    - eventName: DeleteBucket
  outside:
    sourceIPAddress|cidr: 203.0.113.0/24
  condition: calls and not outside
`;

test.each(['event-pattern', 'metric-filter'])(
  'a reason names the keys of the rule that it is about: %s',
  async (target) => {
    const path = join(folder, 'emptied.yml');
    writeFileSync(path, PLACES);
    const { status, stderr } = await runTrailwatch(['rules', 'compile', path, '--to', target]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^trailwatch: emptied at detection\.calls\.userAgent\|re: .* \[[\w-]+\]$/m);
  },
);

test.each(COMPILE_TARGETS)(
  'no reason has a place that the file of the rule does not have: %s',
  async (target) => {
    const outcome = await runTrailwatch([
      ...['rules', 'compile', '--builtin', '--to', target, '--format', 'ndjson'],
    ]);
    const lines = outcome.stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => / at of\b|\bof\[/.test(line))).toEqual([]);
  },
);

const CORRELATION = `---
title: Logging was stopped often
name: stopped-often
level: high
correlation:
  type: event_count
  rules: [stopped]
  timespan: 1h
  condition: { gte: COUNT }
`;

function compileCorrelation(count: number, ...options: readonly string[]) {
  const path = join(folder, 'stopped.yml');
  writeFileSync(path, RULE.replace('CONDITION', '') + CORRELATION.replace('COUNT', String(count)));
  return runTrailwatch(['rules', 'compile', path, ...options]);
}

test.each(['duckdb', 'athena', 'lake'])('a correlation becomes a statement for %s', async (engine) => {
  const { status, stdout } = await compileCorrelation(3, '--to', engine, '--table', 'logs');
  expect(status).toBe(0);
  const [rule, correlation] = stdout.split(';\n');
  expect(rule).toMatch(/^SELECT \*\nFROM (logs|"logs")\n/);
  expect(correlation).toMatch(
    /^WITH matched AS \(.*'stopped-often' AS correlation_name,.*ORDER BY period_start$/s,
  );
});

test('fails with status 3 for a correlation as metric filters or event patterns, and says why', async () => {
  const one = await compileCorrelation(1, '--to', 'metric-filter');
  expect([one.status, one.stdout]).toEqual([3, '']);
  expect(one.stderr).toContain('put an alarm on the rule that it counts');
  const three = await compileCorrelation(3, '--to', 'metric-filter');
  expect([three.status, three.stdout]).toEqual([3, '']);
  expect(three.stderr).toMatch(
    /^trailwatch: stopped-often: an alarm counts in fixed periods .* \[correlation\]\n$/,
  );
  const pattern = await compileCorrelation(1, '--to', 'event-pattern');
  expect([pattern.status, pattern.stdout]).toEqual([3, '']);
});

test('the macros that DuckDB needs stand before the statement on request', async () => {
  const { status, stdout } = await compile('', '--to', 'duckdb', '--with-macros');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^(CREATE OR REPLACE TEMP MACRO .*;\n)+SELECT \*\nFROM events\n/);
  const none = await compile('', '--to', 'athena', '--with-macros');
  expect(none.status).toBe(2);
  expect(none.stderr).toContain("'--with-macros' is for duckdb; athena needs none");
});

test('fails with status 2 for a name that is no rule', async () => {
  const { status, stderr } = await runTrailwatch(['rules', 'compile', 'no-such-rule', '--to', 'lake']);
  expect(status).toBe(2);
  expect(stderr).toContain("'no-such-rule' is neither a file, a folder nor a built-in rule");
});

describe('several rules', () => {
  const linesOf = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('of a folder are a line of ndjson each, also those that are refused', async () => {
    writeFileSync(
      join(folder, 'other.yml'),
      RULE.replace('name: stopped', 'name: other').replace('CONDITION', 'and keyword'),
    );
    const { status, stdout } = await compile('', folder, '--to', 'metric-filter', '--format', 'ndjson');
    expect(status).toBe(3);
    const lines = linesOf(stdout);
    expect(lines.map(({ name, to, ok }) => [name, to, ok]).sort()).toEqual([
      ['other', 'metric-filter', false],
      ['stopped', 'metric-filter', true],
    ]);
    expect(lines.find(({ ok }) => ok)).toMatchObject({
      artefacts: ['{ $.eventName = "StopLogging" }'],
      assumptions: [{ code: 'canonical-case', field: 'eventName' }],
      reason: null,
    });
    expect(lines.find(({ ok }) => !ok)).toMatchObject({
      artefacts: [],
      reason: expect.stringContaining('[keyword]'),
    });
  });

  test('are all built-in ones on request', async () => {
    const { stdout } = await runTrailwatch([
      'rules',
      'compile',
      '--builtin',
      '--to',
      'duckdb',
      '--format',
      'ndjson',
    ]);
    const lines = linesOf(stdout);
    expect(lines.length).toBeGreaterThan(150);
    // SQL does not look at every member of the parameters.
    const refused = lines.filter(({ ok }) => !ok);
    expect(refused).toEqual([expect.objectContaining({ name: 'given-to-another-account' })]);
  });

  test('fails with status 2 where none is named', async () => {
    const { status, stderr } = await runTrailwatch(['rules', 'compile', '--to', 'lake']);
    expect(status).toBe(2);
    expect(stderr).toContain('name a rule, a file or a folder, or use --builtin');
  });
});

describe('filters and correlations of other paths', () => {
  const FILTER = (rules: string) =>
    `title: Scanner\nlogsource: { product: aws, service: cloudtrail }\nfilter:\n  rules: ${rules}\n  scanner: { sourceIPAddress: 192.0.2.1 }\n  condition: not scanner\n`;

  test.each([
    ['any', 'of the other path'],
    ['[stopped]', 'that it names'],
  ])('a filter for %s narrows the rule %s, as in a search', async (rules) => {
    writeFileSync(join(folder, 'filter.yml'), FILTER(rules));
    const { status, stdout } = await compile('', join(folder, 'filter.yml'), '--to', 'metric-filter');
    expect([status, stdout]).toEqual([0, expect.stringContaining('192.0.2.1')]);
  });

  test('a filter narrows the built-in rules that it names, and the correlations that count them', async () => {
    writeFileSync(join(folder, 'filter.yml'), FILTER('[call-denied, root-user-acted]'));
    for (const name of ['root-user-acted', 'permissions-probed']) {
      const argv = ['rules', 'compile', join(folder, 'filter.yml'), name, '--to', 'duckdb'];
      const { status, stdout } = await runTrailwatch(argv);
      expect([status, stdout]).toEqual([0, expect.stringContaining('192.0.2.1')]);
    }
  });

  test('a correlation counts a rule of another path', async () => {
    const path = join(folder, 'many.yml');
    writeFileSync(
      path,
      'title: Many\nname: many\ncorrelation:\n  type: event_count\n  rules: [stopped]\n  timespan: 5m\n  condition: { gte: 5 }\n',
    );
    const { status, stdout } = await compile('', path, '--to', 'duckdb');
    expect([status, stdout]).toEqual([0, expect.stringContaining("'many' AS correlation_name")]);
  });
});
