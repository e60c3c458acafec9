import { gzipSync } from 'node:zlib';
import { checkArchive, checksOf, problemsOf, readerOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { logText, SignedArchive } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';

function archiveOf(): SignedArchive {
  return new SignedArchive([{ accountId: ACCOUNT, hours: 6 }]);
}

function logAt(archive: SignedArchive, index: number): string {
  return archive.logKeys[index]!;
}

test.each([
  ['changed', damage.replaceText, 'invalid log wrong-hash'],
  ['cut short', damage.truncate, 'invalid log damaged-gzip'],
  ['emptied', damage.empty, 'invalid log damaged-gzip'],
  ['unpacked', damage.unpack, 'invalid log damaged-gzip'],
  ['followed by a zero byte', damage.appendBytes, 'invalid log trailing-data'],
  ['followed by an empty gzip member', damage.appendMember, 'invalid log trailing-data'],
  ['preceded by an empty gzip member', damage.prependMember, 'invalid log trailing-data'],
  ['deleted', damage.remove, 'missing log absent'],
])('a log file that was %s is reported, and nothing else', async (_, change, reported) => {
  const archive = archiveOf();
  const key = logAt(archive, 5);
  change(archive, key);
  expect(problemsOf(await checkArchive(archive))).toEqual([`${reported} ${key}`]);
});

test('a log file that was compressed anew with equal content is valid: digests hash the unpacked text', async () => {
  const archive = archiveOf();
  damage.recompress(archive, logAt(archive, 5));
  expect(problemsOf(await checkArchive(archive))).toEqual([]);
});

test('two log files that changed places are both invalid', async () => {
  const archive = archiveOf();
  damage.swap(archive, logAt(archive, 2), logAt(archive, 7));
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid log wrong-hash ${logAt(archive, 2)}`,
    `invalid log wrong-hash ${logAt(archive, 7)}`,
  ]);
});

test('a renamed log file is missing by its old name and extra by its new one', async () => {
  const archive = archiveOf();
  const key = logAt(archive, 2);
  const newKey = key.replace(/_[0-9a-f]+\.json\.gz$/, '_renamed.json.gz');
  damage.moveTo(archive, key, newKey);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing log absent ${key}`,
    `extra log not-listed ${newKey}`,
  ]);
});

test('a log file moved to another day is missing there and extra here', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 48, logs: 1 }]);
  const key = logAt(archive, 30);
  const newKey = logAt(archive, 3).replace(/_[0-9a-f]+\.json\.gz$/, '_moved.json.gz');
  damage.moveTo(archive, key, newKey);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing log absent ${key}`,
    `extra log not-listed ${newKey}`,
  ]);
});

test.each(['_added.json.gz', '.json.gz', '.txt'])(
  'an object added to a day as *%s is extra',
  async (ending) => {
    const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 60, logs: 1 }]);
    const name = logAt(archive, 3).replace(/_[0-9a-f]+\.json\.gz$/, ending);
    const key = ending === '_added.json.gz' ? name : name.replace('/10/01/', '/10/02/');
    archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
    expect(problemsOf(await checkArchive(archive))).toEqual([`extra log not-listed ${key}`]);
  },
);

test('an object added in the last hour may yet be listed', async () => {
  const archive = archiveOf();
  const key = archive.logKeys.at(-1)!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
  expect(problemsOf(await checkArchive(archive))).toEqual([`unverified log not-yet-digested ${key}`]);
});

test('a log file is extra only if the digests of its time are valid', async () => {
  const archive = archiveOf();
  const key = logAt(archive, 4).replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
  damage.remove(archive, archive.digests[2]!.key);
  expect(problemsOf(await checkArchive(archive))).toContain(`unverified log digest-missing ${key}`);
});

test('log files of other folders are asked about only if a digest lists them', async () => {
  const archive = archiveOf();
  const key = logAt(archive, 4).replaceAll('CloudTrail', 'CloudTrail-Insight');
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('insight')), metadata: {} });
  expect(problemsOf(await checkArchive(archive))).toEqual([]);
});

test('a log file that cannot be read is unverified, with the reason of the reader', async () => {
  const archive = archiveOf();
  const key = logAt(archive, 4);
  const read = readerOf(archive, 'audit-archive');
  const problem = 'kms denies the key';
  const checks = checksOf(archive, {}, (place) =>
    place.key === key ? Promise.resolve({ kind: 'unreadable', problem }) : read(place),
  );
  const findings = [];
  for (const check of checks) for await (const finding of check.findings()) findings.push(finding);
  expect(findings.filter(({ status }) => status !== 'valid')).toEqual([
    {
      kind: 'log',
      key,
      status: 'unverified',
      reason: 'unreadable',
      message: `it could not be read: ${problem}`,
    },
  ]);
});
