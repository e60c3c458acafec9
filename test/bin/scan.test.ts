import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ALERT_FORMATS } from '../../bin/outputs/alert/alert-formats';
import type { Alert } from '../../lib/core/alert/alert';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, counts, logFile, put, RULE, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

describe('trailwatch scan', () => {
  it('writes an alert a line, and the counts as the last line of standard error', async () => {
    put(
      'logs/a.json',
      logFile(record('StopLogging', 'e1'), record('ListUsers', 'e2'), record('DescribeTrails', 'e3')),
    );
    const { status, stdout, stderr } = await scan(['logs']);
    const alerts = alertsIn(stdout);
    expect(alerts.map(({ ruleId, severity, eventID }) => [ruleId, severity, eventID])).toEqual([
      ['stopped', 'high', 'e1'],
      ['looked', 'low', 'e3'],
    ]);
    expect(alerts[0]).toMatchObject({
      version: 2,
      route: 'cli',
      title: 'Logging was stopped',
      source: { key: at('logs/a.json'), index: 0 },
      record: record('StopLogging', 'e1'),
    });
    expect(stderr).toBe(
      counts({ files: 1, records: 3, matched: 2, unmatched: 1, alerts: 2 }, ['logs/a.json']),
    );
    expect(status).toBe(0);
  });

  it('searches both records of one identity when their content differs, and says so', async () => {
    const parameters = (name: string) => ({ ...record('StopLogging', 'e1'), requestParameters: { name } });
    put('logs/a.json', logFile(record('ListUsers', 'e1'), record('ListUsers', 'e2')));
    put(
      'logs/b.json',
      logFile(parameters('one'), parameters('two'), parameters('one'), record('ListUsers', 'e2')),
    );
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout).map(({ record: { requestParameters } }) => requestParameters)).toEqual([
      { name: 'one' },
      { name: 'two' },
    ]);
    expect(stderr).toContain(
      'logs/b.json: 2 records have the eventID and account of another record with different content, ' +
        'the first at record 0; each of them is searched',
    );
    expect(stderr).toContain('records=6 duplicates=2 matched=2 unmatched=2');
    expect(status).toBe(0);
  });

  it('searches a record whose eventID and account differ from another one in the same bits', async () => {
    const hidden = record('StopLogging', '4031b2d3-5e47-4d71-9eda-4f22702c45f3', '111122223332');
    put(
      'logs/a.json',
      logFile(record('ListUsers', '4031b2d2-5e47-4d71-9eda-4f22702c45f3', '111122223333'), hidden),
    );
    expect(alertsIn((await scan(['logs'])).stdout)).toHaveLength(1);
  });

  it('reads files in the order of their names, whatever form they have', async () => {
    put('logs/1/z.json.gz', gzipSync(logFile(record('StopLogging', 'e1'))));
    put('logs/2.json', JSON.stringify([record('StopLogging', 'e2')]));
    put(
      'logs/3.ndjson',
      `${JSON.stringify(record('StopLogging', 'e3'))}\n${JSON.stringify(record('StopLogging', 'e4'))}\n`,
    );
    put('logs/4', `2026-08-17T14:01:31.000Z ${JSON.stringify(record('StopLogging', 'e5'))}\n`);
    const { status, stdout } = await scan(['logs']);
    expect(alertsIn(stdout).map(({ eventID, source }) => [eventID, source.key, source.index])).toEqual([
      ['e1', at('logs/1/z.json.gz'), 0],
      ['e2', at('logs/2.json'), 0],
      ['e3', at('logs/3.ndjson'), 0],
      ['e4', at('logs/3.ndjson'), 1],
      ['e5', at('logs/4'), 0],
    ]);
    expect(status).toBe(0);
  });

  it('raises no second alert for an event id and account that it saw before, in any file', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1'), record('StopLogging', 'e1')));
    put('logs/b.json', logFile(record('StopLogging', 'e1'), record('StopLogging', 'e1', '444455556666')));
    const { stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout).map(({ recipientAccountId }) => recipientAccountId)).toEqual([
      '111122223333',
      '444455556666',
    ]);
    expect(stderr).toBe(
      counts({ files: 2, records: 4, duplicates: 2, matched: 2, alerts: 2 }, ['logs/a.json', 'logs/b.json']),
    );
  });

  it('reads standard input, packed or plain', async () => {
    const text = logFile(record('StopLogging', 'e1'));
    const plain = await scan(['-'], { stdin: text });
    const packed = gzipSync(text);
    const inPieces = await scan(['-'], { stdin: [packed.subarray(0, 5), packed.subarray(5)] });
    expect(alertsIn(plain.stdout)[0]?.source).toEqual({ key: '-', index: 0 });
    expect(inPieces).toEqual(plain);
    expect(plain.status).toBe(0);
  });

  it('shows a table on a terminal, with a summary below it', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const { stdout } = await scan(['logs'], { terminalColumns: 120, environment: { NO_COLOR: '1' } });
    expect(stdout).toBe(
      `TIME                 SEVERITY      WHAT                            WHO                      WHERE
2026-08-17T14:01:31Z high          Logging was stopped             mallory                  111122223333 eu-west-1
                     c678918479d2  StopLogging                     198.51.100.7

ALERTS   SEVERITY
1        high

ALERTS   RULE
1        Logging was stopped

ALERTS   ACTOR
1        mallory

ALERTS   ACCOUNT
1        111122223333

ALERTS   DAY
1        2026-08-17
`,
    );
  });

  it('shows the rows of a table in the order of time, whatever the order of the files', async () => {
    const later = { ...record('StopLogging', 'late'), eventTime: '2026-08-18T00:00:00Z' };
    put('logs/a.json', logFile(later, record('StopLogging', 'early')));
    const { stdout } = await scan(['logs'], { terminalColumns: 120 });
    expect(stdout.match(/^2026-\S+/gm)).toEqual(['2026-08-17T14:01:31Z', '2026-08-18T00:00:00Z']);
  });

  it('shows colours on a terminal unless NO_COLOR is set', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    expect((await scan(['logs'], { terminalColumns: 120 })).stdout).toContain('\u001b[31mhigh');
    expect(
      (await scan(['logs'], { terminalColumns: 120, environment: { NO_COLOR: '1' } })).stdout,
    ).not.toContain('\u001b');
  });

  it('shows its progress on a terminal, and takes it away before anything else', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const { stderr } = await scan(['logs'], { terminalColumns: 120 });
    // Whether the inputs are counted by then depends on the file system.
    expect(stderr.replace(' of 1', '')).toBe(
      `\rfiles=0 records=1 alerts=1\u001b[K\r\u001b[K${counts({ files: 1, records: 1, matched: 1, alerts: 1 }, ['logs/a.json'])}`,
    );
  });

  it('writes one array with --format json, empty when there is no alert', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1'), record('StopLogging', 'e2')));
    put('none/a.json', logFile(record('ListUsers', 'e1')));
    const { stdout } = await scan(['logs', '--format', 'json']);
    expect((JSON.parse(stdout) as Alert[]).map(({ eventID }) => eventID)).toEqual(['e1', 'e2']);
    expect((await scan(['none', '--format', 'json'])).stdout).toBe('[]\n');
  });

  it('raises nothing below --min-severity', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1'), record('DescribeTrails', 'e2')));
    const { stdout, stderr } = await scan(['logs', '--min-severity', 'medium']);
    expect(alertsIn(stdout).map(({ eventID }) => eventID)).toEqual(['e1']);
    expect(stderr).toBe(
      counts({ files: 1, records: 2, matched: 1, unmatched: 1, alerts: 1 }, ['logs/a.json']),
    );
  });

  it('takes the level of failures for calls that failed, for --min-severity and --fail-on, too', async () => {
    put('rules/stopped.yml', `${RULE}trailwatch: { failureLevel: low }\n`);
    const denied = { ...record('StopLogging', 'e1'), errorCode: 'AccessDenied' };
    put('denied/a.json', logFile(denied));
    put('logs/a.json', logFile(denied, record('StopLogging', 'e2')));
    const all = await scan(['logs']);
    expect(alertsIn(all.stdout).map(({ eventID, severity, title }) => [eventID, severity, title])).toEqual([
      ['e1', 'low', 'Denied: Logging was stopped'],
      ['e2', 'high', 'Logging was stopped'],
    ]);
    const severe = await scan(['logs', '--min-severity', 'medium']);
    expect(alertsIn(severe.stdout).map(({ eventID }) => eventID)).toEqual(['e2']);
    expect(severe.stderr).toBe(counts({ files: 1, records: 2, matched: 2, alerts: 1 }, ['logs/a.json']));
    expect((await scan(['denied', '--fail-on', 'medium'])).status).toBe(0);
    expect((await scan(['denied', '--fail-on', 'low'])).status).toBe(1);
  });

  it.each([
    ['StopLogging', 'high', 1],
    ['StopLogging', 'medium', 1],
    ['StopLogging', 'critical', 0],
    ['DescribeTrails', 'high', 0],
    ['ListUsers', 'informational', 0],
  ])('after %s ends with --fail-on %s as status %i', async (eventName, severity, status) => {
    put('logs/a.json', logFile(record(eventName, 'e1')));
    expect((await scan(['logs', '--fail-on', severity])).status).toBe(status);
  });

  it('ends with status 2 on alerts at --fail-on when it could not read everything', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    expect((await scan(['logs', 'gone.json', '--fail-on', 'low'])).status).toBe(2);
  });
});

