import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Alert } from '../../lib/core/alert/alert';
import type { JsonObject } from '../../lib/core/record/record';
import { type Outcome, runTrailwatch, type Surroundings } from './run-trailwatch';

const RULE = `title: Logging was stopped
name: stopped
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  condition: selection
`;
const QUIET_RULE = RULE.replace('Logging was stopped', 'Somebody looked')
  .replace('stopped', 'looked')
  .replace('high', 'low')
  .replace('StopLogging', 'DescribeTrails');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-scan-'));
  put('rules/stopped.yml', RULE);
  put('rules/looked.yml', QUIET_RULE);
});
afterEach(() => rmSync(folder, { recursive: true }));

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
      version: 1,
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

  it('shows a table on a terminal', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const { stdout } = await scan(['logs'], { terminalColumns: 120, environment: { NO_COLOR: '1' } });
    expect(stdout).toBe(
      `TIME                 SEVERITY      TITLE                           WHO                      WHERE
2026-08-17T14:01:31Z high          Logging was stopped             mallory                  111122223333 eu-west-1
`,
    );
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
    expect(stderr).toBe(
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
    put('logs/alerts.ndjson', 'of an earlier scan');
    const { status, stderr } = await scan(['logs', '--out', at('logs/alerts.ndjson')]);
    expect(stderr).toBe(counts({ files: 1, records: 1, matched: 1, alerts: 1 }, ['logs/a.json']));
    expect(status).toBe(0);
    expect(readdirSync(at('logs'))).toEqual(['a.json', 'alerts.ndjson']);
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

describe('trailwatch scan, of what is no log file', () => {
  it('skips a file of a folder that neither looks nor is named like one, with a note', async () => {
    put('logs/README.md', '# Logs');
    put('logs/picture', Buffer.from('89504e47', 'hex'));
    put('logs/a.json', logFile(record('ListUsers', 'e1')));
    const { status, stderr } = await scan(['logs']);
    expect(stderr).toBe(
      `trailwatch: note: ${at('logs/README.md')} is no log file, skipped
trailwatch: note: ${at('logs/picture')} is no log file, skipped
${counts({ files: 1, records: 1, unmatched: 1 }, ['logs/a.json'])}`,
    );
    expect(status).toBe(0);
  });

  it('notes at most twenty of the files that it skips, and counts the rest', async () => {
    for (let index = 0; index < 25; index += 1) put(`logs/${index + 100}.md`, '# Logs');
    const lines = (await scan(['logs'])).stderr.split('\n');
    expect(lines.filter((line) => line.endsWith(' is no log file, skipped'))).toHaveLength(20);
    expect(lines.at(-3)).toBe('trailwatch: note: 5 more were skipped');
  });

  it.each([
    ['a digest file', '{"digestS3Object":"x","logFiles":[]}'],
    ["CloudTrail's validation message", 'CloudTrail validation message.'],
    ["S3's test message", '{"Service":"Amazon S3","Event":"s3:TestEvent"}'],
  ])('notes that it was given %s, which holds no records', async (what, content) => {
    put('given.json', content);
    const { status, stderr } = await scan(['given.json']);
    expect(stderr).toBe(
      `trailwatch: note: ${at('given.json')} is ${what}, and holds no records\n${counts({}, ['given.json'])}`,
    );
    expect(status).toBe(0);
  });

  it('skips a digest file of a folder in silence', async () => {
    put('logs/digest.json.gz', gzipSync('{"digestS3Object":"x","logFiles":[]}'));
    const { status, stderr } = await scan(['logs']);
    expect(stderr).toMatch(
      /^files=0 records=0 duplicates=0 matched=0 unmatched=0 rejected=0 alerts=0 bytes=\d+ seconds=0\.00\n$/,
    );
    expect(status).toBe(0);
  });

  it('counts a log file without records', async () => {
    put('logs/empty.json', '{"Records":[]}');
    expect((await scan(['logs'])).stderr).toBe(counts({ files: 1 }, ['logs/empty.json']));
  });

  it('has nothing to say about an empty folder', async () => {
    mkdirSync(at('logs'));
    expect(await scan(['logs'])).toEqual({ status: 0, stdout: '', stderr: counts({}, []) });
  });
});

describe('trailwatch scan, of what cannot be read', () => {
  it('fails with status 2 on a path that is not there, and reads the rest', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    const { status, stdout, stderr } = await scan(['gone.json', 'logs']);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr).toBe(
      `trailwatch: ${at('gone.json')}: no such file or folder
${counts({ files: 1, records: 1, matched: 1, alerts: 1 }, ['logs/a.json'])}`,
    );
    expect(status).toBe(2);
  });

  it('fails with status 2 on a named file that is no log file', async () => {
    put('README.md', '# Logs');
    const { status, stderr } = await scan(['README.md']);
    expect(stderr).toContain(`trailwatch: ${at('README.md')}: `);
    expect(stderr).toContain('\nfiles=0 records=0 ');
    expect(status).toBe(2);
  });

  it('fails with status 2 on a file of a folder that is named like a log file and is none', async () => {
    put('logs/package.json', '{"name":"x"}');
    const { status, stderr } = await scan(['logs']);
    expect(stderr).toBe(
      `trailwatch: ${at('logs/package.json')}: nothing in the file is a CloudTrail record
${counts({}, ['logs/package.json'])}`,
    );
    expect(status).toBe(2);
  });

  it('fails with status 2 on truncated gzip, and raises the alerts of the part that is there', async () => {
    const whole = gzipSync(
      logFile(...Array.from({ length: 200 }, (_, at) => record('StopLogging', `e${at}`))),
    );
    put('logs/a.json.gz', whole.subarray(0, whole.length / 2));
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout).length).toBeGreaterThan(50);
    expect(stderr.split('\n')[0]).toMatch(/^trailwatch: .*a\.json\.gz: .*/);
    expect(stderr).toContain(`\nfiles=1 records=${alertsIn(stdout).length} `);
    expect(status).toBe(2);
  });

  it('fails with status 2 on records that are none, in one sentence a file, and counts them as rejected', async () => {
    put('logs/a.json', `{"Records":[${JSON.stringify(record('StopLogging', 'e1'))},17,{"eventName":"x"}]}`);
    const { status, stdout, stderr } = await scan(['logs']);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr.split('\n')[0]).toMatch(
      /^trailwatch: .*logs\/a\.json: record 1, byte \d+: .*; 1 more of this file's records is rejected$/,
    );
    expect(stderr).toContain(
      counts({ files: 1, records: 3, matched: 1, rejected: 2, alerts: 1 }, ['logs/a.json']),
    );
    expect(status).toBe(2);
  });

  it('names each of many inputs', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `logs/${index + 100}.json`);
    for (const name of names) put(name, '');
    const { status, stderr } = await scan(['logs']);
    const sentences = names.map((name) => `trailwatch: ${at(name)}: the file holds nothing\n`);
    expect(stderr).toBe(sentences.join('') + counts({}, []));
    expect(status).toBe(2);
  });

  it('shows a file name with an escape sequence as text', async () => {
    put('logs/\u001b[2J.json', '');
    expect((await scan(['logs'])).stderr).toContain('logs/\\u{1b}[2J.json: ');
  });
});

