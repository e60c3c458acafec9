import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cases } from '../jest/cases';
import { corpusRecords, describeCorpus } from '../parity/corpus';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

const RECORD = {
  ...record('StopLogging', '8f1ca1b5-8d6c-4a8b-9e2e-1d6af4d1c0de'),
  recipientAccountId: '111122223333',
  sourceIPAddress: '8.8.4.4',
  requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/payroll' },
};

const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('trailwatch redact', () => {
  beforeEach(() => {
    put('a.json', logFile(RECORD));
    writeFileSync(at('key'), Buffer.alloc(32, 5));
  });

  it('writes records of which rules say the same, and from which no one is known', async () => {
    const { stdout, stderr, status } = await runTrailwatch(['redact', at('a.json'), '--key-file', at('key')]);
    const [redacted] = lines(stdout);
    expect(redacted).toMatchObject({
      ...{
        eventName: 'StopLogging',
        eventSource: 'cloudtrail.amazonaws.com',
        eventTime: '2026-08-17T14:01:31Z',
      },
      recipientAccountId: expect.stringMatching(/^[1-9]\d{11}$/),
    });
    expect(redacted.requestParameters.name).toBe(
      `arn:aws:cloudtrail:eu-west-1:${redacted.recipientAccountId}:trail/${redacted.requestParameters.name.split('/')[1]}`,
    );
    expect(stdout).not.toMatch(/111122223333|payroll|mallory|8\.8\.4\.4|8f1ca1b5/);
    expect(stderr).toBe('files=1 pruned=0 records=1 written=1 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('replaces in the same way under the same key, and in another without one', async () => {
    const run = async (...options: string[]) =>
      (await runTrailwatch(['redact', at('a.json'), ...options])).stdout;
    const [one, other] = [await run('--key-file', at('key')), await run('--key-file', at('key'))];
    expect(one).toBe(other);
    expect(await run()).not.toBe(one);
    expect(await run()).not.toBe(await run());
  });

  it('leaves out and names a record that other rules would match', async () => {
    put(
      'rules/absent.yml',
      `title: Not these\nid: 11111111-2222-3333-4444-666666666666\nname: same-name\nstatus: test\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  selection:\n    userIdentity.userName|re: '^[^a-lnz]'\n  condition: selection\n`,
    );
    const names = ['mallory', 'ann', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'];
    const records = names.map((userName, index) => ({
      ...record('StopLogging', `e${index}`),
      userIdentity: { type: 'IAMUser', userName },
    }));
    put('many.json', logFile(...records));
    const { stdout, stderr, status } = await runTrailwatch([
      ...['redact', at('many.json'), '--rules', at('rules'), '--key-file', at('key')],
    ]);
    const written = lines(stdout).length;
    const named = stderr.match(/ is left out: redacted, it is not judged as before by same-name$/gm) ?? [];
    expect(written + named.length).toBe(names.length);
    expect(written).toBeGreaterThan(0);
    expect(named.length).toBeGreaterThan(0);
    expect(status).toBe(2);
  });

  it('writes a file that is whole, and reads neither it nor the key', async () => {
    const argv = ['redact', at('.'), '--key-file', at('key'), '--out', at('out.ndjson')];
    expect(await runTrailwatch(argv)).toMatchObject({ status: 0, stdout: '' });
    expect(lines(readFileSync(at('out.ndjson'), 'utf8'))).toHaveLength(1);
    expect((await runTrailwatch(argv)).stderr).toContain('name another file');
    const key = readFileSync(at('key'));
    const overKey = ['redact', at('a.json'), '--key-file', at('key'), '--out', at('key'), '--force'];
    expect((await runTrailwatch(overKey)).stderr).toContain('is an input of the same command');
    expect(readFileSync(at('key'))).toEqual(key);
  });

  it.each([
    [['--key-file', 'none'], '--key-file none cannot be read: no such file or folder\n'],
    [['--start', 'now'], "--start is 'now'; write a day"],
  ])('fails on %j', async (options, message) => {
    const { stderr, status } = await runTrailwatch(['redact', at('a.json'), ...options]);
    expect(stderr).toContain(`trailwatch: ${message}`);
    expect(status).toBe(2);
  });

  it('fails on a key that can be guessed', async () => {
    writeFileSync(at('key'), 'secret');
    const { stderr, status } = await runTrailwatch(['redact', at('a.json'), '--key-file', at('key')]);
    expect(stderr).toContain('has 6 bytes; a key has 16 or more');
    expect(status).toBe(2);
  });

  it('fails on an input that is not there, and ends in silence when its reader does', async () => {
    const missing = await runTrailwatch(['redact', at('none.json'), '--out', at('out.ndjson')]);
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('no such file or folder') });
    const closed = await runTrailwatch(['redact', at('a.json')], { closesAfterWrites: 0 });
    expect(closed).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(at('none.json'))).toBe(false);
  });
});

describeCorpus('trailwatch redact of all shared logs', () => {
  const strings = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
  };
  /** What says who it was, by the documented forms and fields; the redactor has no part in it. */
  const identifying = (records: readonly unknown[]) => {
    const texts = records.flatMap(strings);
    const users = records.flatMap((one) => {
      const { userIdentity: user, requestParameters: request } = one as Record<
        string,
        Record<string, unknown>
      >;
      return [user?.principalId, user?.accessKeyId, request?.bucketName, request?.instanceId];
    });
    return new Set([
      ...texts.flatMap((text) => text.match(/(?<![\w.-])\d{12}(?![\w.-])/g) ?? []),
      ...texts.flatMap((text) => text.match(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16,17}\b/g) ?? []),
      ...texts.flatMap(
        (text) => text.match(/\b(?:i|vpc|sg|subnet|eni|vol|snap|ami)-[0-9a-f]{8,17}\b/g) ?? [],
      ),
      ...texts.filter((text) => /^(?!0\.|10\.0\.0\.0|127\.)(?:[1-9]\d{0,2}\.){3}\d{1,3}$/.test(text)),
      ...users.filter((text): text is string => typeof text === 'string' && /^\w{10,}/.test(text)),
    ]);
  };

  it('keeps every verdict and correlation and no identity, whatever the key', async () => {
    const records = corpusRecords();
    expect(records.length).toBeGreaterThan(1_500);
    put('all.ndjson', records.map((one) => JSON.stringify(one)).join('\n'));
    const verdicts = async (path: string) => {
      const { stdout } = await runTrailwatch(['scan', path, '--format', 'ndjson']);
      return lines(stdout)
        .map(({ ruleName, ruleId, severity, eventTime }) =>
          [ruleName ?? ruleId, severity, eventTime].join(' '),
        )
        .sort();
    };
    const before = await verdicts(at('all.ndjson'));
    expect(before.length).toBeGreaterThan(400);
    const secrets = [...identifying(records)];
    expect(secrets.length).toBeGreaterThan(300);
    for (const key of [1, 2, 3].slice(0, cases(3))) {
      writeFileSync(at('key'), Buffer.alloc(32, key));
      const argv = [
        'redact',
        at('all.ndjson'),
        '--key-file',
        at('key'),
        '--out',
        at('red.ndjson'),
        '--force',
      ];
      // Some of Panther's tests are no records.
      expect((await runTrailwatch(argv)).stderr).toMatch(/^files=1 pruned=0 records=(1\d{3}) written=\1 /m);
      const text = readFileSync(at('red.ndjson'), 'utf8').toLowerCase();
      expect(secrets.filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
      expect(await verdicts(at('red.ndjson'))).toEqual(before);
    }
  });
});
