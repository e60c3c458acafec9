import { gzipSync } from 'node:zlib';
import { checkArchive, problemsOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { logText, SignedArchive } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';

/** Digests that end at 01:01:31, 02:01:31, … of 1 October. */
function archiveOf(hours = 12): SignedArchive {
  return new SignedArchive([{ accountId: ACCOUNT, hours, logs: 1 }]);
}

function at(time: string): number {
  return Date.parse(`2026-10-01T${time}Z`);
}

async function checkedDigests(startMs: number, endMs: number): Promise<readonly (string | undefined)[]> {
  const findings = await checkArchive(archiveOf(), { startMs, endMs });
  expect(problemsOf(findings)).toEqual([]);
  return findings.filter(({ kind }) => kind === 'digest').map(({ key }) => /T(\d{4})/.exec(key)?.[1]);
}

test.each([
  ['within the hour of one digest', '03:10:00', '03:50:00', ['0401']],
  ['that touches two hours', '03:10:00', '04:10:00', ['0401', '0501']],
  ['from the very end of a digest', '03:01:31', '04:01:31', ['0401']],
  ['from a second before the end of a digest', '03:01:30', '04:01:32', ['0301', '0401', '0501']],
  ['of the first hour', '00:00:00', '01:00:00', ['0101']],
  ['of the last hour', '11:01:31', '12:01:31', ['1201']],
])('a range %s has every digest whose hour it touches', async (_, start, end, expected) => {
  expect(await checkedDigests(at(start), at(end))).toEqual(expected);
});

test('what is damaged outside the range is not reported', async () => {
  const archive = archiveOf();
  damage.remove(archive, archive.digests[1]!.key);
  damage.rewriteDigest(archive, archive.digests[10]!.key);
  damage.remove(archive, archive.logKeys[0]!);
  expect(problemsOf(await checkArchive(archive, { startMs: at('04:01:31'), endMs: at('08:01:31') }))).toEqual(
    [],
  );
});

test('a gap that ends before the range is not reported', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 12, logs: 1, restarts: [3] }]);
  const problems = async (startMs: number) => problemsOf(await checkArchive(archive, { startMs }));
  expect(await problems(at('04:01:31'))).toEqual([]);
  expect(await problems(at('04:01:30'))).toEqual(['gap restarted 2026-10-01T03:01:31Z 2026-10-01T03:01:31Z']);
});

test.each([
  ['that ends before the file at which it is seen', '03:01:31', '04:01:31', true],
  ['before the missing file', '02:01:31', '03:01:31', false],
  ['after all of them', '06:01:31', '08:01:31', false],
])('missing digest files behind an invalid one are a gap in a range %s', async (_, start, end, isFound) => {
  const archive = archiveOf();
  damage.remove(archive, archive.digests[3]!.key);
  damage.rewriteDigest(archive, archive.digests[4]!.key);
  const problems = problemsOf(await checkArchive(archive, { startMs: at(start), endMs: at(end) }));
  expect(problems.filter((problem) => problem.startsWith('gap'))).toEqual(
    isFound ? ['gap digests-missing 2026-10-01T03:01:31Z 2026-10-01T05:01:31Z'] : [],
  );
});

test('what is damaged in the first and the last hour of the range is reported', async () => {
  const archive = archiveOf();
  const [first, last] = [archive.digests[4]!, archive.digests[7]!];
  damage.remove(archive, first.key);
  damage.remove(archive, last.key);
  const added = archive.logKeys[6]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({ bucket: 'audit-archive', key: added, bytes: gzipSync(logText('added')), metadata: {} });
  expect(problemsOf(await checkArchive(archive, { startMs: at('04:01:31'), endMs: at('08:01:31') }))).toEqual(
    [
      `missing digest absent ${first.key}`,
      `missing digest absent ${last.key}`,
      `unverified log digest-missing ${first.logKeys[0]}`,
      `unverified log digest-missing ${added}`,
      `unverified log digest-missing ${last.logKeys[0]}`,
    ],
  );
});

