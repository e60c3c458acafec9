import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { NO_FILTER } from '../../../bin/report/page/alerts/alert-filter';
import { AlertSet } from '../../../bin/report/page/alerts/alert-set';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { type Outcome, runTrailwatch, type Surroundings } from '../run-trailwatch';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';
import { columnOf, readReport } from './read-report';

useScanFolder();

function report(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const rules = ['--no-builtin', '--rules', at('rules')];
  return runTrailwatch(['report', at('logs'), '--out', at('report.html'), ...rules, ...argv], surroundings);
}

function page(): string {
  return readFileSync(at('report.html'), 'utf8');
}

function atTime(found: JsonObject, eventTime: string): JsonObject {
  return { ...found, eventTime };
}

const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';
const STOPPED = record('StopLogging', 'e1');
const LOOKED = record('DescribeTrails', 'e2');

describe('trailwatch report', () => {
  it('writes the alerts, their records and why they were raised into one page', async () => {
    put('logs/one.json', logFile(STOPPED, LOOKED, record('ListTrails', 'e3')));
    const { status, stdout, stderr } = await report([]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^files=1 records=3 .* alerts=2 /);
    const read = readReport(page());
    expect(read.index.scanned).toEqual({ files: 1, records: 3, problems: 0, firstProblems: [], rules: 2 });
    expect([...columnOf(read, 'title')].sort()).toEqual(['Logging was stopped', 'Somebody looked']);
    expect(columnOf(read, 'who')).toEqual(['mallory', 'mallory']);
    expect(columnOf(read, 'address')).toEqual(['198.51.100.7', '198.51.100.7']);
    expect(read.index.times).toEqual([1786975291, 1786975291]);
    const place = columnOf(read, 'rule').indexOf('stopped');
    const detail = read.details[place];
    expect(detail?.record).toEqual(STOPPED);
    const { conditions } = read.index.rules[read.index.columns.rule.values.indexOf('stopped')] ?? {};
    const why = detail?.held.map(([number, places]) => [conditions?.[number]?.field, places]);
    expect(why?.sort()).toEqual([
      ['eventName', [['eventName']]],
      ['eventSource', [['eventSource']]],
    ]);
  });

  it('says what it was narrowed to', async () => {
    put('logs/one.json', logFile(STOPPED));
    await report(['--min-severity', 'critical', '--account', '111122223333', '--start', '2026-08-01']);
    expect(readReport(page()).index.only).toEqual([
      'accounts 111122223333',
      'records from 2026-08-01 on',
      'alerts of critical severity or above',
      'rules that are not built in',
    ]);
  });

  it('counts, filters and finds an alert by each of its resources', async () => {
    const attached = {
      eventSource: 'iam.amazonaws.com',
      requestParameters: { userName: 'bob', policyArn: POLICY },
    };
    put('logs/one.json', logFile({ ...record('AttachUserPolicy', 'e9'), ...attached }));
    await runTrailwatch(['report', at('logs'), '--out', at('report.html')]);
    const { index } = readReport(page());
    const set = new AlertSet(index);
    for (const resource of ['bob', POLICY]) {
      const found = set.filter({ ...NO_FILTER, chosen: { resource: [resource] } });
      expect(found.rows).toHaveLength(set.size);
      expect(found.counts.resource[index.columns.resource.values.indexOf(resource)]).toBe(set.size);
      expect(set.filter({ ...NO_FILTER, query: resource }).rows).toHaveLength(set.size);
    }
  });

  it('runs one script and one style alone, by their hashes, and loads nothing', async () => {
    put('logs/one.json', logFile(STOPPED));
    await report([]);
    const html = page();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => text);
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(scripts[0])}; style-src ${hash(styles[0])}; img-src data:; base-uri 'none'; ` +
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(html.match(/<(?:img|iframe|object|embed|base|form|audio|video)\b/gi)).toBeNull();
    expect(html.match(/<link [^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
    expect(html.match(/\ssrc=|\son[a-z]+=|url\(|@import/g)).toBeNull();
  });

  it('carries the licenses of what it contains', async () => {
    put('logs/one.json', logFile(STOPPED));
    await report([]);
    for (const name of ['preact', '@preact/signals', '@tanstack/virtual-core'])
      expect(page()).toMatch(new RegExp(`\\n${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)`));
  });

  const HOSTILE = '</script><img src=x onerror=alert(1)><!--\u2028\u202e"\'&';

  it('keeps markup of records, rules and the title as text', async () => {
    put('rules/hostile.yml', RULE.replace('Logging was stopped', `'${HOSTILE.replaceAll("'", "''")}'`));
    put(
      'logs/one.json',
      logFile({ ...STOPPED, userAgent: HOSTILE, userIdentity: { type: 'IAMUser', userName: HOSTILE } }),
    );
    await report(['--title', HOSTILE]);
    const html = page();
    expect(html.match(/<img|onerror=alert\(1\)>|\u2028|\u202e/g)).toBeNull();
    const read = readReport(html);
    expect(read.index.title).toContain('</script><img');
    expect(read.index.title).not.toMatch(/[\u2028\u202e]/);
    expect(columnOf(read, 'who')[0]).toContain('</script><img');
    expect(columnOf(read, 'who')[0]).not.toMatch(/[\u2028\u202e]/);
  });

  it('writes the same bytes for the same input', async () => {
    put('logs/one.json', logFile(STOPPED, LOOKED));
    await report([]);
    const before = page();
    await report([]);
    expect(page() === before).toBe(true);
  });

  it('has the most severe alerts, and the newest of these, where there are more than --max-alerts, and says so', async () => {
    const days = ['2026-08-01', '2026-08-02', '2026-08-03'];
    const records = days.flatMap((day) => [
      atTime(record('StopLogging', `s${day}`), `${day}T00:00:00Z`),
      atTime(record('DescribeTrails', `d${day}`), `${day}T00:00:00Z`),
    ]);
    put('logs/one.json', logFile(...records));
    const { stderr } = await report(['--max-alerts', '4']);
    expect(stderr).toContain(
      'trailwatch: the page has the 4 most severe of 6 alerts; narrow the report with --min-severity, --start or --account, or allow more with --max-alerts\n',
    );
    const read = readReport(page());
    expect(read.index.total).toEqual({ informational: 0, low: 3, medium: 0, high: 3, critical: 0 });
    const shown = read.details.map(
      ({ eventTime }, row) => `${eventTime.slice(0, 10)} ${columnOf(read, 'severity')[row]}`,
    );
    expect(shown.filter((each) => each.endsWith('high'))).toEqual(days.map((day) => `${day} high`));
    expect(shown.filter((each) => each.endsWith('low'))).toEqual(['2026-08-03 low']);
  });

  it('takes what scan takes: severities, rules that are left out, and accounts', async () => {
    put('logs/one.json', logFile(STOPPED, LOOKED));
    await report(['--min-severity', 'high']);
    expect(columnOf(readReport(page()), 'severity')).toEqual(['high']);
    await report(['--exclude-rule', 'stopped']);
    expect(columnOf(readReport(page()), 'severity')).toEqual(['low']);
    const { status } = await report(['--account', '999988887777']);
    expect(readReport(page()).details).toEqual([]);
    expect(status).toBe(0);
  });

  it('ends with status 1 on an alert at --fail-on, and still writes the page', async () => {
    put('logs/one.json', logFile(STOPPED));
    expect((await report(['--fail-on', 'high'])).status).toBe(1);
    expect(readReport(page()).details).toHaveLength(1);
  });

  it('names what cannot be read, ends with status 2, and the page says so', async () => {
    put('logs/one.json', logFile(STOPPED));
    put('logs/two.json.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0]));
    const { status, stderr } = await report([]);
    expect(stderr).toContain('two.json.gz');
    expect(status).toBe(2);
    const { problems, firstProblems } = readReport(page()).index.scanned;
    expect(problems).toBe(1);
    expect(firstProblems).toEqual([expect.stringMatching(/two\.json\.gz: /)]);
  });

  it('writes a page without alerts', async () => {
    put('logs/one.json', logFile(record('ListTrails', 'e1')));
    expect((await report([])).status).toBe(0);
    expect(page()).toContain('<p>No alerts.</p>');
    expect(readReport(page()).index.times).toEqual([]);
  });

  it('replaces a page that it wrote, and no other file without --force', async () => {
    put('logs/one.json', logFile(STOPPED));
    await report([]);
    expect((await report([])).status).toBe(0);
    put('report.html', '<!doctype html><p>Mine</p>');
    const refused = await report([]);
    expect(refused).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: --out ${at('report.html')} exists, and trailwatch did not write it; name another file, or replace it with --force\n`,
    });
    expect((await report(['--force'])).status).toBe(0);
  });

  it('writes to standard output when asked', async () => {
    put('logs/one.json', logFile(STOPPED));
    const { stdout } = await report(['--out', '-']);
    expect(readReport(stdout).details).toHaveLength(1);
    expect(existsSync(at('report.html'))).toBe(false);
  });

  it.each([
    [['--max-alerts', '0'], "--max-alerts is '0'; it is a number of alerts from 1 to 500000"],
    [['--max-alerts', 'all'], "--max-alerts is 'all'; it is a number of alerts from 1 to 500000"],
    [['--max-alerts', '500001'], "--max-alerts is '500001'; it is a number of alerts from 1 to 500000"],
    [['--title', ' '], '--title is empty; give it a value'],
    [['--title', 'x'.repeat(201)], '--title has 201 characters; a title has between 1 and 200'],
  ])('fails on %j, and writes nothing', async (argv, sentence) => {
    put('logs/one.json', logFile(STOPPED));
    const { status, stderr } = await report(argv);
    expect({ status, stderr }).toEqual({ status: 2, stderr: `trailwatch: ${sentence}\n` });
    expect(readdirSync(at('.')).sort()).toEqual(['logs', 'rules']);
  });

  it('fails without --out', async () => {
    const { status, stderr } = await runTrailwatch(['report', 'logs']);
    expect([status, stderr.split('\n')]).toEqual([
      2,
      [
        "trailwatch: required option '--out <file>' not specified",
        expect.stringMatching(/^Usage: /),
        expect.stringMatching(/^Example: /),
        '',
      ],
    ]);
  });
});
