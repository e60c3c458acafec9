import { readFileSync } from 'node:fs';
import type { Alert } from '../../lib/core/alert/alert';
import { parseSummary, type SearchSummary } from '../../lib/core/archive-search/search-summary';
import { parseSentRecord } from '../../lib/core/archive-search/sent-record';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { StatesServer } from '../bin/archive-search/states-server';
import { runTrailwatch } from '../bin/run-trailwatch';
import { sampleArchive } from '../samples/sample-archive';
import type { Execution } from '../state-machine/retrying';
import { LocalSearch } from './local-search';
import { startBeforeTests } from './local-tests';
import type { LocalAws } from './start-local-aws';

const FILES = sampleArchive('o-exampleorgid');
const [DAMAGED = ''] = FILES.map(({ key }) => key).slice(-1);
const [ACCOUNT = ''] = FILES.map(({ key }) => key.split('/')[2] ?? '');
const DAYS = { start: '2026-11-20', end: '2026-11-20' };

/** The same days for the command line, whose end is exclusive. */
const RANGE = ['--start', '2026-11-20', '--end', '2026-11-21'];
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:search';

let local: LocalSearch;
let environment: LocalAws['environment'];

startBeforeTests(async (aws, folder) => {
  environment = aws.environment;
  local = await LocalSearch.start(aws, folder);
  for (const { key, body } of FILES) await local.archive(key, body);
  return local;
});

async function summaryOf(name: string): Promise<SearchSummary | undefined> {
  return parseSummary(await local.read(`searches/${name}/summary.json`));
}

async function alertsOf(name: string): Promise<readonly Alert[]> {
  const { alertFiles } = JSON.parse(await local.read(`searches/${name}/alert-files.json`)) as {
    alertFiles: readonly string[];
  };
  const texts = await Promise.all(alertFiles.map((file) => local.read(file)));
  return texts.flatMap(toAlerts);
}

function toAlerts(text: string): readonly Alert[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Alert);
}

test('the synthesized state machine and the shipped functions find the attack, and name the damaged file', async () => {
  const { status, error, entered } = await local.run('whole', DAYS);
  expect([status, error]).toEqual(['FAILED', 'SearchIncomplete']);
  expect(entered).toEqual([
    ...[
      'Begin',
      'Plan',
      'Planned',
      'Search',
      'Search/SearchBatch',
      'Summarize',
      'Asked',
      'Whole',
      'Incomplete',
    ],
  ]);
  const summary = await summaryOf('whole');
  expect(summary?.problems).toEqual([{ key: DAMAGED, problem: 'byte 9036: the gzip data ends too early' }]);
  expect(summary?.searched.files).toBe(FILES.length - 1);
  const alerts = await alertsOf('whole');
  const { correlations } = decodeRules(readFileSync('dist/rules/built-in.json', 'utf8'));
  expect(alerts.length).toBe(summary?.alerts.total);
  expect(alerts.some(({ ruleId }) => correlations.some(({ id }) => id === ruleId))).toBe(true);
  expect(alerts.find(({ source }) => source.key !== undefined)?.source).toMatchObject({
    bucket: local.place.archiveBucket,
  });
});

test('a search of one account succeeds, and finds a part of that', async () => {
  expect(DAMAGED).not.toContain(ACCOUNT);
  const { status } = await local.run('one-account', { ...DAYS, accounts: [ACCOUNT] });
  expect(status).toBe('SUCCEEDED');
  const all = new Set((await alertsOf('whole')).map(({ id }) => id));
  const some = await alertsOf('one-account');
  expect(some.length).toBeGreaterThan(0);
  expect(some.every(({ id, recipientAccountId }) => all.has(id) && recipientAccountId === ACCOUNT)).toBe(
    true,
  );
});

