import * as damage from '../../digest/damage';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';
import { validateCopy } from './validate-copy';
import { validateServed } from './validate-served';

const PLAN: TrailPlan = { accountId: '111122223333', hours: 14, logs: 1 };
const ARGV = ['--start', '2026-10-01T00:01:31Z', '--end', '2026-10-01T14:01:31Z'];
const NOW = '2026-10-01T14:30:00Z';

describe('the status of trailwatch validate', () => {
  it('answers the range that was asked about where everything before a later start was deleted', async () => {
    const archive = new SignedArchive([{ ...PLAN, restarts: [12] }]);
    const later = await validateCopy(archive, { argv: ARGV, now: NOW });
    expect([later.share, later.status]).toEqual(['100.0', 0]);
    for (const { key, logKeys } of archive.digests.slice(0, 12))
      for (const gone of [key, ...logKeys]) damage.remove(archive, gone);
    const { status, share, stderr } = await validateCopy(archive, { argv: ARGV, now: NOW });
    expect([status, share]).toEqual([1, '14.2']);
    expect(stderr).toMatch(/^proven=14\.2% from 2026-10-01T00:01:31Z to 2026-10-01T14:01:31Z /m);
    expect(stderr).toContain('not proven: 2026-10-01T00:01:31Z to 2026-10-01T12:01:31Z');
  });

  it('is 0 for the range of which all is there', async () => {
    const archive = new SignedArchive([PLAN]);
    expect(await validateCopy(archive, { argv: ARGV, now: NOW })).toMatchObject({
      status: 0,
      share: '100.0',
    });
  });

  it('does not depend on when a key was valid: CloudTrail is asked for all keys', async () => {
    const archive = new SignedArchive([
      { ...PLAN, keyOf: (hour) => (hour < 2 ? SIGNING_KEYS.next : SIGNING_KEYS.current) },
    ]);
    const wide = await validateServed(archive, { argv: ['--end', '2026-10-01T14:01:31Z'], now: NOW });
    const narrow = await validateServed(archive, {
      ...{ argv: ['--start', '2026-10-01T01:01:31Z', '--end', '2026-10-01T02:01:31Z'], now: NOW },
    });
    const asked = [...wide.keyRanges, ...narrow.keyRanges];
    expect(new Set(asked).size).toBe(1);
    expect(asked).toHaveLength(2);
    expect([wide.status, narrow.status]).toEqual([0, 0]);
  });
});
