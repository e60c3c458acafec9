import { parseDigestKey } from '../../../../lib/core/digest/archive-folder';
import { type LoadedDigest, loadDigest } from '../../../../lib/core/digest/chain/loaded-digest';
import type { PublicKeys } from '../../../../lib/core/digest/signature/public-keys';
import { keysOf, readerOf } from '../../../digest/check-archive';
import * as damage from '../../../digest/damage';
import { SignedArchive } from '../../../digest/signed-archive';

const BUCKET = 'audit-archive';

function archiveOf(): SignedArchive {
  return new SignedArchive([{ accountId: '111122223333', hours: 3, logs: 1 }]);
}

function placeOf(key: string, bucket: string | undefined) {
  const listed = parseDigestKey(key);
  if (listed?.kind !== 'chained') throw new Error(`${key} is no key of a digest file`);
  return { listed, region: 'eu-west-1', isCopy: false, ...(bucket === undefined ? {} : { bucket }) };
}

function load(archive: SignedArchive, key: string, keys?: PublicKeys): Promise<LoadedDigest> {
  const read = readerOf(archive, BUCKET);
  return loadDigest(placeOf(key, BUCKET), read, keys ?? keysOf(archive.publicKeys()));
}

test('a digest file is authentic where its signature is valid and it lies where it says', async () => {
  const archive = archiveOf();
  const loaded = await load(archive, archive.digests[1]!.key);
  expect([loaded.isInPlace, loaded.isAuthentic, loaded.previous?.key]).toEqual([
    ...[true, true, archive.digests[0]!.key],
  ]);
});

test('one with a valid signature is not authentic at another place, and names nothing', async () => {
  const archive = archiveOf();
  const [, { key }] = archive.digests as [unknown, { key: string }];
  const elsewhere = key.replace('T0201', 'T0301').replace('_audit_', '_other_');
  damage.copyTo(archive, key, elsewhere);
  const loaded = await load(archive, elsewhere);
  expect([loaded.isInPlace, loaded.isAuthentic, loaded.isAnchored, loaded.previous]).toEqual([
    ...[false, false, false, undefined],
  ]);
});

test('one that is gone when it is read is missing', async () => {
  const archive = archiveOf();
  const { key } = archive.digests[1]!;
  damage.remove(archive, key);
  const { problem, digest, isAuthentic } = await load(archive, key);
  expect([problem, digest, isAuthentic]).toEqual([
    { status: 'missing', reason: 'absent' },
    ...[undefined, false],
  ]);
});

test('one that cannot be read says why', async () => {
  const { key } = archiveOf().digests[1]!;
  const read = async () => ({ kind: 'unreadable' as const, problem: 'access denied' });
  const { problem } = await loadDigest(placeOf(key, BUCKET), read, keysOf(archiveOf().publicKeys()));
  expect(problem).toEqual({ status: 'unverified', reason: 'unreadable', detail: 'access denied' });
});

test('the list of log files can be let go of, and nothing else goes with it', async () => {
  const archive = archiveOf();
  const loaded = await load(archive, archive.digests[1]!.key);
  const { logs, ...rest } = loaded.digest!;
  expect(logs).toHaveLength(1);
  loaded.forgetLogs();
  expect(loaded.digest).toEqual({ ...rest, logs: [] });
  expect(loaded.isAuthentic).toBe(true);
});

test('it names the one before it, and none of another bucket or under another prefix', async () => {
  const archive = archiveOf();
  const [first, second] = await Promise.all(archive.digests.slice(0, 2).map(({ key }) => load(archive, key)));
  expect([second!.names(first!), first!.names(second!), second!.previousIsElsewhere]).toEqual([
    ...[true, false, false],
  ]);
  const moved = new SignedArchive([
    { accountId: '111122223333', hours: 3, logs: 1, move: { hour: 1, bucket: 'new-archive' } },
  ]);
  const read = readerOf(moved, 'new-archive');
  const place = placeOf(moved.digests[1]!.key, 'new-archive');
  const loaded = await loadDigest(place, read, keysOf(moved.publicKeys()));
  expect([loaded.isInPlace, loaded.previousIsElsewhere, loaded.names(first!)]).toEqual([true, true, false]);
});
