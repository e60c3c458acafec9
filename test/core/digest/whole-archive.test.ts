import { checkArchive, problemsOf } from '../../digest/check-archive';
import { SignedArchive } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';

test('an untouched archive is valid, in the order of its keys', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 50 }]);
  const findings = await checkArchive(archive);
  expect(problemsOf(findings)).toEqual([]);
  expect(findings.map(({ key }) => key)).toEqual(
    archive.digests.flatMap(({ key, logKeys }) => [key, ...logKeys]),
  );
});

test('of a folder synced from S3 all is valid but the newest digest and what only it lists', async () => {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 5 }]);
  const newest = archive.digests.at(-1)!;
  expect(problemsOf(await checkArchive(archive, { isFolder: true }))).toEqual([
    `unverified digest no-signature ${newest.key}`,
    ...newest.logKeys.map((key) => `unverified log digest-unverified ${key}`),
  ]);
});
