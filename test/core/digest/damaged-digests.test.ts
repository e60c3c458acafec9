import { checkArchive, problemsOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { type PlannedDigest, SignedArchive } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';

function archiveOf(hours = 8): SignedArchive {
  return new SignedArchive([{ accountId: ACCOUNT, hours, logs: 1 }]);
}

function at(archive: SignedArchive, index: number): PlannedDigest {
  return archive.digests.at(index)!;
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function hanging(digest: PlannedDigest, reason: string): readonly string[] {
  return digest.logKeys.map((key) => `unverified log ${reason} ${key}`);
}

test('a deleted digest is missing, and what only it lists is unverified', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 3).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${at(archive, 3).key}`,
    ...hanging(at(archive, 3), 'digest-missing'),
  ]);
});

test('of two digests deleted in a row, the one that is named is missing, and the time of both is a gap', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 3).key);
  damage.remove(archive, at(archive, 4).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${at(archive, 4).key}`,
    `gap digests-missing ${time(at(archive, 2).endMs)} ${time(at(archive, 4).endMs)}`,
    ...hanging(at(archive, 3), 'digest-missing'),
    ...hanging(at(archive, 4), 'digest-missing'),
  ]);
});

test('when the newest digests are deleted, the archive is silent from there', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 7).key);
  damage.remove(archive, at(archive, 6).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `gap silence ${time(at(archive, 5).endMs)} ${time(at(archive, 7).endMs + 600_000)}`,
    ...hanging(at(archive, 6), 'not-yet-digested'),
    ...hanging(at(archive, 7), 'not-yet-digested'),
  ]);
});

test('when the first digest is deleted, it is missing, whatever was before it', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 0).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${at(archive, 0).key}`,
    ...hanging(at(archive, 0), 'digest-missing'),
  ]);
});

test('when the first digests are deleted, the time from the first log file on is a gap', async () => {
  const archive = archiveOf();
  for (const index of [0, 1, 2]) damage.remove(archive, at(archive, index).key);
  expect(problemsOf(await checkArchive(archive, { startMs: at(archive, 0).startMs }))).toEqual([
    `missing digest absent ${at(archive, 2).key}`,
    `gap digests-missing 2026-10-01T00:21:00Z ${time(at(archive, 2).endMs)}`,
    ...hanging(at(archive, 0), 'no-digest'),
    ...hanging(at(archive, 1), 'digest-missing'),
    ...hanging(at(archive, 2), 'digest-missing'),
  ]);
});

test('when the first digest is deleted, no other one is missing before the trail was there', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 0).key);
  const startMs = at(archive, 0).startMs - 14 * 24 * 60 * 60 * 1000;
  expect(problemsOf(await checkArchive(archive, { startMs }))).toEqual([
    `missing digest absent ${at(archive, 0).key}`,
    ...hanging(at(archive, 0), 'digest-missing'),
  ]);
});

test('when all digests are deleted, the whole time is a gap and nothing is verified', async () => {
  const archive = archiveOf(3);
  for (const { key } of archive.digests) damage.remove(archive, key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `gap no-digests - ${time(at(archive, 2).endMs + 600_000)}`,
    ...archive.digests.flatMap((digest) => hanging(digest, 'no-digest')),
  ]);
});

test.each([
  ['edited', damage.rewriteDigest, 'wrong-signature'],
  ["signed by an attacker under CloudTrail's fingerprint", damage.forgeDigestAsCloudTrail, 'wrong-signature'],
  ['signed by an attacker under a fingerprint of its own', damage.forgeDigest, 'not-as-linked'],
  ['cut short', damage.truncate, 'damaged-gzip'],
  ['emptied', damage.empty, 'damaged-gzip'],
  ['unpacked', damage.unpack, 'damaged-gzip'],
  ['followed by a byte', damage.appendBytes, 'trailing-data'],
  ['followed by an empty gzip member', damage.appendMember, 'trailing-data'],
  ['preceded by an empty gzip member', damage.prependMember, 'trailing-data'],
  ['replaced with another text', damage.replaceText, 'bad-format'],
])('a digest that was %s is invalid, and its log files hang on it', async (_, change, reason) => {
  const archive = archiveOf();
  change(archive, at(archive, 3).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest ${reason} ${at(archive, 3).key}`,
    ...hanging(at(archive, 3), 'digest-invalid'),
  ]);
});

test('the newest digest, signed by an attacker with a fingerprint of its own, is unverified', async () => {
  const archive = archiveOf();
  damage.forgeDigest(archive, at(archive, 7).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `unverified digest no-key ${at(archive, 7).key}`,
    ...hanging(at(archive, 7), 'digest-unverified'),
  ]);
});