test('a search that is asked to sends its alerts to the topic, signed and once', async () => {
  const input = { ...DAYS, accounts: [ACCOUNT], send: 'medium' };
  expect(await local.run('sending', input)).toMatchObject({ status: 'SUCCEEDED' });
  const wanted = new Set(
    (await alertsOf('sending'))
      .filter(({ severity }) => ['medium', 'high', 'critical'].includes(severity))
      .map(({ id }) => id),
  );
  expect(wanted.size).toBeGreaterThan(0);
  const received = await local.mailbox.takeUntil((alerts) => alerts.length >= wanted.size);
  expect(received.map(({ alert }) => alert.id).sort()).toEqual([...wanted].sort());
  for (const { alert, attributes } of received) {
    expect([alert.route, attributes.route]).toEqual(['archive-search', 'archive-search']);
    expect(attributes).toHaveProperty('origin');
  }
  expect(await local.run('sending-again', input)).toMatchObject({ status: 'SUCCEEDED' });
  expect(parseSentRecord(await local.read('sent/sending-again.json'))).toMatchObject({
    ...{ sent: 0, grouped: 0, repeated: wanted.size, isDone: true },
  });
  expect(await local.mailbox.take()).toEqual([]);
});

test('an input that is wrong ends the execution before anything is written', async () => {
  expect(await local.run('refused', { start: 'yesterday' })).toMatchObject({
    ...{ status: 'FAILED', error: 'SearchRefused' },
  });
  expect(await local.keys(local.place.resultsBucket, 'searches/refused/')).toEqual([]);
});

