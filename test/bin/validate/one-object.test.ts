import * as damage from '../../digest/damage';
import { DEFAULT_PLAN, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { exceptionsOf, validateCopy } from './validate-copy';
import { validateServed } from './validate-served';

const PLAN: TrailPlan = { accountId: '111122223333', hours: 6, logs: 2 };
const OTHER = 'no-such-bucket';

/** Adds a digest file that another key signed, whose log files lie in another bucket. */
function addForgery(archive: SignedArchive, ofHour: number): string {
  const { key, endMs } = archive.digests[ofHour]!;
  const added = key.replace('_audit_', '_audit2_');
  damage.copyTo(archive, key, added);
  damage.editDigest((json) => {
    json.digestS3Object = added;
    json.previousDigestS3Object = null;
    for (const name of ['Bucket', 'Object']) json[`previousDigestS3${name}`] = null;
    for (const name of ['HashValue', 'HashAlgorithm', 'Signature']) json[`previousDigest${name}`] = null;
    for (const log of json.logFiles as { s3Bucket: string }[]) log.s3Bucket = OTHER;
  })(archive, added);
  damage.forgeDigest(archive, added, false);
  expect(endMs).toBeGreaterThan(0);
  return added;
}

/** As S3 answers where one bucket does not exist. */
const withoutBucket = ({ bucket }: { readonly bucket: string }) =>
  bucket === DEFAULT_PLAN.bucket ? undefined : { status: 404, code: 'NoSuchBucket' };

describe('trailwatch validate of an archive in which one object names another bucket', () => {
  it.each([0, 3, 5])(
    'reads nothing there that a digest file of another key names, at hour %i',
    async (hour) => {
      const archive = new SignedArchive([PLAN]);
      const [tampered = ''] = archive.digests[2]!.logKeys;
      damage.replaceText(archive, tampered);
      const honest = await validateServed(archive, { fault: withoutBucket });
      addForgery(archive, hour);
      const { verdicts, requests, status } = await validateServed(archive, { fault: withoutBucket });
      expect(requests.filter(({ bucket }) => bucket !== DEFAULT_PLAN.bucket)).toEqual([]);
      expect(verdicts).toEqual(expect.arrayContaining([...honest.verdicts]));
      expect(verdicts).toContainEqual(expect.objectContaining({ key: tampered, status: 'invalid' }));
      expect(status).toBe(1);
    },
  );

  it('finds the log files missing that an honest digest file has in a bucket which was deleted, and proves the rest', async () => {
    const move = { hour: 3, bucket: DEFAULT_PLAN.bucket, isBehindLogs: true };
    const archive = new SignedArchive([{ ...PLAN, bucket: OTHER, move }]);
    const { verdicts, status, requests } = await validateServed(archive, { fault: withoutBucket });
    const behind = archive.digests[3]!.logKeys;
    expect(requests.some(({ bucket }) => bucket === OTHER)).toBe(true);
    for (const key of behind)
      expect(verdicts).toContainEqual(
        expect.objectContaining({
          key,
          status: 'missing',
          message: expect.stringMatching(/NoSuchBucket.*, in the bucket no-such-bucket$/),
        }),
      );
    const others = verdicts.filter(({ key, kind }) => kind !== 'gap' && !behind.includes(key));
    expect(others.map((verdict) => verdict.status)).toEqual(Array(7).fill('valid'));
    expect(status).toBe(1);
  });

  it('proves a copy in which a digest file of another key names another bucket', async () => {
    const archive = new SignedArchive([PLAN]);
    const added = addForgery(archive, 1);
    damage.editDigest((json) => {
      json.digestS3Bucket = OTHER;
    })(archive, added);
    damage.forgeDigest(archive, added, false);
    const { stdout, stderr, status } = await validateCopy(archive, {
      argv: ['--end', '2026-10-01T06:01:31Z'],
    });
    expect(stderr).toMatch(/^proven=100\.0% .* bucket=audit-archive$/m);
    const wrong = exceptionsOf(stdout).filter(({ key, pending }) => key !== added && pending !== true);
    expect([wrong, status]).toEqual([[], 1]);
  });
});