describe('trailwatch scan, misused', () => {
  it.each([
    [['-', '-'], "trailwatch: '-' can be named once only\n"],
    [
      ['a.json', '--no-builtin'],
      'trailwatch: there is no rule to use; leave out --no-builtin, or name --rules\n',
    ],
  ])('fails with status 2: %j', async (argv, stderr) => {
    expect(await runTrailwatch(['scan', ...argv])).toEqual({ status: 2, stdout: '', stderr });
  });

  it('fails with status 2 when a folder of rules is not there, or holds none', async () => {
    mkdirSync(at('norules'));
    expect((await runTrailwatch(['scan', 'x', '--rules', at('gone')])).stderr).toBe(
      `trailwatch: ${at('gone')}: no such file or folder\n`,
    );
    expect((await runTrailwatch(['scan', 'x', '--rules', at('norules')])).stderr).toBe(
      `trailwatch: ${at('norules')}: there is no rule file (.yml, .yaml) in the folder\n`,
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

  it('fails with status 2 on a second rule of the same id, and uses the first', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    put('rules/second.yml', RULE.replace('name: stopped', 'name: other\nid: stopped'));
    put('rules/stopped.yml', RULE.replace('name: stopped', 'name: stopped\nid: stopped'));
    const { status, stderr } = await scan(['logs']);
    expect(stderr.split('\n')[0]).toBe(
      `trailwatch: ${at('rules/stopped.yml')}:1: the rule's id 'stopped' is taken by ${at('rules/second.yml')}`,
    );
    expect(status).toBe(2);
  });
});

describe('trailwatch scan, when nobody reads its output any more', () => {
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
});

function scan(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const paths = argv.map((word, index) => (isPath(word, argv[index - 1]) ? at(word) : word));
  return runTrailwatch(['scan', ...paths, '--no-builtin', '--rules', at('rules')], surroundings);
}

function isPath(word: string, before: string | undefined): boolean {
  return word !== '-' && !word.startsWith('-') && before?.startsWith('--') !== true;
}

function at(name: string): string {
  return join(folder, name);
}

function put(name: string, content: string | Buffer): void {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), content);
}

function record(eventName: string, eventID: string, recipientAccountId = '111122223333'): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: '111122223333' },
    eventTime: '2026-08-17T14:01:31Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    eventID,
    recipientAccountId,
  };
}

function logFile(...records: readonly JsonObject[]): string {
  return JSON.stringify({ Records: records });
}

function alertsIn(ndjson: string): Alert[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Alert);
}

type Counts = Partial<Record<(typeof COUNTED)[number], number>>;
const COUNTED = ['files', 'records', 'duplicates', 'matched', 'unmatched', 'rejected', 'alerts'] as const;

/** The last line; `bytes` is the size of the plain files that were read. */
function counts(expected: Counts, files: readonly string[]): string {
  const bytes = files.reduce((sum, file) => sum + readFileSync(at(file)).length, 0);
  const words = COUNTED.map((name) => `${name}=${expected[name] ?? 0}`);
  return `${[...words, `bytes=${bytes}`, 'seconds=0.00'].join(' ')}\n`;
}
