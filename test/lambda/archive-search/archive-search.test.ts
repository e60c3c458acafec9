import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Alert } from '../../../lib/core/alert/alert';
import { parseSearchRequest } from '../../../lib/core/archive-search/search-request';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { decodeRules, encodeRules } from '../../../lib/core/rule/rule-document';
import { runTrailwatch } from '../../bin/run-trailwatch';
import { type SampleFile, sampleArchive } from '../../samples/sample-archive';
import { logFile, record, ruleOn } from '../log-processor/log-files';
import { SearchWorld } from './search-world';

const ORGANIZATION = 'o-exampleorgid';
const FILES = sampleArchive(ORGANIZATION);
const BUILT_IN = decodeRules(readFileSync(join(__dirname, '../../../dist/rules/built-in.json'), 'utf8'));
const DAYS = { start: '2026-11-20', end: '2026-11-20' };
const [DAMAGED = ''] = FILES.map(({ key }) => key).slice(-1);
const SOUND = FILES.filter(({ key }) => key !== DAMAGED);

function worldWith(files: readonly SampleFile[] = SOUND): SearchWorld {
  const world = new SearchWorld(BUILT_IN);
  for (const { key, body } of files) world.put(key, body);
  return world;
}

/** Empty files, such as CloudTrail writes none of: what matters of them is their number. */
function manyFiles(count: number): readonly SampleFile[] {
  const body = gzipSync('{"Records":[]}');
  return Array.from({ length: count }, (_, at) => {
    const region = at % 2 === 0 ? 'eu-west-1' : 'us-east-1';
    const folder = `AWSLogs/111122223333/CloudTrail/${region}/2026/11/20`;
    const name = `111122223333_CloudTrail_${region}_20261120T0005Z_${String(at).padStart(6, '0')}.json.gz`;
    return { key: `${folder}/${name}`, body };
  });
}

/** An alert but for what tells one route from another. */
function essence({ route, source, commands, record, ...alert }: Alert): string {
  const text = JSON.stringify({ ...alert, record });
  return text.replaceAll(/"(bucket|key)":"[^"]*",?/g, '');
}

function distinct(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.map(essence))].sort();
}

/** The alerts of the command line for the same files. */
async function scanned(): Promise<readonly Alert[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-search-'));
  try {
    for (const { key, body } of SOUND) {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), body);
    }
    const { stdout } = await runTrailwatch(['scan', folder, '--format', 'ndjson']);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Alert);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('finds what `trailwatch scan` finds in the same files, correlations included', async () => {
  const world = worldWith();
  const { status } = await world.start(DAYS);
  const expected = await scanned();
  expect(status).toBe('SUCCEEDED');
  expect(expected.filter(({ ruleId }) => BUILT_IN.correlations.some(({ id }) => id === ruleId))).not.toEqual(
    [],
  );
  expect(distinct(world.alerts())).toEqual(distinct(expected));
  expect(new Set(world.alerts().map(({ route }) => route))).toEqual(new Set(['archive-search']));
});

test('counts what it searched, and says that it was all', async () => {
  const world = worldWith();
  await world.start(DAYS);
  const { planned, searched, alerts, ...summary } = world.summary();
  expect(summary).toMatchObject({
    ...{ version: 1, execution: 'search-1', request: DAYS, isComplete: true, problemCount: 0, problems: [] },
    ...{ startedAt: '2026-11-21T00:00:00.000Z', endedAt: '2026-11-21T00:05:00.000Z' },
    rules: sha256Hex(encodeRules(BUILT_IN)),
  });
  const bytes = SOUND.reduce((sum, { body }) => sum + body.length, 0);
  expect(planned).toEqual({ batches: 1, files: SOUND.length, bytes });
  expect(searched.files).toBe(SOUND.length);
  expect(searched.records).toBe(
    searched.duplicates + searched.matched + searched.unmatched + searched.rejected,
  );
  expect(alerts.total).toBe(world.alerts().length);
  expect(alerts.byRule.reduce((sum, { alerts: count }) => sum + count, 0)).toBe(alerts.total);
});

test('lists a damaged file, keeps what is found in the rest of it, and does not succeed', async () => {
  const world = worldWith(FILES);
  const { status, error } = await world.start(DAYS);
  expect([status, error]).toEqual(['FAILED', 'SearchIncomplete']);
  const { isComplete, problems, searched } = world.summary();
  expect(isComplete).toBe(false);
  expect(problems).toEqual([{ key: DAMAGED, problem: 'byte 9036: the gzip data ends too early' }]);
  expect(searched.files).toBe(SOUND.length);
  expect(world.results.get('searches/search-1/problems.ndjson')).toBe(`${JSON.stringify(problems[0])}\n`);
});

