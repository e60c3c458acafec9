import { readFileSync } from 'node:fs';
import { backtest as runBacktest } from '../../../bin/commands/rules/rules-backtest';
import { serveFaultyS3 } from '../faulty-s3';
import { runTrailwatch, type Surroundings, withTestIo } from '../run-trailwatch';
import { useWorkerFile, workerFile } from '../scan/workers/scan-in-threads';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';

useScanFolder();
useWorkerFile();

/** Runs `trailwatch rules backtest` on the logs of the folder. */
function backtest(words: readonly string[], surroundings: Surroundings = {}) {
  return runTrailwatch(['rules', 'backtest', at('logs'), ...words], surroundings);
}

function sides(base: string, head: string): readonly string[] {
  return ['--base', at(base), '--head', at(head)];
}

function on(day: number, eventName: string, eventID: string, more: object = {}) {
  const eventTime = `2026-08-${String(day).padStart(2, '0')}T14:01:31Z`;
  return { ...record(eventName, eventID), eventTime, ...more };
}

function rowsOf(ndjson: string) {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const CORRELATION = `title: Stopped often
name: often
level: critical
correlation: { type: event_count, rules: [stopped], group-by: [recipientAccountId], timespan: 1d, condition: { gte: 2 } }
`;

beforeEach(() => {
  put('base/stopped.yml', RULE);
  put('head/stopped.yml', RULE);
  put('logs/a.json', logFile(on(1, 'StopLogging', 'e1'), on(1, 'StopLogging', 'e2'), on(1, 'Look', 'e3')));
  put('logs/b.json', logFile(on(1, 'StopLogging', 'e2'), on(12, 'StopLogging', 'e4'), on(15, 'Look', 'e5')));
});

describe('a change of the rules', () => {
  it('of words alone gives nothing', async () => {
    put(
      'head/stopped.yml',
      `description: More words.\n${RULE.replace('Logging was stopped', 'No more logs')}`,
    );
    const { status, stdout, stderr } = await backtest([...sides('base', 'head'), '--fail-on', 'any']);
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^files=2 records=6 duplicates=1 matched=3 unmatched=2 rejected=0 alerts=3 /m);
  });

  it('names the bucket of a record that an example is of', async () => {
    put('head/stopped.yml', RULE.replace('high', 'low'));
    const server = await serveFaultyS3({ objects: { 'a.json': logFile(on(1, 'StopLogging', 'e1')) } });
    const before = { ...process.env };
    Object.assign(process.env, server.environment);
    const argv = ['rules', 'backtest', 's3://bucket/', ...sides('base', 'head')];
    const { stdout } = await runTrailwatch(argv, { environment: server.environment });
    process.env = before;
    await server.stop();
    expect(rowsOf(stdout)).toMatchObject([{ examples: [{ file: 's3://bucket/a.json' }] }]);
  });

  it('that adds a rule gains its alerts, by day, each record once however often it was delivered', async () => {
    put(
      'head/looked.yml',
      'title: Looked\nname: looked\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: Look }, condition: s }\n',
    );
    const { status, stdout } = await backtest(sides('base', 'head'));
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toEqual([
      expect.objectContaining({
        ...{ id: 'looked', name: 'looked', definition: 'added', severities: { head: 'low' } },
        ...{ base: 0, head: 2, gained: 2, lost: 0, raised: 0, lowered: 0, same: 0 },
        aWeek: { base: 0, head: 1 },
        days: {
          '2026-08-01': { gained: 1, lost: 0, raised: 0, lowered: 0 },
          '2026-08-15': { gained: 1, lost: 0, raised: 0, lowered: 0 },
        },
        examples: [
          expect.objectContaining({
            ...{ effect: 'gained', head: 'low', eventTime: '2026-08-01T14:01:31Z', account: '111122223333' },
            ...{ actor: 'mallory', region: 'eu-west-1', eventID: 'e3', file: at('logs/a.json') },
            summary: 'IAM user mallory (account 111122223333) called Look in eu-west-1 from 198.51.100.7',
          }),
        ],
      }),
    ]);
  });

  it('that removes a rule loses them', async () => {
    const [row] = rowsOf((await backtest(['--base', at('base'), '--head', 'none'])).stdout);
    expect(row).toMatchObject({
      definition: 'removed',
      base: 3,
      head: 0,
      lost: 3,
      severities: { base: 'high' },
    });
  });

  it('of a severity is told as such, with failed calls by their own', async () => {
    put('head/stopped.yml', RULE.replace('level: high', 'level: medium'));
    const { stdout, status } = await backtest([...sides('base', 'head'), '--fail-on', 'lowered:high']);
    expect(status).toBe(1);
    expect(rowsOf(stdout)).toMatchObject([
      { definition: 'changed', severities: { base: 'high', head: 'medium' }, lowered: 3, gained: 0, lost: 0 },
    ]);
    const quiet = await backtest([...sides('base', 'head'), '--min-severity', 'high']);
    expect(rowsOf(quiet.stdout)).toMatchObject([{ definition: 'removed', lost: 3, lowered: 0 }]);
  });

  it('by a filter loses what the filter leaves out', async () => {
    const filter = `title: Not mallory
name: not-mallory
logsource: { product: aws, service: cloudtrail }
filter: { rules: [stopped], s: { eventID: e4 }, condition: not s }
`;
    put('head/filter.yml', filter);
    expect(rowsOf((await backtest(sides('base', 'head'))).stdout)).toMatchObject([
      { definition: 'changed', base: 3, head: 2, lost: 1, same: 2, days: { '2026-08-12': { lost: 1 } } },
    ]);
  });

  it('of a correlation is compared by group and period', async () => {
    put('base/often.yml', CORRELATION);
    put('head/often.yml', CORRELATION.replace('gte: 2', 'gte: 3'));
    const rows = rowsOf((await backtest(sides('base', 'head'))).stdout);
    expect(rows).toMatchObject([{ id: 'often', definition: 'changed', base: 1, head: 0, lost: 1 }]);
    expect(rows[0].examples).toMatchObject([
      { effect: 'lost', base: 'critical', file: expect.stringContaining('a.json') },
    ]);
  });

  it('that alters nothing on these records is named, and fails nothing', async () => {
    put('head/stopped.yml', RULE.replace('eventName: StopLogging', 'eventName: [StopLogging, DeleteTrail]'));
    const { status, stdout } = await backtest([...sides('base', 'head'), '--fail-on', 'any']);
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toMatchObject([
      { definition: 'changed', gained: 0, lost: 0, same: 3, examples: [] },
    ]);
  });
});