test('a digest that was compressed anew, or lost its metadata, is still proven', async () => {
  const archive = archiveOf();
  damage.recompress(archive, at(archive, 3).key);
  damage.removeSignature(archive, at(archive, 5).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([]);
});

test('a signature in the metadata that is wrong says no more about the hour than none', async () => {
  const archive = archiveOf();
  damage.garbleSignature(archive, at(archive, 3).key);
  damage.replaceSignature(archive, at(archive, 5).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest wrong-signature ${at(archive, 3).key}`,
    `invalid digest wrong-signature ${at(archive, 5).key}`,
  ]);
  for (const change of [damage.garbleSignature, damage.removeSignature]) {
    const newest = archiveOf();
    change(newest, at(newest, 7).key);
    expect(problemsOf(await checkArchive(newest))).toEqual([
      `unverified digest no-signature ${at(newest, 7).key}`,
      ...hanging(at(newest, 7), 'digest-unverified'),
    ]);
  }
});

test('a digest whose content and signature were both changed is invalid, and proves nothing', async () => {
  const archive = archiveOf();
  damage.rewriteDigest(archive, at(archive, 3).key);
  damage.garbleSignature(archive, at(archive, 3).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest wrong-signature ${at(archive, 3).key}`,
    ...hanging(at(archive, 3), 'digest-invalid'),
  ]);
});

test('a changed log file is not hidden by a digest whose hash was recomputed', async () => {
  const archive = archiveOf();
  const [log = ''] = at(archive, 3).logKeys;
  damage.replaceText(archive, log);
  damage.recomputeHash(archive, at(archive, 3).key, log);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest wrong-signature ${at(archive, 3).key}`,
    `unverified log digest-invalid ${log}`,
  ]);
});

test('two digests that changed places are both invalid', async () => {
  const archive = archiveOf();
  damage.swap(archive, at(archive, 2).key, at(archive, 5).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest moved ${at(archive, 2).key}`,
    `invalid digest moved ${at(archive, 5).key}`,
    ...hanging(at(archive, 2), 'digest-invalid'),
    ...hanging(at(archive, 5), 'digest-invalid'),
  ]);
});

test("a digest moved to another account's folder is missing here and extra there", async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 4, logs: 1 },
    { accountId: '444455556666', hours: 4, logs: 1 },
  ]);
  const moved = at(archive, 1);
  const target = moved.key.replace(`AWSLogs/${ACCOUNT}`, 'AWSLogs/444455556666');
  damage.moveTo(archive, moved.key, target);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `missing digest absent ${moved.key}`,
    ...hanging(moved, 'digest-missing'),
    `extra digest foreign-name ${target}`,
  ]);
});

test.each([
  ['account', [ACCOUNT, '444455556666']],
  ['Region', ['eu-west-1', 'us-east-1']],
] as const)("a digest put in the place of another %s's is invalid there", async (_, [from, to]) => {
  const region = from === ACCOUNT ? 'eu-west-1' : to;
  const archive = new SignedArchive([
    { accountId: ACCOUNT, hours: 4, logs: 1 },
    { accountId: from === ACCOUNT ? to : ACCOUNT, region, hours: 4, logs: 1 },
  ]);
  const [one, other] = [at(archive, 1), at(archive, 5)];
  damage.copyTo(archive, one.key, other.key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest moved ${other.key}`,
    ...hanging(other, 'digest-invalid'),
  ]);
});

test('an archive copied to another bucket is not what CloudTrail delivered there', async () => {
  const archive = archiveOf(2);
  for (const object of archive.objects.values()) archive.put({ ...object, bucket: 'copied-archive' });
  expect(problemsOf(await checkArchive(archive, { bucket: 'copied-archive' }))).toEqual([
    `invalid digest moved ${at(archive, 0).key}`,
    `invalid digest moved ${at(archive, 1).key}`,
    ...archive.digests.flatMap((digest) => hanging(digest, 'digest-invalid')),
  ]);
});

test('a digest put back in the state of an earlier delivery is not the one that the chain names', async () => {
  const archive = archiveOf();
  const redelivered = new SignedArchive([{ accountId: ACCOUNT, hours: 8, logs: 0 }]);
  // The first hour: rightly signed, for the same place, but with another list of log files.
  archive.put(damage.objectAt(redelivered, at(archive, 0).key));
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest not-as-linked ${at(archive, 0).key}`,
    ...hanging(at(archive, 0), 'digest-invalid'),
  ]);
});

test('a missing digest behind an invalid one is reported by the clock', async () => {
  const archive = archiveOf();
  damage.remove(archive, at(archive, 3).key);
  damage.rewriteDigest(archive, at(archive, 4).key);
  expect(problemsOf(await checkArchive(archive))).toEqual([
    `invalid digest wrong-signature ${at(archive, 4).key}`,
    `gap digests-missing ${time(at(archive, 2).endMs)} ${time(at(archive, 4).endMs)}`,
    ...hanging(at(archive, 3), 'digest-invalid'),
    ...hanging(at(archive, 4), 'digest-invalid'),
  ]);
});