test('lists what was deleted after it was planned, and what may not be read', async () => {
  const world = worldWith();
  const [gone = '', denied = ''] = SOUND.map(({ key }) => key);
  world.onRead = (key) => {
    if (key === gone) return { kind: 'absent' };
    return key === denied ? { kind: 'unreadable', problem: 'access was denied' } : undefined;
  };
  expect(await world.start(DAYS)).toMatchObject({ status: 'FAILED' });
  expect(world.summary().problems).toEqual(
    expect.arrayContaining([
      { key: gone, problem: expect.stringMatching(/^it was deleted after it was listed/) },
      { key: denied, problem: 'access was denied' },
    ]),
  );
});

test('tries a batch again when S3 fails for a moment, and counts it once', async () => {
  const world = worldWith();
  let failures = 2;
  world.onRead = (key) => {
    if (key === SOUND[3]?.key && failures-- > 0)
      throw Object.assign(new Error('slow down'), { name: 'SlowDown' });
    return undefined;
  };
  expect(await world.start(DAYS)).toMatchObject({ status: 'SUCCEEDED' });
  expect(world.calls.filter(({ name }) => name === 'search')).toHaveLength(3);
  const undisturbed = worldWith();
  await undisturbed.start(DAYS);
  expect(world.alerts()).toEqual(undisturbed.alerts());
  expect(world.summary()).toEqual(undisturbed.summary());
});

test('lists a file that S3 never returned', async () => {
  const world = worldWith();
  const [lost = ''] = SOUND.map(({ key }) => key);
  world.onRead = (key) => {
    if (key === lost) throw Object.assign(new Error('slow down'), { name: 'SlowDown' });
    return undefined;
  };
  expect(await world.start(DAYS)).toMatchObject({ status: 'FAILED', error: 'SearchIncomplete' });
  const { problems, searched } = world.summary();
  expect(problems).toEqual([{ key: lost, problem: 'SlowDown: slow down' }]);
  expect(searched.files).toBe(SOUND.length - 1);
});

test('lists each file of a batch that never came to its end', async () => {
  const world = worldWith();
  world.onWrite = (key) => {
    if (key.includes('/outcomes/')) throw new Error('died');
  };
  expect(await world.start(DAYS)).toMatchObject({ status: 'FAILED', error: 'SearchIncomplete' });
  const { problems, problemCount, searched, alerts } = world.summary();
  expect(problemCount).toBe(SOUND.length);
  expect(problems.map(({ key }) => key)).toEqual(SOUND.map(({ key }) => key).sort());
  expect(problems[0]?.problem).toMatch(/^it was not searched: batch 00000000 failed$/);
  expect([searched.files, alerts.total]).toEqual([0, 0]);
});

test.each(['alerts', 'contributions', 'outcomes'])(
  'repeats are the same when a try dies at its %s',
  async (folder) => {
    const undisturbed = worldWith();
    await undisturbed.start(DAYS);
    const world = worldWith();
    let deaths = 1;
    world.onWrite = (key) => {
      if (key.includes(`/${folder}/`) && deaths-- > 0) throw new Error('died');
    };
    expect(await world.start(DAYS)).toMatchObject({ status: 'SUCCEEDED' });
    expect([...world.results.entries()].sort()).toEqual([...undisturbed.results.entries()].sort());
  },
);

test('a whole second execution writes the same alerts beside those of the first', async () => {
  const world = worldWith();
  await world.start(DAYS);
  await world.start(DAYS, 'search-2');
  expect(world.alerts('search-2')).toEqual(world.alerts('search-1'));
});