test('in a folder, the newest digest of the range is proven by the one after it', async () => {
  const archive = archiveOf();
  const options = { isFolder: true, startMs: at('04:01:31'), endMs: at('08:01:31') };
  expect(problemsOf(await checkArchive(archive, options))).toEqual([]);
});

test('a log file added in the last hour of a past range is extra', async () => {
  const archive = archiveOf();
  const added = archive.logKeys[7]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({ bucket: 'audit-archive', key: added, bytes: gzipSync(logText('added')), metadata: {} });
  const options = { startMs: at('04:01:31'), endMs: at('08:01:31') };
  expect(problemsOf(await checkArchive(archive, options))).toEqual([`extra log not-listed ${added}`]);
});

test('a range that begins before the trail is not a gap', async () => {
  expect(problemsOf(await checkArchive(archiveOf(), { startMs: at('00:00:00') - 86_400_000 }))).toEqual([]);
});

test.each([
  [90, []],
  [121, ['gap silence 2026-10-01T12:01:31Z 2026-10-01T14:02:31Z']],
])('%d minutes after the last digest, silence is %j', async (minutes, expected) => {
  const nowMs = at('12:01:31') + minutes * 60_000;
  expect(problemsOf(await checkArchive(archiveOf(), { endMs: nowMs, nowMs }))).toEqual(expected);
});

test('an old range in which a trail fell silent ends in silence', async () => {
  const options = { endMs: at('13:00:00'), nowMs: at('20:00:00') };
  expect(problemsOf(await checkArchive(archiveOf(), options))).toEqual([
    'gap silence 2026-10-01T12:01:31Z 2026-10-01T13:00:00Z',
  ]);
});

test('a log file that a much later digest lists is not extra', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 8, logs: 1 },
    { accountId: ACCOUNT, hours: 1, logs: 1, trailName: 'late', start: '2026-10-01T05:01:31Z' },
  ]);
  // The other trail's only digest lists a file of its hour: as seen from the first trail, an unlisted one.
  const late = archive.digests.at(-1)!;
  expect(problemsOf(await checkArchive(archive)).filter((line) => line.includes(late.logKeys[0]!))).toEqual(
    [],
  );
});

test.each([
  ['on the last millisecond of its day', -1, 1],
  ['on the day after it', 0, 0],
])(
  'a file of another name, of whose day alone is known, is reported by a check that begins %s',
  async (_, ms, count) => {
    const archive = archiveOf(30);
    const key = archive.digests[0]!.key.replace(/[^/]+$/, 'notes.txt');
    archive.put({ bucket: 'audit-archive', key, bytes: gzipSync('{}'), metadata: {} });
    const startMs = Date.parse('2026-10-02T00:00:00Z') + ms;
    const problems = problemsOf(await checkArchive(archive, { startMs }));
    expect(problems).toEqual(Array(count).fill(`extra digest foreign-name ${key}`));
  },
);

describe('a log file of the range that CloudTrail delivered late', () => {
  const LATE = { accountId: ACCOUNT, hours: 60, logs: 1, lists: { hour: 40, logsOf: 5 } } as const;
  const RANGE = { startMs: at('04:01:31'), endMs: at('08:01:31') };

  test.each([false, true])('is listed by a digest file after the range (a copy: %s)', async (isFolder) => {
    const archive = new SignedArchive([LATE]);
    const findings = await checkArchive(archive, { ...RANGE, isFolder });
    expect(problemsOf(findings)).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'digest')).toHaveLength(4);
  });

  test('is not known where that digest file is missing', async () => {
    const archive = new SignedArchive([LATE]);
    const late = archive.digests[40]!.logKeys.find((key) => key.includes('/2026/10/01/'));
    damage.remove(archive, archive.digests[40]!.key);
    expect(problemsOf(await checkArchive(archive, RANGE))).toEqual([`unverified log digest-missing ${late}`]);
  });
});