describe('--base and --head', () => {
  it('may be repeated: a rule of a folder takes the place of a built-in one', async () => {
    const { status, stdout } = await backtest([
      '--base',
      'builtin',
      '--head',
      'builtin',
      '--head',
      at('head'),
    ]);
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toMatchObject([{ id: 'stopped', definition: 'added', gained: 3 }]);
  });

  it.each<[readonly string[], string]>([
    [['--base', 'builtin'], "required option '--head <rules>' not specified"],
    [
      ['--base', 'built-in', '--head', 'none'],
      "--base built-in: no such file or folder; write 'builtin' for the built-in rules",
    ],
    [['--base', 'none', '--head', 'none'], 'neither --base nor --head has a rule that raises alerts'],
    [
      ['--base', 'builtin', '--head', 'none', '--fail-on', 'more'],
      "--fail-on 'more': 'more' is not one of gained, lost, raised, lowered, any",
    ],
    [
      ['--base', 'builtin', '--head', 'none', '--fail-on', 'lost:bad'],
      "--fail-on 'lost:bad': write a severity after the colon, informational, low, medium, high, critical",
    ],
    [
      ['--base', 'builtin', '--head', 'none', '--exclude-rule', 'trail-stopped-or-delete'],
      "--exclude-rule: neither side has a rule 'trail-stopped-or-delete' that raises alerts; did you mean 'trail-stopped-or-deleted'?",
    ],
    [
      ['--base', 'builtin', '--head', 'none', '--workers', '0'],
      "--workers is '0'; it is a number of threads from 1 to 64",
    ],
  ])('%j fails in one sentence', async (words, sentence) => {
    const { status, stdout, stderr } = await backtest(words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });

  it.each([
    ['{', 'the rule document is not JSON'],
    ['{"version":9}', 'the rule document has version 9, and 2 is understood; build both from one release'],
  ])('fails on a document %s', async (text, sentence) => {
    put('rules.json', text);
    const { status, stderr } = await backtest(['--base', 'builtin', '--head', at('rules.json')]);
    expect([status, stderr]).toEqual([2, `trailwatch: --head ${at('rules.json')}: ${sentence}\n`]);
  });

  it('leaves rules out of both sides that --exclude-rule names', async () => {
    put(
      'head/stopped.yml',
      RULE.replace('StopLogging', 'Look').replace('eventSource: cloudtrail.amazonaws.com, ', ''),
    );
    const { status, stderr } = await backtest([...sides('base', 'head'), '--exclude-rule', 'stopped']);
    expect([status, stderr]).toEqual([
      2,
      'trailwatch: neither --base nor --head has a rule that raises alerts\n',
    ]);
  });
});

describe('the text', () => {
  beforeEach(() => put('head/stopped.yml', RULE.replace('StopLogging', 'Look')));

  it('is a table on a terminal', async () => {
    const { stdout } = await backtest(sides('base', 'head'), { terminalColumns: 120 });
    const shown = stdout.replaceAll(at('base'), 'base').replaceAll(at('head'), 'head');
    expect(shown).toBe(`Alerts that differ: 2 gained, 3 lost; 0 stay the same.
A week with records like these has 1.5 alerts before the change and 1.0 after it.
Base: base. Head: head. 5 records from 2026-08-01 to 2026-08-15, 14.0 days.

RULE                          DEFINITION                BEFORE   AFTER    GAINED  LOST    RAISED  LOWERED A WEEK
stopped                       changed, high             3        2        2       3       0       0       1.5 → 1.0

lost stopped 2026-08-01T14:01:31Z: IAM user mallory (account 111122223333) stopped logging of a trail in eu-west-1 from 198.51.100.7
gained stopped 2026-08-01T14:01:31Z: IAM user mallory (account 111122223333) called Look in eu-west-1 from 198.51.100.7
`);
  });

  it('is written to a file that appears when it is whole', async () => {
    const words = [...sides('base', 'head'), '--format', 'markdown', '--out', at('comment.md')];
    expect(await backtest(words)).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(at('comment.md'), 'utf8')).toMatch(
      /^<!-- trailwatch backtest -->\n## trailwatch backtest\n/,
    );
  });

  it('is the same with any number of threads', async () => {
    const outcomes = await Promise.all(['1', '2'].map((workers) => inThreads(workers)));
    expect(outcomes[0]?.stdout).toContain('"gained":2');
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  it('says that a day is too short for a forecast', async () => {
    put('logs/b.json', logFile(on(1, 'StopLogging', 'e9', { eventTime: '2026-08-01T17:01:31Z' })));
    const { stdout } = await backtest([...sides('base', 'head'), '--format', 'markdown']);
    expect(stdout).toContain(
      'The records cover less than a day, which is not enough to estimate alerts per week.',
    );
    expect(stdout).toContain('4 records from 2026-08-01 to 2026-08-01, 3.0 hours.');
  });
});

/** However little there is to search. */
function inThreads(workers: string) {
  const options = { base: [at('base')], head: [at('head')], workers };
  return withTestIo({}, (io) =>
    runBacktest({
      paths: [at('logs')],
      options,
      io,
      threads: { workerFile: workerFile(), startAfterBytes: -1, jobInputs: 1 },
    }),
  );
}
