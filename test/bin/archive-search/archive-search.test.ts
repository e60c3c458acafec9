import { alertId } from '../../../lib/core/alert/alert-id';
import { rulesKey, type SearchPlace } from '../../../lib/core/archive-search/search-place';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { encodeRules } from '../../../lib/core/rule/rule-document';
import { STOPPED, sampleAlert } from '../../core/alert/sample-alert';
import { runTrailwatch } from '../run-trailwatch';
import { type BucketServer, serveBucket } from './serve-bucket';
import { type StatesAnswer, type StatesScript, StatesServer } from './states-server';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:search';
const RANGE = ['--start', '2026-11-20', '--end', '2026-11-21'];
const environment = { ...process.env };
/** The last ones, of which each command has its own. */
let states: StatesServer | undefined;
let bucket: BucketServer | undefined;
const servers: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  [states, bucket] = [undefined, undefined];
  process.env = { ...environment };
});

/** Starts Step Functions, until the test ends. */
async function startStates(script: StatesScript): Promise<StatesServer> {
  states = await StatesServer.start(script);
  servers.push(states);
  return states;
}

/** Runs a command while Step Functions answers everything in one way. */
async function run(answer: StatesAnswer, ...words: readonly string[]) {
  const { endpoint } = await startStates(() => answer);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SFN: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return runTrailwatch(['archive', 'search', ...words]);
}

const ofMachine = ['--state-machine', MACHINE];