describe('trailwatch archive search', () => {
  const before = { ...process.env };
  const executions = new Map<string, Execution>();
  let states: StatesServer;

  beforeAll(async () => {
    states = await StatesServer.start(async (operation, { name = '', input = '', executionArn = '' }) => {
      if (operation === 'DescribeStateMachine') return { body: { definition: local.definition } };
      if (operation === 'ListMapRuns') return { body: { mapRuns: [] } };
      if (operation === 'StartExecution') {
        executions.set(name, await local.run(name, JSON.parse(input)));
        return { body: { executionArn: name } };
      }
      const execution = executions.get(executionArn.split(':').at(-1) ?? '');
      if (execution === undefined) return { code: 'ExecutionDoesNotExist' };
      return { body: { status: execution.status, error: execution.error ?? null, cause: 'not all' } };
    });
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL_SFN: states.endpoint });
  });

  afterAll(async () => {
    process.env = before;
    await states?.stop();
  });

  function run(...words: readonly string[]) {
    return runTrailwatch(['archive', 'search', ...words, '--state-machine', MACHINE], { environment });
  }

  test('says what a search costs, starts it, and prints the alerts of `trailwatch scan`', async () => {
    const range = [...RANGE, '--account', ACCOUNT];
    const started = await run('start', ...range, '--name', 'by-command');
    expect(started).toMatchObject({ status: 0, stdout: 'by-command\n' });
    expect(started.stderr).toMatch(
      /^trailwatch: \d+ log files of 0\.\d MB in 1 batches; about \$0\.00 by list prices of 2026-11-20: S3 .*\n$/,
    );
    expect(await run('status', 'by-command')).toMatchObject({ status: 0 });
    const { status, stdout, stderr } = await run('results', 'by-command', '--format', 'ndjson');
    expect(status).toBe(0);
    const archive = `s3://${local.place.archiveBucket}/AWSLogs/o-exampleorgid/${ACCOUNT}/`;
    // The processor's rules, with which the archive is searched, begin at low.
    const argv = ['scan', archive, '--format', 'ndjson', '--min-severity', 'low'];
    const scanned = await runTrailwatch(argv, { environment });
    const ids = (text: string) =>
      toAlerts(text)
        .map(({ id }) => id)
        .sort();
    expect(ids(stdout)).toEqual(ids(scanned.stdout));
    expect(stderr).toMatch(new RegExp(`alerts=${ids(stdout).length} `));
    expect(await run('results', 'by-command', '--format', 'ndjson', '--fail-on', 'high')).toMatchObject({
      status: 1,
    });
  });

  test('gives a case the alerts of a search, which makes the cases of a scan of its own', async () => {
    const range = [...RANGE, '--account', ACCOUNT];
    await run('start', ...range, '--name', 'for-a-case');
    const { stdout } = await run('results', 'for-a-case');
    const archive = `s3://${local.place.archiveBucket}/AWSLogs/`;
    const argv = ['case', archive, ...range, '--format', 'json'];
    const ofSearch = await runTrailwatch([...argv, '--alerts', '-'], { environment, stdin: stdout });
    const ofScan = await runTrailwatch(argv, { environment });
    const casesOf = (text: string) => (JSON.parse(text) as { readonly cases: readonly object[] }).cases;
    expect(casesOf(ofSearch.stdout).length).toBeGreaterThan(0);
    expect(casesOf(ofSearch.stdout)).toHaveLength(casesOf(ofScan.stdout).length);
    expect([ofSearch.status, ofScan.status]).toEqual([1, 1]);
  });

  test('sends the alerts of a search, and says what it sent', async () => {
    const range = [...RANGE, '--account', ACCOUNT];
    const started = await run('start', ...range, '--send', 'medium', '--name', 'told-already');
    expect(started.stderr).toContain(
      'alerts at or above medium that were not sent before will be sent to the topic, 100 at most\n',
    );
    const { status, stderr } = await run('results', 'told-already', '--format', 'ndjson');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /sent 0 alerts to the topic, 0 more in storm reports; [1-9]\d* were sent, or held back for a trial or a silence, before\n/,
    );
    const key = 'sent/told-already.json';
    await local.write(key, (await local.read(key)).replace('"isDone":true', '"isDone":false'));
    expect(await run('results', 'told-already', '--format', 'ndjson')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not all alerts are sent; see archive search status\n'),
    });
  });

  test('searches for own rules, which it stores under their hash', async () => {
    const range = [...RANGE, '--account', ACCOUNT];
    const rules = ['--rules', 'test/samples/sigma/trail-stopped.yml', '--no-builtin'];
    expect(await run('start', ...range, ...rules, '--name', 'own-rules')).toMatchObject({ status: 0 });
    const { stdout } = await run('results', 'own-rules', '--format', 'ndjson');
    expect(toAlerts(stdout).map(({ title }) => title)).not.toEqual([]);
    const { rules: hash } = (await summaryOf('own-rules')) ?? {};
    expect(await local.keys(local.place.resultsBucket, 'rules/')).toContain(`rules/${hash}.json`);
  });

  test('ends with status 2 where not everything was searched, and names what was not', async () => {
    await run('start', ...RANGE, '--name', 'all');
    expect(await run('status', 'all')).toMatchObject({
      ...{ status: 1, stdout: 'SearchIncomplete: no batch was searched\n', stderr: 'trailwatch: not all\n' },
    });
    const { status, stderr } = await run('results', 'all', '--format', 'ndjson');
    expect(status).toBe(2);
    expect(stderr).toContain(`trailwatch: ${DAMAGED}: byte 9036: the gzip data ends too early\n`);
  });

  test.each([
    [
      ['--start', '2026-11-20', '--end', '2026-11-19'],
      '--start is 2026-11-20, which is not before the end, 2026-11-19',
    ],
    [['--start', '2020-01-01', '--end', '2020-01-02'], 'the archive has no log files for these days'],
    [[...RANGE, '--account', '123456789012'], 'the archive has no log files of 123456789012'],
  ])('fails to start for %j', async (words, message) => {
    const { status, stdout, stderr } = await run('start', ...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('a dry run starts nothing', async () => {
    const count = executions.size;
    expect(await run('start', ...RANGE, '--dry-run')).toMatchObject({
      ...{ status: 0, stdout: '' },
    });
    expect(executions.size).toBe(count);
  });

  test('fails for results of a search that does not exist', async () => {
    expect(await run('results', 'nothing')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the search does not exist'),
    });
  });
});