describe('trailwatch scan --out', () => {
  it('writes the alerts to the file, as ndjson even from a terminal', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const { status, stdout } = await scan(['logs', '--out', at('alerts.ndjson')], { terminalColumns: 80 });
    expect(alertsIn(readFileSync(at('alerts.ndjson'), 'utf8')).map(({ eventID }) => eventID)).toEqual(['e1']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('does not read its own output in a folder that it walks', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('logs/alerts.ndjson', ''); // of an earlier scan that raised no alert
    const { status, stderr } = await scan(['logs', '--out', at('logs/alerts.ndjson')]);
    expect(stderr).toBe(counts({ files: 1, records: 1, matched: 1, alerts: 1 }, ['logs/a.json']));
    expect(status).toBe(0);
    expect(readdirSync(at('logs'))).toEqual(['a.json', 'alerts.ndjson']);
  });

  it('replaces the file of an earlier scan, in whatever format, also in a folder that it walks', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    for (const format of ALERT_FORMATS) {
      const out = at(`logs/alerts.${format}`);
      expect((await scan(['logs', '--out', out, '--format', format])).status).toBe(0);
      const written = readFileSync(out, 'utf8');
      const { status, stderr } = await scan(['logs', '--out', out, '--format', format]);
      expect({ status, written: readFileSync(out, 'utf8') }).toEqual({ status: 0, written });
      expect(stderr).toMatch(/^files=1 records=1 /m);
      rmSync(out);
    }
  });

  it.each([
    ['a file that it reads', ['logs/a.json', '--out', 'logs/a.json']],
    ['a link to a file that it reads', ['logs/a.json', '--out', 'link.json']],
    ['a file that it reads through a link', ['link.json', '--out', 'logs/a.json']],
    ['a file of a folder that it reads', ['logs', '--out', 'logs/a.json', '--force']],
    ['a link to a file of a folder that it reads', ['logs', '--out', 'link.json', '--force']],
    ['a file that a folder links to', ['linking', '--out', 'logs/a.json', '--force']],
    ['a file that a pattern matches', ['logs/*.json', '--out', 'logs/a.json', '--force']],
  ])('fails with status 2 rather than replace %s', async (_, argv) => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    symlinkSync('logs/a.json', at('link.json'));
    mkdirSync(at('linking'));
    symlinkSync('../logs/a.json', at('linking/first.json'));
    const named = argv.map((word, index) => (argv[index - 1] === '--out' ? at(word) : word));
    const { status, stdout, stderr } = await scan(named);
    const out = named[named.indexOf('--out') + 1];
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: --out ${out} is an input of the same command; name another file\n`,
    });
    expect(readFileSync(at('logs/a.json'), 'utf8')).toBe(logFile(record('StopLogging', 'e1')));
    expect(readdirSync(at('logs'))).toEqual(['a.json']);
  });

  it('fails with status 2 rather than replace a file that it did not write, unless --force', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('precious.txt', 'notes');
    const out = at('precious.txt');
    expect(await scan(['logs', '--out', out])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: --out ${out} exists, and trailwatch did not write it; name another file, or replace it with --force\n`,
    });
    expect(readFileSync(out, 'utf8')).toBe('notes');
    expect((await scan(['logs', '--out', out, '--force'])).status).toBe(0);
    expect(alertsIn(readFileSync(out, 'utf8'))).toHaveLength(1);
  });

  it('fails with status 2 on a link to a file that is not there', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    symlinkSync('nowhere.json', at('link.json'));
    expect((await scan(['logs', '--out', at('link.json')])).stderr).toBe(
      `trailwatch: --out ${at('link.json')} cannot be written: it is a link to a file that does not exist\n`,
    );
  });

  it('takes - as standard output', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    expect(await scan(['logs', '--out', '-'])).toEqual(await scan(['logs']));
  });

  it('fails with status 2 before it reads anything when the file cannot be made', async () => {
    const out = at('none/alerts.ndjson');
    expect(await scan(['gone', '--out', out])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trailwatch: --out ${out} cannot be written: no such file or folder\n`,
    });
  });
});

describe('trailwatch scan, misused', () => {
  it.each([
    [['-', '-'], "trailwatch: '-' can be given only once\n"],
    [
      ['a.json', '--no-builtin'],
      'trailwatch: there is no rule to use; use the built-in rules, or name others\n',
    ],
  ])('fails with status 2: %j', async (argv, stderr) => {
    expect(await runTrailwatch(['scan', ...argv])).toEqual({ status: 2, stdout: '', stderr });
  });

  it('fails with status 2 when a folder of rules is not there, or holds none', async () => {
    mkdirSync(at('norules'));
    expect((await runTrailwatch(['scan', 'x', '--rules', at('gone')])).stderr).toBe(
      `trailwatch: --rules ${at('gone')}: no such file or folder\n`,
    );
    expect((await runTrailwatch(['scan', 'x', '--rules', at('norules')])).stderr).toBe(
      `trailwatch: --rules ${at('norules')}: there is no rule file (.yml, .yaml) in the folder\n`,
    );
  });

  it('fails with status 2 on a rule that cannot be used, and scans with the others', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('rules/bad.yml', RULE.replace('level: high', 'level: hgih'));
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr.split('\n')[0]).toMatch(/^trailwatch: .*rules\/bad\.yml:3:\d+: 'hgih' is not a level; /);
    expect(status).toBe(2);
  });

  it('names every fault of a rule that cannot be used', async () => {
    put('logs/a.json', logFile(record('ListUsers', 'e1')));
    put(
      'rules/bad.yml',
      RULE.replace('level: high', 'level: hgih').replace('eventName:', 'eventName|starts:'),
    );
    const lines = (await scan(['logs'])).stderr.split('\n');
    expect(lines[0]).toMatch(/rules\/bad\.yml:3:\d+: 'hgih' is not a level; /);
    expect(lines[1]).toMatch(/rules\/bad\.yml:6:\d+: the modifier 'starts' is not known/);
  });

  it('tells of a second rule of the same id, and uses the first', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('rules/second.yml', RULE.replace('name: stopped', 'name: other\nid: stopped'));
    put('rules/stopped.yml', RULE.replace('name: stopped', 'name: stopped\nid: stopped'));
    put(
      'rules/twice.yml',
      'title: Stopped twice\nname: twice\ncorrelation:\n  type: event_count\n  rules: [stopped]\n  timespan: 1h\n  condition: {gte: 1}\nlevel: high\n',
    );
    const { status, stdout, stderr } = await scan(['logs']);
    expect(stderr.split('\n')[0]).toBe(
      `trailwatch: ${at('rules/stopped.yml')}:3:1: the rule at ${at('rules/second.yml')}:1 has the id 'stopped' too; give this one its own; the first is used`,
    );
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringContaining('"ruleId":"twice"'),
    ]);
    expect(status).toBe(0);
  });
});

describe('trailwatch scan, when its output is closed', () => {
  it.each([
    ['off a terminal, at the end', {}],
    ['on a terminal, at once', { terminalColumns: 80 }],
  ])('ends quietly: %s', async (_, surroundings) => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('logs/b.json', logFile(record('StopLogging', 'e2')));
    const { status, stdout, stderr } = await scan(['logs'], { ...surroundings, closesAfterWrites: 0 });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).not.toContain('trailwatch');
  });

  it('reads on with --fail-on, whose answer is about all the input', async () => {
    put('logs/a.json', logFile(record('DescribeTrails', 'e1')));
    put('logs/b.json', logFile(record('StopLogging', 'e2')));
    const surroundings = { terminalColumns: 80, closesAfterWrites: 0 };
    const { status, stderr } = await scan(['logs', '--fail-on', 'high'], surroundings);
    expect(status).toBe(1);
    expect(stderr).toContain(
      counts({ files: 2, records: 2, matched: 2, alerts: 2 }, ['logs/a.json', 'logs/b.json']),
    );
    expect((await scan(['logs/a.json', '--fail-on', 'high'], surroundings)).status).toBe(0);
  });

  it('fails with status 2 when standard output cannot be written for another reason', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const stdoutFault = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
    });
    expect(await scan(['logs'], { stdoutFault })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'trailwatch: standard output cannot be written: no space left on the device\n',
    });
  });

  it('says how many alerts of which rule a filter left out', async () => {
    put(
      'rules/filter.yml',
      `title: Mallory stops logging by design
name: by-design
logsource: { product: aws, service: cloudtrail }
filter:
  rules: [stopped]
  selection: { userIdentity.userName: mallory }
  condition: not selection
`,
    );
    const eve = { ...record('StopLogging', 'e3'), userIdentity: { type: 'IAMUser', userName: 'eve' } };
    put('logs/a.json', logFile(record('StopLogging', 'e1'), record('StopLogging', 'e2'), eve));
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout).map(({ eventID }) => eventID)).toEqual(['e3']);
    expect(stderr).toContain("trailwatch: 2 alerts of rule 'stopped' left out by filter by-design\n");
    expect(status).toBe(0);
  });
});