describe('one clear sentence for', () => {
  const sentences: readonly (readonly [what: string, answer: StatesAnswer, sentence: string])[] = [
    [
      'a state machine that is not there',
      { code: 'StateMachineDoesNotExist' },
      'the state machine does not exist',
    ],
    [
      'another state machine',
      { body: { definition: '{"States":{}}' } },
      'is not a state machine of ArchiveSearch',
    ],
    [
      'a definition that is no JSON',
      { body: { definition: '{' } },
      'is not a state machine of ArchiveSearch',
    ],
    ['expired credentials', { code: 'ExpiredTokenException' }, 'expired'],
    [
      'no permission',
      { code: 'AccessDeniedException' },
      'access was denied; this requires states:DescribeStateMachine',
    ],
    ['a service that is busy', { code: 'ThrottlingException' }, 'no answer after'],
  ];

  test.each(sentences)('%s', async (_, answer, sentence) => {
    const { status, stdout, stderr } = await run(answer, 'start', ...RANGE, ...ofMachine);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('what is no ARN of a state machine', async () => {
    const { status, stderr } = await run({ body: {} }, 'start', ...RANGE, '--state-machine', 'search');
    expect(status).toBe(2);
    expect(stderr).toBe(
      "trailwatch: --state-machine 'search' is not the ARN of a state machine, such as arn:aws:states:eu-west-1:111122223333:stateMachine:NAME\n",
    );
  });

  test.each([
    ['start', ...RANGE, '--name'],
    ['start', ...RANGE, '--dry-run', '--name'],
    ['status'],
    ['results'],
  ])('a name that no search has, before anything is asked: %s', async (...words) => {
    for (const name of ['a/b', 'a b', 'a:b', '[a]', 'a\\b', 'a\u0007', 'a'.repeat(81)]) {
      const { status, stdout, stderr } = await run({ body: {} }, ...words, name, ...ofMachine);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('is not the name of a search, which has 1 to 80 characters, and no space, ');
      expect(states?.calls).toEqual([]);
    }
  });

  test.each(['status', 'results'])(
    '%s: a search that is not there, by any name that Step Functions allows',
    async (word) => {
      for (const name of ['search-2026.11', 'a+b@c=d', '(ok)!', 'Überprüfung', 'a'.repeat(80)]) {
        const { status, stderr } = await run({ code: 'ExecutionDoesNotExist' }, word, name, ...ofMachine);
        expect([status, stderr]).toEqual([2, expect.stringContaining('the search does not exist')]);
      }
    },
  );

  test('days that are so long ago and in no order, naming them', async () => {
    const { status, stderr } = await run({ body: {} }, 'start', '--start', '2d', '--end', '1w', ...ofMachine);
    expect(status).toBe(2);
    expect(stderr).toBe('trailwatch: --start is 2026-11-18, which is not before the end, 2026-11-13\n');
  });

  test('a day that does not exist, before anything is asked', async () => {
    const words = ['--start', '2026-02-30', '--end', '2026-03-01'];
    const { status, stderr } = await run({ body: {} }, 'start', ...words, ...ofMachine);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "trailwatch: --start is '2026-02-30'; write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)\n",
    );
    expect(states?.calls).toEqual([]);
  });
});

describe('status', () => {
  const counts = { succeeded: 3, total: 8, running: 2, failed: 0 };
  const answers: Readonly<Record<string, StatesAnswer>> = {
    ListMapRuns: { body: { mapRuns: [{ mapRunArn: `${MACHINE}:map` }] } },
    DescribeMapRun: { body: { itemCounts: counts } },
  };

  async function statusOf(execution: Record<string, string>) {
    const describe = { body: { executionArn: 'search', ...execution } };
    const { endpoint } = await startStates((operation) => answers[operation] ?? describe);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SFN: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    return runTrailwatch(['archive', 'search', 'status', 'search', ...ofMachine]);
  }

  test('says how many batches are searched', async () => {
    expect(await statusOf({ status: 'RUNNING' })).toMatchObject({
      ...{ status: 0, stdout: 'RUNNING: 3 of 8 batches searched, 2 running, 0 failed\n', stderr: '' },
    });
  });

  test('says why a search failed, also where a function failed', async () => {
    const cause = JSON.stringify({ errorMessage: 'start is missing', errorType: 'SearchRefused' });
    expect(await statusOf({ status: 'FAILED', error: 'SearchRefused', cause })).toMatchObject({
      ...{ status: 2, stderr: 'trailwatch: start is missing\n' },
    });
    expect(await statusOf({ status: 'ABORTED' })).toMatchObject({
      ...{ status: 2, stderr: 'trailwatch: the search ended as ABORTED\n' },
    });
  });
});

describe('with an archive', () => {
  const FOLDER = 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/';
  /** With a file of the day after, and one that no record of these days is in any more. */
  const LATE = ['2026/11/21', '2026/12/22'].map((day) => `${FOLDER.replace('2026/11/20', day)}late.json.gz`);
  const PLACE = { archiveBucket: 'archive', root: 'AWSLogs/', resultsBucket: 'results' };

  /** Runs a command on an archive of one Region and day with so many log files of five megabytes. */
  async function runWith(
    files: number,
    words: readonly string[],
    answers: Record<string, StatesAnswer> = {},
    texts: Readonly<Record<string, string>> = {},
  ) {
    const keys = Array.from({ length: files }, (_, at) => {
      const name = `111122223333_CloudTrail_eu-west-1_20261120T0000Z_${String(at).padStart(16, '0')}.json.gz`;
      return [`${FOLDER}${name}`, 5_000_000] as const;
    });
    const late = LATE.map((key) => [key, 5_000_000] as const);
    bucket = await serveBucket(new Map([...keys, ...(hasLateFiles ? late : [])]), texts);
    const machine = { body: { definition: definitionOf() } };
    const started = { body: { executionArn: 'search' } };
    const all: Record<string, StatesAnswer> = {
      ...{ DescribeStateMachine: machine, StartExecution: started, ...answers },
    };
    servers.push(bucket);
    const { endpoint } = await startStates((operation, parameters) => {
      input = parameters.input ?? input;
      return all[operation] ?? { code: 'ExecutionDoesNotExist' };
    });
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SFN: endpoint,
      AWS_ENDPOINT_URL_S3: bucket.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    });
    return runTrailwatch(['archive', 'search', ...words, ...ofMachine]);
  }

  let place: SearchPlace = PLACE;
  let hasLateFiles = false;
  /** Of the last search that was started. */
  let input = '';
  beforeEach(() => {
    place = PLACE;
    hasLateFiles = false;
  });
  function definitionOf(): string {
    return JSON.stringify({ States: { Begin: { Result: { place } } } });
  }

  test('a search that costs more than a dollar needs --yes', async () => {
    const start = ['start', ...RANGE, '--name', 'dear'];
    const refused = await runWith(20_000, start);
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(
      '20000 log files of 100000.0 MB in 1539 batches; about $1.51 by list prices of',
    );
    expect(refused.stderr).toContain('the search costs more than $1; add --yes to start it\n');
    expect(states?.calls).toEqual(['DescribeStateMachine']);
    expect(await runWith(20_000, [...start, '--yes'])).toMatchObject({ status: 0, stdout: 'dear\n' });
    expect(states?.calls).toEqual(['DescribeStateMachine', 'StartExecution']);
  });

  test('a cheaper one starts at once, and one with more memory costs more', async () => {
    const start = ['start', ...RANGE, '--name', 'cheap'];
    const { status, stderr } = await runWith(2_000, start);
    expect(status).toBe(0);
    expect(stderr).toContain('Lambda $0.12,');
    place = { ...PLACE, memoryMib: 4 * 1769 };
    expect((await runWith(2_000, start)).stderr).toContain('Lambda $0.49,');
  });

  test('buckets are asked in the Region of the state machine, whatever Region is set', async () => {
    const rules = ['--rules', 'test/samples/sigma/trail-stopped.yml', '--no-builtin'];
    const { status } = await runWith(3, ['start', ...RANGE, ...rules, '--name', 'own']);
    expect(status).toBe(0);
    expect(bucket?.requests.at(-1)).toMatch(/^PUT \/results\/rules\/[0-9a-f]{64}\.json$/);
    expect([...(bucket?.regions ?? [])]).toEqual(['eu-west-1']);
  });

  test('--end is exclusive, and --own-accounts makes the rules those of the command line', async () => {
    const own = ['--own-accounts', '111122223333'];
    const { status, stderr } = await runWith(3, ['start', ...RANGE, ...own, '--name', 'own']);
    expect([status, stderr]).toEqual([0, expect.stringContaining('own accounts: 1, as --own-accounts says')]);
    expect(JSON.parse(input)).toMatchObject({
      ...{ start: '2026-11-20', end: '2026-11-20' },
      rules: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const sameDay = ['start', '--start', '2026-11-20', '--end', '2026-11-20'];
    expect((await runWith(3, sameDay)).stderr).toContain('which is not before the end');
  });

  test('--learn is asked of the state machine, and refused by one without a processor', async () => {
    place = { ...PLACE, rememberDays: 30 };
    const words = ['start', ...RANGE, '--name', 'learns', '--learn'];
    expect((await runWith(3, words)).stderr).toContain('the log processor will learn from all their records');
    expect(JSON.parse(input)).toMatchObject({ learn: true });
    place = PLACE;
    const { status, stderr } = await runWith(3, words);
    expect(status).toBe(2);
    expect(stderr).toContain(
      'has no log processor that learns; set its property processor, or leave out --learn',
    );
  });

  test('log files that came late are searched, counted, and left out by --late-days', async () => {
    [place, hasLateFiles] = [{ ...PLACE, lateDays: 31 }, true];
    const start = ['start', ...RANGE, '--name', 'late'];
    const { status, stderr } = await runWith(3, start);
    expect(status).toBe(0);
    expect(stderr).toContain(
      '4 log files of 20.0 MB in 1 batches (1 of them was delivered after these days and is searched for records that came late; --late-days says how many days); about',
    );
    expect(JSON.parse(input)).toEqual({ start: '2026-11-20', end: '2026-11-20', lateDays: 31 });
    expect((await runWith(3, [...start, '--late-days', '0'])).stderr).toContain(
      '3 log files of 15.0 MB in 1 batches; about',
    );
    expect(JSON.parse(input)).toEqual({ start: '2026-11-20', end: '2026-11-20' });
    expect((await runWith(3, [...start, '--late-days', '32'])).stderr).toBe(
      "trailwatch: --late-days is '32'; it is a number of days from 0 to 31\n",
    );
  });

  test('a state machine of an earlier release searches days of delivery, and is said to', async () => {
    hasLateFiles = true;
    const start = ['start', ...RANGE, '--name', 'late'];
    const { status, stderr } = await runWith(3, start);
    expect([status, JSON.parse(input)]).toEqual([0, { start: '2026-11-20', end: '2026-11-20' }]);
    expect(stderr).toContain(
      'trailwatch: records that were delivered after --end are not searched: an earlier release',
    );
    expect(await runWith(3, [...start, '--late-days', '3'])).toMatchObject({
      ...{ status: 2, stderr: expect.stringContaining('--late-days is not known to this state machine') },
    });
  });

  describe('--send', () => {
    const start = ['start', ...RANGE, '--name', 'sends', '--send', 'high'];

    test('says what is sent before the search starts, and asks the state machine for it', async () => {
      place = { ...PLACE, rememberDays: 10_000 };
      const { status, stderr } = await runWith(3, [...start, '--send-rule', 'new', '--send-rule', 'newer']);
      expect(status).toBe(0);
      expect(stderr).toContain(
        'trailwatch: alerts of new, newer at or above high that were not sent before will be sent to the topic, 100 at most\n',
      );
      expect(JSON.parse(input)).toMatchObject({ send: 'high', sendRules: ['new', 'newer'] });
    });

    test.each([
      [[], {}, 'this ArchiveSearch sends no alerts; set its property processor, or leave out --send'],
      [
        [],
        { rememberDays: 30 },
        'name the rules that no alert was sent of in --send-rule, or search later days',
      ],
      [
        ['--min-severity', 'high'],
        { rememberDays: 10_000 },
        '--send sends alerts of the deployed rules only',
      ],
    ])('fails with %j for a state machine with %j', async (words, more, sentence) => {
      place = { ...PLACE, ...more };
      const { status, stdout, stderr } = await runWith(3, [
        'start',
        '--start',
        '2020-01-01',
        '--end',
        '2020-01-02',
        '--send',
        'high',
        ...words,
      ]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(sentence);
      expect(states?.calls).not.toContain('StartExecution');
    });

    test('--send-rule alone fails', async () => {
      const { status, stderr } = await runWith(3, ['start', ...RANGE, '--send-rule', 'new']);
      expect([status, stderr]).toEqual([
        2,
        'trailwatch: --send-rule is given without --send, which names the least severity\n',
      ]);
    });
  });

  describe('results', () => {
    const alert = sampleAlert();
    const storm = Array.from({ length: 40 }, (_, at) =>
      JSON.stringify({ ...alert, id: alertId(`${at}`, alert) }),
    );
    const counts = { files: 1, records: 40, duplicates: 0, matched: 40, unmatched: 0, rejected: 0, bytes: 9 };
    const rules = encodeRules({ rules: [STOPPED], correlations: [] });
    const key = rulesKey(sha256Hex(rules));
    const summary = {
      ...{ version: 1, startedAt: '', request: {}, rules: sha256Hex(rules) },
      ...{ searched: counts, isComplete: true },
    };
    const texts = {
      'searches/search/summary.json': JSON.stringify({ ...summary, problems: [], problemCount: 0 }),
      'searches/search/alert-files.json': JSON.stringify({ alertFiles: ['searches/search/alerts/a.ndjson'] }),
      'searches/search/alerts/a.ndjson': `${storm.join('\n')}\n`,
      [key]: rules,
    };
    const results = (words: readonly string[], changed = {}) =>
      runWith(0, ['results', 'search', ...words], {}, { ...texts, ...changed });

    test('--details prints all of each alert, as a scan does', async () => {
      const { status, stdout } = await results(['--details']);
      expect(status).toBe(0);
      expect(stdout.split('\n  Summary').length).toBe(41);
    });

    test('--group prints one alert for the many of a storm', async () => {
      const { status, stdout } = await results(['--group']);
      expect(status).toBe(0);
      expect(stdout.split(alert.title).length - 1).toBeLessThan(40);
    });

    test('SARIF names the command that wrote it, and describes the rules of the search', async () => {
      const { stdout } = await results(['--format', 'sarif']);
      const { driver } = JSON.parse(stdout).runs[0].tool;
      expect(driver.name).toBe('trailwatch archive-search results');
      expect(driver.rules).toMatchObject([{ id: STOPPED.id, help: { text: 'Start it again.' } }]);
      expect(JSON.parse(stdout).runs[0].results).toHaveLength(40);

      const without = await results(['--format', 'sarif'], { [key]: '' });
      expect(JSON.parse(without.stdout).runs[0].results).toHaveLength(40);
      expect(without.stderr).toContain('note: the rules are not described: the rule document');
    });

    test.each([['--details'], ['--group']])('%s fails for a format that has all of each', async (option) => {
      const { status, stderr } = await results([option, '--format', 'csv']);
      expect([status, stderr]).toEqual([
        2,
        expect.stringContaining(`${option} is for the format table; csv has each alert`),
      ]);
    });
  });

  test.each([
    ['RUNNING', "the search 'search' has not ended; see archive search status"],
    ['ABORTED', "the search 'search' ended as ABORTED without results; see archive search status"],
  ])('results of a search that is %s are none yet', async (status, sentence) => {
    const execution = { DescribeExecution: { body: { executionArn: 'search', status } } };
    const { stdout, ...ended } = await runWith(0, ['results', 'search'], execution);
    expect([ended.status, stdout, ended.stderr]).toEqual([2, '', `trailwatch: ${sentence}\n`]);
  });
});
