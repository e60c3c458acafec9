import { UnlistedLogs } from '../../../lib/core/digest/unlisted-logs';

const MINUTE_MS = 60_000;
const FOLDER = 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/10/01';

function keyOf(time: string): string {
  return `${FOLDER}/111122223333_CloudTrail_eu-west-1_20261001T${time}Z_AbCdEfGhIjKlMnOp.json.gz`;
}

function at(time: string): number {
  return Date.parse(`2026-10-01T${time}:00Z`);
}

const WHOLE_DAY = { startMs: at('00:00'), endMs: at('23:59') };

/** What is left of the keys, up to a time of the day. */
async function left(keys: readonly string[], until = '23:59', range = WHOLE_DAY) {
  const logs = new UnlistedLogs(keys, range);
  await logs.pull(at(until));
  return [...logs.takeBefore(Number.POSITIVE_INFINITY)].map(({ key }) => key);
}

test('the folder is listed no further than one key behind the time that is asked for', async () => {
  const taken: string[] = [];
  function* listed() {
    for (const key of ['0010', '0020', '0030', '0040'].map(keyOf)) {
      taken.push(key);
      yield key;
    }
  }
  const logs = new UnlistedLogs(listed(), WHOLE_DAY);
  await logs.pull(at('00:20'));
  expect([taken.length, logs.count, logs.first?.key]).toEqual([3, 2, keyOf('0010')]);
});

test('a log file was delivered in a minute, and what has no such name on some time of its day', async () => {
  const logs = new UnlistedLogs([keyOf('0010'), `${FOLDER}/notes.txt`], WHOLE_DAY);
  await logs.pull(at('23:59'));
  const dayMs = 24 * 60 * MINUTE_MS;
  expect([...logs.takeBefore(Number.POSITIVE_INFINITY)]).toEqual([
    { key: keyOf('0010'), fromMs: at('00:10'), untilMs: at('00:11'), isLogName: true },
    { key: `${FOLDER}/notes.txt`, fromMs: at('00:00'), untilMs: at('00:00') + dayMs, isLogName: false },
  ]);
});

test.each([
  ['in it', '0010', ['0010']],
  ['in the minute in which it begins', '0005', ['0005']],
  ['before it', '0004', []],
  ['in the minute in which it ends', '0020', []],
])('a log file delivered %s is asked about, or not', async (_, time, expected) => {
  const range = { startMs: at('00:05') + 1, endMs: at('00:20') };
  expect(await left([keyOf(time)], '23:59', range)).toEqual(expected.map(keyOf));
});

test('files of other folders are left out', async () => {
  expect(await left([keyOf('0010').replaceAll('CloudTrail', 'CloudTrail-Insight')])).toEqual([]);
});

describe('a log file that a digest file lists', () => {
  const keys = ['0010', '0020', '0030', '0040'].map(keyOf);
  const [first = '', second = '', third = '', fourth = ''] = keys;

  it('is not left, whether it was taken from the folder before or is later', async () => {
    const logs = new UnlistedLogs(keys, WHOLE_DAY);
    await logs.pull(at('00:10'));
    expect(keys.map((key) => logs.isWaiting(key))).toEqual([true, false, false, false]);
    for (const key of [first, second, third]) logs.list(key);
    await logs.pull(at('23:59'));
    expect([...logs.takeBefore(Number.POSITIVE_INFINITY)].map(({ key }) => key)).toEqual([fourth]);
  });

  it('is taken once: what is delivered again is left', async () => {
    const logs = new UnlistedLogs([first, first, second], WHOLE_DAY);
    logs.list(first);
    await logs.pull(at('23:59'));
    expect(logs.count).toBe(2);
  });
});

test('those delivered before a time are taken in the order of their keys', async () => {
  const logs = new UnlistedLogs(['0010', '0020', '0030'].map(keyOf), WHOLE_DAY);
  await logs.pull(at('23:59'));
  expect([...logs.takeBefore(at('00:21'))].map(({ key }) => key)).toEqual(['0010', '0020'].map(keyOf));
  expect(logs.count).toBe(1);
});