describe('planning', () => {
  test('goes on where the time ran out, with the same batches', async () => {
    const files = manyFiles(1_700);
    const whole = worldWith(files);
    await whole.start(DAYS);
    const interrupted = worldWith(files);
    interrupted.batchesAPlan = 1;
    await interrupted.start(DAYS);
    expect(interrupted.calls.filter(({ name }) => name === 'plan').length).toBeGreaterThan(1);
    expect([...interrupted.results.keys()].sort()).toEqual([...whole.results.keys()].sort());
    expect(interrupted.summary()).toEqual(whole.summary());
    expect(whole.summary()).toMatchObject({ planned: { batches: 4, files: 1_700 }, isComplete: true });
  });

  test('searches each file once where one expires before planning goes on', async () => {
    const files = manyFiles(5_000);
    const world = worldWith(files);
    world.batchesAPlan = 1;
    const expired = files.map(({ key }) => key).sort()[600]!;
    let written = 0;
    world.onWrite = (key) => {
      if (key.includes('/plan/') && ++written === 8) world.archive.delete(expired);
    };
    expect(await world.start(DAYS)).toMatchObject({ status: 'FAILED', error: 'SearchIncomplete' });
    expect(world.calls.filter(({ name }) => name === 'plan').length).toBeGreaterThan(1);
    expect(world.summary()).toMatchObject({
      planned: { files: 5_000 },
      searched: { files: 4_999 },
      problems: [{ key: expired, problem: expect.stringContaining('it was deleted after it was listed') }],
    });
  });

  test('leaves out days, accounts and Regions that are not asked for, and files that came after the start', async () => {
    const world = worldWith([]);
    const key = (account: string, region: string, day: string, folder = 'CloudTrail') =>
      `AWSLogs/${account}/${folder}/${region}/2026/11/${day}/${account}_${folder}_${region}_202611${day}T0005Z_abc.json.gz`;
    const body = gzipSync('{"Records":[]}');
    const wanted = key('111122223333', 'eu-west-1', '20');
    world.put(wanted, body);
    world.put(key('111122223333', 'eu-west-1', '19'), body);
    world.put(key('111122223333', 'eu-west-1', '21'), body);
    world.put(key('111122223333', 'us-east-1', '20'), body);
    world.put(key('444455556666', 'eu-west-1', '20'), body);
    world.put(key('111122223333', 'eu-west-1', '20', 'CloudTrail-Digest'), body);
    world.put(key('111122223333', 'eu-west-1', '20', 'CloudTrail-Insight'), body);
    world.put(wanted.replace('abc', 'late'), body, '2026-11-21T00:00:01Z');
    await world.start({ ...DAYS, accounts: ['111122223333'], regions: ['eu-west-1'] });
    expect(world.calls.filter(({ name }) => name === 'search')).toHaveLength(1);
    const [plan = ''] = [...world.results.entries()]
      .filter(([name]) => name.includes('/plan/'))
      .map(([, text]) => text);
    expect(JSON.parse(plan)).toEqual({ version: 1, files: [[wanted, body.length]] });
  });

  test('lateDays adds the records of the days that were delivered after them, and no others', async () => {
    const world = new SearchWorld({ rules: [ruleOn('StopLogging')], correlations: [] });
    const [account, region] = ['111122223333', 'eu-west-1'];
    const put = (day: string, ...times: readonly string[]) =>
      world.put(
        `AWSLogs/${account}/CloudTrail/${region}/2026/${day}/${account}_CloudTrail_${region}_2026${day.replace('/', '')}T0005Z_abc.json.gz`,
        logFile(times.map((eventTime) => record(eventTime, { eventTime }))),
      );
    const before = '2026-11-19T23:59:59Z';
    put('11/20', before, '2026-11-20T00:00:00Z');
    put('11/22', before, '2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z');
    put('12/21', '2026-11-20T12:00:00Z');
    put('12/22', '2026-11-20T13:00:00Z');
    const found = async (name: string, lateDays?: number) => {
      const input = { ...DAYS, ...(lateDays === undefined ? {} : { lateDays }) };
      expect(await world.start(input, name, '2027-01-01T00:00:00Z')).toMatchObject({ status: 'SUCCEEDED' });
      return world.alerts(name).map(({ eventTime }) => eventTime);
    };
    const delivered = [before, '2026-11-20T00:00:00Z'];
    expect(await found('none')).toEqual(delivered);
    expect(await found('zero', 0)).toEqual(delivered);
    expect(await found('one', 1)).toEqual(delivered);
    expect(await found('two', 2)).toEqual([...delivered, '2026-11-20T23:59:59Z']);
    expect(await found('all', 31)).toEqual([...delivered, '2026-11-20T12:00:00Z', '2026-11-20T23:59:59Z']);
    expect(world.summary('all').planned.files).toBe(3);
  });

  test('names accounts and Regions that the archive does not have', async () => {
    const world = worldWith();
    const accounts = ['123456789012', ...new Set(SOUND.map(({ key }) => key.split('/')[2] ?? ''))];
    expect(await world.start({ ...DAYS, accounts })).toMatchObject({ status: 'FAILED' });
    expect(world.summary().problems).toEqual([
      { key: '123456789012', problem: 'the archive has no log files for it' },
    ]);
  });

  test('says that nothing was searched where there is no file', async () => {
    const world = worldWith();
    const { status, entered } = await world.start({ start: '2020-01-01', end: '2020-12-31' });
    expect(status).toBe('FAILED');
    expect(entered).not.toContain('Search');
    expect(world.summary().problems).toEqual([
      {
        key: 'searches/search-1/',
        problem: 'nothing was searched: the archive has no log files for these days',
      },
    ]);
  });

  test.each([
    [{ start: '2026-11-20' }, 'end is absent, not a day such as 2026-01-31'],
    [{ start: '2026-11-31', end: '2026-12-01' }, 'start is "2026-11-31", not a day such as 2026-01-31'],
    [{ start: '2026-11-21', end: '2026-11-20' }, "start '2026-11-21' is after end '2026-11-20'"],
    [{ ...DAYS, lateDays: 32 }, 'lateDays is 32, not a number of days from 0 to 31'],
    [{ ...DAYS, lateDays: 1.5 }, 'lateDays is 1.5, not a number of days from 0 to 31'],
    [{ ...DAYS, lateDays: '7' }, 'lateDays is "7", not a number of days from 0 to 31'],
    [{ ...DAYS, accounts: [] }, 'accounts is an empty list; leave it out for all of them'],
    [{ ...DAYS, accounts: ['12345'] }, 'accounts holds "12345", not an account id of twelve digits'],
    [{ ...DAYS, regions: 'eu-west-1' }, 'regions is "eu-west-1", not a list'],
    [{ ...DAYS, rules: '../x' }, /^rules is .* not the SHA-256 of a rule document/],
    [{ ...DAYS, region: 'eu-west-1' }, /^'region' is not known; an input has start, end, /],
    ['text', 'the input is not a JSON object'],
  ])('fails at once for the input %j', async (input, message) => {
    const world = worldWith();
    expect(await world.start(input)).toMatchObject({ status: 'FAILED', error: 'SearchRefused' });
    expect(world.calls).toHaveLength(1);
    expect(world.results.size).toBe(0);
    expect(parseSearchRequest(input).problem).toMatch(message);
  });

  test('fails for the name of a search that is in the bucket, and leaves that one alone', async () => {
    const world = worldWith();
    await world.start(DAYS);
    const before = new Map(world.results);
    const again = await world.start(DAYS, 'search-1', '2027-11-21T00:00:00Z');
    expect(again).toMatchObject({ status: 'FAILED', error: 'SearchRefused' });
    expect(world.results).toEqual(before);
  });
});

