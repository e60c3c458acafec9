import * as damage from '../../digest/damage';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { exceptionsOf, validateCopy } from './validate-copy';

const PLAN: TrailPlan = { accountId: '111122223333', hours: 6, logs: 2 };
const MOVE = { hour: 3, bucket: 'audit-archive', prefix: 'new' };
const MOVED: TrailPlan = { ...PLAN, move: MOVE };

const LATER = { argv: ['--end', '2026-10-01T06:01:31Z'], now: '2027-02-01T00:00:00Z' };

describe('trailwatch validate of a trail that delivers to another folder of its bucket', () => {
  it.each<[string, TrailPlan['move'], boolean]>([
    ['whose prefix was changed', MOVE, false],
    ['whose prefix was changed, in a copy that has lost the metadata of digest files', MOVE, true],
    ['whose prefix was changed within an hour', { ...MOVE, isBehindLogs: true }, false],
    [
      'that became one of an organization',
      { hour: 3, bucket: 'audit-archive', organizationId: 'o-exampleorgid' },
      false,
    ],
  ])('proves both folders of a trail %s', async (_, move, isWithoutMetadata) => {
    const { status, stdout, stderr, share } = await validateCopy(new SignedArchive([{ ...PLAN, move }]), {
      ...LATER,
      isWithoutMetadata,
    });
    const open = exceptionsOf(stdout).filter(({ pending }) => pending !== true);
    expect([status, share, open.map(({ reason }) => reason)]).toEqual([0, '100.0', ['place-changed']]);
    expect(stderr).not.toContain('not proven');
  });

  it.each<[string, (archive: SignedArchive) => void]>([
    ['is gone', (archive) => damage.remove(archive, archive.digests[3]!.key)],
    ['was changed', (archive) => damage.replaceText(archive, archive.digests[3]!.key)],
    [
      'is gone with all that follow it',
      (archive) => {
        for (const { key } of archive.digests.slice(3)) damage.remove(archive, key);
      },
    ],
  ])('is silent in the first one where the digest file with which it goes on %s', async (_, change) => {
    const archive = new SignedArchive([MOVED]);
    change(archive);
    const { status, stdout } = await validateCopy(archive, LATER);
    expect(exceptionsOf(stdout)).toContainEqual(
      expect.objectContaining({ reason: 'silence', key: archive.digests[2]!.key }),
    );
    expect(status).toBe(1);
  });

  it('finds what was deleted and added in the first folder', async () => {
    const archive = new SignedArchive([MOVED]);
    const [log = '', other = ''] = archive.digests[2]!.logKeys;
    damage.remove(archive, log);
    const added = other.replace(/_[0-9A-Za-z]+\.json/, '_0000000000000000.json');
    archive.put({ ...archive.objects.get(other)!, key: added });
    const { status, stdout } = await validateCopy(archive, LATER);
    expect(exceptionsOf(stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: log, status: 'missing' }),
        expect.objectContaining({ key: added, status: 'unverified' }),
      ]),
    );
    expect(status).toBe(1);
  });

  it('is silent where only the first folder is validated', async () => {
    const archive = new SignedArchive([MOVED]);
    for (const key of archive.keys) if (key.startsWith('new/')) damage.remove(archive, key);
    const { status, stdout } = await validateCopy(archive, LATER);
    expect([status, stdout.includes('"silence"')]).toEqual([1, true]);
  });
});
