import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { alertsIn, at, counts, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

describe('trailwatch scan, of what is no log file', () => {
  it('skips a file of a folder that neither looks nor is named like one, with a note', async () => {
    put('logs/README.md', '# Logs');
    put('logs/picture', Buffer.from('89504e47', 'hex'));
    put('logs/a.json', logFile(record('ListUsers', 'e1')));
    const { status, stderr } = await scan(['logs']);
    expect(stderr).toBe(
      `trailwatch: note: ${at('logs/README.md')} is not a log file, skipped
trailwatch: note: ${at('logs/picture')} is not a log file, skipped
${counts({ files: 1, records: 1, unmatched: 1, skipped: 2 }, ['logs/a.json'])}`,
    );
    expect(status).toBe(0);
  });

  it('notes at most twenty of the files that it skips, and counts the rest', async () => {
    for (let index = 0; index < 25; index += 1) put(`logs/${index + 100}.md`, '# Logs');
    const lines = (await scan(['logs'])).stderr.split('\n');
    expect(lines.filter((line) => line.endsWith(' is not a log file, skipped'))).toHaveLength(20);
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
      /^files=0 records=0 duplicates=0 matched=0 unmatched=0 rejected=0 alerts=0 bytes=\d+ seconds=0\.00 skipped=0\n$/,
    );
    expect(status).toBe(0);
  });

  it('counts a log file without records', async () => {
    put('logs/empty.json', '{"Records":[]}');
    expect((await scan(['logs'])).stderr).toBe(counts({ files: 1 }, ['logs/empty.json']));
  });

  it.each([
    ['an empty folder', {}, 0],
    ['a folder of what is no log file', { 'logs/a.md': '# A', 'logs/b.png': 'x' }, 2],
  ])('fails with status 2 when nothing was read: %s', async (_, files, skipped) => {
    mkdirSync(at('logs'));
    for (const [name, content] of Object.entries(files)) put(name, content);
    const { status, stdout, stderr } = await scan(['logs']);
    expect(stderr).toContain('trailwatch: nothing was read: there is no log file\n');
    expect(stderr.endsWith(counts({ skipped }, []))).toBe(true);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('counts what it skips by kind, past the twentieth too', async () => {
    put('logs/a.json', logFile());
    for (let index = 0; index < 25; index += 1) put(`logs/${index}.${index < 15 ? 'md' : 'png'}`, 'x');
    const lines = (await scan(['logs'])).stderr.split('\n');
    expect(lines.at(-4)).toBe('trailwatch: note: skipped by kind: 15 .md, 10 .png');
    expect(lines.at(-2)).toMatch(/ skipped=25$/);
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
    const sentences = names.map((name) => `trailwatch: ${at(name)}: the file is empty\n`);
    expect(stderr).toBe(sentences.join('') + counts({}, []));
    expect(status).toBe(2);
  });

  it('shows a file name with an escape sequence as text', async () => {
    put('logs/\u001b[2J.json', '');
    expect((await scan(['logs'])).stderr).toContain('logs/\\u{1b}[2J.json: ');
  });
});