describe('rules', () => {
  const [rule] = BUILT_IN.rules.filter(({ name }) => name === 'trail-stopped-or-deleted');
  const document = { rules: rule === undefined ? [] : [rule], correlations: [] };
  const text = encodeRules(document);

  test('of the results bucket are searched for in place of the deployed ones', async () => {
    const world = worldWith();
    world.putRules(text, sha256Hex(text));
    expect(await world.start({ ...DAYS, rules: sha256Hex(text) })).toMatchObject({ status: 'SUCCEEDED' });
    expect(world.alerts().length).toBeGreaterThan(0);
    expect(new Set(world.alerts().map(({ ruleId }) => ruleId))).toEqual(new Set([rule?.id]));
    expect(world.summary().rules).toBe(sha256Hex(text));
  });

  test('stay those of the start when others are deployed meanwhile', async () => {
    const world = worldWith(manyFiles(600));
    world.batchesAPlan = 1;
    world.onWrite = (key) => {
      if (key.includes('/plan/')) world.deployed = document;
    };
    await world.start(DAYS);
    const rules = world.calls.flatMap(({ name, payload }) =>
      name === 'search' ? (payload as { rules: string }).rules : [],
    );
    expect(new Set(rules)).toEqual(new Set([sha256Hex(encodeRules(BUILT_IN))]));
  });

  test.each([
    ['are missing', undefined],
    ['are not what their hash says', `${text} `],
  ])('fails if they %s', async (_how, stored) => {
    const world = worldWith();
    if (stored !== undefined) world.putRules(stored, sha256Hex(text));
    expect(await world.start({ ...DAYS, rules: sha256Hex(text) })).toMatchObject({
      ...{ status: 'FAILED', error: 'SearchRefused' },
    });
  });

  test.each(['{"version":1}', 'no JSON', encodeRules({ rules: [], correlations: [] })])(
    'fails for the document %s',
    async (wrong) => {
      const world = worldWith();
      world.putRules(wrong, sha256Hex(wrong));
      expect(await world.start({ ...DAYS, rules: sha256Hex(wrong) })).toMatchObject({
        ...{ status: 'FAILED', error: 'SearchRefused' },
      });
    },
  );
});
