import { gzipSync } from 'node:zlib';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

const FOLDER = 'logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/17';
const KEY = `${FOLDER}/111122223333_CloudTrail_eu-west-1_20260817T1405Z_abcdefghijklmnop.json.gz`;

function idsOf(stdout: string): readonly string[] {
  return alertsIn(stdout).map(({ eventID }) => eventID);
}

describe('the records that a scan chooses', () => {
  const others = {
    later: { ...record('StopLogging', 'later'), eventTime: '2026-08-18T00:00:00Z' },
    account: record('StopLogging', 'account', '444455556666'),
    region: { ...record('StopLogging', 'region'), awsRegion: 'us-east-1' },
    timeless: { ...record('StopLogging', 'timeless'), eventTime: undefined },
  };
  const all = [record('StopLogging', 'one'), ...Object.values(others)];

  beforeEach(() => put('logs/a.json', logFile(...all)));

  it.each([
    [['--start', '2026-08-18'], ['later']],
    [
      ['--start', '2026-08-17', '--end', '2026-08-18'],
      ['one', 'account', 'region'],
    ],
    [
      ['--end', '2026-08-17T15:00:00Z'],
      ['one', 'account', 'region'],
    ],
    [
      ['--account', '111122223333'],
      ['one', 'later', 'region', 'timeless'],
    ],
    [['--account', '444455556666', '--region', 'eu-west-1'], ['account']],
    [
      ['--region', 'us-east-1', '--region', 'eu-west-1'],
      ['one', 'later', 'account', 'region', 'timeless'],
    ],
    [['--region', 'eu-central-1'], []],
  ])('with %j are the only ones that raise alerts', async (options, ids) => {
    const { status, stdout, stderr } = await scan(['logs', ...options]);
    expect(idsOf(stdout)).toEqual(ids);
    expect(stderr).toContain(`records=${ids.length} duplicates=0 matched=${ids.length} `);
    expect(stderr).toMatch(new RegExp(`skipped=0 pruned=0 outside=${all.length - ids.length}\\n$`));
    expect(status).toBe(0);
  });

  it('without an end are also those that lie ahead of the clock', async () => {
    put('logs/a.json', logFile({ ...record('StopLogging', 'ahead'), eventTime: '2126-08-17T14:00:00Z' }));
    expect(idsOf((await scan(['logs', '--start', '2026-08-18'])).stdout)).toEqual(['ahead']);
  });

  it('are the only ones that correlations count', async () => {
    const correlation = `title: Stopped twice
correlation: { type: event_count, rules: [stopped], group-by: [recipientAccountId], timespan: 3d, condition: { gte: 2 } }
level: high
name: twice
`;
    put('rules/twice.yml', correlation);
    const titles = async (...options: string[]) =>
      alertsIn((await scan(['logs', ...options])).stdout).map(({ title }) => title);
    expect(await titles()).toContain('Stopped twice');
    expect(await titles('--start', '2026-08-18')).toEqual([]);
  });

  it('are not searched in a file whose key is of others', async () => {
    put(KEY, gzipSync(logFile(record('StopLogging', 'kept'))));
    const { stdout, stderr } = await scan([FOLDER, '--region', 'us-east-1']);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing was read: no log file is of these accounts, Regions and days');
    const both = await scan(['logs', '--region', 'us-east-1']);
    expect(idsOf(both.stdout)).toEqual(['region']);
    expect(both.stderr).toMatch(/files=1 .* pruned=1 outside=4\n$/);
  });

  it('are the only ones that are searched and counted, whether or not they are parsed', async () => {
    const calls = ['StopLogging', 'ListBuckets', 'DescribeInstances', 'DescribeTrails'];
    const made = Array.from({ length: 4_000 }, (_, at) => {
      const id = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
      const name = calls[at % 4] as string;
      const placed = {
        ...record(name, id),
        eventTime: `2026-08-${17 + (at % 3)}T12:00:00Z`,
        awsRegion: at % 5 === 0 ? 'us-east-1' : 'eu-west-1',
        recipientAccountId: at % 7 === 0 ? '444455556666' : '111122223333',
      };
      const isChosen = at % 35 === 0 && at % 3 > 0;
      return { id, name, placed, isChosen };
    });
    put('logs/a.json', logFile(...made.map(({ placed }) => placed)));
    const options = ['--region', 'us-east-1', '--account', '444455556666', '--start', '2026-08-18'];
    const { stdout, stderr } = await scan(['logs', ...options, '--workers', '1']);
    const chosen = made.filter(({ isChosen }) => isChosen);
    const matching = chosen.filter(({ name }) => name === 'StopLogging' || name === 'DescribeTrails');
    expect(idsOf(stdout)).toEqual(matching.map(({ id }) => id));
    expect(stderr).toContain(`records=${chosen.length} duplicates=0 `);
    expect(stderr).toMatch(new RegExp(`outside=${made.length - chosen.length}\\n$`));
  });

  it('leave a damaged element reported, whatever it was', async () => {
    put('logs/b.json', `{"Records":[{"eventName":1},${JSON.stringify(record('StopLogging', 'whole'))}]}`);
    const { status, stderr } = await scan(['logs/b.json', '--region', 'eu-west-1']);
    expect(stderr).toContain('rejected=1');
    expect(status).toBe(2);
  });

  it.each([
    [['--account', '1'], "--account is '1'; write the 12 digits of an account"],
    [['--region', 'Frankfurt'], "--region is 'Frankfurt'; write a Region such as eu-west-1"],
    [['--start', 'yesterday'], "--start is 'yesterday'; write a day"],
    [['--start', '2026-08-18', '--end', '2026-08-17'], '--start is 2026-08-18, which is not before the end'],
  ])('are refused with %j', async (options, sentence) => {
    const { status, stdout, stderr } = await scan(['logs', ...options]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});

describe('the rules that a scan leaves out', () => {
  beforeEach(() => put('logs/a.json', logFile(record('StopLogging', 'e1'), record('DescribeTrails', 'e2'))));

  it.each(['stopped', 'Logging was stopped', 'LOGGING WAS STOPPED'])('are named as %s', async (rule) => {
    const { status, stdout, stderr } = await scan(['logs', '--exclude-rule', rule, '--fail-on', 'high']);
    expect(idsOf(stdout)).toEqual(['e2']);
    expect(stderr).toContain('matched=1 unmatched=1');
    expect(status).toBe(0);
  });

  it('are lines of a file, but for its comments', async () => {
    put('ignored', '# the nightly job\r\n\r\nlooked  # asks every hour\r\n');
    const { stdout } = await scan(['logs', '--ignore-file', at('ignored')]);
    expect(idsOf(stdout)).toEqual(['e1']);
  });

  it('must be rules', async () => {
    put('ignored', 'looked\nstoped\n');
    const { status, stdout, stderr } = await scan(['logs', '--ignore-file', at('ignored')]);
    expect(stderr).toContain(`${at('ignored')}:2: there is no rule 'stoped'; did you mean 'stopped'?`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect((await scan(['logs', '--exclude-rule', 'none'])).stderr).toContain(
      "--exclude-rule: there is no rule 'none'",
    );
    expect((await scan(['logs', '--ignore-file', at('absent')])).stderr).toContain('no such file');
  });

  it('are counted by correlations all the same', async () => {
    put(
      'rules/twice.yml',
      `title: Stopped twice
correlation: { type: event_count, rules: [stopped], group-by: [recipientAccountId], timespan: 1h, condition: { gte: 2 }, generate: true }
level: high
name: twice
`,
    );
    put('logs/b.json', logFile(record('StopLogging', 'e3')));
    const titlesWithout = async (...rules: string[]) => {
      const { stdout } = await scan(['logs', ...rules.flatMap((rule) => ['--exclude-rule', rule])]);
      return alertsIn(stdout).map(({ title }) => title);
    };
    expect(await titlesWithout('stopped', 'looked')).toEqual(['Stopped twice']);
    expect(await titlesWithout('twice', 'looked')).toEqual(['Logging was stopped', 'Logging was stopped']);
  });

  it('take the correlations with them if they raise no alerts of their own', async () => {
    put(
      'rules/twice.yml',
      `title: Stopped twice
correlation: { type: event_count, rules: [stopped], group-by: [recipientAccountId], timespan: 1h, condition: { gte: 1 } }
level: high
name: twice
`,
    );
    expect(alertsIn((await scan(['logs'])).stdout).map(({ title }) => title)).toContain('Stopped twice');
    const { status, stdout, stderr } = await scan(['logs', '--exclude-rule', 'stopped']);
    expect(idsOf(stdout)).toEqual(['e2']);
    expect(stderr).toContain(
      "--exclude-rule: 'stopped' raises no alerts of its own; the correlations that count it are left out: twice\n",
    );
    expect(status).toBe(0);
    const misspelt = await scan(['logs', '--exclude-rule', 'stoped']);
    expect(misspelt.stderr).toContain("there is no rule 'stoped'; did you mean 'stopped'?");
  });
});

describe('a log file that was delivered late', () => {
  const folder = 'logs/AWSLogs/111122223333/CloudTrail/eu-west-1';
  const fileOf = (day: string) =>
    `${folder}/${day.replaceAll('-', '/')}/111122223333_CloudTrail_eu-west-1_${day.replaceAll('-', '')}T1405Z_abcdefghijklmnop.json.gz`;
  const range = ['--start', '2026-08-17', '--end', '2026-08-18'];

  beforeEach(() => {
    put(fileOf('2026-08-17'), gzipSync(logFile(record('StopLogging', 'in time'))));
    put(fileOf('2026-08-21'), gzipSync(logFile(record('StopLogging', 'four days'))));
    put(fileOf('2026-09-18'), gzipSync(logFile(record('StopLogging', 'a month'))));
    put(fileOf('2026-09-19'), gzipSync(logFile(record('StopLogging', 'longer'))));
  });

  it('is read for as long as CloudTrail tries to deliver, and counted', async () => {
    const { stdout, stderr } = await scan(['logs', ...range]);
    expect(idsOf(stdout)).toEqual(['in time', 'four days', 'a month']);
    expect(stderr).toContain(
      'trailwatch: 2 files were delivered more than a day after --end and read for records that came late; --late-days 1 leaves them out\n',
    );
    expect(stderr).toContain(' pruned=1 ');
  });

  it.each([
    ['1', ['in time']],
    ['4', ['in time', 'four days']],
  ])('is read up to --late-days %s', async (days, ids) => {
    expect(idsOf((await scan(['logs', ...range, '--late-days', days])).stdout)).toEqual(ids);
  });

  it.each([
    ['view'],
    ['actor', 'mallory'],
    ['resource', 'audit'],
    ['resource', '--by-hand'],
    ['case'],
    ['report', '--out', at('report.html')],
    ['query', 'SELECT count(*) FROM events'],
    ['rules', 'backtest', '--base', 'none', '--head', 'builtin'],
  ])('is told by every command that reads a range: %s', async (...words) => {
    const { stderr } = await runTrailwatch([...words, at('logs'), ...range]);
    expect(stderr).toContain('2 files were delivered more than a day after --end');
  });

  it.each(['0', '32', 'x', '1.5'])('is not read for --late-days %s', async (days) => {
    const { status, stderr } = await scan(['logs', ...range, '--late-days', days]);
    expect([status, stderr]).toEqual([
      2,
      `trailwatch: --late-days is '${days}'; it is a number of days from 1 to 31\n`,
    ]);
  });
});
